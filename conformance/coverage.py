"""How much of what is required the scenarios show: per dialect, edition, axis and level."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from conformance.requirements import Requirements, Row
from conformance.scenario.loading import Scenario
from conformance.vocab import Axis, Level


@dataclass(frozen=True, slots=True)
class Covered:
    """The rows of one kind: how many there are, how many are shown, how many are excluded."""

    dialect: str
    edition: str
    axis: str
    level: str
    rows: int
    shown: int
    excluded: int

    @property
    def share(self) -> float:
        """Which part of the rows is excluded."""
        return self.excluded / self.rows

    def sentence(self) -> str:
        """The line of a table that people read."""
        kind = f"{self.level.upper()} {self.axis}"
        told = f"{self.shown:4} of {self.rows:4} shown, {self.excluded:3} excluded ({self.share:.1%})"
        left = self.rows - self.shown - self.excluded
        return f"{self.dialect:21} {self.edition:10} {kind:21} {told}{f', {left} NEITHER' if left else ''}"


def table(
    requirements: Requirements, scenarios: Iterable[Scenario], editions: Mapping[str, Collection[str]]
) -> Iterator[Covered]:
    """Coverage for every dialect and edition that requirements speak of, in a fixed order."""
    showing = _showing(scenarios)
    for dialect, names in editions.items():
        rows = [row for row in requirements.rows.values() if dialect in requirements.dialects_of(row)]
        for edition in names:
            for axis in Axis:
                for level in Level:
                    kind = [
                        row
                        for row in rows
                        if (row.level, requirements.axis_of([row.id])) == (level, axis)
                        and (row.editions is None or edition in row.editions)
                    ]
                    if kind:
                        yield _counted(dialect, edition, axis, level, kind, showing)


def _showing(scenarios: Iterable[Scenario]) -> dict[str, list[Collection[str] | None]]:
    """Row to the dialects of each scenario that shows it; None where a scenario is for all."""
    found: dict[str, list[Collection[str] | None]] = {}
    for scenario in scenarios:
        for row in scenario.model.shows:
            found.setdefault(row, []).append(scenario.model.dialects)
    return found


def _counted(
    dialect: str,
    edition: str,
    axis: Axis,
    level: Level,
    rows: list[Row],
    showing: Mapping[str, list[Collection[str] | None]],
) -> Covered:
    shown = sum(bool(row.wire) or any(one is None or dialect in one for one in showing.get(row.id, ())) for row in rows)
    excluded = sum(row.excluded is not None for row in rows)
    return Covered(dialect, edition, str(axis), str(level), len(rows), shown, excluded)
