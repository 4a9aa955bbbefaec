"""What a run came to, gathered from its records one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: Verdicts that are shown with everything that is known about them.
NOT_GREEN = frozenset({"fail", "error", "unexpected-pass", "known-fail"})
#: Verdicts of cases that did not run.
LEFT_OUT = frozenset({"skip", "not-testable"})
GREEN = frozenset({"pass"})
#: Failures that somebody listed are no news: they make no cause.
_CAUSES = NOT_GREEN - {"known-fail"}


@dataclass
class Cause:
    """Cases that failed in the same way: same operation, same place, same expected and got."""

    operation: str
    where: str
    expected: str
    got: str
    verdict: str
    cases: list[dict[str, Any]] = field(default_factory=list)
    requirements: Counter[str] = field(default_factory=Counter)


@dataclass
class Summary:
    """Counts, causes and findings of one run."""

    gates: Callable[[Mapping[str, Any]], bool] = lambda record: True
    header: dict[str, Any] = field(default_factory=dict)
    footer: dict[str, Any] | None = None
    verdicts: Counter[str] = field(default_factory=Counter)
    areas: dict[str, Counter[str]] = field(default_factory=dict)
    causes: dict[tuple[str, str, str, str], Cause] = field(default_factory=dict)
    skipped: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def add(self, record: dict[str, Any]) -> None:
        """Take one record of the run log into account."""
        if record["type"] == "case":
            self._case(record)
        elif record["type"] == "finding":
            self.findings.append(record)
            if record["requirement"]:
                self.rows.setdefault((record["dialect"], record["requirement"]), set()).add("fail")
        elif record["type"] == "header":
            self.header = record
        elif record["type"] == "footer":
            self.footer = record

    def _case(self, case: dict[str, Any]) -> None:
        self.verdicts[case["verdict"]] += 1
        area = case["address"].split("/")[0]
        self.areas.setdefault(area, Counter())[case["verdict"]] += 1
        dialect = case["address"].rpartition("dialect:")[2]
        for row in case["shows"]:
            self.rows.setdefault((dialect, row), set()).add(case["verdict"])
        if case["verdict"] in _CAUSES:
            self._cause(case)
        elif case["verdict"] in LEFT_OUT:
            self.skipped.append({"address": case["address"], "verdict": case["verdict"], "reason": case["reason"]})

    def _cause(self, case: dict[str, Any]) -> None:
        cause = case["cause"] or {"operation": "", "where": "", "expected": "", "got": case["reason"] or ""}
        key = (cause["operation"], cause["where"], cause["expected"], cause["got"])
        known = self.causes.setdefault(key, Cause(*key, verdict=case["verdict"]))
        kept = case if not known.cases else {name: case[name] for name in ("address", "deployment", "verdict")}
        known.cases.append(kept)
        known.requirements.update(case["shows"])

    @property
    def ran(self) -> int:
        """How many cases ran."""
        return sum(number for verdict, number in self.verdicts.items() if verdict not in LEFT_OUT)

    def ranked_causes(self) -> list[Cause]:
        """The causes, those with the most cases first."""
        return sorted(self.causes.values(), key=lambda cause: (-len(cause.cases), cause.operation, cause.where))

    def levels(self) -> dict[tuple[str, str, str], tuple[int, int]]:
        """(dialect, axis, level) to rows met and rows judged: a row is met when all that shows it passed."""
        counted: dict[tuple[str, str, str], list[int]] = {}
        for (dialect, row), verdicts in self.rows.items():
            word = self.header.get("requirements", {}).get(row)
            if word is None or verdicts <= LEFT_OUT:
                continue
            met = counted.setdefault((dialect, word["axis"], word["level"]), [0, 0])
            met[1] += 1
            met[0] += verdicts <= GREEN | LEFT_OUT
        return {key: (met, total) for key, (met, total) in sorted(counted.items())}
