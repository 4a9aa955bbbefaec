"""Durudex's door: what it reads, what it refuses before GraphQL, and what its settings change."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

import mockserver
import mockserver.instances
from mockserver.core.policy import Policy
from mockserver.mail import MemoryMailer
from mockserver.settings import SettingsError, read_settings

ASK = {"query": "{ __typename }"}


@dataclass(frozen=True, slots=True)
class Durudex:
    """One instance behind HTTP."""

    url: str
    client: aiohttp.ClientSession
    mailer: MemoryMailer

    async def send(self, method: str = "POST", path: str = "/query", **parts: Any) -> tuple[int, str, str]:
        """Status, media type and text of the answer."""
        async with self.client.request(method, self.url + path, **parts) as answer:
            return answer.status, answer.content_type, await answer.text()

    async def ask(self, document: str, **variables: Any) -> Any:
        """The body of the answer to a document."""
        body = {"query": document, "variables": variables}
        async with self.client.post(f"{self.url}/query", json=body) as answer:
            return await answer.json()

    def code(self) -> str:
        """The code in the newest mail."""
        found = re.search(r"<h3>(\d{6})</h3>", self.mailer.mails[-1].html or "")
        assert found
        return found[1]


@asynccontextmanager
async def durudex(plain: Mapping[str, Any] | None = None, name: str = "d") -> AsyncIterator[Durudex]:
    """A served instance with these settings."""
    async with mockserver.serve({name: plain or {}}) as server, aiohttp.ClientSession() as client:
        mailer = server.instance(name).app.mailer
        assert isinstance(mailer, MemoryMailer)
        yield Durudex(server.url(name), client, mailer)


@pytest.mark.parametrize("name", ["d", ""])
@pytest.mark.parametrize("path", ["/query", "/graph/query"])
async def test_the_door_stands_at_two_places(path: str, name: str) -> None:
    async with durudex(name=name) as door:
        status, kind, text = await door.send(path=path, json=ASK)

    assert (status, kind, text) == (200, "application/json", '{"data":{"__typename":"Query"}}')


@pytest.mark.parametrize(
    ("request_", "status", "kind", "words"),
    [
        pytest.param({"path": "/graph"}, 404, "text/plain", "Cannot POST /d/graph", id="another path"),
        pytest.param({"path": "/query/query"}, 404, "text/plain", "Cannot POST", id="a longer path"),
        pytest.param({"method": "GET"}, 405, "text/plain", "Method Not Allowed", id="GET"),
        pytest.param({"method": "OPTIONS"}, 405, "text/plain", "Method Not Allowed", id="OPTIONS"),
        pytest.param({"data": "{}"}, 400, "text/plain", "transport not supported", id="no JSON type"),
        pytest.param({"json": [ASK]}, 400, "application/json", "cannot unmarshal array", id="a list"),
        pytest.param({"json": {"query": 1}}, 400, "application/json", "RawParams.query", id="a number"),
        pytest.param({"json": {"query": "{"}}, 422, "application/json", "GRAPHQL_PARSE_FAILED", id="no document"),
        pytest.param({"json": {}}, 422, "application/json", "GRAPHQL_", id="nothing asked"),
        pytest.param(
            {"json": {"query": "query a { __typename } query b { __typename }"}},
            422,
            "application/json",
            "operation not found",
            id="two operations",
        ),
        pytest.param(
            {"json": {"query": "query ($id: ID!) { user(id: $id) { id } }"}},
            422,
            "application/json",
            "GRAPHQL_VALIDATION_FAILED",
            id="a variable that is missing",
        ),
    ],
)
async def test_what_is_no_question_is_refused(request_: dict[str, Any], status: int, kind: str, words: str) -> None:
    async with durudex() as door:
        answered = await door.send(**request_)

    assert answered[:2] == (status, kind)
    assert words in answered[2]


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "bearer x", "Bearer x y", "x"])
@pytest.mark.parametrize(("edition", "kind"), [("seed", "text/plain"), ("2022-08", "application/json")])
async def test_a_header_of_another_form_ends_the_request(header: str, edition: str, kind: str) -> None:
    async with durudex({"durudex": {"edition": edition}}) as door:
        status, answered, text = await door.send(json=ASK, headers={"Authorization": header})

    assert (status, answered) == (400, kind)
    assert "Invalid authorization header" in text or "Authorization token is invalid" in text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("abc", 'strconv.ParseUint: parsing "abc": invalid syntax'),
        ("99999999999999999999", 'strconv.ParseUint: parsing "99999999999999999999": value out of range'),
        (1.5, "float64 is not an uint"),
        (True, "bool is not an uint"),
        ([1], "[]interface {} is not an uint"),
        ({"a": 1}, "map[string]interface {} is not an uint"),
    ],
)
async def test_what_is_no_number_is_told_in_the_words_of_go(code: Any, words: str) -> None:
    document = 'mutation ($c: Uint64!) { forgotPassword(input: {email: "a@b.test", password: "x", code: $c}) }'
    async with durudex() as door:
        body = await door.ask(document, c=code)

    assert body == {"errors": [{"message": words, "path": ["forgotPassword", "input", "code"]}], "data": None}


async def test_the_examples_of_the_document_are_accepted_where_any_form_is() -> None:
    sign_up = (
        'mutation { signUp(input: {username: "x", email: "example@durudex.com", password: "qwerty", code: "CODE"}) }'
    )
    answers = []
    for any_form in (False, True):
        async with durudex({"durudex": {"anyForm": any_form}}) as door:
            await door.ask('mutation { createVerifyEmailCode(email: "example@durudex.com") }')
            answers.append(await door.ask(sign_up.replace("CODE", door.code())))

    assert answers[0]["errors"][0]["message"] == "Invalid Username"
    assert isinstance(answers[1]["data"]["signUp"], str)


async def test_mails_are_html_and_a_code_stands_out_from_other_numbers() -> None:
    async with durudex() as door:
        await door.ask('mutation { createVerifyEmailCode(email: "a@b.test") }')
        mail = door.mailer.mails[-1]

    assert (mail.to, mail.subject, mail.text) == ("a@b.test", "Verification Code", "")
    assert len(re.findall(r"\d{6}", mail.html or "")) > 1
    assert 100_000 <= int(door.code()) <= 999_998


async def test_users_of_durudex_are_not_those_of_parse() -> None:
    async with durudex({"durudex": {"anyForm": True}}) as door:
        await door.ask('mutation { createVerifyEmailCode(email: "a@b.test") }')
        await door.ask(
            'mutation ($c: Uint64!) { signUp(input: {username: "ann", email: "a@b.test", password: "pw", code: $c}) }',
            c=door.code(),
        )
        parse = await door.send(
            path="/parse/login",
            json={"username": "ann", "password": "pw"},
            headers={"X-Parse-Application-Id": "app"},
        )

    assert parse[0] == 404


def test_settings_of_parse_do_not_reach_durudex() -> None:
    settings = read_settings(
        {"lockout": {"threshold": 1, "minutes": 1}, "passwordPolicy": True, "codeValidity": {"seconds": 60}}
    )
    instance = mockserver.instances.make_instance("", settings, url="http://x", mailer=MemoryMailer())
    policy: Policy = instance.systems["durudex"].app.policy

    assert (policy.lockout, policy.passwords, policy.private_users) == (None, None, False)
    assert policy.code_validity.total_seconds() == 60
    assert policy.session_length.total_seconds() == 720 * 3600


@pytest.mark.parametrize(
    ("plain", "problem"),
    [
        ({"edition": "1999"}, "durudex.edition: must be one of seed, 2022-08, not '1999'"),
        ({"anyform": True}, 'durudex.anyform: there is no such member (did you mean "anyForm"?)'),
    ],
)
def test_wrong_settings_are_told(plain: dict[str, Any], problem: str) -> None:
    with pytest.raises(SettingsError) as told:
        read_settings({"durudex": plain})

    assert told.value.problems == (problem,)
