"""The REST front: what it reads, what it answers, in which words."""

from __future__ import annotations

import re
from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest

from mockserver.fronts.bodies import LARGEST
from tests.unit.mockserver.served import a_door

TOKEN = re.compile(r"r:[0-9a-f]{32}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
NO_TOKEN = "r:00000000000000000000000000000000"
JSON = {"Content-Type": "application/json"}


def basic(text: str) -> dict[str, str]:
    """The header of Basic authorisation."""
    return {"Authorization": f"Basic {b64encode(text.encode()).decode()}"}


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


async def test_the_current_user_and_who_is_none() -> None:
    async with a_door() as door:
        told = await door.sign_up()

        me = await door.rest("GET", "/users/me", token=told["sessionToken"])
        assert (me.status, me.json["sessionToken"]) == (200, told["sessionToken"])
        assert (await door.rest("GET", "/users/me")).error == (400, 209, "Permission denied")
        assert (await door.rest("GET", "/users/me", token="")).error == (400, 209, "Permission denied")
        assert (await door.rest("GET", "/users/me", token=NO_TOKEN)).error == (400, 209, "Invalid session token")
        assert (await door.rest("GET", "/users/me", master=True)).error == (400, 209, "Permission denied")
        both = await door.rest("GET", "/users/me", token=told["sessionToken"], master=True)
        assert both.json["username"] == "ann"


async def test_logging_out_twice() -> None:
    async with a_door() as door:
        token = (await door.sign_up())["sessionToken"]

        assert (await door.rest("POST", "/logout", token=token)).json == {}
        assert (await door.rest("POST", "/logout", token=token)).error == (400, 209, "Invalid session token")
        assert (await door.rest("POST", "/logout")).json == {}
        assert (await door.rest("GET", "/logout")).status == 404


async def test_reading_users() -> None:
    async with a_door() as door:
        ann = await door.sign_up(ACL={"*": {"read": True}})
        bob = await door.sign_up("bob")
        path = f"/users/{ann['objectId']}"

        own = await door.rest("GET", path, token=ann["sessionToken"])
        seen = await door.rest("GET", path, token=bob["sessionToken"])
        listed = await door.rest("GET", "/users?count=1&order=-username&keys=username", master=True)

        assert own.json["sessionToken"] == ann["sessionToken"]
        assert own.json["ACL"] == {"*": {"read": True}, ann["objectId"]: {"read": True, "write": True}}
        assert "email" not in seen.json and "sessionToken" not in seen.json
        assert [user["username"] for user in listed.json["results"]] == ["bob", "ann"]
        assert listed.json["count"] == 2
        assert "email" not in listed.json["results"][0]
        assert (await door.rest("GET", f"/users/{bob['objectId']}")).error == (404, 101, "Object not found.")
        where = "/users?where=%7B%22username%22%3A%22ann%22%7D"
        assert [user["objectId"] for user in (await door.rest("GET", where)).json["results"]] == [ann["objectId"]]
        alias = await door.rest("GET", "/classes/_User?limit=1")
        assert len(alias.json["results"]) == 1
        assert (await door.rest("GET", "/users?keys=username,password", master=True)).json == {"results": []}
        part = await door.rest("GET", f"{path}?keys=username", token=ann["sessionToken"])
        assert set(part.json) == {"objectId", "createdAt", "updatedAt", "ACL", "username", "sessionToken"}
        assert (await door.rest("GET", f"{path}?keys=password", token=ann["sessionToken"])).status == 404


async def test_a_challenge_finds_nothing_to_ask() -> None:
    async with a_door() as door:
        asked = await door.rest("POST", "/challenge", {"challengeData": {"mine": True}})
        nothing = await door.rest("POST", "/challenge", {})

        assert (asked.status, asked.json) == (200, {"challengeData": {}})
        assert nothing.error == (400, -1, "Nothing to challenge.")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("where=%7B%22email%22%3A%22x%22%7D", (400, 119, "Permission denied")),
        ("where=%7B%22_x%22%3A%22x%22%7D", (400, 105, "Invalid key name: _x")),
        ("where=%7B", (400, 107, "where is not valid JSON")),
        ("where=5", (400, 107, "where is not an object")),
        ("nope=1", (400, 102, "Invalid parameter for query: nope")),
    ],
)
async def test_questions_that_are_refused(query: str, error: tuple[int, int, str]) -> None:
    async with a_door() as door:
        assert (await door.rest("GET", f"/users?{query}")).error == error


