"""Limits, addresses and origins as the fronts of Parse meet them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.unit.mockserver.served import Door, a_door, a_server

LIMITED = {
    "trustsProxy": True,
    "rateLimit": {"count": 1, "seconds": 10, "message": "Later", "logIn": "address", "updateUser": "user"},
}
HERE = {"X-Forwarded-For": "203.0.113.7, 127.0.0.1"}
OPEN = {"crossOrigin": {"first": "https://a.test", "second": "https://b.test", "header": "X-Mine"}}
WRONG = {"username": "ann", "password": "wrong"}


@asynccontextmanager
async def both_doors(plain: Mapping[str, Any]) -> AsyncIterator[Door]:
    """One instance with these settings, served as REST and as GraphQL."""
    async with a_server({"": plain}, dialects=["parse-rest", "parse-graphql"]) as (server, client):
        yield Door(server.instance(), client)


async def test_what_is_left_of_a_limit_stands_in_headers_whatever_the_answer() -> None:
    async with a_door(LIMITED) as door:
        await door.sign_up()

        refused = await door.rest("POST", "/LogIn/", WRONG, headers=HERE)
        limited = await door.rest("POST", "/login", WRONG, headers=HERE)

        assert (refused.status, refused.headers["X-RateLimit-Limit"], refused.headers["X-RateLimit-Remaining"]) == (
            404,
            "1",
            "0",
        )
        assert "Retry-After" not in refused.headers
        assert limited.error == (429, 100, "Later")
        assert limited.headers["Retry-After"] == "10"
        assert limited.headers["X-RateLimit-Reset"] == refused.headers["X-RateLimit-Reset"]


async def test_without_a_proxy_that_is_trusted_everybody_is_on_the_machine_itself() -> None:
    async with a_door({**LIMITED, "trustsProxy": False}) as door:
        await door.sign_up()
        answers = [await door.rest("POST", "/login", WRONG, headers=HERE) for _ in range(3)]

        assert {answer.status for answer in answers} == {404}
        assert "X-RateLimit-Limit" not in answers[0].headers


async def test_changes_are_counted_by_user_and_reading_is_not() -> None:
    async with a_door(LIMITED) as door:
        ann = await door.sign_up()
        path, token = f"/users/{ann['objectId']}", ann["sessionToken"]
        asked = [("PUT", 200), ("PUT", 429), ("GET", 200)]

        for method, status in asked:
            answer = await door.rest(method, path, {} if method == "PUT" else None, token=token, headers=HERE)
            assert answer.status == status


async def test_a_batch_is_refused_as_a_whole_where_one_of_its_requests_is_too_many() -> None:
    async with a_door(LIMITED) as door:
        await door.sign_up()
        log_in = {"method": "POST", "path": "/parse/login", "body": {"username": "ann", "password": "pw-ann"}}

        answer = await door.rest("POST", "/batch", {"requests": [log_in, log_in]}, headers=HERE)

        assert answer.error == (400, 100, "Later")
        assert len(list(door.instance.app.store.sessions())) == 1


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        ({"Origin": "https://a.test"}, "https://a.test"),
        ({"Origin": "https://b.test"}, "https://b.test"),
        ({"Origin": "https://c.test"}, "https://a.test"),
        ({}, "https://a.test"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/parse/users"), ("OPTIONS", "/parse/users"), ("OPTIONS", "/graphql")]
)
async def test_a_named_origin_is_told_its_own_name(method: str, path: str, origin: dict[str, str], told: str) -> None:
    async with both_doors(OPEN) as door:
        answer = await door.send(method, path, headers=origin)

        assert answer.headers["Access-Control-Allow-Origin"] == told
        assert answer.headers["Access-Control-Allow-Headers"].endswith(", Cache-Control, X-Mine")


async def test_unless_origins_are_named_every_one_may_ask() -> None:
    async with a_door() as door:
        answer = await door.send("GET", "/parse/users", headers={"Origin": "https://a.test"})

        assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_a_question_that_is_too_deep_is_refused_before_anything_is_done() -> None:
    async with both_doors({"complexity": {"depth": 2}}) as door:
        deep = await door.send("POST", "/graphql", json={"query": "{ users { edges { cursor } } }"})
        flat = await door.send("POST", "/graphql", json={"query": "{ users { count } }"})

        message = "GraphQL query depth of 3 exceeds maximum allowed depth of 2"
        assert (deep.status, deep.json) == (
            400,
            {"errors": [{"message": message, "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]},
        )
        assert flat.status == 200
