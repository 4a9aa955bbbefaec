"""The contract of REST against something foreign: what real servers answered."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from schemathesis import openapi

from conformance.dialects.contracts import Deviation, OpenApiContract
from tests.support.recordings import Recorded, by_group, exchanges, lines

DIALECTS = Path(__file__).parents[3] / "scenarios" / "dialects"


#: Answers that break the contract of their own server, and are no promise to anybody.

CRASHES = {"crud-98", "login-46", "session-111", "session-112", "signup-60", "signup-62"}


REST_9 = [one for one in exchanges("parse-server-9") if one.path.startswith("/parse/")]


REST_3 = [one for one in exchanges("parse-server-3") if one.path.startswith("/parse/")]


@cache
def rest(edition: str) -> OpenApiContract:
    return OpenApiContract.load(DIALECTS / f"parse-rest.{edition}.openapi.yaml")


def overridden(one: Recorded) -> bool:
    """Does the body say that another method is meant?"""
    return isinstance(one.body, dict) and "_method" in one.body


def in_scope(recorded: list[Recorded], edition: str) -> list[Recorded]:
    contract = rest(edition)
    return [
        one for one in recorded if contract.knows(one.method, one.path.removeprefix("/parse")) and not overridden(one)
    ]


def rest_deviations(one: Recorded, edition: str, answer: Any = ...) -> list[Deviation]:
    check = rest(edition).answer_check(one.method, one.path.removeprefix("/parse"))
    return check(one.status, one.answer_headers, one.answer if answer is ... else answer)


def test_most_recorded_answers_are_in_scope() -> None:
    assert len(in_scope(REST_9, "9")) > 540
    assert len(in_scope(REST_3, "seed")) > 80


KEPT_9 = [one for one in in_scope(REST_9, "9") if str(one) not in CRASHES]


OBJECTS_9 = [one for one in KEPT_9 if isinstance(one.answer, dict)]


@pytest.mark.parametrize("edition", ["9", "seed"])
def test_the_openapi_file_is_valid(edition: str) -> None:
    openapi.from_path(DIALECTS / f"parse-rest.{edition}.openapi.yaml").validate()


@pytest.mark.parametrize("recorded", by_group(KEPT_9))
def test_parse_server_9_keeps_the_rest_contract(recorded: list[Recorded]) -> None:
    found = {str(one): rest_deviations(one, "9") for one in recorded}

    assert {name: deviations for name, deviations in found.items() if deviations} == {}


@pytest.mark.parametrize("one", [o for o in REST_9 if str(o) in CRASHES], ids=str)
def test_a_crash_is_no_part_of_the_contract(one: Recorded) -> None:
    assert [deviation.path for deviation in rest_deviations(one, "9")] == ["status"]


@pytest.mark.parametrize("recorded", by_group(in_scope(REST_3, "seed")))
def test_parse_server_3_keeps_the_rest_contract_of_the_seed_edition(recorded: list[Recorded]) -> None:
    found = {str(one): rest_deviations(one, "seed") for one in recorded}

    assert {name: deviations for name, deviations in found.items() if deviations} == {}


#: What may be missing from an answer, whatever else is there.

OPTIONAL = {
    *("username", "email", "emailVerified", "phone", "isAdmin", "authData", "authDataResponse"),
    *("sessionToken", "expiresAt", "n", "count"),
}


@pytest.mark.parametrize("recorded", by_group(OBJECTS_9))
def test_an_answer_that_lost_a_member_breaks_the_contract(recorded: list[Recorded]) -> None:
    may_go = {
        name
        for one in recorded
        for name in one.answer
        if not rest_deviations(one, "9", {key: value for key, value in one.answer.items() if key != name})
    }

    assert may_go <= OPTIONAL


@pytest.mark.parametrize("name", ["password", "_hashed_password"])
@pytest.mark.parametrize("recorded", by_group(OBJECTS_9))
def test_no_answer_may_carry_a_password(recorded: list[Recorded], name: str) -> None:
    found = {
        (str(one), deviation.path)
        for one in recorded
        for deviation in rest_deviations(one, "9", {**one.answer, name: "x"})
    }

    assert found == {(str(one), name) for one in recorded}


#: Users and sessions may carry fields of their own; every other answer is closed.

OPEN_TO_OWN_FIELDS = ("/users", "/login", "/verifyPassword", "/sessions")


def is_open(one: Recorded) -> bool:
    record = one.status == 200 and one.path.removeprefix("/parse").startswith(OPEN_TO_OWN_FIELDS)
    return record and one.method not in ("PUT", "DELETE") and "results" not in one.answer


@pytest.mark.parametrize("recorded", by_group(OBJECTS_9))
def test_an_unknown_member_breaks_the_contract_of_a_closed_answer(recorded: list[Recorded]) -> None:
    taken = {str(one) for one in recorded if not rest_deviations(one, "9", {**one.answer, "stray": "x"})}

    assert taken == {str(one) for one in recorded if is_open(one)}


# --- the REST of 4.0.2, of which only summaries were kept --------------------------------------------

ASKED_OF_4 = {
    "REST users/me no token": ("GET", "/users/me"),
    "REST users/me bad token": ("GET", "/users/me"),
    "REST logout no token": ("POST", "/logout"),
    "REST logout bad token": ("POST", "/logout"),
    "REST login wrong": ("POST", "/login"),
    "lockout REST right": ("POST", "/login"),
    "-preventREST logIn unverified": ("POST", "/login"),
    "-preventREST signUp prevent": ("POST", "/users"),
    "REST change password": ("PUT", "/users/x"),
    "requestPasswordReset unknown": ("POST", "/requestPasswordReset"),
    "requestPasswordReset none": ("POST", "/requestPasswordReset"),
    "verificationEmailRequest verified": ("POST", "/verificationEmailRequest"),
    "verificationEmailRequest unknown": ("POST", "/verificationEmailRequest"),
    "verificationEmailRequest none": ("POST", "/verificationEmailRequest"),
    "verify wrong app": ("GET", "/apps/x/verify_email"),
    "verify wrong token": ("GET", "/apps/x/verify_email"),
    "verify link": ("GET", "/apps/x/verify_email"),
    "verify link again": ("GET", "/apps/x/verify_email"),
    "reset link": ("GET", "/apps/x/request_password_reset"),
    "reset wrong token": ("GET", "/apps/x/request_password_reset"),
    "reset post": ("POST", "/apps/x/request_password_reset"),
    "reset post no password": ("POST", "/apps/x/request_password_reset"),
    "reset xhr bad token": ("POST", "/apps/x/request_password_reset"),
}


UNMASKED = {
    '"ID"': '"aaaaaaaaaa"',
    '"TS"': '"2026-11-20T22:42:36.711Z"',
    "r:TOK": f"r:{'0' * 32}",
    "/ID": f"/{'a' * 10}",
}


def summary(line: dict[str, Any]) -> tuple[dict[str, str], Any]:
    """Headers and body that a summary line stands for, its masks filled with values of the right form."""
    seen: str = line["seen"]
    for mask, value in UNMASKED.items():
        seen = seen.replace(mask, value)
    headers = {"content-type": "application/json; charset=utf-8"}
    if seen.startswith("-> "):
        location, _, seen = seen.removeprefix("-> ").partition(" ")
        headers["location"] = f"http://127.0.0.1:1340{location}"
    if seen.startswith("'"):
        return headers | {"content-type": "text/html; charset=utf-8"}, None
    return headers, json.loads(seen)


@pytest.mark.parametrize("label", ASKED_OF_4)
def test_parse_server_4_keeps_the_rest_contract_of_the_seed_edition(label: str) -> None:
    method, path = ASKED_OF_4[label]
    seen = [line for line in lines("parse-server-4/answers.jsonl") if line["label"] == label]
    check = rest("seed").answer_check(method, path)

    assert seen and [check(line["status"], *summary(line)) for line in seen] == [[]] * len(seen)
