"""The contract of CloudBoost against what its last public code answered."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from schemathesis import openapi

from conformance.dialects.contracts import Deviation, OpenApiContract
from tests.support.recordings import Recorded, exchanges

CONTRACT = Path(__file__).parents[3] / "scenarios" / "dialects" / "cloudboost.openapi.yaml"
RECORDED = exchanges("cloudboost")


@cache
def contract() -> OpenApiContract:
    return OpenApiContract.load(CONTRACT)


def in_scope() -> list[Recorded]:
    return [one for one in RECORDED if contract().knows(one.method, one.path)]


def deviations(one: Recorded, answer: Any = ...) -> list[Deviation]:
    body = one.answer if answer is ... else answer
    # What is no JSON is nothing to a contract, as it is to the suite.
    is_json = one.answer_headers.get("content-type", "").startswith("application/json")
    check = contract().answer_check(one.method, one.path)
    return check(one.status, one.answer_headers, (body if body != "" else None) if is_json else None)


USERS = [one for one in in_scope() if isinstance(one.answer, dict) and one.answer.get("_type") == "user"]
PLAIN_USERS = [one for one in USERS if not one.path.endswith("/logout")]


def test_the_openapi_file_is_valid() -> None:
    openapi.from_path(CONTRACT).validate()


def test_most_recorded_answers_are_in_scope() -> None:
    assert len(in_scope()) > 95
    assert len(PLAIN_USERS) > 25


def test_the_recorded_server_keeps_the_contract() -> None:
    found = {f"{one.group}-{one.label}": deviations(one) for one in in_scope()}

    assert {name: list(map(str, told)) for name, told in found.items() if told} == {}


@pytest.mark.parametrize("one", PLAIN_USERS, ids=str)
def test_a_user_that_lost_a_member_breaks_the_contract(one: Recorded) -> None:
    columns = {"city", "age", "name"}
    kept = {name for name in one.answer if not deviations(one, {k: v for k, v in one.answer.items() if k != name})}

    assert kept <= columns


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"password": "s3cret-Pass"}, id="a password as it was typed"),
        pytest.param({"_isModified": True}, id="what the client says of its changes"),
        pytest.param({"_modifiedColumns": ["email"]}, id="which columns the client changed"),
        pytest.param({"_id": "r:1"}, id="an id of another form"),
        pytest.param({"verified": "no"}, id="a truth that is none"),
        pytest.param({"ACL": {"*": {"read": True}}}, id="an access list of another system"),
        pytest.param({"roles": ["admin"]}, id="a role without an id"),
    ],
)
def test_a_user_that_is_none_breaks_the_contract(change: dict[str, Any]) -> None:
    one = PLAIN_USERS[0]

    assert deviations(one, {**one.answer, **change})


@pytest.mark.parametrize("header", ["sessionid", "access-control-expose-headers", "access-control-allow-origin"])
def test_an_accepted_answer_without_a_header_that_the_client_needs_breaks_the_contract(header: str) -> None:
    one = next(one for one in PLAIN_USERS if one.label == "signup-ok")
    left = {name: value for name, value in one.answer_headers.items() if name != header}
    check = contract().answer_check(one.method, one.path)

    assert [str(told.path) for told in check(one.status, left, one.answer)] == [f"headers.{header}"]
