"""CloudBoost's doors: what no recording shows, and what nobody sends who means well."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from mockserver.instances import Instance
from mockserver.mail import MemoryMailer
from tests.unit.mockserver.served import Answer, Door, a_server

EVERYBODY = {"allow": {"user": ["all"], "role": []}, "deny": {"user": [], "role": []}}
NOBODY = {"allow": {"user": [], "role": []}, "deny": {"user": [], "role": []}}
PUBLIC = {"read": EVERYBODY, "write": EVERYBODY}
ANN = {"username": "ann", "password": "Right-Horse-7", "email": "ann@example.test"}


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """A mock that mails, served."""
    async with a_server({"": {"mail": True}}, dialects=["cloudboost", "parse-rest"]) as (server, client):
        yield Door(server.instance(), client)


async def say(door: Door, method: str, path: str, body: Any = None, *, session: str = "", **parts: Any) -> Answer:
    """Send a request with the client's key; with a session, if one is named."""
    headers = {"sessionID": session} if session else {}
    sent = {"json": {"key": "client", **(body or {})}} if "data" not in parts else {}
    return await door.send(method, path, bare=True, headers={**headers, **parts.pop("headers", {})}, **sent, **parts)


async def sign_up(door: Door, **fields: Any) -> tuple[dict[str, Any], str]:
    """A new user, and the session that the sign-up opened."""
    answer = await say(
        door, "POST", "/user/app/signup", {"document": {"_type": "user", "ACL": PUBLIC, **ANN, **fields}}
    )
    assert answer.status == 200, answer.text
    return answer.json, answer.headers["sessionID"]


async def is_right(door: Door, password: str, username: str = "ann") -> bool:
    """Does this password log in?"""
    document = {"username": username, "password": password}
    return (await say(door, "POST", "/user/app/login", {"document": document})).status == 200


def mails(instance: Instance) -> list[str]:
    """Who was mailed, and what about."""
    mailer = instance.app.mailer
    assert isinstance(mailer, MemoryMailer)
    return [f"{mail.to}: {mail.subject}" for mail in mailer.mails]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "New Password is required."),
        ({"newPassword": ["x"]}, "Invalid data in column password of table User. It should be of type EncryptedText"),
        ({"newPassword": "x"}, "User with username  not found."),
        ({"newPassword": "x", "username": ["ann"]}, "User with username  not found."),
        ({"newPassword": "x", "username": "ann", "resetKey": {"$ne": None}}, "Reset Key is invalid."),
    ],
)
async def test_a_form_that_nobody_would_send_resets_nothing(door: Door, body: dict[str, Any], error: str) -> None:
    await sign_up(door)
    await say(door, "POST", "/user/app/resetPassword", {"email": "ann@example.test"})

    answer = await door.send("POST", "/page/app/reset-user-password", bare=True, json=body)

    assert (answer.status, [*answer.json.values()]) == (400, [error])
    assert await is_right(door, ANN["password"])


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (["Right-Horse-7"], "x", "Invalid Old Password"),
        ("Right-Horse-7", 12345, "Invalid data in column password of table User. It should be of type EncryptedText"),
    ],
)
async def test_a_change_to_what_is_no_text_changes_nothing(door: Door, old: Any, new: Any, error: str) -> None:
    _, session = await sign_up(door)

    body = {"oldPassword": old, "newPassword": new}
    answer = await say(door, "PUT", "/user/app/changePassword", body, session=session)

    assert (answer.status, answer.json) == (400, {"error": error})
    assert await is_right(door, ANN["password"])


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("ann", "{}"),
        ({"_id": "nobody00"}, "Object not found."),
        ({"_id": ["x"]}, "Object not found."),
        (
            {"_id": "ANN", "password": 5},
            "Invalid data in column password of table User. It should be of type EncryptedText",
        ),
        ({"_id": "ANN", "email": "nowhere"}, "Invalid data in column email of table User. It should be of type Email"),
        ({"_id": "ANN", "%": 1}, "Invalid data in column % of table User."),
        ({"_id": "ANN", "tea": {"$ne": 1}}, "Invalid data in a column of table User."),
    ],
)
async def test_a_document_that_cannot_be_saved_is_refused_in_words(door: Door, document: Any, told: str) -> None:
    ann, session = await sign_up(door)
    if isinstance(document, Mapping) and document["_id"] == "ANN":
        document = {**document, "_id": ann["_id"]}

    answer = await say(door, "PUT", "/data/app/User", {"document": document})

    assert (answer.status, answer.text) == (400, told)
    assert (await say(door, "POST", "/user/app/currentUser", session=session)).json == ann


async def test_a_user_whom_nobody_may_write_is_changed_by_the_master_key_alone(door: Door) -> None:
    ann, session = await sign_up(door, ACL={"read": EVERYBODY, "write": NOBODY})
    change = {"document": {"_id": ann["_id"], "email": "new@example.test"}}

    refused = await say(door, "PUT", "/data/app/User", change, session=session)
    kept = await say(door, "DELETE", "/data/app/User", {"document": {"_id": ann["_id"]}}, session=session)
    saved = await say(door, "PUT", "/data/app/User", {**change, "key": "master"})

    assert (refused.status, refused.text) == (400, "You do not have permission to save this object.")
    assert (kept.status, kept.text) == (400, "Unable to Delete")
    assert (saved.status, saved.json["email"]) == (200, "new@example.test")


