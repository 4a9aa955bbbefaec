"""Which cases are selected: address patterns, and the cases of an earlier run that were not green."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=512)
def _pattern(text: str) -> re.Pattern[str]:
    """A glob in which `*` stays inside one part of an address, `**` crosses parts; brackets are literal."""
    pieces = re.split(r"(\*\*|\*|\?)", text)
    words = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(words.get(piece, re.escape(piece)) for piece in pieces))


def matches(address: str, pattern: str) -> bool:
    """Does a pattern name this address, or a folder of it (`lockout`, `lockout/*`, a whole address)?

    A deployment in the pattern (`…@plain`, as lists and logs show it) counts where the address has one too.
    """
    bare, _, deployment = _parted(address)
    wanted, _, place = _parted(pattern.rstrip("/"))
    row = bare.rpartition("/dialect:")[0]
    scenario = row.partition("[")[0]
    heads = [bare, row, scenario, scenario.partition("/")[0]]
    elsewhere = place and deployment and not _pattern(place).fullmatch(deployment)
    return not elsewhere and any(_pattern(wanted).fullmatch(head) for head in heads)


def _parted(address: str) -> tuple[str, str, str]:
    """Address and deployment; an `@` inside the name of an example is none that parts them."""
    head, at, tail = address.rpartition("@")
    return (head, at, tail) if at and "/" not in tail and "]" not in tail else (address, "", "")


def selected(address: str, patterns: Iterable[str]) -> bool:
    """Is the address named by any of the patterns? No pattern selects everything."""
    several = list(patterns)
    return not several or any(matches(address, pattern) for pattern in several)
