"""Scenarios by dialects: where each is covered, where it cannot be, and where it should be and is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from conformance.scenario.expansion import Case
from conformance.scenario.loading import Scenario

State = Literal["covered", "n/a", "missing"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one dialect is to one scenario; `reason` tells why it is not covered."""

    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A row of cells for each scenario, one for each dialect."""

    dialects: tuple[str, ...]
    rows: Mapping[str, tuple[Cell, ...]]

    def counts(self) -> dict[str, dict[State, int]]:
        """How many scenarios each dialect covers, cannot cover, and misses."""
        return {
            dialect: {
                state: sum(row[column].state == state for row in self.rows.values())
                for state in ("covered", "n/a", "missing")
            }
            for column, dialect in enumerate(self.dialects)
        }

    def covered_by(self, number: int) -> int:
        """How many scenarios run on at least so many dialects."""
        return sum(sum(cell.state == "covered" for cell in row) >= number for row in self.rows.values())


def build_matrix(scenarios: Iterable[Scenario], dialects: Sequence[str], cases: Iterable[Case]) -> Matrix:
    """The matrix of scenarios whose cases were placed on a target."""
    placed: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        placed.setdefault((case.scenario.id, case.dialect), []).append(case)
    rows = {
        one.id: tuple(_cell(one, dialect, placed.get((one.id, dialect), [])) for dialect in dialects)
        for one in scenarios
    }
    return Matrix(tuple(dialects), rows)


def _cell(scenario: Scenario, dialect: str, cases: Sequence[Case]) -> Cell:
    """Covered by one case; missing where one could run and nothing does; else it cannot be."""
    wanted = scenario.model.dialects
    if wanted and dialect not in wanted:
        return Cell("n/a", f"it speaks {' and '.join(wanted)} only")
    if not cases:
        return Cell("missing", f"no deployment speaks {dialect}")
    if any(case.deployment is not None for case in cases):
        return Cell("covered")
    if skipped := next((case.skipped for case in cases if case.skipped is not None), None):
        return Cell("missing", skipped)
    return Cell("n/a", next(str(case.not_applicable) for case in cases))


def matrix_lines(matrix: Matrix) -> Iterator[str]:
    """The matrix as text: reasons are numbered in the rows, and told below them."""
    reasons: dict[str, int] = {}
    width = max(map(len, matrix.rows), default=0)
    widths = [max(len(dialect), len("missing 999")) for dialect in matrix.dialects]
    yield "  ".join(
        [" " * width, *(name.ljust(size) for name, size in zip(matrix.dialects, widths, strict=True))]
    ).rstrip()
    for scenario, row in matrix.rows.items():
        shown = [_shown(cell, reasons).ljust(size) for cell, size in zip(row, widths, strict=True)]
        yield "  ".join([scenario.ljust(width), *shown]).rstrip()
    yield ""
    for reason, number in reasons.items():
        yield f"{number:>3}  {reason}"


def _shown(cell: Cell, reasons: dict[str, int]) -> str:
    if not cell.reason:
        return cell.state
    return f"{cell.state} {reasons.setdefault(cell.reason, len(reasons) + 1)}"
