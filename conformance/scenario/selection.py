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
    """Does a pattern name this address, or a folder of it (`lockout`, `lockout/*`, a whole address)?"""
    bare = address.split("@")[0]
    scenario = bare.split("[")[0] if "[" in bare else bare.rpartition("/")[0]
    heads = [bare, scenario, scenario.split("/")[0], bare.rpartition("/")[0]]
    compiled = _pattern(pattern.rstrip("/"))
    return any(compiled.fullmatch(head) for head in heads)


def selected(address: str, patterns: Iterable[str]) -> bool:
    """Is the address named by any of the patterns? No pattern selects everything."""
    several = list(patterns)
    return not several or any(matches(address, pattern) for pattern in several)
