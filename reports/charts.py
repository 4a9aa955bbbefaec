"""Numbers behind the page's tables and charts: area × dialect, requirement × deployment, time per area, two runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.gathering import Report, name_of
from reports.summary import GREEN, LEFT_OUT


@dataclass
class Matrix:
    """Verdicts counted by row and column."""

    columns: list[str] = field(default_factory=list)
    cells: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)

    def add(self, row: str, column: str, verdict: str) -> None:
        """Count one verdict."""
        self.cells.setdefault(row, {}).setdefault(column, Counter())[verdict] += 1
        if column not in self.columns:
            self.columns.append(column)


def matrix(cases: Iterable[Mapping[str, Any]]) -> Matrix:
    """Area × dialect."""
    found = Matrix()
    for case in cases:
        found.add(case["area"], case["dialect"], case["verdict"])
    found.columns.sort()
    return found


def requirement_rows(report: Report) -> Matrix:
    """Requirement × deployment."""
    found = Matrix([one["name"] for one in report.summary.header.get("deployments", [])])
    for case in report.cases:
        for row in case["shows"]:
            found.add(row, case["deployment"] or "nowhere", case["verdict"])
    return found


def told(counts: Counter[str]) -> tuple[str, str]:
    """A cell in words and its shade: `5/5`, `3/5` or `–` where nothing ran."""
    ran = sum(number for verdict, number in counts.items() if verdict not in LEFT_OUT)
    if not ran:
        return "–", "left"
    green = sum(counts[verdict] for verdict in GREEN)
    return f"{green}/{ran}", "pass" if green == ran else "fail"


def area_times(cases: Iterable[Mapping[str, Any]]) -> list[tuple[str, float, float]]:
    """Area, seconds of its cases together, and the share of the longest area; the longest first."""
    seconds: Counter[str] = Counter()
    for case in cases:
        seconds[case["area"]] += case["milliseconds"] / 1000
    longest = max(seconds.values(), default=0) or 1
    return [(area, time, time / longest) for area, time in seconds.most_common()]


def comparison(report: Report) -> dict[str, list[str]] | None:
    """Cases by what became of them since an earlier run; None where there is none to compare with."""
    if report.earlier is None:
        return None
    now = {name_of(case): str(case["verdict"]) for case in report.cases}
    groups: dict[str, list[str]] = {"newly red": [], "fixed": [], "still red": [], "new": [], "vanished": []}
    for name, verdict in now.items():
        if name not in report.earlier:
            groups["new"].append(name)
            continue
        before, after = _red(report.earlier[name]), _red(verdict)
        if word := {(False, True): "newly red", (True, False): "fixed", (True, True): "still red"}.get((before, after)):
            groups[word].append(name)
    groups["vanished"] = [name for name in report.earlier if name not in now]
    return groups


def _red(verdict: str) -> bool:
    return verdict not in GREEN | LEFT_OUT