async def test_a_save_may_change_name_password_and_access_list(door: Door) -> None:
    ann, _ = await sign_up(door)
    hidden = {"read": NOBODY, "write": EVERYBODY}
    change = {"_id": ann["_id"], "username": "anna", "password": "Better-Horse-8", "ACL": hidden, "tea": "green"}

    saved = await say(door, "PUT", "/data/app/User", {"document": change})

    assert (saved.json["username"], saved.json["ACL"], saved.json["tea"]) == ("anna", hidden, "green")
    assert not await is_right(door, "Better-Horse-8", "anna"), "whom nobody may see is unknown"
    login = {"document": {"username": "anna", "password": "Better-Horse-8"}, "key": "master"}
    assert (await say(door, "POST", "/user/app/login", login)).json["_id"] == ann["_id"]


async def test_who_is_denied_is_not_allowed(door: Door) -> None:
    denied = {"allow": {"user": ["all"], "role": []}, "deny": {"user": ["all"], "role": []}}
    await sign_up(door, ACL={"read": denied, "write": "nobody"})

    assert not await is_right(door, ANN["password"])


async def test_who_is_denied_by_name_is_not_shown_what_everybody_else_is(door: Door) -> None:
    bob, token = await sign_up(door, username="bob", email="bob@example.test")
    denied = {"allow": {"user": ["all"], "role": []}, "deny": {"user": [bob["_id"]], "role": []}}
    ann, _ = await sign_up(door, ACL={"read": denied, "write": denied})
    question = {"query": {"_id": ann["_id"]}}

    assert (await say(door, "POST", "/data/app/User/findOne", question)).json["_id"] == ann["_id"]
    assert (await say(door, "POST", "/data/app/User/findOne", question, session=token)).json is None


@pytest.mark.parametrize(
    ("path", "query", "found"),
    [
        ("findOne", {"username": "nobody"}, None),
        ("count", {}, 1),
        ("count", {"verified": True}, 0),
        ("find", {"username": {"$in": ["bob"]}}, []),
    ],
)
async def test_documents_are_found_by_their_columns(door: Door, path: str, query: Any, found: Any) -> None:
    await sign_up(door)

    answer = await say(door, "POST", f"/data/app/User/{path}", {"query": query})

    assert (answer.status, answer.json) == (200, found)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("everybody", "Query is not an object."),
        ({"password": {"$regex": "^0"}}, "Password cannot be queried."),
        ({"_version": 0}, "Invalid data in a column of table User."),
        ({"username": {"$where": "1"}}, "bad constraint: $where"),
    ],
)
async def test_a_question_that_is_none_is_refused(door: Door, query: Any, told: str) -> None:
    await sign_up(door)

    answer = await say(door, "POST", "/data/app/User/find", {"query": query})

    assert (answer.status, answer.text) == (400, told)


async def test_a_role_is_refused_to_who_may_not_be_written(door: Door) -> None:
    ann, _ = await sign_up(door, ACL={"read": EVERYBODY, "write": NOBODY})
    role = (await say(door, "PUT", "/data/app/Role", {"document": {"name": "tea"}})).json

    answer = await say(door, "PUT", "/user/app/addToRole", {"user": {"_id": ann["_id"]}, "role": role})
    nobody = await say(door, "PUT", "/user/app/removeFromRole", {"user": "ann", "role": role})

    assert (answer.status, answer.json) == (400, {"error": "You do not have permission to save this object."})
    assert (nobody.status, nobody.json) == (400, {"error": "User not found."})


async def test_names_in_forms_are_nested_as_deep_as_they_say(door: Door) -> None:
    await sign_up(door)
    typed = "key=client&document[username]=ann&document[password]=Right-Horse-7&document[username][x]=1&a=1&a[b]=2"

    answer = await say(
        door, "POST", "/user/app/login", data=typed, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )

    assert (answer.status, answer.json["username"]) == (200, "ann")


async def test_pages_show_what_came_as_text(door: Door) -> None:
    harm = "%3Cscript%3Ealert(1)%3C/script%3E"

    form = await door.send("GET", f"/page/app/reset-password?user={harm}&resetKey=%22%3E{harm}", bare=True)

    assert form.status == 200
    assert "<script" not in form.text and "&lt;script" in form.text


@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        ("GET", "/page/other/verify?activateKey=1", 400, "App Not found"),
        ("GET", "/page/app/verify", 400, "ActivateCode not found"),
        ("POST", "/page/app/verify", 404, None),
        ("GET", "/data/app/User", 401, None),
        ("POST", "/data/app/Other", 401, None),
    ],
)
async def test_what_is_no_page_is_refused(door: Door, method: str, path: str, status: int, text: str | None) -> None:
    answer = await door.send(method, path, bare=True)

    assert answer.status == status
    assert text is None or answer.text == text


async def test_what_is_no_table_of_ours_is_no_endpoint(door: Door) -> None:
    answer = await say(door, "PUT", "/data/app/Other", {"document": {}})

    assert (answer.status, answer.json["status"]) == (404, 404)


async def test_a_browser_may_ask_what_a_script_may_send(door: Door) -> None:
    for path in ("/user/app/login", "/data/app/User", "/page/app/verify", "/status"):
        answer = await door.send("OPTIONS", path, bare=True)

        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, "*")
        assert "Access-Control-Allow-Headers" not in answer.headers


async def test_users_are_not_those_of_parse_and_a_reset_of_the_instance_forgets_them(door: Door) -> None:
    await sign_up(door)

    assert (await door.rest("GET", "/users", master=True)).json == {"results": []}
    assert mails(door.instance) == ["ann@example.test: Activate Account"]

    door.instance.reset()

    assert not await is_right(door, ANN["password"])
