"""The kill matrix of `conformance prove` as a heat map: defects down, areas of scenarios across, in one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.text import counted, plain

_TEMPLATES = Path(__file__).parent / "templates"
#: Nothing is fetched and nothing runs.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
#: From so many scenarios on a cell is as hot as it gets.
_HOTTEST = 4


@dataclass(frozen=True)
class Cell:
    """How many scenarios of an area noticed a defect; `home` where it is the defect's own area."""

    number: int
    home: bool

    @property
    def heat(self) -> int:
        """The shade, from 0 to 4."""
        return min(self.number, _HOTTEST)


@dataclass(frozen=True)
class Row:
    """One defect: its cells by area, and in which dialects it is not killed."""

    defect: Mapping[str, Any]
    cells: list[Cell]
    alive: dict[str, str]


def render_heat_map(proof: Mapping[str, Any]) -> str:
    """The page, from what `prove` writes as JSON."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"plain": plain, "counted": counted}
    areas = sorted({_area(scenario) for scenario in proof["scenarios"]} | set(_noticing(proof)))
    groups = {area: _rows(proof, area, areas) for area in sorted({one["area"] for one in proof["defects"]})}
    return environment.get_template("kill-matrix.html.j2").render(
        proof=proof,
        areas=areas,
        groups=groups,
        dialects=sorted({dialect for row in proof["killed"].values() for dialect in row}),
        idle=[scenario for scenario, kills in proof["scenarios"].items() if not kills],
        headline=_headline(proof),
        style=(_TEMPLATES / "report.css").read_text(encoding="utf-8"),
        policy=_POLICY,
    )


def _headline(proof: Mapping[str, Any]) -> str:
    if proof["problems"]:
        return f"Not proved: {counted(len(proof['problems']), 'problem')}"
    killed, of = (sum(pair[at] for row in proof["killed"].values() for pair in row.values()) for at in (0, 1))
    return f"Proved: {killed} of {of} defects in their dialects are killed"


def _rows(proof: Mapping[str, Any], area: str, areas: list[str]) -> list[Row]:
    return [_row(defect, areas) for defect in proof["defects"] if defect["area"] == area]


def _row(defect: Mapping[str, Any], areas: list[str]) -> Row:
    noticed = Counter(_area(scenario) for scenario in _scenarios(defect))
    alive = {dialect: fate for dialect, fate in defect["fates"].items() if fate != "killed"}
    return Row(defect, [Cell(noticed[area], area == defect["area"]) for area in areas], alive)


def _noticing(proof: Mapping[str, Any]) -> list[str]:
    """The areas of all scenarios that noticed anything."""
    return [_area(scenario) for defect in proof["defects"] for scenario in _scenarios(defect)]


def _scenarios(defect: Mapping[str, Any]) -> set[str]:
    """The scenarios that noticed a defect, in whatever dialect."""
    return {scenario for scenarios in defect["kills"].values() for scenario in scenarios}


def _area(scenario: str) -> str:
    return scenario.partition("/")[0]
