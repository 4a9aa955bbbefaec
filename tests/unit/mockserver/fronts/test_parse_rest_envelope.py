"""What the REST front takes around every request: keys, bodies, paths, batches; and what older editions lack."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest

from mockserver.fronts.bodies import LARGEST
from tests.unit.mockserver.served import TOKEN, a_door

JSON = {"Content-Type": "application/json"}


def basic(text: str) -> dict[str, str]:
    """The header of Basic authorisation."""
    return {"Authorization": f"Basic {b64encode(text.encode()).decode()}"}


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
