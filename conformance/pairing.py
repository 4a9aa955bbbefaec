"""Values in the same place of two answers: alike, or a pair of ids that two servers drew for the same thing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

NOTHING = "‹nothing›"
#: Shorter runs of letters and digits are words, not ids.
MIN_ID = 10
_RUNS = re.compile(r"([A-Za-z0-9]+=*)")
#: How long the ids and the mailed tokens of servers usually are.
_USUAL = (10, 25)
#: What tells an id from a word: a digit among letters, or capitals here and there.
_DRAWN = re.compile(r"(?=.*[A-Za-z])(?=.*\d)|[A-Z].*[a-z].*[A-Z].*[a-z].*[A-Z]|[a-z][A-Z]{2}")


class Pairing:
    """The ids of one case that stand for each other: one to one, or they are a difference."""

    def __init__(self) -> None:
        self._forth: dict[str, str] = {}
        self._back: dict[str, str] = {}

    def differences(self, left: Any, right: Any, where: str) -> Iterator[tuple[str, str, str]]:
        """Every place in which two values differ: where, and both sides."""
        if isinstance(left, dict) and isinstance(right, dict):
            yield from self._of_members(left, right, where)
        elif isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                yield f"{where} length", str(len(left)), str(len(right))
            for index, (one, other) in enumerate(zip(left, right, strict=False)):
                yield from self.differences(one, other, f"{where}[{index}]")
        elif isinstance(left, str) and isinstance(right, str):
            if not self.is_same_text(left, right):
                yield where, left, right
        elif _kind(left) is not _kind(right) or left != right:
            yield where, _shown(left), _shown(right)

    def _of_members(self, left: dict[str, Any], right: dict[str, Any], where: str) -> Iterator[tuple[str, str, str]]:
        theirs = self._renamed(left, right)
        for name in [*left, *(name for name in theirs if name not in left)]:
            place = f"{where}.{name}"
            if name not in theirs:
                yield place, _shown(left[name]), NOTHING
            elif name not in left:
                yield place, NOTHING, _shown(theirs[name])
            else:
                yield from self.differences(left[name], theirs[name], place)

    def _renamed(self, left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
        """The right members; one whose name is an id has the name that the left side gives it."""
        unmatched = [name for name in left if name not in right]
        renamed = {}
        for name, value in right.items():
            twin = None if name in left else next((one for one in unmatched if self.is_same_text(one, name)), None)
            renamed[twin or name] = value
        return renamed

    def is_same_text(self, left: str, right: str) -> bool:
        """Are the texts the same but for ids that stand for each other?"""
        if left == right:
            return True
        ours, theirs = _RUNS.split(left), _RUNS.split(right)
        return len(ours) == len(theirs) and all(map(self._is_same_run, ours, theirs))

    def _is_same_run(self, left: str, right: str) -> bool:
        if left in self._forth or right in self._back:
            return self._forth.get(left) == right
        if left == right:
            return True
        if not (len(left) == len(right) >= MIN_ID and _is_run(left) and _is_run(right)):
            return False
        if not (_DRAWN.search(left) or _DRAWN.search(right)):
            return False
        self._forth[left], self._back[right] = right, left
        return True


class Numbering:
    """The ids of one case replaced by numbers, in the order in which they appear."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def numbered(self, value: Any) -> Any:
        """A value with the ids in its texts and in the names of its members replaced."""
        if isinstance(value, str):
            return _RUNS.sub(self._of_run, value)
        if isinstance(value, list):
            return [self.numbered(one) for one in value]
        if isinstance(value, dict):  # names first: the order of members is not what an answer says
            ordered = sorted(value, key=lambda name: (self.numbered(name) != name, name))
            return {self.numbered(name): self.numbered(value[name]) for name in ordered}
        return int(value) if isinstance(value, float) and value.is_integer() else value

    def _of_run(self, found: re.Match[str]) -> str:
        text = found[0]
        if not _may_be_drawn(text):
            return text
        return self._numbers.setdefault(text, f"‹{len(self._numbers) + 1}›")


def _kind(value: Any) -> type:
    """The kind of a JSON value; numbers are of one kind, 4 and 4.0 the same."""
    return float if isinstance(value, int | float) and not isinstance(value, bool) else type(value)


def _may_be_drawn(text: str) -> bool:
    """May this be an id? Of the usual lengths everything may: an id need have neither a digit nor a capital."""
    return len(text) in _USUAL or (len(text) >= MIN_ID and _DRAWN.search(text) is not None)


def _is_run(text: str) -> bool:
    return _RUNS.fullmatch(text) is not None


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
