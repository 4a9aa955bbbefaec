"""Do some texts look as if chance had made them? Enough to catch counters, clocks and short tokens."""

from __future__ import annotations

import math
from typing import Final

#: Of so many texts made by chance hardly any place is the same in all.
_SEVERAL: Final = 3


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
    alphabet = max(2, len(set("".join(tails))))
    room = _places(tails) * math.log2(alphabet)
    if room < bits:
        return f"at least {bits:g} bits of chance, not {room:.0f}"
    if len({len(tail) for tail in tails}) == 1 and _most_alike(tails) > 0.6:
        return "texts that differ in most places"
    return None


def _places(tails: list[str]) -> int:
    """How many places chance may have filled: of several texts of one length those that are not the same in all."""
    if len(tails) < _SEVERAL or len({len(tail) for tail in tails}) > 1:
        return min(len(tail) for tail in tails)
    return sum(len(set(letters)) > 1 for letters in zip(*tails, strict=True))


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