async def test_changing_and_deleting_users() -> None:
    async with a_door() as door:
        ann, bob = await door.sign_up(), await door.sign_up("bob")
        path, token = f"/users/{ann['objectId']}", ann["sessionToken"]

        changed = await door.rest("PUT", path, {"n": {"__op": "Increment"}}, token=token)
        assert list(changed.json) == ["n", "updatedAt"]
        assert (await door.rest("PUT", path, {"x": 1}, token=bob["sessionToken"])).error == (
            400,
            206,
            "Permission denied",
        )
        assert (await door.rest("PUT", path, {"password": None}, token=token)).json == {
            "code": 1,
            "message": "Internal server error.",
        }
        renewed = await door.rest("PUT", path, {"password": "new"}, token=token)
        assert TOKEN.fullmatch(renewed.json["sessionToken"])
        assert (await door.rest("DELETE", path)).error == (400, 206, "Insufficient auth to delete user")
        assert (await door.rest("DELETE", path, token=bob["sessionToken"])).error == (400, 206, "Permission denied")
        assert (await door.rest("DELETE", path, token=renewed.json["sessionToken"])).json == {}
        gone = await door.rest("GET", "/users/me", token=renewed.json["sessionToken"])
        assert gone.error == (400, 209, "Permission denied")
        assert (await door.rest("DELETE", path, master=True)).error == (404, 101, "Object not found.")


async def test_sessions_over_rest() -> None:
    async with a_door() as door:
        token = (await door.sign_up())["sessionToken"]

        (listed,) = (await door.rest("GET", "/sessions", token=token)).json["results"]
        path = f"/sessions/{listed['objectId']}"
        assert listed["createdWith"] == {"action": "signup", "authProvider": "password"}
        assert listed["expiresAt"]["__type"] == "Date"
        assert (await door.rest("GET", "/sessions/me", token=token)).json == listed
        assert (await door.rest("GET", path, token=token)).json == listed
        assert list((await door.rest("PUT", path, {"note": "x"}, token=token)).json) == ["updatedAt"]
        made = await door.rest("POST", "/sessions", {}, token=token, headers={"X-Parse-Installation-Id": "phone"})
        assert made.status == 201
        assert made.headers["Location"].endswith(f"/parse/classes/_Session/{made.json['objectId']}")
        assert made.json["createdWith"] == {"action": "create"}
        shown = await door.rest("GET", f"/sessions/{made.json['objectId']}", token=token)
        assert shown.json["installationId"] == "phone"
        counted = await door.rest("GET", "/sessions?count=1&limit=1", token=token)
        assert (counted.json["count"], len(counted.json["results"])) == (2, 1)
        assert (await door.rest("DELETE", path, token=token)).json == {}
        assert (await door.rest("GET", "/users/me", token=token)).error == (400, 209, "Invalid session token")


@pytest.mark.parametrize(
    ("method", "path", "token", "error"),
    [
        ("GET", "/sessions", None, (400, 209, "Permission denied")),
        ("GET", "/sessions/me", None, (400, 209, "Session token required.")),
        ("GET", "/sessions/me", NO_TOKEN, (400, 209, "Session token not found.")),
        ("POST", "/sessions", None, (400, 209, "Session token required.")),
        ("POST", "/loginAs", None, (400, 119, "Permission denied")),
    ],
)
async def test_session_routes_that_refuse(
    method: str, path: str, token: str | None, error: tuple[int, int, str]
) -> None:
    async with a_door() as door:
        assert (await door.rest(method, path, {} if method == "POST" else None, token=token)).error == error


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


async def test_requests_for_mail() -> None:
    async with a_door({"mail": True, "verifyEmail": True}) as door:
        await door.sign_up()

        for path in ("/requestPasswordReset", "/verificationEmailRequest"):
            assert (await door.rest("POST", path, {"email": "ann@example.test"})).json == {}
            assert (await door.rest("POST", path, {"email": "nobody@example.test"})).json == {}
            assert (await door.rest("POST", path, {})).error == (400, 204, "you must provide an email")
            assert (await door.rest("POST", path, {"email": 5})).error == (
                400,
                125,
                "you must provide a valid email string",
            )


