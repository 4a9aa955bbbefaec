"""What gates: which verdicts and findings count, and the exit code they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.vocab import Exit, Level, Verdict

_RED = frozenset({Verdict.FAIL, Verdict.ERROR, Verdict.UNEXPECTED_PASS})
_ORDER = [Level.MUST, Level.SHOULD, Level.MAY]


@dataclass
class Gate:
    """Counts records of a run and says whether they conform."""

    level: str = Level.MAY
    axis: str = "compatibility"
    counts: Counter[str] = field(default_factory=Counter)
    red: int = 0
    ran: int = 0
    #: Entries of a known-failing list that are over, or name nothing.
    stale: list[str] = field(default_factory=list)

    def counts_for(self, record: Mapping[str, Any]) -> bool:
        """Does this case or finding gate?"""
        binding = _ORDER.index(Level(record["level"])) <= _ORDER.index(Level(self.level))
        return binding and self.axis in ("all", record["axis"])

    def add(self, record: Mapping[str, Any]) -> None:
        """Take one record of the run log into account."""
        if record["type"] == "finding":
            self.red += self.counts_for(record)
        elif record["type"] == "case":
            self.counts[record["verdict"]] += 1
            self.ran += record["verdict"] not in (Verdict.SKIP, Verdict.NOT_TESTABLE)
            self.red += record["verdict"] in _RED and self.counts_for(record)

    def exit_code(self) -> Exit:
        """What the run comes to, if nothing worse happened."""
        if not self.ran:
            return Exit.NOTHING_RAN
        if self.red:
            return Exit.NOT_CONFORMANT
        return Exit.STALE_LIST if self.stale else Exit.CONFORMANT
