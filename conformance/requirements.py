"""Requirement sets: one row per checkable sentence of a source, with its level and axis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field

from conformance.errors import BadInput, Problem
from conformance.strict import Strict, problem_at, validate
from conformance.vocab import Axis, Level
from conformance.yamltext import read_file


class Exclusion(Strict):
    """Why nothing shows a row."""

    reason: Literal[
        "not-observable-from-outside",
        "needs-internet",
        "needs-mongodb",
        "release-specific",
        "contradicted-by-reference",
    ] = Field(description="From the closed list.")
    because: str = Field(description="One sentence.")


class Row(Strict):
    """One checkable sentence."""

    id: str = Field(description="Its id, named by scenarios under `shows`.")
    says: str = Field(description="The rule, in our words.")
    source: str = Field(description="Where it is said or was measured.")
    level: Literal["must", "should", "may"] = Field(description="RFC 2119.")
    dialects: list[str] | None = Field(None, description="Only these of the set's dialects.")
    editions: list[str] | None = Field(None, description="Only these editions; all where unsaid.")
    wire: list[str] = Field(
        default_factory=list, description="Wire shapes it owns, such as signUp.ok, page.* or *:status."
    )
    excluded: Exclusion | None = Field(None, description="Why no scenario shows it.")


class RequirementSet(Strict):
    """A file of requirements."""

    requirements: str = Field(description="Its name.")
    axis: Literal["compatibility", "security"] = Field(description="What its rows measure.")
    dialects: list[str] = Field(description="The dialects it speaks of.")
    rows: list[Row] = Field(description="The rows.")


class Requirements:
    """All rows of all sets."""

    def __init__(self, sets: Iterable[RequirementSet]) -> None:
        self.sets = tuple(sets)
        self.rows: dict[str, Row] = {row.id: row for one in self.sets for row in one.rows}
        self._set_of = {row.id: one for one in self.sets for row in one.rows}

    def axis_of(self, ids: Iterable[str]) -> Axis:
        """The axis of rows (all of one scenario share it)."""
        found = [self._set_of[one].axis for one in ids if one in self._set_of]
        return Axis(found[0]) if found else Axis.COMPATIBILITY

    def level_of(self, ids: Iterable[str]) -> Level:
        """The most binding level among rows; `must` for rows nobody knows."""
        found = {self.rows[one].level for one in ids if one in self.rows}
        return next((level for level in Level if level in found), Level.MUST)

    def dialects_of(self, row: Row) -> list[str]:
        """The dialects a row speaks of."""
        return row.dialects if row.dialects is not None else self._set_of[row.id].dialects

    def speaking_of(self, ids: Iterable[str], dialect: str) -> list[str]:
        """Of these rows those that speak of the dialect; one that nobody knows is somebody's own, and speaks of all."""
        if dialect not in self._spoken_of:
            return list(ids)
        return [one for one in ids if one not in self.rows or dialect in self.dialects_of(self.rows[one])]

    def spared(self, ids: Iterable[str]) -> frozenset[str]:
        """The dialects that have requirements, none of them among these rows."""
        ids = list(ids)
        return frozenset(dialect for dialect in self._spoken_of if not self.speaking_of(ids, dialect))

    def editions_asked(self, ids: Iterable[str]) -> dict[str, frozenset[str]]:
        """The dialects in which all of these rows are about some editions only, and which those are."""
        rows = [self.rows.get(one) for one in ids]
        if any(row is None or row.editions is None for row in rows):
            return {}
        found: dict[str, set[str]] = {}
        for row in filter(None, rows):
            for dialect in self.dialects_of(row):
                found.setdefault(dialect, set()).update(row.editions or ())
        return {dialect: frozenset(editions) for dialect, editions in found.items()}

    @cached_property
    def _spoken_of(self) -> frozenset[str]:
        """The dialects that any row speaks of; a dialect of somebody's own has no requirements."""
        return frozenset(dialect for row in self.rows.values() for dialect in self.dialects_of(row))

    def owner_of(self, dialect: str, part: str, where: str = "") -> Row | None:
        """The row that owns a detail of a wire shape.

        A pattern names a shape (`signUp.ok`) or a place in it (`signUp.ok:status`); one with a place wins
        over one without, else the longest that matches.
        """
        best: tuple[tuple[bool, int], Row] | None = None
        for row in self.rows.values():
            if dialect not in self.dialects_of(row):
                continue
            for pattern in row.wire:
                shape, colon, place = pattern.partition(":")
                fits = fnmatchcase(part, shape) and fnmatchcase(where, place or "*")
                rank = (bool(colon), len(pattern))
                if fits and (best is None or rank > best[0]):
                    best = (rank, row)
        return best[1] if best else None


def load_requirements(folders: Iterable[Path]) -> tuple[Requirements, list[Problem]]:
    """Every requirement set under `requirements/` of the folders."""
    sets: list[RequirementSet] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in [path for folder in folders for path in sorted((folder / "requirements").glob("*.yaml"))]:
        try:
            raw = read_file(path)
        except BadInput as error:
            problems.extend(error.problems)
            continue
        model, found = validate(RequirementSet, raw, str(path), "CR")
        problems.extend(found)
        if model is None:
            continue
        sets.append(model)
        for index, row in enumerate(model.rows):
            if row.id in seen:
                text = f"{row.id} stands in {seen[row.id]} already"
                problems.append(problem_at(raw, ("rows", index, "id"), str(path), "CR009", text))
            seen[row.id] = str(path)
    return Requirements(sets), problems


def coverage(requirements: Requirements, shown: Mapping[str, Iterable[str]]) -> list[tuple[Row, list[str]]]:
    """Each row with the scenarios that show it; `shown` is scenario id to row ids."""
    by_row: dict[str, list[str]] = {row_id: [] for row_id in requirements.rows}
    for scenario, rows in shown.items():
        for row_id in rows:
            if row_id in by_row:
                by_row[row_id].append(scenario)
    return [(requirements.rows[row_id], scenarios) for row_id, scenarios in by_row.items()]
