"""The REST front: what it reads, what it answers, in which words."""

from __future__ import annotations

import pytest

from tests.unit.mockserver.served import TOKEN, a_door

NO_TOKEN = "r:00000000000000000000000000000000"


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


async def test_a_request_that_comes_twice() -> None:
    async with a_door({"idempotency": True}) as door:
        headers = {"X-Parse-Request-Id": "one"}
        await door.rest("POST", "/users", {}, headers=headers)

        again = await door.rest("POST", "/users", {"username": "ann", "password": "x"}, headers=headers)
        assert again.error == (400, 159, "Duplicate request")
        login = await door.rest("POST", "/login", {"username": "ann", "password": "x"}, headers=headers)
        assert login.error == (404, 101, "Invalid username/password.")
