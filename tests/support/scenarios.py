"""Scenarios written down in a test, in the words of the toys. Their vice: they lie in no file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from conformance.errors import BadInput, Problem
from conformance.requirements import Requirements, RequirementSet
from conformance.scenario.linting import Linter
from conformance.scenario.loading import Scenario
from conformance.scenario.model import FragmentModel, ScenarioModel
from conformance.strict import validate
from conformance.yamltext import read_text
from tests.support import toys

FILE = "s.yaml"

FRAGMENTS = {
    name: FragmentModel.model_validate({"fragment": name, "about": "x", "steps": [{"use": uses, "as": "me"}]})
    for name, uses in {"locked": "account", "round": "about", "about": "round"}.items()
}


@cache
def requirements() -> Requirements:
    """Two rows of one axis, one of the other."""
    sets = [("mine", "compatibility", ["R-1", "R-2"]), ("safe", "security", ["S-1"])]
    return Requirements(
        RequirementSet.model_validate(
            {
                "requirements": name,
                "axis": axis,
                "dialects": ["toy"],
                "rows": [{"id": one, "says": "x", "source": "y", "level": "must"} for one in rows],
            }
        )
        for name, axis, rows in sets
    )


@cache
def linter() -> Linter:
    """A linter of the toys' words."""
    return Linter(toys.vocabulary(), toys.dialects(), requirements(), FRAGMENTS)


def scenario(text: str, area: str = "area") -> Scenario:
    """The scenario of a text; BadInput when its shape is wrong."""
    raw = read_text(text, FILE)
    model, problems = validate(ScenarioModel, raw, FILE, "CS")
    if model is None:
        raise BadInput(problems)
    return Scenario(area, model, raw, Path(FILE), FILE)


def lint(text: str, *, bundled: bool = True) -> list[Problem]:
    """Everything wrong with a scenario, its shape included."""
    try:
        return sorted(set(linter().problems(scenario(text), bundled)))
    except BadInput as error:
        return list(error.problems)