async def test_an_instance_without_mail() -> None:
    async with a_door() as door:
        answer = await door.rest("POST", "/requestPasswordReset", {"email": "a@b"})

        assert answer.error[:2] == (500, 1)


async def test_a_locked_account() -> None:
    async with a_door({"lockout": {"threshold": 1, "minutes": 0.05}}) as door:
        await door.sign_up()
        await door.rest("POST", "/login", {"username": "ann", "password": "x"})

        answer = await door.rest("POST", "/login", {"username": "ann", "password": "pw-ann"})

        words = "Your account is locked due to multiple failed login attempts. Please try again after 0.05 minute(s)"
        assert answer.error == (404, 101, words)


async def test_a_request_that_comes_twice() -> None:
    async with a_door({"idempotency": True}) as door:
        headers = {"X-Parse-Request-Id": "one"}
        await door.rest("POST", "/users", {}, headers=headers)

        again = await door.rest("POST", "/users", {"username": "ann", "password": "x"}, headers=headers)
        assert again.error == (400, 159, "Duplicate request")
        login = await door.rest("POST", "/login", {"username": "ann", "password": "x"}, headers=headers)
        assert login.error == (404, 101, "Invalid username/password.")


class TestKeys:
    """Who may ask at all."""

    @pytest.mark.parametrize(
        "headers", [{}, {"X-Parse-Application-Id": "wrong"}, {"X-Parse-Application-Id": ""}, basic("wrong:x")]
    )
    async def test_an_unknown_application_is_refused_without_saying_what_the_body_is(
        self, headers: dict[str, str]
    ) -> None:
        async with a_door() as door:
            answer = await door.send("POST", "/parse/login", bare=True, headers=headers, json={})

            assert (answer.status, answer.text) == (403, '{"error":"unauthorized"}')
            assert "Content-Type" not in answer.headers

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({}, 403),
            ({"X-Parse-REST-API-Key": "RK"}, 404),
            ({"X-Parse-REST-API-Key": "wrong"}, 403),
            ({"X-Parse-Javascript-Key": "JK"}, 404),
            ({"X-Parse-Master-Key": "master"}, 404),
            (basic("app:javascript-key=JK"), 404),
            (basic("app:master"), 404),
            (basic("app:wrong"), 403),
            ({"Authorization": "Basic ???"}, 403),
            ({"Authorization": "Bearer x"}, 403),
        ],
    )
    async def test_client_keys(self, headers: dict[str, str], status: int) -> None:
        async with a_door({"keys": {"rest": "RK", "javascript": "JK"}}) as door:
            answer = await door.rest("POST", "/login", {"username": "a", "password": "x"}, headers=headers)

            assert answer.status == status

    async def test_keys_in_the_body_count_where_the_header_is_missing(self) -> None:
        async with a_door({"keys": {"javascript": "JK"}}) as door:
            keys = {"_ApplicationId": "app", "_JavaScriptKey": "JK", "_ClientVersion": "js1"}
            told = (
                await door.send("POST", "/parse/users", bare=True, json={**keys, "username": "a", "password": "x"})
            ).json
            token = told["sessionToken"]

            me = await door.send(
                "POST", "/parse/users/me", bare=True, json={**keys, "_method": "GET", "_SessionToken": token}
            )
            everybody = await door.send(
                "POST", "/parse/users", bare=True, json={**keys, "_method": "GET", "_MasterKey": "master"}
            )

            assert me.json["username"] == "a"
            assert len(everybody.json["results"]) == 1

    async def test_and_not_beside_it(self) -> None:
        async with a_door() as door:
            token = (await door.sign_up())["sessionToken"]

            by_token = await door.rest("POST", "/users/me", {"_method": "GET", "_SessionToken": token})
            by_key = await door.rest("POST", "/users", {"_method": "GET", "_MasterKey": "master"})

            assert by_token.error == (400, 209, "Permission denied")
            assert by_key.error == (400, 102, "Invalid parameter for query: _MasterKey")

    @pytest.mark.parametrize(
        "member", [{"_ApplicationId": "nope"}, {"_ApplicationId": "app", "_SessionToken": {"$ne": 1}}]
    )
    async def test_keys_in_the_body_that_are_none(self, member: dict[str, Any]) -> None:
        async with a_door() as door:
            assert (await door.send("POST", "/parse/users/me", bare=True, json=member)).status == 403

    async def test_a_context_that_is_not_json(self) -> None:
        async with a_door() as door:
            answer = await door.rest("GET", "/users", headers={"X-Parse-Cloud-Context": "{"})
            assert answer.error == (400, 107, "Invalid object for context.")
            assert (await door.rest("GET", "/users", headers={"X-Parse-Cloud-Context": "{}"})).status == 200


