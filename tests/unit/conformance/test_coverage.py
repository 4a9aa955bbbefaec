"""Coverage is counted per dialect, edition, axis and level; what is bundled is nearly whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.coverage import Covered, table
from conformance.requirements import Requirements, RequirementSet
from conformance.scenario.loading import Scenario, load_scenario
from conformance.suite import load_suite

EXCLUDED = {"reason": "needs-internet", "because": "x"}


def row(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "says": "x", "source": "y", "level": "must", **more}


def counted(folder: Path, *rows: dict[str, Any], shows: str, **more: str) -> dict[tuple[str, str, str], Covered]:
    """The table of a set of rows for the dialects a and b, and one scenario."""
    raw = {"requirements": "r", "axis": "compatibility", "dialects": ["a", "b"], "rows": list(rows)}
    known = Requirements([RequirementSet.model_validate(raw)])
    found = table(known, [scenario(folder, shows, **more)], {"a": ["1", "2"], "b": ["1"], "c": ["1"]})
    return {(one.dialect, one.edition, one.level): one for one in found}


def scenario(folder: Path, shows: str, **more: str) -> Scenario:
    path = folder / "s.yaml"
    keys = "".join(f"{key}: {value}\n" for key, value in more.items())
    path.write_text(f"scenario: s\ntitle: x\nshows: {shows}\n{keys}steps: [{{check: 1, expect: 1}}]\n")
    loaded, problems = load_scenario(path, "area")
    assert loaded is not None, problems
    return loaded


def numbers(one: Covered) -> tuple[int, int, int]:
    return one.rows, one.shown, one.excluded


def test_rows_are_counted_where_they_are_about(tmp_path: Path) -> None:
    rows = (
        row("R-1"),
        row("R-2", excluded=EXCLUDED),
        row("R-3", dialects=["b"]),
        row("R-4", editions=["2"], wire=["logIn.*"]),
        row("R-5", level="may"),
    )
    found = {kind: numbers(one) for kind, one in counted(tmp_path, *rows, shows="[R-1, R-3]").items()}

    assert found == {
        ("a", "1", "must"): (2, 1, 1),
        ("a", "1", "may"): (1, 0, 0),
        ("a", "2", "must"): (3, 2, 1),
        ("a", "2", "may"): (1, 0, 0),
        ("b", "1", "must"): (3, 2, 1),
        ("b", "1", "may"): (1, 0, 0),
    }


def test_a_scenario_for_one_dialect_shows_nothing_for_another(tmp_path: Path) -> None:
    found = counted(tmp_path, row("R-1"), shows="[R-1]", dialects="[b]")

    assert (found["a", "1", "must"].shown, found["b", "1", "must"].shown) == (0, 1)


def test_a_line_says_the_share_and_what_is_neither() -> None:
    told = Covered("parse-rest", "9", "compatibility", "must", 40, 37, 1).sentence()

    assert " ".join(told.split()) == "parse-rest 9 MUST compatibility 37 of 40 shown, 1 excluded (2.5%), 2 NEITHER"


@pytest.fixture(scope="module")
def bundled() -> list[Covered]:
    suite = load_suite()
    return list(
        table(suite.requirements, suite.scenarios, {name: one.editions for name, one in suite.dialects.items()})
    )


def test_at_most_a_tenth_of_what_must_be_is_excluded(bundled: list[Covered]) -> None:
    assert [one for one in bundled if one.level == "must" and one.share > 0.1] == []


def test_what_is_not_shown_is_excluded(bundled: list[Covered]) -> None:
    assert [one for one in bundled if one.shown + one.excluded < one.rows] == []
