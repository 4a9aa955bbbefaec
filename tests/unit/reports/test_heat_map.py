"""The heat map shows who notices what, what stays alive, and no word of anybody as mark-up."""

from __future__ import annotations

import re
from typing import Any

import pytest

from conformance.proving.matrix import Proof, as_json
from conformance.proving.records import Defect, Exclusion, Sight, Trial
from reports.heat_map import render_heat_map
from tests.support.run_records import HOSTILE

REST, GRAPHQL = "parse-rest", "parse-graphql"


def defect(name: str, area: str = "login", **words: Any) -> Defect:
    """A defect of two dialects."""
    return Defect(name, "must", area, f"{name} is wrong", (REST, GRAPHQL), **words)


def noticed(*scenarios: str, dialects: tuple[str, ...] = (REST, GRAPHQL)) -> Trial:
    """A trial in which these scenarios failed at a log-in."""
    sights = [Sight(f"{one}/dialect:{dialect}", "fail", "logIn", "told") for one in scenarios for dialect in dialects]
    return Trial(None, ran=9, sights=sights)


def proof(problems: tuple[str, ...] = (), says: str = "") -> dict[str, Any]:
    """A proof with a defect that is killed widely, one that lives in a dialect, one not asked for, one not built."""
    defects = [
        defect("KILLED"),
        defect("ALIVE", "logout"),
        defect("EXCLUDED", excluded=Exclusion("not-observable-from-outside", "nobody sees it")),
        Defect("UNBUILT", "info", "signup", says or "nobody made it", (REST,), built=False),
    ]
    trials = {
        "KILLED": noticed("login/one", "login/two", "login/three", "login/four", "login/five", "reset/other"),
        "ALIVE": noticed("logout/one", dialects=(REST,)),
        "EXCLUDED": noticed(),
    }
    for name, trial in trials.items():
        trial.defect = name
    scenarios = ["login/one", "logout/one", "signup/idle"]
    return as_json(Proof("short", defects, trials, [], scenarios, list(problems), 12.3))


def row(page: str, name: str) -> list[str]:
    """The cells of a defect: class and text."""
    [found] = re.findall(rf"<b>{name}</b>.*?</th>(.*?)</tr>", page)
    return re.findall(r'<td(?: class="([^"]*)")?>(.*?)</td>', found)


def test_a_cell_counts_the_scenarios_of_an_area_and_is_framed_at_home() -> None:
    cells = row(render_heat_map(proof()), "KILLED")

    assert cells == [("h4 home", "5"), ("h0", "·"), ("h1", "1"), ("h0", "·"), ("", "")]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ALIVE", ("alive", "parse-graphql: survived")),
        ("EXCLUDED", ("dead", "not asked for: not-observable-from-outside")),
        ("UNBUILT", ("dead", "not tried")),
    ],
)
def test_what_is_not_killed_says_why(name: str, told: tuple[str, str]) -> None:
    assert row(render_heat_map(proof()), name)[-1] == told


def test_problems_and_idle_scenarios_are_named() -> None:
    fine, wrong = render_heat_map(proof()), render_heat_map(proof(("ALIVE survives",)))

    assert '<h1 class="good">Proved: 3 of 4 defects in their dialects are killed' in fine
    assert '<h1 class="bad">Not proved: 1 problem' in wrong
    assert "<li>ALIVE survives</li>" in wrong
    assert "<li><code>signup/idle</code></li>" in fine


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(text: str) -> None:
    def elements(page: str) -> list[str]:
        return re.findall(r"<[a-z][a-z0-9-]*", page)

    assert elements(render_heat_map(proof((text,), says=text))) == elements(render_heat_map(proof(("calm",))))
