"""The nested GraphQL of Parse Server 3.5 to 3.7, as the mock speaks it in the editions 3.7 and 3.6."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.graphql_door import Door, Told, graphql_door

SIGN_UP = "mutation S($f: _UserSignUpFields) { users { signUp(fields: $f) { objectId createdAt sessionToken } } }"
LOG_IN = "mutation L($u: String!, $p: String!) { users { logIn(username: $u, password: $p) { username password } } }"
ME = "{ users { me { objectId username email sessionToken } } }"
NO_SESSION = (209, "Invalid session token")


async def signed_up(door: Door, name: str, **fields: Any) -> Any:
    told = await door.ask(SIGN_UP, {"f": {"username": name, "password": f"pw-{name}", **fields}})
    return told.data["users"]["signUp"]


def edition(name: str) -> dict[str, Any]:
    return {"edition": name, "anonymousUsers": True}


async def test_the_three_documents_of_its_guide_are_answered_in_the_printed_shape() -> None:
    async with graphql_door(**edition("3.7")) as door:
        made = await signed_up(door, "ann")
        entered = await door.ask(LOG_IN, {"u": "ann", "p": "pw-ann"})
        left = await door.ask("mutation LogOut { users { logOut } }", token=made["sessionToken"])

    assert made.keys() == {"objectId", "createdAt", "sessionToken"}
    assert entered.data == {"users": {"logIn": {"username": "ann", "password": None}}}
    assert left.data == {"users": {"logOut": True}}


@pytest.mark.parametrize(
    ("document", "data"),
    [
        (ME, {"users": None}),
        ("{ health users { me { objectId } } }", {"health": True, "users": None}),
        ('{ objects { get_User(objectId: "nobody") { objectId } } }', {"objects": None}),
        ('mutation { objects { update_User(objectId: "nobody") { updatedAt } } }', {"objects": {"update_User": None}}),
        ('mutation { objects { update(className: "_User", objectId: "x") { updatedAt } } }', {"objects": None}),
    ],
)
async def test_an_error_takes_its_group_along_but_for_update_user(document: str, data: Any) -> None:
    async with graphql_door(**edition("3.7")) as door:
        told = await door.ask(document)

    assert (told.status, told.data) == (200, data)


async def test_letter_case_tells_names_and_addresses_apart() -> None:
    async with graphql_door(**edition("3.7")) as door:
        await signed_up(door, "ann", email="ann@example.test")
        other = await signed_up(door, "ANN", email="ANN@example.test")
        again = await door.ask(SIGN_UP, {"f": {"username": "ANN", "password": "x"}})

    assert other["objectId"]
    assert again.refusal == (202, "Account already exists for this username.")


async def test_a_sign_up_that_opens_no_session_lacks_the_token_that_may_not_be_null() -> None:
    prevent = {"mail": True, "verifyEmail": True, "preventLoginUnverified": True}
    async with graphql_door(**edition("3.7"), **prevent) as door:
        told = await door.ask(SIGN_UP, {"f": {"username": "ann", "password": "x", "email": "ann@example.test"}})

    assert told.refusal == (
        "INTERNAL_SERVER_ERROR",
        "Cannot return null for non-nullable field SignUpResult.sessionToken.",
    )
    assert told.data == {"users": None}


@pytest.mark.parametrize(
    ("name", "status", "shown"),
    [("3.7", 400, {"code": 209, "error": "Invalid session token"}), ("3.6", 500, "<pre>Internal Server Error</pre>")],
)
async def test_a_bad_token_is_refused_as_its_release_does(name: str, status: int, shown: Any) -> None:
    async with graphql_door(**edition(name)) as door:
        told = await door.ask("{ health }", token="r:" + "0" * 32)

    assert told.status == status
    assert told.body == shown if isinstance(shown, dict) else shown in told.body


@pytest.mark.parametrize(("name", "kind"), [("3.7", "application/json"), ("3.6", "text/html")])
async def test_a_body_that_is_no_json_is_refused_as_its_release_does(name: str, kind: str) -> None:
    async with graphql_door(**edition(name)) as door:
        told = await door.send(data="{oops", headers={"Content-Type": "application/json"})

    assert told.status == 400
    assert told.headers["content-type"].startswith(kind)


async def test_releases_before_37_say_no_charset_and_no_type_of_plain_text() -> None:
    async with graphql_door(**edition("3.6")) as door:
        answered = await door.ask("{ health }")
        declined = await door.send(json={"query": ""})

    assert answered.headers["content-type"] == "application/json"
    assert (declined.status, declined.body) == (400, "Must provide query string.")
    assert "content-type" not in declined.headers


class TestGenericOperations:
    """`create`, `get`, `find`, `update` and `delete`, which are told the class."""

    FIND = (
        "query F($c: String!, $w: Object, $o: String, $k: String)"
        " { objects { find(className: $c, where: $w, order: $o, keys: $k) { count results } } }"
    )

    async def find(self, door: Door, of_class: str = "_User", token: str | None = None, **asked: Any) -> Told:
        return await door.ask(self.FIND, {"c": of_class, **asked}, token=token)

    async def test_a_user_is_made_changed_read_and_deleted(self) -> None:
        async with graphql_door(**edition("3.7")) as door:
            made = await door.ask(
                'mutation { objects { create(className: "_User", fields: {username: "ann", password: "x"})'
                " { objectId createdAt } } }"
            )
            ann = made.data["objects"]["create"]["objectId"]
            token = (
                await door.ask('mutation { users { logIn(username: "ann", password: "x") { sessionToken } } }')
            ).data["users"]["logIn"]["sessionToken"]
            change = (
                'mutation C($o: ID!, $f: Object) { objects { update(className: "_User", objectId: $o, fields: $f)'
                " { updatedAt } } }"
            )
            for step in ({"age": 1}, {"age": {"_op": "Increment", "amount": 2}}):
                await door.ask(change, {"o": ann, "f": step}, token=token)
            read = await door.ask(
                f'{{ objects {{ get(className: "_User", objectId: "{ann}", keys: "username,age") }} }}'
            )
            gone = await door.ask(
                f'mutation {{ objects {{ delete(className: "_User", objectId: "{ann}") }} }}', token=token
            )

        shown = read.data["objects"]["get"]
        assert (shown["username"], shown["age"]) == ("ann", 3)
        assert shown.keys() == {"objectId", "createdAt", "updatedAt", "ACL", "username", "age"}
        assert gone.data == {"objects": {"delete": True}}

    @pytest.mark.parametrize(
        "asked",
        [{"w": {"username": "ben"}}, {"w": {"username": {"_eq": "ben"}}}, {"w": {"_or": [{"username": "ben"}]}}],
        ids=["plain", "operator", "connective"],
    )
    async def test_users_are_found_by_either_way_to_ask(self, asked: Any) -> None:
        async with graphql_door(**edition("3.7")) as door:
            for name in ("ann", "ben"):
                await signed_up(door, name)
            found = (await self.find(door, **asked)).data["objects"]["find"]

        assert [one["username"] for one in found["results"]] == ["ben"]
        assert found["count"] == 1

    async def test_the_order_is_that_of_the_answer(self) -> None:
        async with graphql_door(**edition("3.7")) as door:
            for name in ("ben", "ann", "cid"):
                await signed_up(door, name)
            plain = (await self.find(door, o="-username")).data["objects"]["find"]["results"]
            named = await door.ask(
                "{ objects { find_User(order: [username_DESC], limit: 2) { results { username } } } }"
            )

        assert [one["username"] for one in plain] == ["cid", "ben", "ann"]
        assert named.data["objects"]["find_User"]["results"] == [{"username": "cid"}, {"username": "ben"}]

    async def test_sessions_are_ones_own(self) -> None:
        async with graphql_door(**edition("3.7")) as door:
            token = (await signed_up(door, "ann"))["sessionToken"]
            await signed_up(door, "ben")
            nobody = await self.find(door, "_Session")
            own = (await self.find(door, "_Session", token=token)).data["objects"]["find"]
            own_id = own["results"][0]["objectId"]
            ended = await door.ask(
                f'mutation {{ objects {{ delete(className: "_Session", objectId: "{own_id}") }} }}', token=token
            )
            after = await door.ask(ME, token=token)

        assert nobody.refusal == NO_SESSION
        assert [one["sessionToken"] for one in own["results"]] == [token]
        assert ended.data == {"objects": {"delete": True}}
        assert after.status == 400

    async def test_a_class_that_nobody_used_is_empty(self) -> None:
        async with graphql_door(**edition("3.7")) as door:
            found = await self.find(door, "Nothing")
            read = await door.ask('{ objects { get(className: "Nothing", objectId: "x") } }')

        assert found.data["objects"]["find"] == {"count": 0, "results": []}
        assert read.refusal == (101, "Object not found.")
