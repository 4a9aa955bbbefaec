"""Steps that scenarios share are refused like their own, with the place of what is wrong."""

from __future__ import annotations

import pytest

from conformance.scenario.model import FragmentModel
from conformance.yamltext import read_text
from tests.support.scenarios import linter


def fragment(text: str) -> list[str]:
    raw = read_text(f"fragment: locked\nabout: x\nsteps:\n{text}\n", "f.yaml")
    return [str(one) for one in linter().fragment_problems(FragmentModel.model_validate(raw), raw, "f.yaml")]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param('  - {do: logIn, as: me, with: {password: "{{ me.wrongPassword }}"}}', [], id="right"),
        pytest.param(
            "  - {do: logon, as: me}",
            ['f.yaml:4:10 CS014 unknown operation "logon" (did you mean "logIn"?)'],
            id="an operation",
        ),
        pytest.param("  - {do: logIn, as: ann}", ['f.yaml:4:21 CS016 unknown person "ann"'], id="a person"),
        pytest.param(
            '  - {do: logIn, as: me, with: {password: "{{ ann.password }}"}}',
            ["f.yaml:4:42 CS019 {{ ann.password }} names nothing known here"],
            id="a template",
        ),
        pytest.param("  - {use: locked, as: me}", ['f.yaml:4:11 CS014 "locked" uses itself'], id="itself"),
    ],
)
def test_fragments_are_checked_like_steps(text: str, problems: list[str]) -> None:
    assert fragment(text) == problems


def test_a_fragment_that_uses_itself_through_another_is_told() -> None:
    raw = read_text("fragment: round\nabout: x\nsteps:\n  - {use: about, as: me}\n", "f.yaml")

    assert [str(one) for one in linter().fragment_problems(FragmentModel.model_validate(raw), raw, "f.yaml")] == [
        'f.yaml:4:11 CS014 "round" uses itself'
    ]
