"""Templates look values up, keep their types, and never become an empty text in silence."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest

from conformance.errors import CannotTell
from conformance.templates import (
    ABSENT,
    UnknownName,
    as_text,
    bad_templates,
    compile_template,
    is_template,
    look_up,
    names_in,
    put_at,
    split_path,
)

SCOPE: dict[str, Any] = {
    "ann": {"email": "ann@mail.test", "age": 41, "admin": True, "note": None, "half": 0.5, "whole": 4.0},
    "list": [{"id": "a"}, {"id": "b"}],
    "left": ABSENT,
    "kept-name": {"x": 1},
}


@pytest.mark.parametrize(
    ("template", "value"),
    [
        pytest.param("plain", "plain", id="plain text"),
        pytest.param("", "", id="empty text"),
        pytest.param(5, 5, id="a number"),
        pytest.param(None, None, id="null"),
        pytest.param("{{ ann.age }}", 41, id="alone it keeps a number"),
        pytest.param("{{ ann.admin }}", True, id="alone it keeps true"),
        pytest.param("{{ ann.note }}", None, id="alone it keeps null"),
        pytest.param("{{ list }}", [{"id": "a"}, {"id": "b"}], id="alone it keeps a list"),
        pytest.param("{{list.1.id}}", "b", id="without blanks"),
        pytest.param(" {{ ann.email }} ", " ann@mail.test ", id="blanks around are kept"),
        pytest.param("{{ ann.age }} ", "41 ", id="a blank after it makes it text"),
        pytest.param("x{{ ann.email }}", "xann@mail.test", id="at the end of text"),
        pytest.param("{{ kept-name.x }}", 1, id="a name with a dash"),
        pytest.param("a {{ ann.age }} b {{ ann.email }}", "a 41 b ann@mail.test", id="inside text"),
        pytest.param("{{ ann.age }}{{ ann.age }}", "4141", id="two beside each other are text"),
        pytest.param("{{ ann.admin }}!", "true!", id="true inside text is JSON"),
        pytest.param("{{ ann.note }}!", "null!", id="null inside text is JSON"),
        pytest.param("{{ ann.half }}s", "0.5s", id="a number with a fraction inside text"),
        pytest.param("{{ ann.whole }}s", "4s", id="a whole number inside text has no .0"),
        pytest.param("x{{ list }}", 'x[{"id": "a"}, {"id": "b"}]', id="a list inside text is JSON"),
        pytest.param({"a": "{{ ann.age }}", "b": ["{{ ann.email }}"]}, {"a": 41, "b": ["ann@mail.test"]}, id="nested"),
        pytest.param({"{{ ann.age }}": 1}, {"{{ ann.age }}": 1}, id="keys are no templates"),
        pytest.param("{{ {a} }}", "{{ {a} }}", id="braces inside are no template"),
        pytest.param("{ {{ ann.age }} }", "{ 41 }", id="braces around"),
        pytest.param("query { a { b }}", "query { a { b }}", id="GraphQL"),
    ],
)
def test_a_template_is_filled(template: Any, value: Any) -> None:
    filled = compile_template(template)(SCOPE)

    assert filled == value
    assert type(filled) is type(value)


@pytest.mark.parametrize(
    "template",
    [
        pytest.param("{{ bob }}", id="an unknown root"),
        pytest.param("{{ ann.mail }}", id="an unknown member"),
        pytest.param("x {{ ann.mail }}", id="inside text"),
        pytest.param({"a": ["{{ list.2 }}"]}, id="an index too high"),
        pytest.param("{{ list.-1 }}", id="an index below zero"),
        pytest.param("{{ ann.email.x }}", id="a member of a text"),
        pytest.param("{{ left }}", id="a value that is absent"),
        pytest.param("{{}}", id="no name at all"),
    ],
)
def test_a_name_that_nobody_gave_is_an_error_never_an_empty_text(template: Any) -> None:
    with pytest.raises(UnknownName, match="has no value here"):
        compile_template(template)(SCOPE)


@pytest.mark.parametrize(
    ("template", "left"),
    [
        pytest.param({"a": "{{ no }}", "b": 1}, {"b": 1}, id="a member"),
        pytest.param({"a": {"b": "{{ no }}"}}, {"a": {}}, id="the mapping around it stays"),
        pytest.param({"a": ["{{ no }}"]}, {"a": []}, id="the list around it stays"),
        pytest.param(["{{ no }}", 1, "{{ ann.age }}"], [1, 41], id="an item"),
        pytest.param({"a": "Bearer {{ no }}"}, {}, id="a text with something absent inside"),
        pytest.param({"a": None, "b": "{{ ann.note }}"}, {"a": None, "b": None}, id="null is not absent"),
        pytest.param({"a": ""}, {"a": ""}, id="an empty text is not absent"),
        pytest.param("{{ no }}", ABSENT, id="alone"),
    ],
)
def test_a_lenient_template_leaves_absent_values_out(template: Any, left: Any) -> None:
    assert compile_template(template, drop_absent=True)(SCOPE) == left


def test_a_strict_list_keeps_its_items_in_place() -> None:
    assert compile_template([None, "{{ ann.note }}", 0, False])(SCOPE) == [None, None, 0, False]


def test_a_filled_mapping_is_a_new_one_each_time() -> None:
    fill = compile_template({"a": {"b": 1}})

    fill(SCOPE)["a"]["b"] = 2

    assert fill(SCOPE) == {"a": {"b": 1}}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param("$", {"a": [{"b": 1}], "": 2}, id="the whole"),
        pytest.param("a.0.b", 1, id="an index"),
        pytest.param("a.1", ABSENT, id="an index too high"),
        pytest.param("a.-1", ABSENT, id="an index below zero"),
        pytest.param("a.²", ABSENT, id="a digit that is no index"),
        pytest.param("a.٠", ABSENT, id="a digit of another script"),
        pytest.param("a." + "9" * 5000, ABSENT, id="an index of five thousand digits"),
        pytest.param("a.0.b.c", ABSENT, id="below a number"),
        pytest.param("b", ABSENT, id="an unknown member"),
        pytest.param("", 2, id="an empty name"),
    ],
)
def test_a_path_leads_to_a_value_or_to_nothing(path: str, value: Any) -> None:
    assert look_up({"a": [{"b": 1}], "": 2}, split_path(path)) == value


def test_a_text_is_no_list_of_characters() -> None:
    assert look_up({"a": "text"}, ("a", "0")) is ABSENT


def test_a_value_is_put_at_a_path_and_what_is_missing_is_made() -> None:
    tree: dict[str, Any] = {"a": {"x": 1}}

    put_at(tree, ("a", "b", "c"), 2)
    put_at(tree, ("d",), 3)

    assert tree == {"a": {"x": 1, "b": {"c": 2}}, "d": 3}


@pytest.mark.parametrize("stands", [pytest.param(x, id=repr(x)) for x in (True, "text", [1], None)])
def test_a_value_is_not_put_below_what_is_no_mapping(stands: Any) -> None:
    with pytest.raises(CannotTell, match=r"a\.b cannot be set: a is no mapping"):
        put_at({"a": stands}, ("a", "b"), 1)


def test_all_names_of_some_data_are_found() -> None:
    data = {"a": "{{ x }} and {{y.z }}", "{{ key }}": ["{{ x }}", {"b": "{{ }}"}], "n": 5}

    assert list(names_in(data)) == ["x", "y.z", "x", ""]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("{{ ann.email }} {{list.0.id}} {{ kept-name }}", [], id="right ones"),
        pytest.param('{"a": {"b": {}}}', [], id="JSON"),
        pytest.param("{{ a + 1 }}", ["{{ a + 1 }} holds no dotted name"], id="an expression"),
        pytest.param("{{ a.b() }}", ["{{ a.b() }} holds no dotted name"], id="a call"),
        pytest.param("{{ a..b }}", ["{{ a..b }} holds no dotted name"], id="two dots"),
        pytest.param("{{ .a }}", ["{{ .a }} holds no dotted name"], id="a dot before"),
        pytest.param("{{ a|upper }}", ["{{ a|upper }} holds no dotted name"], id="a filter"),
        pytest.param("{{ 0.a }}", ["{{ 0.a }} holds no dotted name"], id="a number as root"),
        pytest.param("{{}}", ["{{}} holds no dotted name"], id="nothing"),
        pytest.param(
            "{{ ann.email }", ['a "{{" is never closed by "}}": it would be sent as it stands'], id="one brace short"
        ),
        pytest.param(
            "{{ a {{ b }}", ['a "{{" is never closed by "}}": it would be sent as it stands'], id="opened twice"
        ),
    ],
)
def test_what_only_looks_like_a_template_is_told(text: str, told: list[str]) -> None:
    assert list(bad_templates(text)) == told


@pytest.mark.parametrize(
    ("value", "is_one"),
    [("{{ a }}", True), ("x{{a}}y", True), ("{{ a }", False), ("{ a }", False), (5, False), ({"a": "{{ a }}"}, False)],
)
def test_a_template_is_a_text_that_looks_something_up(value: Any, is_one: bool) -> None:
    assert is_template(value) is is_one


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("é", "é"),
        (5, "5"),
        (5.0, "5"),
        (0.1, "0.1"),
        (True, "true"),
        (None, "null"),
        ({"é": [1]}, '{"é": [1]}'),
    ],
)
def test_a_value_stands_in_text_as_json_writes_it(value: Any, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{{" + " " * 100_000, id="blanks that never close"),
        pytest.param("{{" * 50_000, id="braces only"),
        pytest.param("{{ a }}" * 20_000, id="many templates"),
        pytest.param("{{ " + "a." * 50_000 + " }}", id="a long name"),
    ],
)
def test_a_hostile_text_costs_no_time(text: str) -> None:
    started = perf_counter()

    list(bad_templates(text))
    list(names_in(text))
    is_template(text)
    compile_template(text)

    assert perf_counter() - started < 60.0


def test_absence_is_false_and_says_its_name() -> None:
    assert not ABSENT
    assert repr(ABSENT) == "absent"
