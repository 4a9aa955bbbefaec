"""A shape recognises by the least of it and judges all of it: the two must not be mixed up."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.dialects.model import DialectModel, Shape
from conformance.dialects.shapes import Answer, CompiledShape, compile_shape, expand, found, status_classes, substitute
from tests.support.answers import answer, response

DIALECT = DialectModel.model_validate(
    {
        "dialect": "d",
        "title": "D",
        "endpoints": {},
        "rules": {},
        "editions": {"1": {}},
        "default_edition": "1",
        "refusals": {},
        "operations": {},
        "shapes": {
            "error": {
                "takes": {"code": "number", "message": "text"},
                "status": 400,
                "headers": {"content-type": {"starts_with": "application/json"}},
                "json": {"code": "{{ code }}", "error": "{{message}}", "{{ op.reads }}": {"is": "nothing"}},
                "tell_by": {"json": {"code": "{{ code }}"}},
            },
            "fixed": {"shape": "error", "code": 7, "message": "seven"},
        },
        "pages": {
            "form": {"status": 200, "html": {"contains": "<form"}},
            "told": {"takes": {"error": "text"}, "status": 200, "tell_by": {"headers": {"x": "{{ error }}"}}},
        },
    }
)


def shape(reads: str | None = "$", **words: Any) -> CompiledShape:
    return compile_shape(Shape.model_validate(words), DIALECT, reads)


def where(compiled: CompiledShape, given: Answer, **scope: Any) -> list[str]:
    """Where the wire details differ."""
    return [difference.where for difference in compiled.differences(given, scope)]


def told(compiled: CompiledShape, given: Answer, **scope: Any) -> list[tuple[str, str, str]]:
    return [(one.where, one.expected, one.got) for one in compiled.differences(given, scope)]


# What recognises, and what only judges


@pytest.mark.parametrize(
    ("words", "given", "recognised", "details"),
    [
        pytest.param({"status": 400}, answer(400), True, [], id="the very status"),
        pytest.param({"status": 400}, answer(404), True, ["status"], id="another status of the class"),
        pytest.param({"status": 400}, answer(500), False, ["status"], id="a status of another class"),
        pytest.param(
            {"status": {"one_of": [200, 302]}}, answer(303), True, ["status"], id="the class of one of several"
        ),
        pytest.param({"status": {"one_of": [200, 302]}}, answer(404), False, ["status"], id="the class of none"),
        pytest.param({"status": {"at_least": 400}}, answer(503), True, [], id="a status from a limit on"),
        pytest.param({"status": {"at_least": 400}}, answer(302), False, ["status"], id="a status below a limit"),
        pytest.param(
            {"status": 403, "tell_by": {"status": 403}}, answer(401), False, ["status"], id="told by the very status"
        ),
        pytest.param(
            {"status": 403, "tell_by": {"status": {"one_of": [401, 403]}}},
            answer(401),
            True,
            ["status"],
            id="told by several, judged by one",
        ),
        pytest.param({"tell_by": {"status": 403}}, answer(403), True, [], id="told by a status only"),
        pytest.param({}, answer(500), True, [], id="a shape that says nothing"),
        pytest.param({"status": None}, answer(500), True, [], id="a status that is null is none"),
        pytest.param({"json": {"a": 1}}, answer(json={"a": 2}), True, ["json.a"], id="JSON judges only"),
        pytest.param(
            {"tell_by": {"json": {"a": 1}}}, answer(json={"a": 2}), False, [], id="JSON under tell_by recognises only"
        ),
        pytest.param(
            {"json": {"a": 1, "b": 1}, "tell_by": {"json": {"a": 1}}},
            answer(json={"a": 1, "b": 2}),
            True,
            ["json.b"],
            id="some tells, the rest judges",
        ),
        pytest.param({"headers": {"X-A": "1"}}, answer(x_a="2"), True, ["headers.X-A"], id="headers judge only"),
        pytest.param(
            {"tell_by": {"headers": {"X-A": {"is": "absent"}}}}, answer(x_a="2"), False, [], id="a header that tells"
        ),
        pytest.param({"text": "Forbidden"}, answer(text="Forbidden."), False, ["text"], id="text tells and judges"),
        pytest.param(
            {"tell_by": {"text": {"contains": "x"}}}, answer(text="y"), False, [], id="text under tell_by recognises"
        ),
        pytest.param({"html": {"contains": "<form"}}, answer(html="<form>"), True, [], id="HTML"),
        pytest.param({"html": {"contains": "<form"}}, answer(html="<p>"), False, ["html"], id="other HTML"),
        pytest.param({"html": {"contains": "<form"}}, answer(text="<form>"), False, ["html"], id="HTML by its looks"),
        pytest.param({"html": {"is": "absent"}}, answer(json={}), True, [], id="no HTML, asked for as such"),
        pytest.param(
            {"status": 302, "redirect": {"path": "/a", "query": {"q": "1"}}},
            answer(302, location="http://h/a?q=1&r=2#f"),
            True,
            [],
            id="a redirect",
        ),
        pytest.param(
            {"status": 302, "redirect": {"path": "/a"}},
            answer(303, location="/b"),
            False,
            ["status", "redirect.path"],
            id="a redirect elsewhere",
        ),
        pytest.param(
            {"redirect": {"path": "/a", "query": {"q": {"is": "text"}}}},
            answer(302, location="/a?q="),
            False,
            ["redirect.query.q"],
            id="a redirect without its value",
        ),
        pytest.param(
            {"lands": {"status": 200, "html": {"contains": "done"}}},
            answer(302, lands=response(404, html="gone")),
            True,
            ["lands.status", "lands.html"],
            id="the page arrived at judges only",
        ),
    ],
)
def test_recognising_and_judging_are_two_things(
    words: dict[str, Any], given: Answer, recognised: bool, details: list[str]
) -> None:
    compiled = shape(**words)

    assert compiled.recognises(given, {}) is recognised
    assert where(compiled, given) == details


def test_a_difference_says_where_what_was_expected_and_what_came() -> None:
    compiled = shape(status=201, headers={"X-A": {"is": "absent"}}, json={"a.0": 1, "b": {"is": "absent"}}, text="x")

    assert told(compiled, answer(200, json={"a": [True]}, x_a="z")) == [
        ("status", "201", "200"),
        ("headers.X-A", "absent", '"z"'),
        ("json.a.0", "1", "true"),
        ("text", '"x"', '"{"a": [true]}"'),
    ]


# Named shapes, pages and their parameters


def test_parameters_keep_their_type() -> None:
    compiled = shape(shape="error", code=101, message="Gone")

    assert compiled.recognises(answer(400, json={"code": 101, "error": "Gone"}), {})
    assert not compiled.recognises(answer(400, json={"code": "101", "error": "Gone"}), {})


def test_a_parameter_may_be_a_matcher() -> None:
    compiled = shape("data", shape="error", code=101, message={"starts_with": "Go"})

    assert where(compiled, answer(400, json={"code": 101, "error": "Gone"})) == []
    assert where(compiled, answer(400, json={"code": 101, "error": "None"})) == ["json.error"]


def test_a_shape_may_start_from_one_that_starts_from_another() -> None:
    compiled = shape("data", shape="fixed")

    assert where(compiled, answer(400, json={"code": 7, "error": "seven"})) == []
    assert where(compiled, answer(400, json={"code": 7, "error": "eight"})) == ["json.error"]


def test_own_words_win_and_join_what_the_named_shape_says() -> None:
    data = expand(
        Shape.model_validate(
            {
                "shape": "error",
                "code": 1,
                "message": "m",
                "status": 404,
                "headers": {"x": "1"},
                "json": {"error": {"is": "text"}, "more": 1},
                "tell_by": {"json": {"error": {"contains": "m"}}, "status": 404},
            }
        ),
        DIALECT,
    )

    assert data == {
        "status": 404,
        "headers": {"content-type": {"starts_with": "application/json"}, "x": "1"},
        "json": {"code": 1, "error": {"is": "text"}, "{{ op.reads }}": {"is": "nothing"}, "more": 1},
        "tell_by": {"json": {"code": 1, "error": {"contains": "m"}}, "status": 404},
    }


def test_a_path_called_like_a_key_of_shapes_is_replaced_not_joined() -> None:
    below = {"status": 200, "json": {"json": {"is": "text"}, "headers": {"is": "text"}}}
    dialect = DIALECT.model_copy(update={"shapes": {"odd": Shape.model_validate(below)}})

    data = expand(Shape.model_validate({"shape": "odd", "json": {"json": {"is": "list"}}}), dialect)

    assert data["json"] == {"json": {"is": "list"}, "headers": {"is": "text"}}


def test_a_redirect_is_replaced_as_a_whole() -> None:
    below = {"redirect": {"path": "/a", "query": {"q": "1"}}}
    dialect = DIALECT.model_copy(update={"shapes": {"there": Shape.model_validate(below)}})

    data = expand(Shape.model_validate({"shape": "there", "redirect": {"path": "/b"}}), dialect)

    assert data["redirect"] == {"path": "/b"}


def test_a_page_is_a_shape_too() -> None:
    compiled = shape(page="told", error="Bad")

    assert compiled.recognises(answer(200, x="Bad"), {})
    assert not compiled.recognises(answer(200, x="Good"), {})


def test_the_page_arrived_at_may_be_a_named_one() -> None:
    compiled = shape(status=302, lands={"page": "form"})

    assert where(compiled, answer(302, lands=response(200, html="<form>"))) == []
    assert where(compiled, answer(302, lands=response(200, html="<p>"))) == ["lands.html"]


def test_nothing_was_arrived_at_where_no_redirect_was_followed() -> None:
    compiled = shape(lands={"status": 200})

    assert told(compiled, answer(200)) == [("lands.status", "200", "absent")]


@pytest.mark.parametrize(
    ("data", "filled"),
    [
        pytest.param("{{ code }}", 5, id="alone it keeps its type"),
        pytest.param("{{code}}", 5, id="without blanks"),
        pytest.param("E{{ code }}: {{ text }}", "E5: x", id="inside text"),
        pytest.param("{{ codes }}", "{{ codes }}", id="another name"),
        pytest.param({"{{ text }}.y": ["{{ code }}"]}, {"x.y": [5]}, id="in keys and lists"),
        pytest.param("{{ settings.code }}", "{{ settings.code }}", id="the end of another name"),
        pytest.param(True, True, id="no text"),
    ],
)
def test_parameters_are_filled_in_and_other_templates_stay(data: Any, filled: Any) -> None:
    assert substitute(data, {"code": 5, "text": "x"}) == filled


# The operation's own object


def test_the_place_of_the_operation_is_filled_in() -> None:
    compiled = shape("data.logIn", shape="fixed")

    assert where(compiled, answer(400, json={"code": 7, "error": "seven", "data": {"logIn": None}})) == []
    assert where(compiled, answer(400, json={"code": 7, "error": "seven", "data": {"logIn": {}}})) == [
        "json.data.logIn"
    ]


def test_a_raw_step_has_no_such_place_and_is_not_asked_for_it() -> None:
    """Else no raw step could ever be refused: `$` of a refusal is never nothing."""
    compiled = shape(None, shape="fixed", tell_by={"json": {"{{ op.reads }}.x": {"is": "nothing"}}})

    given = answer(400, json={"code": 7, "error": "seven", "data": {"anything": {}}})

    assert compiled.recognises(given, {})
    assert where(compiled, given) == []
    assert not compiled.recognises(answer(400, json={"code": 8}), {})
    assert shape(None, status=403).recognises(answer(403), {})


# Templates that look into the scope


def test_templates_are_filled_when_an_answer_is_judged() -> None:
    compiled = shape(json={"error": "locked for {{ settings.minutes }} minutes"})

    assert where(compiled, answer(json={"error": "locked for 5 minutes"}), settings={"minutes": 5}) == []
    assert where(compiled, answer(json={"error": "locked for 4 minutes"}), settings={"minutes": 5}) == ["json.error"]


def test_a_detail_that_looks_at_a_missing_field_is_a_difference_not_an_error() -> None:
    """The server left the id out of an accepted answer: that is its deviation, not our ignorance."""
    compiled = shape(headers={"location": {"ends_with": "/users/{{ reply.user.id }}"}}, status=201)

    assert told(compiled, answer(200, location="/users/7"), reply={}) == [
        ("status", "201", "200"),
        (
            "headers.location",
            "a value made of others, but {{ reply.user.id }} has no value here",
            '"/users/7"',
        ),
    ]


# Hostile answers

HOSTILE_LOCATIONS = [
    "",
    "//",
    "http://[::1",
    "http://[bad]/x",
    "http://h:port/x",
    "javascript:alert(1)",
    "\x00\x01",
    "http://h/%zz?%zz=%zz&=&&;",
    "?" + "&".join(["a=1"] * 20_000),
    "http://" + "h" * 100_000,
    "http://user:pw@h/a\tb?c=d\re",
    "\ud800",
]


@pytest.mark.parametrize("location", HOSTILE_LOCATIONS, ids=lambda text: repr(text[:20]))
def test_a_hostile_location_is_only_another_location(location: str) -> None:
    compiled = shape(redirect={"path": "/a", "query": {"q": "1"}})

    assert not compiled.recognises(answer(302, location=location), {})
    assert where(compiled, answer(302, location=location)) == ["redirect.path", "redirect.query.q"]


@pytest.mark.parametrize(
    ("location", "path", "query"),
    [
        pytest.param("/a%20b?q=%C3%A9+x", "/a%20b", "é x", id="encoded"),
        pytest.param("http://h/a?q=1&q=2", "/a", "1", id="the first of several"),
        pytest.param("http://h?q=1", "", "1", id="no path"),
        pytest.param("a/b?q=%FF", "a/b", "�", id="relative, no UTF-8"),
        pytest.param("/a;p?q=1#f?x", "/a;p", "1", id="parameters and fragment"),
    ],
)
def test_a_location_is_taken_apart(location: str, path: str, query: str) -> None:
    assert shape(redirect={"path": path, "query": {"q": query}}).recognises(answer(302, location=location), {})


@pytest.mark.parametrize("location", [None, "http://[::1"], ids=["no location", "no URL"])
def test_a_redirect_may_be_asked_to_be_absent(location: str | None) -> None:
    headers = {"location": location} if location else {}

    assert shape(redirect={"path": {"is": "absent"}, "query": {"q": {"is": "absent"}}}).recognises(
        answer(200, **headers), {}
    )


@pytest.mark.parametrize(
    "body", ["", "null", "[]", "5", '"text"', "<html>", "{", "[" * 3000], ids=lambda text: repr(text[:6])
)
def test_a_body_of_another_kind_has_no_members(body: str) -> None:
    compiled = shape(json={"a.b.0": {"is": "present"}}, tell_by={"json": {"a": {"is": "present"}}})

    assert not compiled.recognises(answer(200, text=body), {})
    assert where(compiled, answer(200, text=body)) == ["json.a.b.0"]


def test_the_whole_body_can_be_judged() -> None:
    compiled = shape(json={"$": {"equals": {}}})

    assert where(compiled, answer(json={})) == []
    assert where(compiled, answer(json={"a": 1})) == ["json.$"]
    assert where(compiled, answer(text="{}")) == []
    assert where(compiled, answer(text="")) == ["json.$"]


@pytest.mark.parametrize(
    ("status", "classes"),
    [
        (200, {2}),
        ({"one_of": [200, 302]}, {2, 3}),
        ({"at_least": 400}, {4, 5}),
        ({"at_least": 200, "at_most": 299}, {2}),
        ({"is": "number"}, {1, 2, 3, 4, 5}),
        ({"one_of": [{"equals": 401}, 503]}, {4, 5}),
        ("200", set()),
        ({"matches": "2.."}, set()),
        (True, set()),
    ],
    ids=str,
)
def test_a_matcher_of_the_status_allows_classes(status: Any, classes: set[int]) -> None:
    assert status_classes(status) == classes


def test_the_differences_of_several_checks_keep_their_order() -> None:
    compiled = shape(status=201, json={"b": 1, "a": 1})

    assert [one.where for one in found(compiled.details, answer(200, json={}), {})] == ["status", "json.b", "json.a"]
