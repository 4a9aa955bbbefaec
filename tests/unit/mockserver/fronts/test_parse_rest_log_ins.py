"""The REST front's ways in: sign-ups, log-ins, and what is refused of both."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.unit.mockserver.served import TOKEN, a_door

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


async def test_a_sign_up_tells_id_time_and_token_and_nothing_else() -> None:
    async with a_door() as door:
        answer = await door.rest("POST", "/users", {"username": "ann", "password": "x", "phone": "1"})

        assert answer.status == 201
        assert list(answer.json) == ["objectId", "createdAt", "sessionToken"]
        assert re.fullmatch("[A-Za-z0-9]{10}", answer.json["objectId"])
        assert MOMENT.fullmatch(answer.json["createdAt"])
        assert TOKEN.fullmatch(answer.json["sessionToken"])
        assert answer.headers["Location"] == f"{door.instance.url}/parse/users/{answer.json['objectId']}"
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


async def test_a_log_in_tells_everything_but_the_password() -> None:
    async with a_door() as door:
        told = await door.sign_up(phone="1")

        answer = await door.rest("POST", "/login", {"username": "ann", "password": "pw-ann"})

        assert answer.status == 200
        himself = {told["objectId"]: {"read": True, "write": True}}
        assert {name: answer.json[name] for name in ("username", "email", "phone", "ACL")} == {
            "username": "ann",
            "email": "ann@example.test",
            "phone": "1",
            "ACL": himself,
        }
        assert set(answer.json) == {
            *("objectId", "createdAt", "updatedAt", "username", "email", "phone", "ACL", "sessionToken")
        }


@pytest.mark.parametrize(
    ("method", "path", "parts"),
    [
        ("GET", "/login?username=ann&password=pw-ann", {}),
        ("POST", "/login?username=ann&password=pw-ann", {"json": {}}),
        ("POST", "/login?email=ann@example.test&password=pw-ann", {}),
        ("POST", "/login", {"data": {"username": "ann", "password": "pw-ann"}}),
        (
            "POST",
            "/login",
            {"data": b'{"username":"ann","password":"pw-ann"}', "headers": {"Content-Type": "text/plain"}},
        ),
        ("POST", "/login", {"data": b'{"username":"ann","password":"pw-ann"}', "headers": {"Content-Type": ""}}),
        ("POST", "/login", {"json": {"username": "ann", "password": "pw-ann", "_method": "GET"}}),
        ("POST", "/login", {"json": {"username": "ann", "password": "pw-ann", "_method": ["GET"]}}),
        ("POST", "/login/", {"json": {"username": "ann", "password": "pw-ann"}}),
        ("POST", "/LOGIN", {"json": {"username": "ann", "password": "pw-ann"}}),
        (
            "POST",
            "/login",
            {"json": {"username": "ann", "password": "pw-ann"}, "headers": {"X-Parse-Session-Token": "r:bad"}},
        ),
        (
            "POST",
            "/login",
            {"json": {"username": "ann", "password": "pw-ann"}, "headers": {"X-Parse-Master-Key": "bad"}},
        ),
    ],
)
async def test_the_ways_to_log_in(method: str, path: str, parts: dict[str, Any]) -> None:
    async with a_door() as door:
        await door.sign_up()

        answer = await door.rest(method, path, **parts)

        assert (answer.status, answer.json["username"]) == (200, "ann")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"username": "ann", "password": "x"}, (404, 101, "Invalid username/password.")),
        ({"username": "nobody", "password": "x"}, (404, 101, "Invalid username/password.")),
        ({"username": {"$ne": 1}, "password": "x"}, (404, 101, "Invalid username/password.")),
        ({"password": "x"}, (400, 200, "username/email is required.")),
        ([], (400, 200, "username/email is required.")),
        ({"username": "ann"}, (400, 201, "password is required.")),
        ({"username": "ann\0", "password": "x"}, (500, 1, "An internal server error occurred")),
    ],
)
async def test_refused_log_ins(body: Any, error: tuple[int, int, str]) -> None:
    async with a_door() as door:
        await door.sign_up()

        assert (await door.rest("POST", "/login", body)).error == error


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"password": "x"}, (400, 200, "bad or missing username")),
        ({"username": "x"}, (400, 201, "password is required")),
        ({"username": "ANN", "password": "x"}, (400, 202, "Account already exists for this username.")),
        (
            {"username": "x", "password": "x", "email": "ann@example.test"},
            (400, 203, "Account already exists for this email address."),
        ),
        ({"username": "x", "password": "x", "email": "x"}, (400, 125, "Email address format is invalid.")),
        (
            {"username": "x", "password": "x", "email": 5},
            (400, 111, "schema mismatch for _User.email; expected String but got Number"),
        ),
        ({"username": "x", "password": "x", "emailVerified": True}, (400, 119, "Permission denied")),
        ({"username": "x", "password": "x", "objectId": "x"}, (400, 105, "objectId is an invalid field name.")),
        ({"username": "x", "password": "x", "_x": 1}, (400, 105, "Invalid field name: _x.")),
        (
            {"username": "x", "password": "x", "authData": None},
            (400, 252, "This authentication method is unsupported."),
        ),
        ({"authData": {"facebook": {"id": "1"}}}, (404, 101, "Facebook auth is not configured.")),
    ],
)
async def test_refused_sign_ups(body: Any, error: tuple[int, int, str]) -> None:
    async with a_door() as door:
        await door.sign_up()

        assert (await door.rest("POST", "/users", body)).error == error


async def test_a_challenge_finds_nothing_to_ask() -> None:
    async with a_door() as door:
        asked = await door.rest("POST", "/challenge", {"challengeData": {"mine": True}})
        nothing = await door.rest("POST", "/challenge", {})

        assert (asked.status, asked.json) == (200, {"challengeData": {}})
        assert nothing.error == (400, -1, "Nothing to challenge.")


async def test_becoming_anybody_with_the_master_key() -> None:
    async with a_door() as door:
        user_id = (await door.sign_up())["objectId"]

        assert (await door.rest("POST", "/loginAs", {"userId": user_id}, master=True)).json["username"] == "ann"
        assert (await door.rest("POST", f"/loginAs?userId={user_id}", {}, master=True)).json["username"] == "ann"
        assert (await door.rest("POST", "/loginAs", {"userId": "x"}, master=True)).error == (404, 101, "user not found")
        assert (await door.rest("POST", "/loginAs", {}, master=True)).error[:2] == (400, 162)


async def test_checking_a_password_gives_no_token() -> None:
    async with a_door() as door:
        await door.sign_up()

        for answer in (
            await door.rest("GET", "/verifyPassword?username=ann&password=pw-ann"),
            await door.rest("POST", "/verifyPassword", {"email": "ann@example.test", "password": "pw-ann"}),
        ):
            assert answer.status == 200
            assert "sessionToken" not in answer.json


async def test_a_user_made_by_the_master_gets_no_session() -> None:
    async with a_door() as door:
        answer = await door.rest("POST", "/users", {"username": "ann", "password": "x"}, master=True)

        assert list(answer.json) == ["objectId", "createdAt"]


async def test_anonymous_users_over_rest() -> None:
    async with a_door({"anonymousUsers": True}) as door:
        body = {"authData": {"anonymous": {"id": "device"}}}

        first = await door.rest("POST", "/users", body)
        again = await door.rest("POST", "/users", body)

        assert (first.status, again.status) == (201, 200)
        assert list(first.json) == ["objectId", "createdAt", "username", "sessionToken", "authDataResponse"]
        assert again.json["authData"] == body["authData"]
        assert again.headers["Location"] == first.headers["Location"]
        linked = await door.rest(
            "PUT",
            f"/users/{first.json['objectId']}",
            {"authData": {"anonymous": None}},
            token=first.json["sessionToken"],
        )
        assert linked.json["authDataResponse"] == {}


async def test_a_locked_account() -> None:
    async with a_door({"lockout": {"threshold": 1, "minutes": 0.05}}) as door:
        await door.sign_up()
        await door.rest("POST", "/login", {"username": "ann", "password": "x"})

        answer = await door.rest("POST", "/login", {"username": "ann", "password": "pw-ann"})

        words = "Your account is locked due to multiple failed login attempts. Please try again after 0.05 minute(s)"
        assert answer.error == (404, 101, words)
