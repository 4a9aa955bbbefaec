"""How the GraphQL door reads requests: the manners of Apollo Server 5 (edition 9) and 2 (edition seed)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.graphql_door import Door, graphql_door

HEALTH = {"query": "{ health }"}
JSON = "application/json; charset=utf-8"


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with graphql_door() as opened:
        yield opened


@pytest.fixture
async def seed() -> AsyncIterator[Door]:
    async with graphql_door(edition="seed") as opened:
        yield opened


NO_BODY = "POST body missing, invalid Content-Type, or JSON object has no keys."
NO_QUERY = "GraphQL operations must contain a non-empty `query` or a `persistedQuery` extension."
AS_TEXT = "in a POST body should be provided as an object, not a recursively JSON-encoded string."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, NO_BODY),
        ([HEALTH], "Operation batching disabled."),
        ({"foo": 1}, NO_QUERY),
        ({"query": ""}, NO_QUERY),
        ({"query": 5}, "GraphQL queries must be strings."),
        ({**HEALTH, "variables": "{}"}, f"`variables` {AS_TEXT}"),
        ({**HEALTH, "variables": []}, "`variables` in a POST body must be an object if provided."),
        ({**HEALTH, "extensions": "{}"}, f"`extensions` {AS_TEXT}"),
        ({**HEALTH, "extensions": 1}, "`extensions` in a POST body must be an object if provided."),
        ({**HEALTH, "operationName": 1}, "`operationName` in a POST body must be a string if provided."),
    ],
)
async def test_a_body_that_asks_nothing_is_a_bad_request(door: Door, body: Any, message: str) -> None:
    told = await door.send(json=body)

    assert told.body == {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}
    assert (told.status, told.headers["content-type"]) == (400, JSON)


@pytest.mark.parametrize("kind", ["text/plain", "application/graphql", "application/x-www-form-urlencoded"])
async def test_only_json_is_read(door: Door, kind: str) -> None:
    told = await door.send(data=json.dumps(HEALTH), headers={"Content-Type": kind})

    assert (told.status, told.refusal) == (400, ("BAD_REQUEST", NO_BODY))


async def test_nulls_and_unknown_members_do_no_harm(door: Door) -> None:
    told = await door.send(json={**HEALTH, "variables": None, "operationName": None, "extensions": {}, "foo": 1})

    assert told.body == {"data": {"health": True}}


@pytest.mark.parametrize("data", ["{oops", '"text"', "null", ""], ids=["broken", "text", "null", "empty"])
async def test_a_body_that_is_no_json_gets_a_page(door: Door, data: str) -> None:
    told = await door.send(data=data, headers={"Content-Type": "application/json"})

    if data:
        assert (told.status, told.headers["content-type"]) == (400, "text/html; charset=utf-8")
        assert "<pre>Bad Request</pre>" in told.body
    else:
        assert told.refusal == ("BAD_REQUEST", NO_BODY)


async def test_a_body_that_is_too_large_gets_a_page(door: Door) -> None:
    told = await door.send(json={"query": "{ health } #" + "x" * 110_000})

    assert (told.status, told.headers["content-type"]) == (413, "text/html; charset=utf-8")


async def test_a_query_may_be_asked_by_get(door: Door) -> None:
    told = await door.send("GET", params={"query": "query A($i: ID!) { health }", "variables": "{}"})
    fine = await door.send("GET", params={"query": "query A { health } query B { b: health }", "operationName": "B"})

    assert told.refusal[0] == "GRAPHQL_VALIDATION_FAILED"
    assert fine.body == {"data": {"b": True}}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", NO_QUERY),
        ("?query={health}&query={health}", "The 'query' search parameter may only be specified once."),
        ("?query={health}&variables=x", "The variables search parameter contains invalid JSON."),
        ("?query={health}&variables=1", "The variables search parameter should contain a JSON-encoded object."),
        ("?query={health}&variables=null", "The variables search parameter should contain a JSON-encoded object."),
        ("?query={health}&extensions=x", "The extensions search parameter contains invalid JSON."),
    ],
)
async def test_a_get_that_asks_nothing_is_a_bad_request(door: Door, query: str, message: str) -> None:
    told = await door.send("GET", query)

    assert (told.status, told.refusal) == (400, ("BAD_REQUEST", message))


async def test_nothing_is_changed_by_get(door: Door) -> None:
    told = await door.send("GET", params={"query": "mutation { logOut(input: {}) { ok } }"})

    message = "GET requests only support query operations, not mutation operations"
    assert (told.status, told.headers["allow"], told.refusal) == (405, "POST", ("BAD_REQUEST", message))


async def test_other_methods_are_not_allowed(door: Door) -> None:
    told = await door.send("PUT", json=HEALTH)

    assert (told.status, told.headers["allow"]) == (405, "GET, POST")
    assert (await door.send("OPTIONS")).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/", "/whatever"])
async def test_below_the_path_is_the_same_door(door: Door, path: str) -> None:
    assert (await door.send(path=path, json=HEALTH)).body == {"data": {"health": True}}


async def test_a_get_has_no_type_but_json(door: Door) -> None:
    plain, as_json = [
        await door.send("GET", "?query={health}", headers={"Content-Type": kind})
        for kind in ("text/plain", "application/json")
    ]

    message = "GET requests may not have a content-type header other than application/json."
    assert (plain.status, plain.refusal) == (415, ("BAD_REQUEST", message))
    assert as_json.body == {"data": {"health": True}}


@pytest.mark.parametrize(
    ("charset", "status"), [("utf-8", 200), ("UTF-16", 200), ("latin1", 415), ("utf-99", 415), ("foo", 415)]
)
async def test_json_is_written_in_unicode(door: Door, charset: str, status: int) -> None:
    data = json.dumps(HEALTH).encode("utf-16" if charset == "UTF-16" else "utf-8")

    told = await door.send(data=data, headers={"Content-Type": f"application/json; charset={charset}"})

    assert told.status == status


async def test_an_upload_that_is_none_gets_a_page(door: Door) -> None:
    told = await door.send(data="--x--", headers={"Content-Type": "multipart/form-data; boundary=x"})

    assert (told.status, told.headers["content-type"]) == (400, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/graphql-response+json", "application/graphql-response+json"),
        ("application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json"),
        ("application/graphql-response+json;q=0.5, application/json", "application/json"),
        ("text/html, application/json;q=x, */*;q=0.1", "application/json"),
    ],
)
async def test_the_answer_has_the_type_that_is_preferred(door: Door, accept: str, kind: str) -> None:
    told = await door.send(json=HEALTH, headers={"Accept": accept})

    assert (told.status, told.headers["content-type"]) == (200, f"{kind}; charset=utf-8")


@pytest.mark.parametrize("accept", ["text/plain", "application/json;q=0"])
async def test_who_takes_no_json_is_told_so_after_the_deed(door: Door, accept: str) -> None:
    document = 'mutation { signUp(input: {fields: {username: "a", password: "b"}}) { clientMutationId } }'

    told = await door.send(json={"query": document}, headers={"Accept": accept})
    again = await door.ask(document)

    assert told.status == 406 and told.refusal[1].startswith("An 'accept' header was provided")
    assert again.refusal[0] == 202


@pytest.mark.parametrize(
    ("accept", "kind"), [("application/graphql-response+json", "graphql-response+json"), ("text/plain", "json")]
)
async def test_a_bad_request_is_answered_in_the_preferred_type_too(door: Door, accept: str, kind: str) -> None:
    told = await door.send(json={}, headers={"Accept": accept})

    assert (told.status, told.headers["content-type"]) == (400, f"application/{kind}; charset=utf-8")


async def test_which_operation_is_meant_must_be_clear(door: Door) -> None:
    two = "query A { health } query B { b: health }"

    unclear, unknown = await door.ask(two), await door.ask(two, operationName="C")

    code = "OPERATION_RESOLUTION_FAILURE"
    assert unclear.body["errors"] == [
        {
            "message": "Must provide operation name if query contains multiple operations.",
            "extensions": {"code": code},
        }
    ]
    assert (unknown.status, unknown.refusal) == (400, (code, 'Unknown operation named "C".'))
    assert (await door.ask(two, operationName="B")).data == {"b": True}
    assert (await door.ask("{ health }", operationName="")).refusal == (code, 'Unknown operation named "".')


@pytest.mark.parametrize(
    "document",
    [
        "{ __schema { queryType { name } } }",
        '{ __type(name: "User") { name } }',
        "{ ...F } fragment F on Query { __schema { queryType { name } } }",
        "{ ... on Query { t: __schema { queryType { name } } } }",
    ],
)
async def test_the_schema_is_the_masters(door: Door, document: str) -> None:
    closed, opened = await door.ask(document), await door.ask(document, master=True)

    assert closed.body == {
        "errors": [{"message": "Introspection is not allowed", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]
    }
    assert (closed.status, opened.status) == (403, 200)
    assert "data" in opened.body


async def test_typename_is_no_secret(door: Door) -> None:
    assert (await door.ask("{ __typename health }")).data == {"__typename": "Query", "health": True}


async def test_subscriptions_are_refused_while_executing(door: Door) -> None:
    told = await door.ask("subscription { a }")

    assert (told.status, told.data) == (200, None)
    assert told.refusal[1] == "Schema is not configured to execute subscription operation."


# --- the seed edition ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "status", "text"),
    [
        ({"json": {}}, 500, "POST body missing. Did you forget use body-parser middleware?"),
        ({"data": "{}"}, 500, "POST body missing. Did you forget use body-parser middleware?"),
        ({"json": {"query": ""}}, 400, "Must provide query string."),
        ({"json": {"query": 5}}, 400, "GraphQL queries must be strings."),
        ({"json": {**HEALTH, "variables": "x"}}, 400, "Variables are invalid JSON."),
        ({"method": "GET"}, 400, "GET query missing."),
        (
            {"method": "GET", "params": {"query": "mutation { a: __typename }"}},
            405,
            "GET supports only query operation",
        ),
        ({"method": "PUT", "json": HEALTH}, 405, "Apollo Server supports only GET/POST requests."),
    ],
)
async def test_apollo_2_refuses_in_plain_text(seed: Door, sent: dict[str, Any], status: int, text: str) -> None:
    told = await seed.send(**sent)

    assert (told.status, told.body) == (status, text)


async def test_apollo_2_tells_of_broken_json_in_json(seed: Door) -> None:
    broken = await seed.send(data="{oops", headers={"Content-Type": "application/json"})
    strange = await seed.send(data="{}", headers={"Content-Type": "application/json; charset=foo"})

    assert broken.status == 400 and "JSON" in broken.body["error"]
    assert (strange.status, strange.body) == (415, {"error": 'unsupported charset "FOO"'})


async def test_apollo_2_takes_batches_and_any_accept(seed: Door) -> None:
    told = await seed.send(json=[HEALTH, {**HEALTH, "variables": "{}"}], headers={"Accept": "text/plain"})

    assert (told.status, told.body) == (200, [{"data": {"health": True}}] * 2)


async def test_apollo_2_shows_the_schema_to_everybody(seed: Door) -> None:
    assert (await seed.ask("{ __schema { queryType { name } } }")).status == 200


async def test_apollo_2_calls_bad_variables_its_own_fault(seed: Door) -> None:
    told = await seed.ask("query A($i: ID!) { user(id: $i) { id } }", {})
    unknown = await seed.ask("query A { health }", operationName="B")

    assert (told.status, told.refusal) == (
        400,
        ("INTERNAL_SERVER_ERROR", 'Variable "$i" of required type "ID!" was not provided.'),
    )
    assert unknown.refusal[0] == "INTERNAL_SERVER_ERROR"


async def test_as_4_0_has_it_today_apollo_2_blames_the_sender_for_values_that_do_not_fit(seed: Door) -> None:
    told = await seed.ask("query A($i: ID!) { user(id: $i) { id } }", {"i": {}})

    assert (told.status, told.refusal[0]) == (400, "BAD_USER_INPUT")
