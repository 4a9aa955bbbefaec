"""What can go wrong on our side, each with what to do about it.

ConformanceError
├── BadInput            a file or an option is wrong: every problem with its place (exit 4)
├── NotOurs             the target is not loopback and nobody said they own it (exit 4)
├── NoAnswer            no deployment of the target answered (exit 6)
├── NotApplicable       a case cannot exist for this dialect; carries the reason
└── CannotTell          a step could not be judged: the case becomes `error`
    └── NotTestable     claimed, but cannot be tested here: the case becomes `not-testable`
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong at one place of one file; prints as `file:line:col CODE text`."""

    file: str
    line: int
    column: int
    code: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.code} {self.text}"


class ConformanceError(Exception):
    """Base of everything this package raises on purpose."""


class BadInput(ConformanceError):
    """One or more problems in what we were given; nothing was sent."""

    def __init__(self, problems: Iterable[Problem] | str) -> None:
        self.problems = () if isinstance(problems, str) else tuple(sorted(set(problems)))
        super().__init__(problems if isinstance(problems, str) else "\n".join(map(str, self.problems)))


class NotOurs(ConformanceError):
    """The target lies outside this machine, and no `--i-own HOST` says that it may be tested."""


class NoAnswer(ConformanceError):
    """No deployment of the target answered a first request."""


class NotApplicable(ConformanceError):
    """The dialect lacks something a step needs: the case does not exist there."""


class CannotTell(ConformanceError):
    """The step could not be judged, through no fault that the rule is about."""


class NotTestable(CannotTell):
    """The target claims it, but it cannot be tested here (a wait beyond the budget)."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean "expect"?)`, or nothing when no known word is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' (did you mean "{near[0]}"?)' if near else ""
