"""The account of Parse Server's own tests is true: scenarios are there, the page is fresh, nothing is left out."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from conformance.bundled import bundled_scenarios
from targets.coverage import PAGE, SpecTitles, page, read_titles

TITLE = {"title": "user login", "shown": ["login/a"]}


def data(*titles: dict[str, Any]) -> SpecTitles:
    files = [{"file": "ParseUser", "titles": list(titles)}]
    return SpecTitles.model_validate({"source": "somewhere", "reasons": {"inside": "Nobody sees it."}, "files": files})


def test_every_scenario_that_shows_a_title_is_there() -> None:
    home = bundled_scenarios()
    known = {f"{path.parent.name}/{path.stem.replace('_', '-')}" for path in home.glob("*/*.yaml")}
    named = {name for file in read_titles().files for one in file.titles for name in one.shown}

    assert sorted(named - known) == []


def test_the_page_is_fresh() -> None:
    """When this fails, run `python -m targets.coverage` and commit what it wrote."""
    assert PAGE.read_text(encoding="utf-8") == page(read_titles())


def test_the_files_about_users_are_accounted_for() -> None:
    counts = {file.file: len(file.titles) for file in read_titles().files}

    assert counts["ParseUser"] == 165
    assert counts["VerifyUserPassword"] == 23
    assert sum(counts.values()) > 700


@pytest.mark.parametrize(
    "wrong",
    [{"title": "x"}, {**TITLE, "reason": "inside"}, {"title": "x", "reason": "no time"}],
    ids=["neither", "both", "a reason that is not on the list"],
)
def test_a_title_is_shown_or_has_a_reason_of_the_list(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        data(wrong)


def test_the_page_counts_and_names() -> None:
    told = page(data(TITLE, {"title": "a_b | <c>", "reason": "inside"}))

    assert "Of 2 titles about users 1 are shown" in told
    assert "| inside | 1 | Nobody sees it. |" in told
    assert "| user login | `login/a` |" in told
    assert r"| a\_b \| &lt;c> | inside |" in told
