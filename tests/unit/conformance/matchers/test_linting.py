"""Everything wrong with a matcher is told with its place inside, and nothing that is right is."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.matchers import matcher_problems

Path = tuple[str | int, ...]


@pytest.mark.parametrize(
    ("matcher", "path", "code", "text"),
    [
        pytest.param(
            {}, (), "CS020", "an empty matcher: write {equals: {}} for an empty mapping", id="an empty mapping"
        ),
        pytest.param({"startswith": "a"}, ("startswith",), "CS020", '(did you mean "starts_with"?)', id="unknown word"),
        pytest.param({"not": 1}, ("not",), "CS020", 'unknown matcher "not"', id="a word the language refuses"),
        pytest.param({"is": "txt"}, ("is",), "CS021", 'unknown kind "txt" (did you mean "text"?)', id="unknown kind"),
        pytest.param({"is": "{{ kind }}"}, ("is",), "CS021", "unknown kind", id="a kind is no template"),
        pytest.param({"is": None}, ("is",), "CS022", "is does not take null", id="is null"),
        pytest.param({"is": 5}, ("is",), "CS022", "is does not take a number", id="is a number"),
        pytest.param({"matches": 5}, ("matches",), "CS022", "matches does not take a number", id="matches a number"),
        pytest.param({"matches": "("}, ("matches",), "CS023", "not a regular expression: missing )", id="matches: ("),
        pytest.param(
            {"matches": "a{99999999999999999999}"}, ("matches",), "CS023", "not a regular expression", id="too large"
        ),
        pytest.param({"starts_with": ["a"]}, ("starts_with",), "CS022", "does not take a list", id="starts_with list"),
        pytest.param({"ends_with": None}, ("ends_with",), "CS022", "does not take null", id="ends_with null"),
        pytest.param({"at_least": "3"}, ("at_least",), "CS022", "at_least does not take a text", id="at_least text"),
        pytest.param({"at_most": True}, ("at_most",), "CS022", "does not take true or false", id="at_most true"),
        pytest.param({"looks_random": {"a": 1}}, ("looks_random",), "CS022", "take a mapping", id="looks_random map"),
        pytest.param({"near": 5}, ("near",), "CS022", "near does not take a number", id="near a number"),
        pytest.param({"near": {}}, ("near",), "CS022", "near takes {to:", id="near nothing"),
        pytest.param({"near": {"by": 5}}, ("near",), "CS022", "near takes {to:", id="near without to"),
        pytest.param({"near": {"to": 5, "within": 5}}, ("near",), "CS022", "near takes {to:", id="near, a key more"),
        pytest.param({"near": {"to": 5, "by": "5"}}, ("near",), "CS022", "near takes {to:", id="near by a text"),
        pytest.param({"near": {"to": None}}, ("near",), "CS022", "near takes {to:", id="near null"),
        pytest.param({"near": {"to": 5, "by": True}}, ("near",), "CS022", "near takes {to:", id="near by true"),
        pytest.param({"one_of": "a"}, ("one_of",), "CS022", "one_of takes a list of matchers", id="one_of a text"),
        pytest.param({"one_of": []}, ("one_of",), "CS022", "one_of takes a list of matchers", id="one_of none"),
        pytest.param({"one_of": {"a": 1}}, ("one_of",), "CS022", "one_of takes a list", id="one_of a mapping"),
        pytest.param({"one_of": [1, {"iss": "text"}]}, ("one_of", 1, "iss"), "CS020", "unknown", id="inside one_of"),
        pytest.param({"has": []}, ("has",), "CS022", "has takes a mapping of path to matcher", id="has a list"),
        pytest.param({"has": {}}, ("has",), "CS022", "has takes a mapping of path to matcher", id="has nothing"),
        pytest.param({"has": {"a.b": {"is": "x"}}}, ("has", "a.b", "is"), "CS021", "unknown kind", id="inside has"),
        pytest.param({"each": {"some": {}}}, ("each", "some"), "CS020", "an empty matcher", id="inside each and some"),
        pytest.param({"length": {"at_least": "x"}}, ("length", "at_least"), "CS022", "a text", id="inside length"),
    ],
)
def test_a_wrong_matcher_is_told_with_its_place(matcher: Any, path: Path, code: str, text: str) -> None:
    [(told_path, told_code, told)] = matcher_problems(matcher)

    assert (told_path, told_code) == (path, code)
    assert text in told


@pytest.mark.parametrize(
    "matcher",
    [
        pytest.param("text", id="a literal"),
        pytest.param([{"no": "matcher"}], id="a mapping inside a literal list is a literal"),
        pytest.param({"equals": {"startswith": 1}}, id="a mapping inside equals is a literal"),
        pytest.param({"contains": {"any": "thing"}}, id="contains takes anything"),
        pytest.param({"at_least": "{{ n }}"}, id="a template may become a number"),
        pytest.param({"matches": "({{ x }}"}, id="a template may complete an expression"),
        pytest.param({"near": "{{ x }}"}, id="near a template"),
        pytest.param({"near": {"to": "{{ x }}", "by": "{{ y }}"}}, id="templates inside near"),
        pytest.param({"near": {"to": "2026-11-20T10:00:00Z"}}, id="near a time"),
        pytest.param({"one_of": [{"each": {"has": {"a": {"length": {"at_least": 1}}}}}]}, id="deeply nested"),
    ],
)
def test_a_right_matcher_gives_no_problem(matcher: Any) -> None:
    assert list(matcher_problems(matcher)) == []


def test_all_problems_of_a_matcher_are_told_at_once() -> None:
    matcher = {"iss": 1, "at_least": "x", "one_of": [{"is": "nope"}, {"matches": "("}]}

    assert [code for _, code, _ in matcher_problems(matcher)] == ["CS020", "CS022", "CS021", "CS023"]


def test_a_place_starts_where_the_matcher_stands() -> None:
    [(path, _, _)] = matcher_problems({"is": "nope"}, ("steps", 0, "expect"))

    assert path == ("steps", 0, "expect", "is")
