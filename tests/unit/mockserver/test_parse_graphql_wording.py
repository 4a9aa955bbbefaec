"""The words of the GraphQL door: those of graphql-js 16 (edition 9) and 14 (edition seed)."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from mockserver.contracts import ContractMissing, contract
from mockserver.fronts import graphql_documents
from mockserver.fronts.graphql_documents import Documents
from mockserver.fronts.graphql_variables import told_by_14, told_by_16, variable_problems
from mockserver.fronts.graphql_wording import as_text, shown, without_hints
from mockserver.fronts.parse_graphql import engine_of


def words(edition: str, document: str, *, hints: bool = True) -> list[str]:
    return [problem.message for problem in engine_of(edition).documents.read(document, hints=hints).problems]


@pytest.mark.parametrize(
    ("document", "of_16", "of_14"),
    [
        (
            "{ vieer { user { id } } }",
            'Cannot query field "vieer" on type "Query". Did you mean "viewer" or "user"?',
            'Cannot query field "vieer" on type "Query". Did you mean "viewer" or "user"?',
        ),
        (
            "mutation { signUp { clientMutationId } }",
            'Field "signUp" argument "input" of type "SignUpInput!" is required, but it was not provided.',
            'Field "signUp" argument "input" of type "SignUpInput!" is required, but it was not provided.',
        ),
        (
            '{ user(id: "a", idd: "b") { id } }',
            'Unknown argument "idd" on field "Query.user". Did you mean "id"?',
            'Unknown argument "idd" on field "user" of type "Query". Did you mean "id"?',
        ),
        (
            'mutation { logIn(input: {username: "a"}) { clientMutationId } }',
            'Field "LogInInput.password" of required type "String!" was not provided.',
            "Field LogInInput.password of required type String! was not provided.",
        ),
        (
            'mutation { logOut(input: {nope: "a"}) { clientMutationId } }',
            'Field "nope" is not defined by type "LogOutInput".',
            'Field "nope" is not defined by type LogOutInput.',
        ),
        (
            'mutation { logIn(input: {username: null, password: "a"}) { clientMutationId } }',
            'Expected value of type "String!", found null.',
            "Expected type String!, found null.",
        ),
        (
            "mutation { logOut(input: 5) { clientMutationId } }",
            'Expected value of type "LogOutInput", found 5.',
            "Expected type LogOutInput, found 5.",
        ),
        (
            'mutation { logInWith(input: {authData: "x"}) { clientMutationId } }',
            'Expected value of type "Object", found "x"; StringValue is not a valid Object',
            'Expected type Object, found "x"; StringValue is not a valid Object',
        ),
        (
            "{ users(where: {createdAt: {equalTo: X}}) { count } }",
            'Expected value of type "Date", found X; EnumValue is not a valid Date',
            "Expected type Date, found X; EnumValue is not a valid Date",
        ),
        (
            '{ users(where: {createdAt: {equalTo: "x"}}) { count } }',
            'Expected value of type "Date", found "x"; x is not a valid Date',
            'Expected type Date, found "x"; x is not a valid Date',
        ),
        (
            "{ health @skip }",
            *['Directive "@skip" argument "if" of type "Boolean!" is required, but it was not provided.'] * 2,
        ),
        ("query A($x: Int) { health }", *['Variable "$x" is never used in operation "A".'] * 2),
        ("{ ...F }", *['Unknown fragment "F".'] * 2),
        ("query {", "Syntax Error: Expected Name, found <EOF>.", "Syntax Error: Expected Name, found <EOF>"),
        (
            '{ user(id "a") }',
            'Syntax Error: Expected ":", found String "a".',
            'Syntax Error: Expected ":", found String "a"',
        ),
    ],
)
def test_what_is_wrong_with_a_document_is_said_as_graphql_js_does(document: str, of_16: str, of_14: str) -> None:
    assert (words("9", document), words("seed", document)) == ([of_16], [of_14])


@pytest.mark.parametrize(
    ("document", "left"),
    [
        ("{ vieer { id } }", 'Cannot query field "vieer".'),
        ("mutation { users { id } }", 'Cannot query field "users".'),
        ("{ user { id } }", 'Field "user" argument "id" of type "ID!" is required, but it was not provided.'),
        ('{ user(id: "a", idd: "b") { id } }', 'Unknown argument "idd" on field "Query.user".'),
        ("query Query { vieer { id } }", 'Cannot query field "vieer" on type "Query".'),
        ("{ viewer }", 'Field "viewer" must have a selection of subfields.'),
        ("# Viewer\n{ viewer }", 'Field "viewer" of type "Viewer!" must have a selection of subfields.'),
        ("{ health { x } }", 'Field "health" must not have a selection since type "Boolean!" has no subfields.'),
        ("{ users(where: {username: 5}) { count } }", "Expected value of the correct type, found 5."),
        (
            "{ users(where: {createdAt: {equalTo: 5}}) { count } } # Date",
            'Expected value of type "Date", found 5; IntValue is not a valid Date',
        ),
        (
            "query A($x: Int) { user(id: $x) { id } }",
            'Variable "$x" of type "Int" used in position expecting a different type.',
        ),
        (
            "query A($x: ID) { user(id: $x) { id } }",
            'Variable "$x" of type "ID" used in position expecting type "ID!".',
        ),
        (
            "{ viewer { ... on Session { id } } }",
            'Fragment cannot be spread here as objects of the parent type can never be of type "Session".',
        ),
        ("mutation { logOut(input: {nope: 1}) { ok } }", 'Field "nope" is not defined.'),
        ('mutation { logIn(input: {username: "x"}) { clientMutationId } }', "Field of required type was not provided."),
        ('{ users(order: ["x"]) { count } }', 'Enum "UserOrder" cannot represent non-enum value: "x".'),
    ],
)
def test_who_is_not_the_master_learns_no_schema_from_errors(document: str, left: str) -> None:
    assert words("9", document, hints=False) == [left]


def test_a_document_that_is_nested_too_deeply_is_refused() -> None:
    assert "Syntax Error" in words("9", "{ a " * 50_000)[0]


def misfits(edition: str, document: str, values: Any) -> list[str]:
    engine = engine_of(edition)
    (operation,) = [node for node in parse(document).definitions if isinstance(node, OperationDefinitionNode)]
    tell = told_by_16 if edition == "9" else told_by_14
    return [one.message for one in variable_problems(engine.schema, operation, values, tell)]


SIGN_UP = "mutation S($f: CreateUserFieldsInput) { signUp(input: {fields: $f}) { clientMutationId } }"
LOG_IN = "mutation L($i: LogInInput!) { logIn(input: $i) { clientMutationId } }"


@pytest.mark.parametrize(
    ("document", "values", "of_16", "of_14"),
    [
        (LOG_IN, {}, *['Variable "$i" of required type "LogInInput!" was not provided.'] * 2),
        (LOG_IN, {"i": None}, *['Variable "$i" of non-null type "LogInInput!" must not be null.'] * 2),
        (
            LOG_IN,
            {"i": {"username": "a", "password": None}},
            'Variable "$i" got invalid value null at "i.password"; '
            'Expected non-nullable type "String!" not to be null.',
            'Variable "$i" got invalid value { username: "a", password: null }; '
            "Expected non-nullable type String! not to be null at value.password.",
        ),
        (
            LOG_IN,
            {"i": {"username": "a"}},
            'Variable "$i" got invalid value { username: "a" }; '
            'Field "password" of required type "String!" was not provided.',
            'Variable "$i" got invalid value { username: "a" }; '
            "Field value.password of required type String! was not provided.",
        ),
        (
            LOG_IN,
            {"i": 5},
            'Variable "$i" got invalid value 5; Expected type "LogInInput" to be an object.',
            'Variable "$i" got invalid value 5; Expected type LogInInput to be an object.',
        ),
        (
            LOG_IN,
            {"i": {"username": {"$ne": None}, "password": "b"}},
            'Variable "$i" got invalid value { $ne: null } at "i.username"; '
            "String cannot represent a non string value: { $ne: null }",
            'Variable "$i" got invalid value { username: { $ne: null }, password: "b" }; '
            "Expected type String at value.username. String cannot represent a non string value: { $ne: null }",
        ),
        (
            "query U($i: ID!) { user(id: $i) { id } }",
            {"i": 1.5},
            'Variable "$i" got invalid value 1.5; ID cannot represent value: 1.5',
            'Variable "$i" got invalid value 1.5; Expected type ID. ID cannot represent value: 1.5',
        ),
        (
            "query U($o: [UserOrder!]) { users(order: $o) { count } }",
            {"o": ["nope"]},
            'Variable "$o" got invalid value "nope" at "o[0]"; Value "nope" does not exist in "UserOrder" enum.',
            'Variable "$o" got invalid value ["nope"]; '
            'Expected type UserOrder at value[0]. Value "nope" does not exist in "UserOrder" enum.',
        ),
        (
            "query U($o: [UserOrder!]) { users(order: $o) { count } }",
            {"o": [5]},
            'Variable "$o" got invalid value 5 at "o[0]"; Enum "UserOrder" cannot represent non-string value: 5.',
            'Variable "$o" got invalid value [5]; '
            'Expected type UserOrder at value[0]. Enum "UserOrder" cannot represent non-string value: 5.',
        ),
        (
            "mutation W($a: Object!) { logInWith(input: {authData: $a}) { clientMutationId } }",
            {"a": "x"},
            'Variable "$a" got invalid value "x"; Expected type "Object". x is not a valid Object',
            'Variable "$a" got invalid value "x"; Expected type Object. x is not a valid Object',
        ),
        (
            SIGN_UP,
            {"f": {"username": "a", "password": "b", "phone": "1"}},
            'Variable "$f" got invalid value { username: "a", password: "b", phone: "1" }; '
            'Field "phone" is not defined by type "CreateUserFieldsInput".',
            'Variable "$f" got invalid value { username: "a", password: "b", phone: "1" }; '
            'Field "phone" is not defined by type CreateUserFieldsInput.',
        ),
    ],
)
def test_what_is_wrong_with_a_variable_is_said_as_graphql_js_does(
    document: str, values: Any, of_16: str, of_14: str
) -> None:
    assert (misfits("9", document, values), misfits("seed", document, values)) == ([of_16], [of_14])


ACL_OF = 'Variable "$f" got invalid value'


@pytest.mark.parametrize(
    ("document", "acl", "left"),
    [
        (SIGN_UP, {"nope": 5}, [f'{ACL_OF} {{ nope: 5 }} at "f.ACL"; Field "nope" is not defined.']),
        (SIGN_UP, {"public": 5}, [f'{ACL_OF} 5 at "f.ACL.public"; Expected an object.']),
        (SIGN_UP, {"users": [None]}, [f'{ACL_OF} null at "f.ACL.users[0]"; Expected a non-null value.']),
        (
            f"{SIGN_UP} # PublicACLInput",
            {"public": 5},
            [f'{ACL_OF} 5 at "f.ACL.public"; Expected type "PublicACLInput" to be an object.'],
        ),
        (
            SIGN_UP,
            {"public": {"read": True}},
            [f'{ACL_OF} {{ read: true }} at "f.ACL.public"; Field of required type was not provided.'],
        ),
    ],
)
def test_who_is_not_the_master_learns_no_schema_from_variables(document: str, acl: Any, left: list[str]) -> None:
    assert [without_hints(message, document) for message in misfits("9", document, {"f": {"ACL": acl}})] == left


def test_the_master_is_told_what_was_meant() -> None:
    (told,) = misfits("9", SIGN_UP, {"f": {"usernam": "a"}})

    assert told.endswith('is not defined by type "CreateUserFieldsInput". Did you mean "username"?')


@pytest.mark.parametrize(
    ("document", "values"),
    [
        (SIGN_UP, {}),
        (SIGN_UP, {"f": None}),
        (LOG_IN, {"i": {"username": "a", "password": "b"}}),
        ("query U($o: [UserOrder!]) { users(order: $o) { count } }", {"o": "id_ASC"}),
        ("query U($n: Int = 3) { users(first: $n) { count } }", {}),
        ("query U($d: Date) { users(where: {createdAt: {equalTo: $d}}) { count } }", {"d": "2026-01-01T00:00:00.000Z"}),
    ],
)
def test_variables_that_fit_have_no_problems(document: str, values: Any) -> None:
    assert misfits("9", document, values) == []


@pytest.mark.parametrize("value", ["yesterday", 5, "2026-01-01"])
def test_a_date_is_a_moment_with_its_zone(value: Any) -> None:
    document = "query U($d: Date) { users(where: {createdAt: {equalTo: $d}}) { count } }"

    (message,) = misfits("9", document, {"d": value})

    assert message.endswith(f'Expected type "Date". {value} is not a valid Date')


@pytest.mark.parametrize(
    ("value", "printed", "as_javascript"),
    [
        (None, "null", "null"),
        (True, "true", "true"),
        (1.0, "1", "1"),
        (0.5, "0.5", "0.5"),
        ('a"b', '"a\\"b"', 'a"b'),
        ([], "[]", ""),
        ({}, "{}", "[object Object]"),
        ([1, None, "a"], '[1, null, "a"]', "1,,a"),
        ({"a": {"b": {"c": 1}, "d": [1]}}, "{ a: { b: [Object], d: [Array] } }", "[object Object]"),
        (list(range(11)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... 1 more item]", "0,1,2,3,4,5,6,7,8,9,10"),
        (list(range(12)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... 2 more items]", "0,1,2,3,4,5,6,7,8,9,10,11"),
    ],
)
def test_values_are_printed_as_javascript_prints_them(value: Any, printed: str, as_javascript: str) -> None:
    assert (shown(value), as_text(value)) == (printed, as_javascript)


def test_documents_are_remembered_and_the_oldest_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_of("9")
    documents = Documents(engine.schema, engine.manners.reword)
    first = documents.read("{ a0: health }", hints=True)

    assert documents.read("{ a0: health }", hints=True) is first
    assert documents.read("{ a0: health }", hints=False) is not first
    for number in range(graphql_documents.REMEMBERED):
        documents.read(f"{{ b{number}: health }}", hints=True)
    assert documents.read("{ a0: health }", hints=True) is not first


def test_a_long_document_is_not_remembered() -> None:
    documents = engine_of("9").documents
    text = "{ health } #" + "x" * graphql_documents.LONGEST_REMEMBERED

    assert documents.read(text, hints=True) is not documents.read(text, hints=True)


def test_a_contract_that_is_nowhere_is_told() -> None:
    with pytest.raises(ContractMissing, match=r"no contract nope\.graphql"):
        contract("nope.graphql")


def test_the_mock_shows_what_the_contract_says_and_nothing_of_ours() -> None:
    schema = engine_of("9").schema

    assert schema.get_type("RefusalBeforeGraphQL") is None
    assert {directive.name for directive in schema.directives}.isdisjoint({"form", "instead"})
    assert schema.get_type("User") is not None
