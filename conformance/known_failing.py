"""Failures that somebody knows about: a list in YAML, each with its reason and perhaps the day it ends.

    known_failing:
    - {address: "logout/*", because: "old tokens live on", link: "https://…", until: "2027-01-31"}

Listed cases still run. One that passes, an entry whose day is over and a pattern that names no case are red.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import Field, field_validator

from conformance.errors import BadInput
from conformance.results import CaseResult
from conformance.scenario.selection import matches
from conformance.strict import Strict, validate
from conformance.vocab import Verdict
from conformance.yamltext import read_file


class Entry(Strict):
    """Cases that fail for one known reason."""

    address: str = Field(min_length=1, description="A pattern of addresses, as everywhere else.")
    because: str = Field(min_length=1, description="The reason, for who reads the report.")
    link: str | None = Field(None, description="Where it is worked on.")
    until: str | None = Field(None, description="The last day the entry counts, YYYY-MM-DD.")
    sometimes: bool = Field(False, description="It fails by chance, as a race does: a pass is a pass.")

    @field_validator("until")
    @classmethod
    def _is_a_day(cls, value: str | None) -> str | None:
        if value is not None:
            date.fromisoformat(value)
        return value

    def is_over(self, today: date) -> bool:
        """Is its last day in the past?"""
        return self.until is not None and date.fromisoformat(self.until) < today


class EntryList(Strict):
    """The whole file."""

    known_failing: list[Entry]


@dataclass
class KnownFailing:
    """The entries of a run: which of them count today, and which are stale."""

    entries: Sequence[Entry] = ()
    today: date = date.max
    stale: list[str] = field(default_factory=list)

    def check(self, names: Iterable[str], *, partly: bool) -> None:
        """Note what is stale; in a run of a part of the suite a pattern may well name nothing."""
        addresses = list(names)
        for entry in self.entries:
            if entry.is_over(self.today):
                self.stale.append(f"{entry.address}: ended on {entry.until} ({entry.because})")
            elif not partly and not any(matches(name, entry.address) for name in addresses):
                self.stale.append(f"{entry.address}: names no case ({entry.because})")

    def settle(self, result: CaseResult) -> None:
        """Turn the verdict of a listed case: a failure is known, a pass is unexpected; an error stays one."""
        name = f"{result.address}@{result.deployment}" if result.deployment else result.address
        entry = next((one for one in self.entries if not one.is_over(self.today) and matches(name, one.address)), None)
        if entry is None:
            return
        why = f"{entry.because} ({entry.link})" if entry.link else entry.because
        if result.verdict is Verdict.FAIL:
            result.verdict = Verdict.KNOWN_FAIL
            word = "known to fail sometimes" if entry.sometimes else "known"
            result.reason = f"{word}: {why}; {result.reason}"
        elif result.verdict is Verdict.PASS and not entry.sometimes:
            result.verdict = Verdict.UNEXPECTED_PASS
            result.reason = f"listed as known to fail: {why}"


def read_known_failing(path: Path, today: date) -> KnownFailing:
    """Read a list; BadInput tells everything that is wrong with it."""
    read, problems = validate(EntryList, read_file(path), str(path), "CT")
    if read is None or problems:
        raise BadInput(problems)
    return KnownFailing(read.known_failing, today)
