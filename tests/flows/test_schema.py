"""`conformance schema`: schemas as servers tell them, and what of the contract they have not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp.web import BaseRequest, Response, json_response
from graphql import GraphQLSchema, build_client_schema, build_schema, introspection_from_schema

import mockserver
from conformance.bundled import bundled_scenarios
from conformance.introspection import unlike
from tests.support.command_line import Ended, in_process, served
from tests.support.flatterers.serving import served_at_loopback
from tests.support.target_files import KEYS, free_port, write_target

CONTRACT = bundled_scenarios() / "dialects" / "parse-graphql.9.graphql"


def target(url: str, folder: Path, dialects: dict[str, Any], *, master: bool = True) -> str:
    """The name of a target file for one deployment."""
    keys = {name: value for name, value in KEYS.items() if master or name != "master"}
    one = {"name": "one", "url": url, "dialects": dialects, **({} if "durudex" in dialects else {"keys": keys})}
    write_target(folder, {"target": "t", "mail": {"route": "none"}, "deployments": [one]})
    return "target.yaml"


@contextmanager
def telling(schema: GraphQLSchema | dict[str, Any]) -> Iterator[str]:
    """A server that tells this schema, or this answer, and nothing else."""
    told = {"data": introspection_from_schema(schema)} if isinstance(schema, GraphQLSchema) else schema

    async def answer(request: BaseRequest) -> Response:
        return json_response(told)

    with served(served_at_loopback(answer)) as url:
        yield url


def changed(old: str = "", new: str = "") -> GraphQLSchema:
    """The schema of the contract, with one thing put otherwise."""
    text = CONTRACT.read_text(encoding="utf-8")
    assert old in text
    return build_schema(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("settings", "dialects"),
    [
        ({}, {"parse-graphql": {}}),
        ({"edition": "seed"}, {"parse-graphql": {"edition": "seed"}}),
        ({"edition": "3.7"}, {"parse-graphql-legacy": {"edition": "3.7"}}),
        ({"edition": "3.6"}, {"parse-graphql-legacy": {"edition": "3.6"}}),
        ({}, {"durudex": {}}),
    ],
    ids=["9", "seed", "3.7", "3.6", "durudex"],
)
def test_the_mock_tells_the_schema_of_its_contract(
    settings: dict[str, Any], dialects: dict[str, Any], tmp_path: Path
) -> None:
    with served(mockserver.serve({"": {**settings, "keys": KEYS}})) as server:
        ended = in_process("schema", target(server.url(), tmp_path, dialects), cwd=tmp_path)

    assert ended.code == 0, ended.err
    assert ": 0 differences from the contract of edition" in ended.err
    assert build_schema(ended.out).mutation_type is not None


def test_a_schema_that_is_told_to_nobody_without_the_key_is_no_verdict(tmp_path: Path) -> None:
    with served(mockserver.serve({"": {"keys": KEYS}})) as server:
        words = target(server.url(), tmp_path, {"parse-graphql": {}}, master=False)
        ended = in_process("schema", words, cwd=tmp_path)

    assert (ended.code, ended.out) == (5, "")
    assert "not to everybody" in ended.err
    assert "with keys.master it is asked for as administrator" in ended.err


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ok: Boolean", "fine: Boolean", ".ok was removed."),
        ("emailVerified: Boolean", "emailVerified: String", "emailVerified changed type from Boolean"),
        (
            "input SignUpInput {",
            "input SignUpInput {\n  captcha: String!",
            "A required field SignUpInput.captcha was added.",
        ),
    ],
    ids=["field", "type", "demand"],
)
def test_what_the_contract_has_and_the_server_has_not_is_told(old: str, new: str, told: str, tmp_path: Path) -> None:
    with telling(changed(old, new)) as url:
        ended = in_process("schema", target(url, tmp_path, {"parse-graphql": {}}), cwd=tmp_path)

    assert ended.code == 1
    assert "1 difference from the contract of edition 9" in ended.err
    assert told in ended.err


def test_what_the_server_has_besides_is_its_own() -> None:
    more = changed("type Query {", "type Query {\n  weather(town: String): String")

    assert unlike(CONTRACT, more) == []


def test_directives_are_those_of_a_release_of_graphql() -> None:
    told = introspection_from_schema(changed())
    for directive in told["__schema"]["directives"]:
        directive["locations"] = directive["locations"][:1]

    assert unlike(CONTRACT, build_client_schema(told)) == []


@pytest.mark.parametrize(
    "answer",
    [
        {"data": {"__schema": {"types": 1}}},
        {"data": {"__schema": {"queryType": {"name": "Q"}, "types": [], "directives": []}}},
        {"data": {"__schema": []}},
        {"data": {}},
        {"errors": [{"message": "no \u001b[2J"}]},
        {"errors": 5},
    ],
    ids=range(6),
)
def test_what_is_no_schema_is_told(answer: dict[str, Any], tmp_path: Path) -> None:
    with telling(answer) as url:
        ended = in_process("schema", target(url, tmp_path, {"parse-graphql": {}}), cwd=tmp_path)

    assert (ended.code, ended.out) == (5, "")
    assert "parse-graphql@one: " in ended.err
    assert "\x1b" not in ended.err


def test_words_of_a_server_reach_no_terminal_raw(tmp_path: Path) -> None:
    schema = changed("type Query {", '"red \\u001b[31m"\ntype Query {')
    with telling(schema) as url:
        ended = in_process("schema", target(url, tmp_path, {"parse-graphql": {}}), cwd=tmp_path)

    assert ended.code == 0, ended.err
    assert "\x1b" not in ended.out


def test_every_door_gets_a_file(tmp_path: Path) -> None:
    with served(mockserver.serve({"": {"keys": KEYS}})) as server:
        words = target(server.url(), tmp_path, {"parse-graphql": {}, "parse-rest": {}})
        asked: Ended = in_process("schema", words, cwd=tmp_path)
        ended = in_process("schema", words, "--out", "told", cwd=tmp_path)

    assert asked.code == 4
    assert "name one with --dialect, or a folder with --out DIR" in asked.err
    assert ended.code == 0, ended.err
    document = yaml.safe_load((tmp_path / "told" / "parse-rest@one.openapi.yaml").read_text())
    assert document["servers"] == [{"url": server.url()}]
    assert "/users/me" in json.dumps(list(document["paths"]))
    assert build_schema((tmp_path / "told" / "parse-graphql@one.graphql").read_text())


def test_nobody_there_has_a_code_of_its_own(tmp_path: Path) -> None:
    words = target(f"http://127.0.0.1:{free_port()}", tmp_path, {"parse-graphql": {}})

    ended = in_process("schema", words, cwd=tmp_path)

    assert ended.code == 6
    assert "no answer" in ended.err
