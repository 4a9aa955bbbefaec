"""What is asked of a contract: requests at its edges are listed, the same ones every time."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.cli.embedded import mock_target
from conformance.fuzzing.doors import Door, doors_of
from conformance.fuzzing.making import boundaries_of, operations_of, schema_of
from conformance.suite import load_suite


@pytest.fixture(scope="module")
def doors() -> dict[str, Door]:
    """The doors of the embedded mock, by dialect."""
    suite = load_suite(paths=[])
    return {door.spoken.dialect: door for door in reversed(doors_of(mock_target(suite), suite.dialects, []))}


def edges(door: Door, label: str) -> list[Any]:
    """The listed requests of one operation."""
    return [
        case
        for operation, modes in operations_of(door, schema_of(door))
        if operation.label == label
        for case in boundaries_of(operation, modes)
    ]


def test_the_edges_of_a_sign_up_leave_members_out_and_try_other_methods(doors: dict[str, Door]) -> None:
    cases = edges(doors["parse-rest"], "POST /users")
    members = [set(case.body) for case in cases if isinstance(case.body, dict)]

    assert any("username" not in one for one in members)
    assert any({"username", "password"} <= one for one in members)
    assert {case.method for case in cases} > {"POST"}


def test_the_edges_are_the_same_each_time(doors: dict[str, Door]) -> None:
    first, again = ([case.body for case in edges(doors["parse-rest"], "POST /login")] for _ in range(2))

    assert first == again


def test_no_edges_are_listed_for_schemas_of_graphql(doors: dict[str, Door]) -> None:
    operation, modes = next(operations_of(doors["durudex"], schema_of(doors["durudex"])))

    assert list(boundaries_of(operation, modes)) == []