class TestEnvelope:
    """What is wrong before anybody asks about users."""

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            (b'{"username":', "Unexpected end of JSON input"),
            (b'{"a": 1,', "Expected double-quoted property name in JSON at position 8"),
            (b'{"a": "b', "Unterminated string in JSON at position 8"),
            (b"<a/>", "Unexpected token '<', \"<a/>\" is not valid JSON"),
            (b"null", "Unexpected token 'n', \"null\" is not valid JSON"),
            (b'"x"', 'Unexpected token \'"\', ""x"" is not valid JSON'),
            (b"5", "Unexpected token '5', \"5\" is not valid JSON"),
            (
                b'{"username": oops, "password": 1}',
                'Unexpected token \'o\', ..."sername": oops, "pas"... is not valid JSON',
            ),
            (b"{oops: 1}", "Expected property name or '}' in JSON at position 1"),
            (b'{"a": 1, oops: 1}', "Expected double-quoted property name in JSON at position 9"),
            (b'{"a" 1}', "Expected ':' after property name in JSON at position 5"),
            (b'{"a": "}" "b"}', "Expected ',' or '}' after property value in JSON at position 10"),
            (b'{"a": {}, "b": [1, [] 2]}', "Expected ',' or ']' after array element in JSON at position 22"),
            (b"{} x", "Unexpected non-whitespace character after JSON at position 3"),
        ],
    )
    async def test_a_body_that_is_not_json(self, body: bytes, words: str) -> None:
        async with a_door() as door:
            answer = await door.rest("POST", "/login", data=body, headers=JSON)

            assert (answer.status, answer.json) == (400, {"error": words})

    @pytest.mark.parametrize(
        ("kind", "body", "error"),
        [
            ("application/json; charset=iso-8859-1", b"{}", (415, None, 'unsupported charset "ISO-8859-1"')),
            ("application/json; charset=utf-8", b"{}", (400, 200, "username/email is required.")),
            ("multipart/form-data; boundary=b", b"--b--", (400, 200, "username/email is required.")),
            ("application/json", b'{"username":"\xff","password":"x"}', (404, 101, "Invalid username/password.")),
            ("application/json", b'{"username":"\\ud83d","password":"x"}', (404, 101, "Invalid username/password.")),
            ("application/json", b'{"username":NaN}', (400, None, None)),
            ("application/json", b"[" * 200_000, (400, None, None)),
        ],
    )
    async def test_odd_bodies(self, kind: str, body: bytes, error: tuple[Any, ...]) -> None:
        async with a_door() as door:
            answer = await door.rest("POST", "/login", data=body, headers={"Content-Type": kind})

            assert answer.error[:2] == error[:2]
            assert error[2] in (None, answer.json["error"])

    async def test_a_body_that_is_too_large(self) -> None:
        async with a_door() as door:
            answer = await door.rest("POST", "/users", data=BytesIO(b"x" * (LARGEST + 1)), headers=JSON)

            assert (answer.status, answer.json) == (413, {"error": "request entity too large"})

    @pytest.mark.parametrize(
        ("method", "path"), [("GET", "/nope"), ("PUT", "/login"), ("PATCH", "/users/x"), ("DELETE", "/login")]
    )
    async def test_a_route_that_does_not_exist(self, method: str, path: str) -> None:
        async with a_door() as door:
            answer = await door.rest(method, path)

            assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
            assert f"<pre>Cannot {method} /parse{path}</pre>" in answer.text

    async def test_scripts_of_any_origin_may_ask(self) -> None:
        async with a_door() as door:
            preflight = await door.send("OPTIONS", "/parse/login", bare=True, headers={"Origin": "https://app.test"})
            health = await door.send("GET", "/parse/health", bare=True)

            assert (preflight.status, preflight.text) == (200, "OK")
            assert (health.status, health.json) == (200, {"status": "ok"})
            for answer in (preflight, health):
                assert answer.headers["Access-Control-Allow-Origin"] == "*"
                assert answer.headers["Access-Control-Allow-Methods"] == "GET,PUT,POST,DELETE,OPTIONS"

    async def test_head_is_answered_like_get_without_a_body(self) -> None:
        async with a_door() as door:
            answer = await door.rest("HEAD", "/users")

            assert (answer.status, answer.text) == (200, "")


