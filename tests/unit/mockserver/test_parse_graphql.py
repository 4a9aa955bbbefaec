"""The GraphQL door of the mock: what it shows, what it refuses, and in which words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from mockserver.fronts.graphql_shapes import FAITHFUL, GraphQLShapes
from mockserver.fronts.parse_graphql import handle
from mockserver.mail import MemoryMailer
from tests.support.graphql_door import LOG_IN, SIGN_UP, VIEWER, Door, RequestAtHand, Told, graphql_door


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with graphql_door(mail=True, anonymousUsers=True) as opened:
        yield opened


@pytest.fixture
async def seed() -> AsyncIterator[Door]:
    async with graphql_door(edition="seed", mail=True, verifyEmail=True) as opened:
        yield opened


# --- coming in and going -------------------------------------------------------------------------------


async def test_who_signs_up_is_in_at_once(door: Door) -> None:
    ann = await door.sign_up("ann", email="ann@example.test")

    told = await door.ask(VIEWER, token=ann["sessionToken"])

    assert told.data["viewer"]["sessionToken"] == ann["sessionToken"]
    assert told.data["viewer"]["user"]["email"] == "ann@example.test"


async def test_the_mutation_id_comes_back(door: Door) -> None:
    given = '{clientMutationId: "m1", fields: {username: "a", password: "b"}}'
    document = f"mutation {{ signUp(input: {given}) {{ clientMutationId }} }}"

    assert (await door.ask(document)).data == {"signUp": {"clientMutationId": "m1"}}


async def test_mutations_of_one_document_are_done_in_order(door: Door) -> None:
    one = 'signUp(input: {fields: {username: "twin", password: "x"}}) { viewer { user { username } } }'

    told = await door.ask(f"mutation {{ a: {one} b: {one} }}")

    assert told.data == {"a": {"viewer": {"user": {"username": "twin"}}}, "b": None}
    assert told.refusal == (202, "Account already exists for this username.")
    assert told.body["errors"][0]["path"] == ["b"]


@pytest.mark.parametrize(
    ("variables", "refusal"),
    [
        ({"u": "ann", "p": "no"}, (101, "Invalid username/password.")),
        ({"u": "nobody", "p": "no"}, (101, "Invalid username/password.")),
        ({"u": "", "p": "x"}, (200, "username/email is required.")),
        ({"u": "ann", "p": ""}, (201, "password is required.")),
    ],
    ids=["wrong-password", "unknown", "no-name", "no-password"],
)
async def test_a_refusal_has_parses_number_and_nulls_its_field(
    door: Door, variables: dict[str, str], refusal: tuple[int, str]
) -> None:
    await door.sign_up("ann")

    told = await door.ask(LOG_IN, variables)

    assert (told.status, told.data, told.refusal) == (200, {"logIn": None}, refusal)
    assert list(told.body) == ["errors", "data"]
    assert list(told.body["errors"][0]) == ["message", "locations", "path", "extensions"]


async def test_log_out_ends_the_session_and_is_done_for_nobody_too(door: Door) -> None:
    ann = await door.sign_up("ann")
    document = "mutation { logOut(input: {}) { ok clientMutationId } }"

    assert (await door.ask(document, token=ann["sessionToken"])).data["logOut"] == {
        "ok": True,
        "clientMutationId": None,
    }
    assert (await door.ask(document)).data["logOut"]["ok"] is True
    assert (await door.ask(VIEWER, token=ann["sessionToken"])).status == 400


async def test_an_invalid_session_is_refused_before_graphql(door: Door) -> None:
    told = await door.ask("{ health }", token="r:0")

    assert (told.status, told.body) == (400, {"code": 209, "error": "Invalid session token"})


async def test_an_unknown_application_is_refused_before_graphql(door: Door) -> None:
    told = await door.send(json={"query": "{ health }"}, headers={"X-Parse-Application-Id": "other"})

    assert (told.status, told.body) == (403, {"error": "unauthorized"})


async def test_nobody_is_no_viewer(door: Door) -> None:
    told = await door.ask(VIEWER)

    assert (told.status, told.data, told.refusal) == (200, None, (209, "Permission denied"))


async def test_a_session_beside_the_master_key_is_lost(door: Door) -> None:
    ann = await door.sign_up("ann")

    told = await door.ask(VIEWER, token=ann["sessionToken"], master=True)

    assert told.refusal == (1, "Internal server error")


async def test_a_sign_up_that_gives_no_session_is_an_error_though_the_user_is_made() -> None:
    async with graphql_door(mail=True, verifyEmail=True, preventLoginUnverified=True) as door:
        told = await door.ask(SIGN_UP, {"f": {"username": "uma", "password": "x", "email": "u@example.test"}})
        again = await door.ask(SIGN_UP, {"f": {"username": "uma", "password": "x"}})

    assert (told.data, told.refusal) == ({"signUp": None}, (209, "Permission denied"))
    assert again.refusal[0] == 202


async def test_an_identity_logs_in_and_belongs_to_one_user(door: Door) -> None:
    document = (
        "mutation W($a: Object!) { logInWith(input: {authData: $a}) "
        "{ viewer { sessionToken user { objectId authData authDataResponse } } } }"
    )
    variables = {"a": {"anonymous": {"id": "0f0e"}}}

    first, second = [(await door.ask(document, variables)).data["logInWith"]["viewer"] for _ in range(2)]
    unknown = await door.ask(document, {"a": {"nope": {"id": "1"}}})
    listed = await door.ask(document, {"a": [1]})

    assert first["user"]["authData"] == variables["a"] and first["user"]["authDataResponse"] == {}
    assert listed.refusal == (200, "bad or missing username")
    assert first["user"] == second["user"] and first["sessionToken"] != second["sessionToken"]
    assert unknown.refusal == (252, "This authentication method is unsupported.")


async def test_an_identity_may_stand_in_the_document(door: Door) -> None:
    given = '{authData: {anonymous: {id: "lit"}}, fields: {email: "lit@example.test"}}'

    told = await door.ask(f"mutation {{ logInWith(input: {given}) {{ viewer {{ user {{ authData email }} }} }} }}")

    assert told.data["logInWith"]["viewer"]["user"] == {
        "authData": {"anonymous": {"id": "lit"}},
        "email": "lit@example.test",
    }


async def test_ten_guesses_in_one_document_are_ten_guesses() -> None:
    async with graphql_door(lockout={"threshold": 3, "minutes": 5}) as door:
        await door.sign_up("eve")
        guesses = " ".join(
            f'a{n}: logIn(input: {{username: "eve", password: "{n}"}}) {{ clientMutationId }}' for n in range(5)
        )
        told = await door.ask(f"mutation {{ {guesses} }}")

    words = [error["message"] for error in told.body["errors"]]
    assert words[:3] == ["Invalid username/password."] * 3
    assert words[3].endswith("after 5 minute(s)") and words[3] == words[4]


# --- mails -------------------------------------------------------------------------------------------


async def test_a_reset_by_mail_ends_in_a_new_password(door: Door) -> None:
    await door.sign_up("mia", email="mia@example.test")
    confirm = (
        "mutation C($p: String!, $t: String!) "
        '{ confirmResetPassword(input: {username: "whoever", password: $p, token: $t}) { ok } }'
    )

    asked = await door.ask('mutation { resetPassword(input: {email: "mia@example.test"}) { ok } }')
    mailer = door.server.instance().app.mailer
    assert isinstance(mailer, MemoryMailer)
    token = mailer.mails[-1].text.rpartition("token=")[2].strip()
    done = await door.ask(confirm, {"p": "new", "t": token})
    used = await door.ask(confirm, {"p": "newer", "t": token})

    assert asked.data == {"resetPassword": {"ok": True}} and done.data == {"confirmResetPassword": {"ok": True}}
    assert used.refusal == (
        "INTERNAL_SERVER_ERROR",
        'Unexpected error value: "Failed to reset password: username / email / token is invalid"',
    )
    assert (await door.ask(LOG_IN, {"u": "mia", "p": "new"})).data["logIn"]["viewer"]["user"]["username"] == "mia"


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        ('resetPassword(input: {email: ""}) { ok }', ("INTERNAL_SERVER_ERROR", "you must provide an email")),
        ('sendVerificationEmail(input: {email: ""}) { ok }', (204, "you must provide an email")),
        (
            'confirmResetPassword(input: {username: "", password: "", token: ""}) { ok }',
            ("INTERNAL_SERVER_ERROR", "you must provide a password"),
        ),
        (
            'confirmResetPassword(input: {username: "", password: "b", token: ""}) { ok }',
            ("INTERNAL_SERVER_ERROR", "you must provide a token"),
        ),
    ],
)
async def test_some_mutations_forget_parses_number(door: Door, document: str, refusal: tuple[Any, str]) -> None:
    assert (await door.ask(f"mutation {{ {document} }}")).refusal == refusal


async def test_without_mail_nothing_is_mailed_and_it_says_so() -> None:
    async with graphql_door() as door:
        reset = await door.ask('mutation { resetPassword(input: {email: "a@b.c"}) { ok } }')
        verify = await door.ask('mutation { sendVerificationEmail(input: {email: "a@b.c"}) { ok } }')

    assert (reset.refusal[0], verify.refusal[0]) == ("INTERNAL_SERVER_ERROR", 1)


async def test_a_verification_mail_is_asked_for_and_always_ok(door: Door) -> None:
    told = await door.ask('mutation { sendVerificationEmail(input: {email: "who@example.test"}) { ok } }')

    assert told.data == {"sendVerificationEmail": {"ok": True}}


# --- the seed edition -----------------------------------------------------------------------------------


async def test_the_seed_edition_shows_who_logs_out(seed: Door) -> None:
    ann = await seed.sign_up("ann")
    document = "mutation { logOut(input: {}) { viewer { sessionToken user { username } } } }"

    told, nobody = await seed.ask(document, token=ann["sessionToken"]), await seed.ask(document)

    assert told.data["logOut"]["viewer"] == {"sessionToken": ann["sessionToken"], "user": {"username": "ann"}}
    assert nobody.data == {"logOut": None} and nobody.refusal == (209, "Invalid session token")


async def test_the_seed_edition_has_no_second_way_to_reset(seed: Door) -> None:
    told = await seed.ask("mutation { confirmResetPassword(input: {}) { ok } }")

    assert told.status == 400 and "confirmResetPassword" in told.refusal[1]


async def test_the_seed_edition_tells_who_is_unknown(seed: Door) -> None:
    told = await seed.ask('mutation { sendVerificationEmail(input: {email: "a@b.c"}) { ok } }')

    assert told.refusal == (205, "No user found with email a@b.c")


# --- what nobody foresaw, and what a mutant may change ----------------------------------------------------


async def asked(door: Door, body: Any, *, rules: Any = None, shapes: GraphQLShapes = FAITHFUL, **headers: str) -> Told:
    """The answer of the front itself, to which broken rules and shapes can be handed."""
    instance = door.server.instance()
    app = replace(instance.app, rules=replace(instance.app.rules, **(rules or {})))
    request = RequestAtHand(json.dumps(body).encode(), {"X-Parse-Application-Id": "app", **headers})
    response = await handle(replace(instance, app=app), request, "/", shapes)  # type: ignore[arg-type]
    return Told(response.status, {}, json.loads(response.body))


def fall_over(*_: Any) -> Any:
    raise ZeroDivisionError


async def test_a_fault_of_the_mock_is_told_as_parse_does(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    told = await asked(door, {"query": "{ users { count } }"}, rules={"may_read": fall_over, "find_session": None})
    await door.sign_up("ann")
    fallen = await asked(door, {"query": "{ users { count } }"}, rules={"may_read": fall_over})

    assert told.data == {"users": {"count": 0}}
    assert fallen.refusal == (1, "Internal server error")
    assert "unforeseen" in caplog.text


async def test_a_null_where_none_may_be_is_told_in_graphqls_words(door: Door) -> None:
    shapes = replace(FAITHFUL, viewer=lambda user, token: {"user": user})
    body = {"query": SIGN_UP, "variables": {"f": {"username": "ann", "password": "x"}}}

    told = await asked(door, body, shapes=shapes)

    words = "Cannot return null for non-nullable field Viewer.sessionToken."
    assert (told.data, told.refusal) == ({"signUp": None}, ("INTERNAL_SERVER_ERROR", words))


async def test_every_choice_of_the_door_can_be_made_wrongly(door: Door) -> None:
    marked = {"query": 'mutation { logOut(input: {clientMutationId: "m"}) { ok clientMutationId } }'}
    closed = {"query": "{ __schema { queryType { name } } }"}

    unmarked = await asked(door, marked, shapes=replace(FAITHFUL, payload=lambda answer, mark: answer))
    not_done = await asked(door, marked, shapes=replace(FAITHFUL, done=lambda: {"ok": False}))
    opened = await asked(door, closed, shapes=replace(FAITHFUL, may_introspect=lambda master: True))
    read = await asked(
        door,
        {"query": "{ health }"},
        shapes=replace(FAITHFUL, is_read=lambda kind: True),
        **{"Content-Type": "text/plain"},
    )

    assert unmarked.data["logOut"]["clientMutationId"] is None
    assert not_done.data["logOut"]["ok"] is False
    assert opened.data == {"__schema": {"queryType": {"name": "Query"}}}
    assert read.data == {"health": True}


async def test_many_at_once_are_each_answered(door: Door) -> None:
    viewers = await asyncio.gather(*(door.sign_up(f"u{n}") for n in range(8)))

    assert len({viewer["sessionToken"] for viewer in viewers}) == 8
