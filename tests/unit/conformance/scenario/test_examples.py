"""The values of a row are written in with their types, and everything keeps its place."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario.examples import written_in
from conformance.yamltext import place_of, read_text

ROW: dict[str, Any] = {"name": "one", "word": "x", "n": 5, "yes": True, "none": None, "list": ["a"], "map": {"k": "v"}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param('"{{ example.word }}"', "x", id="a text"),
        pytest.param('"{{ example.n }}"', 5, id="a number keeps its type"),
        pytest.param('"{{example.yes}}"', True, id="without blanks"),
        pytest.param('"{{ example.none }}"', None, id="null"),
        pytest.param('"{{ example.list }}"', ["a"], id="a list"),
        pytest.param('"{{ example.map }}"', {"k": "v"}, id="a mapping"),
        pytest.param('"{{ example.map.k }}"', "v", id="below a mapping"),
        pytest.param('"{{ example.n }} of {{ example.word }}"', "5 of x", id="inside text"),
        pytest.param('"is {{ example.yes }}"', "is true", id="true inside text is JSON"),
        pytest.param('"{{ example.none }}!"', "null!", id="null inside text is JSON"),
        pytest.param('"{{ ann.email }} {{ example.n }}"', "{{ ann.email }} 5", id="other templates stay"),
        pytest.param('"{{ example.nobody }}"', "{{ example.nobody }}", id="what the row lacks stays"),
        pytest.param('["{{ example.n }}", {a: "{{ example.word }}"}]', [5, {"a": "x"}], id="nested"),
        pytest.param("7", 7, id="no text"),
    ],
)
def test_a_row_is_written_in(text: str, value: Any) -> None:
    written = written_in(read_text(f"key: {text}", "f"), ROW)["key"]

    assert written == value
    assert type(written) is type(value) or isinstance(written, list | dict)


def test_the_rows_themselves_stay_as_they_are() -> None:
    data = read_text('examples: [{name: one, word: "{{ example.n }}"}]\nsteps: ["{{ example.n }}"]', "f")

    assert written_in(data, ROW) == {"examples": [{"name": "one", "word": "{{ example.n }}"}], "steps": [5]}
    assert data["steps"] == ["{{ example.n }}"], "the text of the scenario stays too"


def test_places_are_kept() -> None:
    data = written_in(read_text('a: 1\nsteps:\n  - {do: "{{ example.word }}"}\n', "f"), ROW)

    found = place_of(data, ("steps", 0, "do"))
    assert found is not None
    assert (found.line, found.column) == (3, 10)