class TestBatch:
    """Several requests in one."""

    async def test_each_is_answered_in_its_place(self) -> None:
        async with a_door(name="one") as door:
            token = (await door.sign_up())["sessionToken"]
            requests = [
                {"method": "POST", "path": "/parse/users", "body": {"username": "bob", "password": "x"}},
                {"method": "POST", "path": "/one/parse/users", "body": {"username": "ann", "password": "x"}},
                {"method": "GET", "path": "/parse/users/me"},
                {
                    "method": "POST",
                    "path": "/parse/login",
                    "body": {"_method": "GET", "username": "ann", "password": "pw-ann"},
                },
                {"method": "GET", "path": "/parse/nope"},
            ]

            answer = await door.rest("POST", "/batch", {"requests": requests}, token=token)

            made, taken, me, again, nowhere = answer.json
            assert TOKEN.fullmatch(made["success"]["sessionToken"])
            assert taken == {"error": {"code": 202, "error": "Account already exists for this username."}}
            assert me["success"]["username"] == again["success"]["username"] == "ann"
            assert nowhere == {"error": {"code": 107, "error": "cannot route GET /nope"}}

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"requests": {}},
            {"requests": [5]},
            {"requests": [{"method": "GET"}]},
            {"requests": [{"method": "GET", "path": "/x/y"}]},
        ],
    )
    async def test_what_is_no_batch(self, body: Any) -> None:
        async with a_door() as door:
            assert (await door.rest("POST", "/batch", body)).error[:2] == (400, 107)


class TestSeed:
    """The edition of the seed document."""

    async def test_errors_say_what_was_refused(self) -> None:
        async with a_door({"edition": "seed"}) as door:
            ann, bob = await door.sign_up(), await door.sign_up("bob")
            path = f"/users/{ann['objectId']}"

            assert (await door.rest("GET", "/users/me")).error == (400, 209, "Invalid session token")
            assert (await door.rest("PUT", path, {"x": 1})).error == (
                400,
                206,
                f"Cannot modify user {ann['objectId']}.",
            )
            other = await door.rest("PUT", path, {"x": 1}, token=bob["sessionToken"])
            assert other.error == (400, 206, "Insufficient auth.")
            verified = await door.rest("POST", "/users", {"username": "x", "password": "x", "emailVerified": True})
            assert verified.error[2] == "Clients aren't allowed to manually update email verification."

    async def test_users_can_be_read_but_their_addresses_not(self) -> None:
        async with a_door({"edition": "seed"}) as door:
            ann = await door.sign_up()

            seen = await door.rest("GET", f"/users/{ann['objectId']}")

            assert (seen.status, seen.json["username"], seen.json.get("email")) == (200, "ann", None)

    async def test_a_request_for_verification_tells(self) -> None:
        async with a_door({"edition": "seed", "mail": True, "verifyEmail": True}) as door:
            answer = await door.rest("POST", "/verificationEmailRequest", {"email": "u@example.com"})

            assert answer.error == (400, 205, "No user found with email u@example.com")

    async def test_what_came_later_is_not_there(self) -> None:
        async with a_door({"edition": "seed", "anonymousUsers": True}) as door:
            made = await door.rest("POST", "/users", {"authData": {"anonymous": {"id": "x"}}})
            again = await door.rest("POST", "/users", {"authData": {"anonymous": {"id": "x"}}})
            changed = await door.rest(
                "PUT",
                f"/users/{made.json['objectId']}",
                {"authData": {"anonymous": None}},
                token=made.json["sessionToken"],
            )
            session = await door.rest("POST", "/sessions", {}, token=made.json["sessionToken"])
            listed = await door.rest("GET", "/sessions/me", token=made.json["sessionToken"])

            for answer in (made, again, changed):
                assert "authDataResponse" not in answer.json
            assert session.json["restricted"] is listed.json["restricted"] is False
            for path in ("/loginAs", "/verifyPassword"):
                assert (await door.rest("POST", path, {}, master=True)).status == 404
            assert (await door.rest("GET", "/verifyPassword?username=a&password=x")).error[:2] == (404, 101)
