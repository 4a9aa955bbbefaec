"""One operation asked of one door: what is told of the answer, and what is not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from conformance.asking import Asker
from conformance.suite import Suite, load_suite
from conformance.target import Deployment, Spoken
from conformance.transport import Transport
from tests.support.raw_server import RawServer, ok, raw_server

JSON = b"Content-Type: application/json"
KEYS = {"application": "my-app", "master": "my-master-key"}


@pytest.fixture(scope="module")
def suite() -> Suite:
    return load_suite(paths=[])


@asynccontextmanager
async def door(
    suite: Suite, *answers: bytes | None, dialect: str = "parse-rest", keys: Mapping[str, str] = KEYS
) -> AsyncIterator[tuple[RawServer, Asker, Deployment, Spoken]]:
    async with raw_server(*answers) as server, Transport(timeout=5) as transport:
        variant = suite.dialects[dialect].settle(None, {}, {}, "test")
        spoken = Spoken(dialect, variant, server.url, dict(suite.dialects[dialect].raw["endpoints"]))
        yield server, Asker(transport), Deployment("one", server.url, server.url, {dialect: spoken}, keys, {}), spoken


async def test_an_answer_is_told_as_every_outcome_that_it_may_be(suite: Suite) -> None:
    refused = ok(b'{"code":209,"error":"Invalid session token"}', JSON, status=b"400 Bad Request")
    async with door(suite, refused) as (_, asker, deployment, spoken):
        asked = await asker.ask(deployment, spoken, "currentUser", session={"token": "r:1"})

    assert asked is not None
    assert asked.outcomes == ("session-invalid", "session-expired", "session-missing")
    assert asked.told() == "session-invalid / session-expired / session-missing"
    assert not asked.accepted
    assert asked.differences("session-invalid") == []


async def test_fields_of_an_accepted_answer_are_read(suite: Suite) -> None:
    body = b'{"objectId":"abcdefghij","createdAt":"2026-01-01T00:00:00.000Z","sessionToken":"r:1"}'
    made = ok(body, JSON, b"Location: /parse/users/abcdefghij", status=b"201 Created")
    async with door(suite, made) as (_, asker, deployment, spoken):
        asked = await asker.ask(deployment, spoken, "signUp", inputs={"username": "ann", "password": "secretly"})

    assert asked is not None
    assert asked.accepted
    assert (asked.fields["user.id"], asked.fields["session.token"]) == ("abcdefghij", "r:1")


async def test_what_a_server_repeats_of_secrets_is_not_told(suite: Suite) -> None:
    said = b"my-app my-master-key secretly r:11111 and so on"
    known = {"inputs": {"id": "x", "newPassword": "secretly"}, "session": {"token": "r:11111"}}
    async with door(suite, ok(said, status=b"218 Fine")) as (server, asker, deployment, spoken):
        asked = await asker.ask(deployment, spoken, "changePassword", **known, as_admin=True)

    assert asked is not None
    assert b"my-master-key" in server.requests[0]
    assert asked.told() == "HTTP 218 my-app ‹key master› ‹newPassword› ‹token› and so on"


async def test_no_answer_is_told_as_such(suite: Suite) -> None:
    async with door(suite, None, None) as (_, asker, deployment, spoken):
        asked = await asker.ask(deployment, spoken, "currentUser")

    assert asked is not None
    assert (asked.outcomes, asked.exchange.response) == ((), None)
    assert "disconnected" in asked.told()


async def test_a_question_that_changes_nothing_is_sent_once(suite: Suite) -> None:
    async with door(suite, ok(), ok()) as (server, asker, deployment, spoken):
        for again in (False, False, True):
            await asker.ask(deployment, spoken, "currentUser", again=again)

    assert len(server.requests) == 2


async def test_what_the_dialect_does_not_have_is_not_asked(suite: Suite) -> None:
    async with door(suite, ok(), dialect="durudex", keys={}) as (server, asker, deployment, spoken):
        assert await asker.ask(deployment, spoken, "deleteUser") is None

    assert server.requests == []
