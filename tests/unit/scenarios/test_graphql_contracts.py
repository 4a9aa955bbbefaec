"""The schemas of GraphQL against something foreign: what real servers answered, and the schemas they showed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from graphql import DefinitionNode, DocumentNode, build_schema, parse, print_ast, validate_schema

from conformance.dialects.contracts import Deviation, GraphQLContract
from tests.support.recordings import RECORDINGS, Recorded, by_group, exchanges, lines

DIALECTS = Path(__file__).parents[3] / "scenarios" / "dialects"
GRAPHQL_9 = [
    one
    for one in exchanges("parse-server-9")
    if one.path.startswith("/graphql") and isinstance(one.body, dict) and isinstance(one.body.get("query"), str)
    if one.body["query"]  # without a document there is nothing to hold against a schema
]


#: Documents that use columns of one database only: PostgreSQL shows its hash, somebody had added a phone.

OWN_COLUMNS = {"crud-47", "crud-49", "crud-51", "crud-53", "crud-55", "signup-101"}


#: Subscriptions are refused while executing, with HTTP 200, though no document with one is valid.

EXECUTED_THOUGH_INVALID = {"http-80"}


#: Asked before anybody had a session, of which the server's schema then knows nothing yet.

BEFORE_THE_FIRST_SESSION = {"signup-1"}


#: Documents that ask a node for what users alone have: without its type an answer cannot tell whether it is one.

OF_UNTOLD_TYPE = {"crud-41"}


@cache
def graphql(edition: str) -> GraphQLContract:
    return GraphQLContract.load(DIALECTS / f"parse-graphql.{edition}.graphql")


def was_invalid(one: Recorded) -> bool:
    codes = [error["extensions"]["code"] for error in one.answer.get("errors", [])] if one.status == 400 else []
    return bool({"GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"} & set(codes))


@pytest.mark.parametrize("recorded", by_group(GRAPHQL_9))
def test_the_sdl_takes_the_documents_that_the_server_took(recorded: list[Recorded]) -> None:
    refused = {str(one) for one in recorded if graphql("9").check_document(one.body["query"])}
    excepted = {str(one) for one in recorded} & (OWN_COLUMNS | EXECUTED_THOUGH_INVALID)

    assert refused == {str(one) for one in recorded if was_invalid(one)} - BEFORE_THE_FIRST_SESSION | excepted


def one_operation(one: Recorded) -> bool:
    document = parse(one.body["query"])
    named = [node.name.value for node in document.definitions if getattr(node, "name", None)]
    wanted = one.body.get("operationName")
    return wanted in named if wanted else len(document.definitions) == 1


ANSWERED = [
    one
    for one in GRAPHQL_9
    if not was_invalid(one) and str(one) not in OWN_COLUMNS | EXECUTED_THOUGH_INVALID and one_operation(one)
]


def answer_deviations(one: Recorded, answer: Any = ...) -> list[Deviation]:
    check = graphql("9").answer_check(one.body["query"], one.body.get("operationName"))
    return check(one.answer if answer is ... else answer)


@pytest.mark.parametrize("recorded", by_group(ANSWERED))
def test_parse_server_9_keeps_the_graphql_contract(recorded: list[Recorded]) -> None:
    found = {str(one): answer_deviations(one) for one in recorded}

    assert {name: deviations for name, deviations in found.items() if deviations} == {}


@pytest.mark.parametrize(
    "recorded", by_group(o for o in ANSWERED if o.answer.get("data") and str(o) not in OF_UNTOLD_TYPE)
)
def test_every_value_of_an_answer_is_judged(recorded: list[Recorded]) -> None:
    unnoticed = [
        (str(one), path)
        for one in recorded
        for path, broken in broken_answers(one.answer["data"])
        if not any(d.path == f"data.{path}" for d in answer_deviations(one, {**one.answer, "data": broken}))
    ]

    assert unnoticed == []


# --- the nested GraphQL of 3.x --------------------------------------------------------------------------

#: Steps about other classes, and about fields that the recorder had added to the schema.

OTHER_SCHEMA = ("08-custom-fields",)


GRAPHQL_3 = [
    (edition, one)
    for folder, edition in (("parse-server-3", "3.7"), ("parse-server-3.6", "3.6"))
    for one in exchanges(folder)
    if one.path == "/graphql" and isinstance(one.body, dict) and isinstance(one.answer, dict)
    if isinstance(one.body.get("query"), str) and one.group not in OTHER_SCHEMA
]


@cache
def nested(edition: str) -> GraphQLContract:
    return GraphQLContract.load(DIALECTS / f"parse-graphql-legacy.{edition}.graphql")


def test_the_nested_sdl_takes_the_documents_that_the_servers_took() -> None:
    refused = {(e, str(one)) for e, one in GRAPHQL_3 if nested(e).check_document(one.body["query"])}

    assert len(GRAPHQL_3) > 250
    assert refused == {(e, str(one)) for e, one in GRAPHQL_3 if one.body["query"] and was_invalid(one)}


def test_parse_server_3_keeps_the_nested_contract() -> None:
    found = {
        (edition, str(one)): deviations
        for edition, one in GRAPHQL_3
        if one.body["query"] and not was_invalid(one) and one_operation(one)
        if (deviations := nested(edition).answer_check(one.body["query"], one.body.get("operationName"))(one.answer))
    }

    assert found == {}


#: Any kind of value may stand inside of these.

OPEN_OBJECTS = {"authData", "authDataResponse", "createdWith"}


def broken_answers(data: Any, at: str = "") -> list[tuple[str, Any]]:
    """The data with each of its members taken away, replaced by a wrong kind, and joined by a stranger."""
    if isinstance(data, list):
        return [
            (path, [*data[:i], broken, *data[i + 1 :]])
            for i, item in enumerate(data)
            for path, broken in broken_answers(item, f"{at}{i}.")
        ]
    if not isinstance(data, dict) or at.rpartition(".")[0].rpartition(".")[2] in OPEN_OBJECTS:
        return []
    cases: list[tuple[str, Any]] = [(f"{at}stray", {**data, "stray": 1})]
    for name, value in data.items():
        cases.append((at + name, {key: other for key, other in data.items() if key != name}))
        cases.append((at + name, {**data, name: 0.5}))
        cases += [(path, {**data, name: broken}) for path, broken in broken_answers(value, f"{at}{name}.")]
    return cases


#: The guide selects an id here and does not show it in its answer.

FORGOTTEN = {"mutation LoginWithFacebook": [Deviation("data.logInWith.viewer.user.id", "present", "absent")]}


@pytest.mark.parametrize("line", lines("parse-server-4/guide.jsonl"), ids=lambda line: line["document"][:20])
def test_the_guide_keeps_the_graphql_contract_of_the_seed_edition(line: dict[str, Any]) -> None:
    contract = graphql("seed")

    assert contract.check_document(line["document"]) == []
    assert contract.answer_check(line["document"])(line["answer"]) == FORGOTTEN.get(line["document"][:26], [])


@pytest.mark.parametrize(("edition", "takes"), [("9", False), ("seed", True)])
def test_only_the_seed_edition_shows_who_logged_out(edition: str, takes: bool) -> None:
    document = "mutation { logOut(input: {}) { viewer { sessionToken } } }"

    assert (graphql(edition).check_document(document) == []) is takes


# --- the SDL against the schemas that the servers showed ---------------------------------------------

OURS_ALONE = {"RefusalBeforeGraphQL", "form", "instead"}


#: `node` was called on 9.10.0 with success, but stands outside of the part of its schema that was kept.

NOT_KEPT_OF_9 = {"Query.node(id: ID!): Node"}


#: Sessions are offered without filters and order, so their field has fewer arguments.

FEWER_ARGUMENTS = {
    "Query.sessions(skip: Int, after: String, first: Int, before: String, last: Int, options: ReadOptionsInput)"
    ": SessionConnection!"
}


#: Types of 4.0.2 that were kept with another release only, because they never differed.

SAME_IN_ALL = {
    *("ACL", "UserACL", "RoleACL", "PublicACL", "ACLInput", "UserACLInput", "RoleACLInput", "PublicACLInput"),
    *("PageInfo", "ReadOptionsInput", "StringWhereInput", "BooleanWhereInput", "DateWhereInput", "IdWhereInput"),
}


def definitions(document: DocumentNode) -> dict[str, DefinitionNode]:
    return {node.name.value: node for node in document.definitions if hasattr(node, "name") and node.name}


def members(name: str, node: Any) -> set[str]:
    """Every field (with arguments and type) and every value of a definition, in words."""
    fields = {f"{name}.{print_member(field)}" for field in getattr(node, "fields", None) or ()}
    return fields | {f"{name}.{value.name.value}" for value in getattr(node, "values", None) or ()}


def print_member(field: Any) -> str:
    arguments = ", ".join(f"{a.name.value}: {print_ast(a.type)}" for a in getattr(field, "arguments", None) or ())
    return f"{field.name.value}{f'({arguments})' if arguments else ''}: {print_ast(field.type)}"


def read(path: Path) -> dict[str, DefinitionNode]:
    return definitions(parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("edition", "recorded", "unseen_types", "unseen_members"),
    [
        ("9", "parse-server-9", set(), NOT_KEPT_OF_9 | FEWER_ARGUMENTS),
        ("seed", "parse-server-4", SAME_IN_ALL, FEWER_ARGUMENTS),
    ],
    ids=["9", "seed"],
)
def test_the_sdl_promises_nothing_that_the_server_did_not_show(
    edition: str, recorded: str, unseen_types: set[str], unseen_members: set[str]
) -> None:
    ours = read(DIALECTS / f"parse-graphql.{edition}.graphql")
    theirs = read(RECORDINGS / recorded / "user-schema.graphql")

    assert ours.keys() - theirs.keys() == OURS_ALONE | unseen_types
    for name in ours.keys() & theirs.keys():
        assert ours[name].kind == theirs[name].kind
        assert members(name, ours[name]) - members(name, theirs[name]) <= unseen_members


def test_types_that_never_differed_are_the_same_in_both_editions() -> None:
    nine, seed = (read(DIALECTS / f"parse-graphql.{edition}.graphql") for edition in ("9", "seed"))

    assert {name: print_ast(seed[name]) for name in SAME_IN_ALL} == {
        name: print_ast(nine[name]) for name in SAME_IN_ALL
    }


#: Left out of the contract on purpose, in words that its head explains.

LEFT_OUT = ("_hashed_password", "_password_history", "_rperm", "_wperm", "inQueryKey", "notInQueryKey", "text")


LEFT_OUT_FILTERS = {"UserWhereInput.ACL", "UserWhereInput.authData"}


#: Of the nested schema: other classes, functions and files, and filters that look into other classes.

OTHER_THAN_USERS: Final = re.compile(
    r"_(Role|Session)$|^Mutation\.(files|functions)$|_(select|dontSelect|text|inQueryKey|notInQueryKey)$"
)


@pytest.mark.parametrize(("edition", "recorded"), [("9", "parse-server-9"), ("seed", "parse-server-4")])
def test_what_users_are_made_of_is_whole(edition: str, recorded: str) -> None:
    ours = read(DIALECTS / f"parse-graphql.{edition}.graphql")
    theirs = read(RECORDINGS / recorded / "user-schema.graphql")
    kinds = ("object_type_definition", "input_object_type_definition")

    missing = {
        member.partition("(")[0].partition(":")[0]
        for name in ours.keys() & theirs.keys() - {"Query", "Mutation"}
        if theirs[name].kind in kinds
        for member in members(name, theirs[name]) - members(name, ours[name])
    }

    assert {name for name in missing if not name.endswith(LEFT_OUT)} <= LEFT_OUT_FILTERS


@pytest.mark.parametrize(("edition", "recorded"), [("3.7", "parse-server-3"), ("3.6", "parse-server-3.6")])
def test_the_nested_sdl_is_what_the_servers_showed_of_users(edition: str, recorded: str) -> None:
    ours = read(DIALECTS / f"parse-graphql-legacy.{edition}.graphql")
    theirs = read(RECORDINGS / recorded / "user-schema.graphql")
    missing = {
        member.partition("(")[0].partition(":")[0]
        for name in ours.keys() & theirs.keys()
        for member in members(name, theirs[name]) - members(name, ours[name])
    }

    assert ours.keys() - theirs.keys() == OURS_ALONE
    assert [
        name for name in ours.keys() & theirs.keys() if members(name, ours[name]) - members(name, theirs[name])
    ] == []
    assert {name for name in missing if not OTHER_THAN_USERS.search(name)} == {
        "_UserConstraints.ACL",
        "_UserConstraints.authData",
    }


@pytest.mark.parametrize(
    "sdl", ["parse-graphql.9", "parse-graphql.seed", "parse-graphql-legacy.3.7", "parse-graphql-legacy.3.6"]
)
def test_the_sdl_is_valid_by_itself(sdl: str) -> None:
    schema = build_schema((DIALECTS / f"{sdl}.graphql").read_text(encoding="utf-8"))

    assert validate_schema(schema) == []
