"""Do some texts look as if chance had made them? Enough to catch counters, clocks and short tokens."""

from __future__ import annotations

import math
import string
from typing import Final

#: Of so many texts made by chance hardly any place is the same in all: of three with 32 hexadecimal digits more than
#: this part of the places once in a hundred thousand times.
_SEVERAL: Final = 3
_BY_CHANCE: Final = 0.1
_ALPHABETS: Final = tuple(
    frozenset(letters)
    for letters in (
        string.digits,
        "0123456789abcdef",
        "0123456789ABCDEF",
        string.digits + string.ascii_lowercase,
        string.digits + string.ascii_letters,
        string.digits + string.ascii_letters + "-_",
    )
)
_NEARLY_ALL: Final = 0.8


def weakness(texts: list[str], bits: float) -> str | None:
    """Why two or more texts do not look like `bits` bits of chance each, or None.

    They must all differ, be long enough for the alphabet they use, and differ from each other in
    most of the places where they are not all alike (a shared prefix such as `r:` is allowed).
    """
    if len(texts) < 2:
        return "two or more texts"
    if len(set(texts)) != len(texts):
        return "texts that all differ"
    tails = _without_shared_ends(texts)
    room = _places(texts, tails) * math.log2(_letters(set("".join(tails))))
    if room < bits:
        return f"at least {bits:g} bits of chance, not {room:.0f}"
    if len({len(tail) for tail in tails}) == 1 and _most_alike(tails) > 0.6:
        return "texts that differ in most places"
    return None


def _letters(seen: set[str]) -> int:
    """How many letters the texts are made of: of a usual alphabet all, if hardly any happens to be missing."""
    usual = next((letters for letters in _ALPHABETS if seen <= letters), seen)
    return max(2, len(usual) if len(seen) >= len(usual) * _NEARLY_ALL else len(seen))


def _places(texts: list[str], tails: list[str]) -> int:
    """How many places chance may have filled: of several texts of one length not those that are the same in all."""
    length = len(texts[0])
    if len(texts) < _SEVERAL or any(len(text) != length for text in texts):
        return min(len(tail) for tail in tails)
    alike = sum(len(set(letters)) == 1 for letters in zip(*texts, strict=True))
    return length if alike <= length * _BY_CHANCE else length - alike


def _without_shared_ends(texts: list[str]) -> list[str]:
    shortest = min(map(len, texts))
    front = next((i for i in range(shortest) if len({text[i] for text in texts}) > 1), shortest)
    cut = [text[front:] for text in texts]
    shortest = min(map(len, cut))
    back = next((i for i in range(shortest) if len({text[-1 - i] for text in cut}) > 1), shortest)
    return [text[: len(text) - back] for text in cut]


def _most_alike(texts: list[str]) -> float:
    """The largest share of places in which two of the texts agree."""
    pairs = ((a, b) for i, a in enumerate(texts) for b in texts[:i])
    return max(sum(x == y for x, y in zip(a, b, strict=True)) / max(1, len(a)) for a, b in pairs)
