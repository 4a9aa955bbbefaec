"""Models tell everything that is wrong, each at its place, in the words of the language."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from conformance.strict import Strict, problem_at, real_path, validate
from conformance.yamltext import read_text


class Inner(Strict):
    """Something inside."""

    number: int
    with_: str = Field("", alias="with")

    @model_validator(mode="after")
    def _check(self) -> Inner:
        if self.number == 13:
            raise PydanticCustomError("CS099", "an unlucky number")
        return self


class Outer(Strict):
    """Something outside."""

    name: str
    kind: Literal["one", "other"] = "one"
    inner: list[Inner] = []
    either: int | Annotated[str, Field()] | None = None
    several: dict[str, str | Inner] = {}


def told(text: str) -> list[str]:
    model, problems = validate(Outer, read_text(text, "f"), "f", "CX")
    assert (model is None) is bool(problems)
    return [str(problem) for problem in sorted(problems)]


def test_what_is_right_becomes_a_frozen_model() -> None:
    data = read_text("name: a\ninner: [{number: 1, with: b}]\neither: 3\n", "f")

    model, problems = validate(Outer, data, "f", "CX")

    assert problems == []
    assert model is not None
    assert (model.name, model.inner[0].with_, model.either) == ("a", "b", 3)
    with pytest.raises(ValueError, match="frozen"):
        model.name = "b"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param("kind: one", ['f:1:1 CX010 the key "name" is missing'], id="a missing key"),
        pytest.param(
            "name: a\ninner: [{}]", ['f:2:9 CX010 the key "number" is missing'], id="a missing key inside a list"
        ),
        pytest.param("name: a\nnam: b", ['f:2:1 CX012 unknown key "nam" (did you mean "name"?)'], id="an unknown key"),
        pytest.param(
            "name: a\ninner:\n - {number: 1, wiht: x}",
            ['f:3:16 CX012 unknown key "wiht" (did you mean "with"?)'],
            id="an unknown key inside: its own name in YAML is offered",
        ),
        pytest.param(
            "name: a\ninner: [{number: 1, with_: x}]",
            ['f:2:21 CX012 unknown key "with_" (did you mean "with"?)'],
            id="the name in Python is unknown",
        ),
        pytest.param("name: 5", ["f:1:7 CX011 input should be a valid string"], id="a wrong type"),
        pytest.param("name: a\nkind: two", ["f:2:7 CX011 input should be 'one' or 'other'"], id="a wrong word"),
        pytest.param(
            'name: a\ninner: [{number: "1"}]', ["f:2:18 CX011 input should be a valid integer"], id="no conversion"
        ),
        pytest.param(
            "name: a\ninner: [{number: true}]", ["f:2:18 CX011 input should be a valid integer"], id="true is no number"
        ),
        pytest.param("name: a\neither: []", ["f:2:9 CX011 input should be a valid integer"], id="none of two types"),
        pytest.param(
            "name: a\nseveral: {x: {number: a}}",
            ["f:2:23 CX011 input should be a valid integer"],
            id="one of several types: what is wrong inside says more",
        ),
        pytest.param("name: a\ninner: [{number: 13}]", ["f:2:9 CS099 an unlucky number"], id="a code of its own"),
        pytest.param(
            "nme: a\ninner: [{number: a}]\nkind: 3",
            [
                'f:1:1 CX010 the key "name" is missing',
                'f:1:1 CX012 unknown key "nme" (did you mean "name"?)',
                "f:2:18 CX011 input should be a valid integer",
                "f:3:7 CX011 input should be 'one' or 'other'",
            ],
            id="all at once",
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text: str, problems: list[str]) -> None:
    assert told(text) == problems


@pytest.mark.parametrize(
    ("location", "path"),
    [
        pytest.param(("a", "Inner", 0, "<tag>", "b"), ("a", 0, "b"), id="names of models are left out"),
        pytest.param(("a", 5, "b"), ("a",), id="an index that is not there"),
        pytest.param(("x",), (), id="a key that is not there"),
        pytest.param((), (), id="nothing"),
    ],
)
def test_a_location_of_pydantic_becomes_a_path(location: tuple[str | int, ...], path: tuple[str | int, ...]) -> None:
    assert real_path({"a": [{"b": 1}]}, location) == path


@pytest.mark.parametrize("data", [pytest.param({"a": 1}, id="plain data"), pytest.param(None, id="no data")])
def test_a_problem_of_data_without_places_stands_at_the_top(data: Any) -> None:
    assert str(problem_at(data, ("a",), "f", "CX001", "text")) == "f:1:1 CX001 text"
