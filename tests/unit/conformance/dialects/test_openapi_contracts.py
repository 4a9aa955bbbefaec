"""Answers are held against the OpenAPI file of their dialect."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.dialects.contracts import Deviation, OpenApiContract

# --- OpenAPI --------------------------------------------------------------------------------------

JSON = {"content-type": "application/json; charset=utf-8"}


@pytest.mark.parametrize(
    ("method", "path", "known"),
    [
        ("POST", "/people", True),
        ("post", "/people/", True),
        ("GET", "/people/7?x=1", True),
        ("GET", "/people/{id}", True),
        ("DELETE", "/people/me", True),
        ("GET", "/people", False),
        ("GET", "/people/7/8", False),
        ("PARAMETERS", "/people/7", False),
    ],
)
def test_operations_are_known_by_method_and_path(openapi: OpenApiContract, method: str, path: str, known: bool) -> None:
    assert openapi.knows(method, path) is known


def test_an_unknown_operation_has_no_check(openapi: OpenApiContract) -> None:
    with pytest.raises(ValueError, match="no GET /nope"):
        openapi.answer_check("get", "/nope")


def test_the_literal_path_wins_over_the_template(openapi: OpenApiContract) -> None:
    assert openapi.answer_check("GET", "/people/me")(200, JSON, "me") == []
    assert openapi.answer_check("GET", "/people/me")(200, JSON, "you") == [Deviation("$", '"me"', '"you"')]
    assert openapi.answer_check("GET", "/people/you")(200, JSON, {"name": "you"}) == []


MADE = {**JSON, "location": "http://127.0.0.1/people/7"}


@pytest.mark.parametrize(
    ("status", "headers", "body", "deviations"),
    [
        (201, MADE, {"name": "ann"}, []),
        (201, JSON, {"name": "ann"}, [Deviation("headers.location", "present", "absent")]),
        (
            201,
            {**JSON, "location": "/people/x"},
            {"name": "ann"},
            [Deviation("headers.location", "text like /people/[0-9]+$", '"/people/x"')],
        ),
        (201, MADE, {"name": 1}, [Deviation("name", "string", "number")]),
        (201, MADE, {"name": "ann", "password": "x"}, [Deviation("password", "absent", "string")]),
        (201, MADE, {}, [Deviation("name", "present", "absent")]),
        (201, MADE, object(), [Deviation("$", "JSON", "something else")]),
        (
            201,
            {**MADE, "content-type": "text/plain"},
            "ann",
            [Deviation("headers.content-type", "application/json", "text/plain")],
        ),
        (
            201,
            {"location": "/people/1"},
            {"name": "ann"},
            [Deviation("headers.content-type", "application/json", "absent")],
        ),
        (404, {}, {"error": "gone"}, []),
        (404, {}, {"error": "gone", "hint": "x"}, [Deviation("hint", "absent", "string")]),
        (500, {}, "anything", []),
    ],
)
def test_an_answer_is_held_against_the_response_of_its_status(
    openapi: OpenApiContract, status: int, headers: dict[str, str], body: Any, deviations: list[Deviation]
) -> None:
    assert openapi.answer_check("POST", "/people")(status, headers, body) == deviations


def test_a_status_that_is_not_listed_is_a_deviation(openapi: OpenApiContract) -> None:
    check = openapi.answer_check("DELETE", "/people/7")

    assert check(204, {}, None) == []
    assert check(200, {}, None) == [Deviation("status", "204", "200")]


def test_a_body_of_a_type_without_a_schema_is_not_read(openapi: OpenApiContract) -> None:
    assert openapi.answer_check("GET", "/people/7")(200, {"content-type": "text/html"}, None) == []
