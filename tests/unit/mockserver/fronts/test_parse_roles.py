"""Roles over REST, as far as they are needed to say who sees which fields."""

from __future__ import annotations

from typing import Any

from tests.unit.mockserver.served import a_door

SETTINGS = {"protectedFields": {"*": ["phone"], "role:Clerk": []}}


def _relation(operation: str, user_id: str) -> dict[str, Any]:
    return {"__op": operation, "objects": [{"__type": "Pointer", "className": "_User", "objectId": user_id}]}


async def test_a_role_is_made_found_given_and_taken() -> None:
    async with a_door(SETTINGS) as door:
        ann = await door.sign_up("ann", phone="1", ACL={"*": {"read": True}})
        bob = await door.sign_up("bob")
        path, token = f"/users/{ann['objectId']}", bob["sessionToken"]

        made = await door.rest("POST", "/roles", {"name": "Clerk"}, master=True)
        before = await door.rest("GET", path, token=token)
        role = f"/roles/{made.json['objectId']}"
        given = await door.rest("PUT", role, {"users": _relation("AddRelation", bob["objectId"])}, master=True)
        seen = await door.rest("GET", path, token=token)
        await door.rest("PUT", role, {"users": _relation("RemoveRelation", bob["objectId"])}, master=True)
        after = await door.rest("GET", path, token=token)

        assert made.status == 201
        assert made.headers["Location"].endswith(f"/parse/classes/_Role/{made.json['objectId']}")
        assert given.json.keys() == {"updatedAt"}
        assert [answer.json.get("phone") for answer in (before, seen, after)] == [None, "1", None]


async def test_roles_are_listed_by_name() -> None:
    async with a_door() as door:
        for name in ("Clerk", "Chief"):
            await door.rest("POST", "/roles", {"name": name, "ACL": {"*": {"read": True}}}, master=True)

        named = await door.rest("GET", "/roles?where=%7B%22name%22%3A%22Chief%22%7D", master=True)
        everybody = await door.rest("GET", "/roles", master=True)

        assert [role["name"] for role in named.json["results"]] == ["Chief"]
        assert [role["name"] for role in everybody.json["results"]] == ["Clerk", "Chief"]
        assert named.json["results"][0]["ACL"] == {"*": {"read": True}}
        assert named.json["results"][0]["users"] == {"__type": "Relation", "className": "_User"}


async def test_a_name_that_is_taken_and_a_role_that_is_not_there_are_refused() -> None:
    async with a_door() as door:
        await door.rest("POST", "/roles", {"name": "Clerk"}, master=True)

        twice = await door.rest("POST", "/roles", {"name": "Clerk"}, master=True)
        missing = await door.rest("PUT", "/roles/nothing", {}, master=True)

        assert twice.error[:2] == (400, 137)
        assert missing.error[:2] == (404, 101)


async def test_roles_are_for_the_holder_of_the_master_key() -> None:
    async with a_door() as door:
        ann = await door.sign_up()

        answers = [
            await door.rest("GET", "/roles"),
            await door.rest("POST", "/roles", {"name": "Clerk"}, token=ann["sessionToken"]),
            await door.rest("PUT", "/roles/nothing", {}, token=ann["sessionToken"]),
        ]

        assert [answer.error[:2] for answer in answers] == [(400, 119)] * 3
        assert (await door.rest("GET", "/roles", master=True)).json == {"results": []}
