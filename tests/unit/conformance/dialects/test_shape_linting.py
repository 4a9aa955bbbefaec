"""Shapes that cannot be right are told: names, parameters, matchers, circles, and reasons that look alike."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.dialects.model import DialectModel
from conformance.dialects.shape_linting import parts_of_operations, shape_problems, shapes_of
from conformance.errors import Problem
from tests.support import toys

ERROR = {
    "takes": {"code": "number"},
    "status": 400,
    "json": {"code": "{{code}}"},
    "tell_by": {"json": {"code": "{{ code }}"}},
}


def dialect(**words: Any) -> DialectModel:
    base: dict[str, Any] = {
        "dialect": "d",
        "title": "D",
        "endpoints": {},
        "rules": {},
        "editions": {},
        "default_edition": "1",
        "refusals": {},
        "operations": {},
        "shapes": {"error": ERROR},
        "pages": {"form": {"status": 200, "html": {"contains": "x"}}},
    }
    return DialectModel.model_validate({**base, **words})


def told(**words: Any) -> list[tuple[str, str, str]]:
    """Path, code and text of each problem."""

    def tell(path: tuple[str | int, ...], code: str, text: str) -> Problem:
        return Problem(".".join(map(str, path)), 1, 1, code, text)

    return [(one.file, one.code, one.text) for one in sorted(set(shape_problems(dialect(**words), tell)))]


def refusal(**shape: Any) -> dict[str, Any]:
    return {"refusals": {"wrong-password": shape}}


@pytest.mark.parametrize(
    ("words", "problems"),
    [
        # CD003: names and parameters
        pytest.param(
            refusal(shape="eror", code=1),
            [("refusals.wrong-password.shape", "CD003", 'unknown shape "eror" (did you mean "error"?)')],
            id="an unknown shape",
        ),
        pytest.param(
            refusal(page="from"),
            [("refusals.wrong-password.page", "CD003", 'unknown page "from" (did you mean "form"?)')],
            id="an unknown page",
        ),
        pytest.param(
            refusal(shape="error"),
            [("refusals.wrong-password", "CD003", 'the parameter "code" is not given')],
            id="a parameter not given",
        ),
        pytest.param(
            refusal(shape="error", code=1, message="x"),
            [("refusals.wrong-password.message", "CD003", 'a shape has no "message"')],
            id="a parameter that is not taken",
        ),
        pytest.param(
            refusal(statsu=400),
            [("refusals.wrong-password.statsu", "CD003", 'a shape has no "statsu" (did you mean "status"?)')],
            id="an unknown key",
        ),
        pytest.param(
            {"shapes": {"error": {"takes": {"code": "number", "text": "text"}, "json": {"code": "{{ code }}"}}}},
            [("shapes.error.takes.text", "CD003", 'the parameter "text" is never used')],
            id="a parameter never used",
        ),
        pytest.param(
            refusal(status=302, lands={"page": "from"}),
            [("refusals.wrong-password.lands.page", "CD003", 'unknown page "from" (did you mean "form"?)')],
            id="an unknown page to land on",
        ),
        pytest.param(
            {"shapes": {"a": {"shape": "b"}, "b": {"shape": "c"}, "c": {"shape": "a"}}},
            [
                ("shapes.a", "CD003", '"a" starts from itself'),
                ("shapes.b", "CD003", '"b" starts from itself'),
                ("shapes.c", "CD003", '"c" starts from itself'),
            ],
            id="a circle of shapes",
        ),
        pytest.param(
            {"pages": {"a": {"status": 302, "lands": {"page": "a"}}}},
            [("pages.a", "CD003", '"a" starts from itself')],
            id="a page that lands on itself",
        ),
        # CD004: statuses
        pytest.param(
            refusal(status="400"),
            [("refusals.wrong-password.status", "CD004", "no answer has such a status")],
            id="a status that is a text",
        ),
        pytest.param(
            refusal(status=True),
            [("refusals.wrong-password.status", "CD004", "no answer has such a status")],
            id="a status that is true",
        ),
        pytest.param(
            refusal(status={"at_least": 600}),
            [("refusals.wrong-password.status", "CD004", "no answer has such a status")],
            id="a status that nothing has",
        ),
        pytest.param(
            refusal(status="{{ settings.status }}"),
            [("refusals.wrong-password.status", "CD004", "a status is written out: it tells outcomes apart")],
            id="a status that is looked up",
        ),
        # CS02x: matchers, wherever they stand
        *(
            pytest.param(
                refusal(**shape),
                [(f"refusals.wrong-password.{path}", "CS020", 'unknown matcher "iss" (did you mean "is"?)')],
                id=path,
            )
            for path, shape in {
                "status.iss": {"status": {"iss": 1}},
                "text.iss": {"text": {"iss": 1}},
                "html.iss": {"html": {"iss": 1}},
                "headers.x.iss": {"headers": {"x": {"iss": 1}}},
                "json.a.b.iss": {"json": {"a.b": {"iss": 1}}},
                "redirect.path.iss": {"redirect": {"path": {"iss": 1}}},
                "redirect.query.q.iss": {"redirect": {"query": {"q": {"iss": 1}}}},
                "tell_by.json.a.iss": {"tell_by": {"json": {"a": {"iss": 1}}}},
                "tell_by.headers.a.iss": {"tell_by": {"headers": {"a": {"iss": 1}}}},
                "lands.html.iss": {"lands": {"html": {"iss": 1}}},
                "lands.redirect.path.iss": {"lands": {"redirect": {"path": {"iss": 1}}}},
                "code.iss": {"shape": "error", "code": {"iss": 1}},
            }.items()
        ),
    ],
)
def test_a_wrong_shape_is_told_with_its_path(words: dict[str, Any], problems: list[tuple[str, str, str]]) -> None:
    assert told(**words) == problems


@pytest.mark.parametrize(
    "words",
    [
        pytest.param({}, id="an unused shape"),
        pytest.param(refusal(shape="error", code=1), id="a parameter given"),
        pytest.param(refusal(shape="error", code={"one_of": [1, 2]}), id="a parameter that is a matcher"),
        pytest.param(refusal(page="form"), id="a page"),
        pytest.param(refusal(status={"one_of": [200, 302]}, lands={"page": "form"}), id="a page to land on"),
        pytest.param(refusal(status=None), id="a status of null"),
        pytest.param(
            {"shapes": {"a": {"takes": {"p": "text"}, "json": {"{{ p }}.x": 1}}}}, id="a parameter used in a path"
        ),
        pytest.param({"shapes": {"a": {"takes": {"s": "number"}, "status": "{{ s }}"}}}, id="a status as parameter"),
        pytest.param(
            {"shapes": {"a": {"lands": {"page": "form"}}, "b": {"shape": "a"}, "c": {"shape": "a"}}},
            id="two that start from one",
        ),
    ],
)
def test_a_right_shape_has_no_problem(words: dict[str, Any]) -> None:
    assert told(**words) == []


def test_every_shape_of_a_dialect_is_looked_at() -> None:
    found = {".".join(map(str, path)) for path, _ in shapes_of(toys.binding().model)}

    assert {
        "ok",
        "shapes.error",
        "pages.reset-form",
        "refusals.wrong-password",
        "refusals.not-allowed.0",
        "refusals.not-allowed.1",
        "operations.signUp.ok",
        "operations.signUp.created-unverified",
        "operations.logIn.refusals.unknown-user",
        "operations.logIn.routes.get.refusals.not-allowed",
    } <= found


def test_operations_and_their_routes_are_found() -> None:
    paths = [path for path, _ in parts_of_operations(toys.binding().model)]

    assert ("operations", "signUp") in paths
    assert ("operations", "logIn", "routes", "get") in paths


# CD009: reasons that look alike


ALIKE = "cannot be told apart: list them under `alike`, or give `tell_by`"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        pytest.param({"status": 403}, {"status": 403}, True, id="the same status"),
        pytest.param({"status": 403}, {"status": 404}, True, id="the same class of status"),
        pytest.param({"status": 403}, {"status": 503}, False, id="another class"),
        pytest.param({"status": {"one_of": [400, 404]}}, {"status": 403}, True, id="the same class by a matcher"),
        pytest.param({"status": 403, "json": {"a": 1}}, {"status": 403, "json": {"a": 2}}, True, id="details only"),
        pytest.param({"shape": "error", "code": 1}, {"shape": "error", "code": 1}, True, id="the same code"),
        pytest.param({"shape": "error", "code": 1}, {"shape": "error", "code": 2}, False, id="another code"),
        pytest.param({"text": "a"}, {"text": "b"}, False, id="another text"),
        pytest.param({"html": "a"}, {"html": "b"}, False, id="another page"),
        pytest.param({"redirect": {"path": "a"}}, {"redirect": {"path": "b"}}, False, id="another redirect"),
        pytest.param({"tell_by": {"status": 403}}, {"tell_by": {"status": 404}}, False, id="told by the very status"),
        pytest.param([{"status": 403}], {"status": 403}, True, id="a list of one"),
        pytest.param([{"status": 403}, {"text": "x"}], {"status": 403}, False, id="one look more"),
    ],
)
def test_two_reasons_that_cannot_be_told_apart_must_be_listed(one: Any, other: Any, alike: bool) -> None:
    refusals = {"wrong-password": one, "unknown-user": other}

    problem = ("refusals.unknown-user", "CD009", f'"wrong-password" and "unknown-user" {ALIKE}')
    assert told(refusals=refusals) == ([problem] if alike else [])
    assert told(refusals=refusals, alike=[["unknown-user", "wrong-password", "x"]]) == []
    assert told(refusals=refusals, alike=[["wrong-password"], ["unknown-user"]]) == ([problem] if alike else [])


def test_what_is_wrong_with_one_shape_is_told_before_shapes_are_compared() -> None:
    refusals = {"wrong-password": {"shape": "nobody"}, "unknown-user": {"status": 400}, "not-found": {"status": 400}}

    assert [code for _, code, _ in told(refusals=refusals)] == ["CD003"]
