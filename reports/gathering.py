"""A run as renderers need it: its summary, and every case with as much detail as is shown of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.summary import NOT_GREEN, Summary


@dataclass
class Report:
    """One run log, gathered record by record; only cases that are shown in full keep their exchanges."""

    summary: Summary = field(default_factory=Summary)
    cases: list[dict[str, Any]] = field(default_factory=list)
    earlier: Mapping[str, str] | None = None
    _shown: set[str] = field(default_factory=set)

    def add(self, record: dict[str, Any]) -> None:
        """Take one record of the run log into account."""
        self.summary.add(record)
        if record["type"] == "case":
            self.cases.append(self._case(record))

    @property
    def is_whole(self) -> bool:
        """Did the run come to its end?"""
        return self.summary.footer is not None

    @property
    def exit(self) -> int:
        """The exit code the run came to; 2 for one that was cut short."""
        return int((self.summary.footer or {}).get("exit", 2))

    def _case(self, record: dict[str, Any]) -> dict[str, Any]:
        """A case and what it is filtered by; its steps only where they are shown."""
        steps = record["steps"]
        deciding = deciding_step(record)
        scenario, dialect = parted(record["address"])
        case = {name: value for name, value in record.items() if name not in ("steps", "type")}
        case |= {
            "area": scenario.split("/")[0],
            "scenario": scenario,
            "dialect": dialect,
            "line": deciding["line"] if deciding else 1,
            "steps": [],
            "counts": (len(steps), sum(len(one["exchanges"]) for one in steps)),
        }
        if record["verdict"] in NOT_GREEN or (steps and scenario not in self._shown):
            case["steps"] = steps
            if record["verdict"] == "pass":
                self._shown.add(scenario)
        return case


def gather(
    records: Iterable[dict[str, Any]],
    gates: Callable[[Mapping[str, Any]], bool] = lambda record: True,
    earlier: Mapping[str, str] | None = None,
) -> Report:
    """The report of a run; cases are in the order of their addresses, whatever order they ended in."""
    report = Report(Summary(gates), earlier=earlier)
    for record in records:
        report.add(record)
    report.cases.sort(key=name_of)
    return report


def name_of(case: Mapping[str, Any]) -> str:
    """What names a case in a run: its address, and the deployment it ran on."""
    return f"{case['address']}@{case['deployment']}" if case["deployment"] else str(case["address"])


def parted(address: str) -> tuple[str, str]:
    """`area/scenario` without its example, and the dialect."""
    row, _, dialect = address.rpartition("/dialect:")
    return row.partition("[")[0], dialect


def deciding_step(case: Mapping[str, Any]) -> dict[str, Any] | None:
    """The step that decided a case that is not green, else its first."""
    steps: list[dict[str, Any]] = case["steps"]
    return next((one for one in steps if one["verdict"] != "pass"), steps[0] if steps else None)
