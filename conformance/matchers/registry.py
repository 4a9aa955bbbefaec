"""Every matcher of the language: what its argument may be, and what it asks of a value.

A builder takes the argument (templates inside it are filled per use) and gives a test. A value that
is absent meets no matcher but `{is: absent}`, `{is: nothing}` and `{is: anything}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from conformance.matchers.kinds import KINDS
from conformance.matchers.randomness import weakness


@dataclass(frozen=True, slots=True)
class MatcherWord:
    """A key of a matcher: its test of (value, filled argument), and the JSON types its argument may have."""

    test: Callable[[Any, Any], bool]
    takes: tuple[type, ...]
    says: str


@lru_cache(maxsize=4096)
def regex(pattern: str) -> re.Pattern[str]:
    """A regular expression, compiled once."""
    return re.compile(pattern)


def same(left: Any, right: Any) -> bool:
    """Equality as JSON has it: `true` is not 1, and 1 is 1.0."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right) and (type(left) is type(right) or _numbers(left, right))


def _numbers(*values: Any) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _matches(value: Any, pattern: Any) -> bool:
    return isinstance(value, str) and regex(pattern).fullmatch(value) is not None


def _contains(value: Any, part: Any) -> bool:
    if isinstance(value, str):
        return isinstance(part, str) and part in value
    return isinstance(value, list) and any(same(item, part) for item in value)


def _lacks(value: Any, part: Any) -> bool:
    return isinstance(value, str | list) and not _contains(value, part)


def _near(value: Any, about: Any) -> bool:
    mark, by = about.get("to"), about.get("by", 0)
    if _numbers(value, mark):
        return bool(abs(value - mark) <= by)
    try:
        gap = datetime.fromisoformat(value) - datetime.fromisoformat(mark)
    except (TypeError, ValueError):
        return False
    return bool(abs(gap.total_seconds()) <= by)


def _random(value: Any, bits: Any) -> bool:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return False
    return weakness(value, float(bits)) is None


_ANY = (str, int, float, bool, list, dict, type(None))
_NUMBER = (int, float)

WORDS: dict[str, MatcherWord] = {
    "equals": MatcherWord(same, _ANY, "equal to"),
    "matches": MatcherWord(_matches, (str,), "the whole text matching"),
    "starts_with": MatcherWord(lambda v, a: isinstance(v, str) and v.startswith(a), (str,), "starting with"),
    "ends_with": MatcherWord(lambda v, a: isinstance(v, str) and v.endswith(a), (str,), "ending with"),
    "contains": MatcherWord(_contains, _ANY, "containing"),
    "lacks": MatcherWord(_lacks, _ANY, "not containing"),
    "differs_from": MatcherWord(lambda v, a: not same(v, a), _ANY, "different from"),
    "at_least": MatcherWord(lambda v, a: _numbers(v, a) and v >= a, _NUMBER, "at least"),
    "at_most": MatcherWord(lambda v, a: _numbers(v, a) and v <= a, _NUMBER, "at most"),
    "near": MatcherWord(_near, (dict,), "near"),
    "looks_random": MatcherWord(_random, _NUMBER, "texts of chance, bits each:"),
    "is": MatcherWord(lambda v, a: KINDS[a](v), (str,), "kind"),
}

#: Words whose argument holds matchers itself.
NESTING = ("length", "one_of", "each", "some", "has")

ALL_WORDS = (*WORDS, *NESTING)
