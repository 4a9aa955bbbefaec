"""A dialect in use: what an answer is told as, and which fields are read from it."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.dialects.binding import ACCEPTED
from conformance.dialects.shapes import Answer, Difference
from conformance.templates import UnknownName
from tests.support import toys
from tests.support.answers import answer
from tests.unit.conformance.dialects.bound import PROMISED, SCOPE, USER, toy, where

# Outcomes

OUTCOMES = [
    pytest.param(answer(201, json={**USER, "token": "t-00000000"}), "ok", id="accepted"),
    pytest.param(answer(201, json=USER), "created-unverified", id="accepted without a session"),
    pytest.param(answer(200, json={"token": "x"}), "ok", id="accepted, another status of the class"),
    pytest.param(answer(400, json={"code": 202, "error": "x"}), "username-taken", id="told by its code"),
    pytest.param(answer(404, json={"code": 101, "error": "Account locked"}), "account-locked", id="told by its text"),
    pytest.param(answer(404, json={"code": 101, "error": "Invalid"}), "wrong-password", id="told by another text"),
    pytest.param(answer(400, json={"code": 119, "error": "x"}), "not-allowed", id="the first of two looks"),
    pytest.param(answer(403, text="Forbidden"), "not-allowed", id="the second of two looks"),
    pytest.param(answer(200, json={"code": 202}), "no outcome known here (HTTP 200)", id="a refusal with a 200"),
    pytest.param(answer(500, html="<h1>Oops"), "no outcome known here (HTTP 500)", id="no outcome"),
    pytest.param(answer(200), "no outcome known here (HTTP 200)", id="an empty answer"),
]


@pytest.mark.parametrize(("given", "told"), OUTCOMES)
def test_an_answer_is_told_in_words(given: Answer, told: str) -> None:
    assert toy("signUp").tell(given, SCOPE) == told


@pytest.mark.parametrize(("given", "told"), OUTCOMES)
def test_telling_and_recognising_agree(given: Answer, told: str) -> None:
    operation = toy("signUp")

    assert [word for word in operation.outcomes if operation.recognises(word, given, SCOPE)] == (
        [] if told.startswith("no outcome") else [told]
    )


def test_an_outcome_may_be_known_by_the_object_that_the_operation_reads() -> None:
    operation = toy("currentUser")

    assert operation.tell(answer(200, json={"user": USER}), SCOPE) == "ok"
    assert operation.tell(answer(200, json={"user": None}), SCOPE) == "no outcome known here (HTTP 200)"


def test_a_page_may_begin_with_another() -> None:
    pages = {
        "reset-done": {"status": 200, "html": {"contains": "done"}},
        "again": {"page": "reset-done", "status": 201},
    }
    page = toys.rebound(pages=pages, operations={}).page("again")

    assert page.differences(answer(200, html="<p>done"), SCOPE) == [Difference("status", "201", "200")]
    assert not page.recognises(answer(201, html="<p>other"), SCOPE)


def test_outcomes_that_look_alike_are_all_told() -> None:
    operation = toys.binding("toy-graphql").operation("logIn")

    assert operation.tell(answer(200, json={"errors": [{"code": 101}]}), SCOPE) == "wrong-password / unknown-user"


def test_telling_never_fails_for_want_of_a_setting() -> None:
    """A recogniser may look at a setting that this deployment lacks; what came must be told all the same."""
    shape = {"status": 400, "tell_by": {"json": {"error": "{{ settings.banner }}"}}}
    operation = toys.rebound(refusals={"username-taken": shape}).operation("signUp")

    given = answer(400, json={"code": 202, "error": "x"})
    assert operation.tell(given, SCOPE) == "no outcome known here (HTTP 400)"
    with pytest.raises(UnknownName):
        operation.recognises("username-taken", given, SCOPE)


def test_an_operation_knows_the_refusals_of_the_dialect_and_its_own() -> None:
    outcomes = toy("logIn").outcomes

    assert set(outcomes) == {*toys.binding().model.refusals, "unknown-user", "ok"}
    assert len(outcomes) == len(set(outcomes))
    assert "unknown-user" in outcomes
    assert "unknown-user" not in toy("signUp").outcomes
    assert set(ACCEPTED) <= set(toy("signUp").outcomes)


def test_a_dialect_without_an_accepted_shape_accepts_nothing() -> None:
    assert "ok" not in toys.rebound(ok=None).operation("requestReset").outcomes


# Fields


def test_fields_are_read_wherever_they_stand() -> None:
    given = answer(200, json={"user": USER, "token": "t-12345678"}, x_done="yes")

    assert toy("logIn").read_fields(given) == {
        "user.id": "ab12",
        "user.username": "ann",
        "user.email": "a@b.test",
        "user.createdAt": "2026-11-20T10:00:00Z",
        "session.token": "t-12345678",
        "done": "yes",
    }


def test_fields_start_from_the_object_of_the_operation() -> None:
    graphql = toys.binding("toy-graphql").operation("logIn")
    given = answer(json={"data": {"logIn": {"viewer": {"token": "t", "user": {"id": "1", "name": "ann"}}}}})

    assert graphql.read_fields(given) == {"user.id": "1", "user.username": "ann", "session.token": "t"}
    assert toy("currentUser").read_fields(answer(json={"user": USER}))["user.id"] == "ab12"


def test_a_field_may_be_the_whole_answer() -> None:
    assert toy("listSessions").read_fields(answer(json=[{"token": "x"}])) == {"sessions": [{"token": "x"}]}


@pytest.mark.parametrize(
    "given",
    [answer(json={}), answer(text="<html>"), answer(json=[]), answer(json={"user": None})],
    ids=["nothing", "no JSON", "a list", "null instead of an object"],
)
def test_fields_that_are_missing_are_not_there(given: Answer) -> None:
    assert toy("logIn").read_fields(given) == {}


def test_a_field_that_is_null_is_there() -> None:
    assert toy("logIn").read_fields(answer(json={"token": None})) == {"session.token": None}


@pytest.mark.parametrize(
    ("body", "differences"),
    [
        pytest.param(PROMISED, [], id="all there"),
        pytest.param({**PROMISED, "more": 1}, [], id="members more are the contract's business"),
        pytest.param({**PROMISED, "token": "T"}, ["field session.token"], id="a value of another form"),
        pytest.param({"user": USER}, ["field session.token"], id="a field missing"),
        pytest.param({**PROMISED, "user": {"id": "ab12"}}, ["field user.username"], id="a member missing"),
        pytest.param({**PROMISED, "user": {**USER, "name": None}}, [], id="a field without a form may be null"),
        pytest.param({**PROMISED, "user": {**USER, "id": "X"}}, ["field user.id"], id="a member of another form"),
        pytest.param(
            {**PROMISED, "user": {**USER, "created": "soon"}},
            ["field user.createdAt"],
            id="an optional member of another form",
        ),
        pytest.param({**PROMISED, "user": {**USER, "created": None}}, [], id="an optional member that is null"),
        pytest.param({**PROMISED, "user": {"id": "ab12", "name": "ann"}}, [], id="optional members that are missing"),
    ],
)
def test_what_an_accepted_answer_promises_is_judged(body: Any, differences: list[str]) -> None:
    assert where(toy("logIn"), "ok", answer(200, json=body, x_done="1")) == differences


def test_a_field_of_a_header_is_promised_too() -> None:
    assert where(toy("logIn"), "ok", answer(200, json=PROMISED)) == ["field done"]


def test_an_optional_field_may_be_missing_or_have_its_form() -> None:
    changing = toy("changePassword")

    assert where(changing, "ok", answer(200, json={}, x_done="1")) == []
    assert where(changing, "ok", answer(200, json={"token": "t-12345678"}, x_done="1")) == []
    assert where(changing, "ok", answer(200, json={"token": "T"}, x_done="1")) == ["field session.token"]


def test_an_object_that_may_be_missing_promises_none_of_its_members() -> None:
    logging_in = toys.rebound(operations={"logIn": {"request": {"path": "/"}, "fields": {"user": "user?"}}}).operation(
        "logIn"
    )

    assert where(logging_in, "ok", answer(200, json={}, x_done="1")) == []
    assert where(logging_in, "ok", answer(200, json={"user": {"id": "X"}}, x_done="1")) == ["field user.id"]
    read = logging_in.read_fields(answer(json={"user": USER}))
    assert (read["user.username"], read["user.email"]) == ("ann", "a@b.test")


def test_a_refusal_promises_no_fields() -> None:
    given = answer(404, json={"code": 101, "error": "Invalid."})

    assert where(toy("logIn"), "wrong-password", given) == []


def test_an_accepted_answer_without_a_session_promises_no_fields() -> None:
    assert where(toy("signUp"), "created-unverified", answer(201, json={"id": "ab12"})) == []
