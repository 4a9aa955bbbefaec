"""Contracts compiled: what they take, what they refuse, and how they say so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.dialects.contracts import Deviation, GraphQLContract, OpenApiContract, load_contract


def data(contract: GraphQLContract, document: str, **values: Any) -> list[Deviation]:
    return contract.answer_check(document)({"data": values})


# --- documents ------------------------------------------------------------------------------------


def test_a_document_of_the_contract_has_no_problems(graphql: GraphQLContract) -> None:
    assert graphql.check_document("{ person { name } }") == []


def test_every_problem_of_a_document_is_told_with_its_place(graphql: GraphQLContract) -> None:
    found = graphql.check_document("{ persn { name }\n  person { naem } }")

    assert [problem.split(" ", 1)[0] for problem in found] == ["1:3", "2:12"]
    assert "persn" in found[0] and "naem" in found[1]


def test_a_document_that_cannot_be_read_is_one_problem(graphql: GraphQLContract) -> None:
    assert [problem[:4] for problem in graphql.check_document("{ person {")] == ["1:11"]


def test_an_answer_check_needs_to_know_which_operation(graphql: GraphQLContract) -> None:
    document = "query A { count } query B { ratio }"

    assert graphql.answer_check(document, "B")({"data": {"ratio": None}}) == []
    with pytest.raises(ValueError, match="2 operations"):
        graphql.answer_check(document)


def test_a_kind_of_operation_that_the_contract_lacks_is_told(graphql: GraphQLContract) -> None:
    with pytest.raises(ValueError, match="no subscription"):
        graphql.answer_check("subscription { x }")


@pytest.mark.parametrize(
    "document", ["{ nobody { name } }", "{ person { ... on Colour { name } } }"], ids=["field", "type"]
)
def test_a_document_outside_of_the_contract_has_no_answer_check(graphql: GraphQLContract, document: str) -> None:
    with pytest.raises(ValueError, match="the contract has no"):
        graphql.answer_check(document)


# --- answers to documents ---------------------------------------------------------------------------

PERSON = {"id": "1", "name": None, "born": "1970"}


ASK_PERSON = "{ person { id name born } }"


def test_an_answer_as_selected_keeps_the_contract(graphql: GraphQLContract) -> None:
    assert data(graphql, ASK_PERSON, person=PERSON) == []
    assert data(graphql, ASK_PERSON, person=None) == []


@pytest.mark.parametrize(
    ("person", "deviation"),
    [
        ({"id": "1", "name": None}, Deviation("data.person.born", "present", "absent")),
        ({**PERSON, "age": 3}, Deviation("data.person.age", "absent", "number")),
        ({**PERSON, "id": 1}, Deviation("data.person.id", "string", "number")),
        ({**PERSON, "id": None}, Deviation("data.person.id", "string", "null")),
        ({**PERSON, "name": True}, Deviation("data.person.name", "string or null", "boolean")),
        ({**PERSON, "born": "now"}, Deviation("data.person.born", "text like ^[0-9]{4}$", '"now"')),
        ([], Deviation("data.person", "object or null", "array")),
    ],
    ids=lambda value: value.path if isinstance(value, Deviation) else "",
)
def test_what_is_wrong_is_told_where_it_is(graphql: GraphQLContract, person: Any, deviation: Deviation) -> None:
    assert data(graphql, ASK_PERSON, person=person) == [deviation]


def test_all_deviations_are_told(graphql: GraphQLContract) -> None:
    found = data(graphql, ASK_PERSON, person={"id": 1, "born": None, "age": 3})

    assert {d.path for d in found} == {f"data.person.{name}" for name in ("id", "name", "born", "age")}


def test_members_are_called_by_their_alias(graphql: GraphQLContract) -> None:
    assert data(graphql, "{ who: person { n: name } }", who={"n": "x"}) == []
    assert data(graphql, "{ who: person { n: name } }", person={"n": "x"}) != []


@pytest.mark.parametrize(
    ("document", "good", "bad"),
    [
        ("{ colour }", {"colour": "RED"}, {"colour": "GREEN"}),
        ("{ count }", {"count": 3}, {"count": 2**31}),
        ("{ count }", {"count": 0}, {"count": True}),
        ("{ ratio }", {"ratio": 0.5}, {"ratio": "0.5"}),
        ("{ person { bag } }", {"person": {"bag": {"a": 1}}}, {"person": {"bag": "a"}}),
        ("{ person { tags } }", {"person": {"tags": ["a"]}}, {"person": {"tags": [None]}}),
        ("{ person { friends { id } } }", {"person": {"friends": [None]}}, {"person": {"friends": None}}),
        ("{ __typename }", {"__typename": "Query"}, {"__typename": "Person"}),
    ],
    ids=["enum", "int", "no-bool", "float", "object-scalar", "list-item", "list", "typename"],
)
def test_each_kind_of_value_has_its_form(
    graphql: GraphQLContract, document: str, good: dict[str, Any], bad: dict[str, Any]
) -> None:
    assert data(graphql, document, **good) == []
    assert len(data(graphql, document, **bad)) == 1


@pytest.mark.parametrize("value", [None, 1, "a", [], {}])
def test_a_scalar_without_a_form_may_be_anything(graphql: GraphQLContract, value: Any) -> None:
    assert data(graphql, "{ what }", what=value) == []


def test_fragments_on_the_type_itself_and_on_its_interface_are_always_there(graphql: GraphQLContract) -> None:
    document = "{ person { ...P ... on Being { id } ... { born } } } fragment P on Person { name }"

    assert {d.path for d in data(graphql, document, person={})} == {
        "data.person.name",
        "data.person.id",
        "data.person.born",
    }


def test_fragments_on_one_of_several_types_may_be_left_out(graphql: GraphQLContract) -> None:
    document = "{ all { __typename id ... on Person { name } ... on Robot { serial } } }"
    robot = {"__typename": "Robot", "id": "1", "serial": 1}

    assert data(graphql, document, all=[robot, {"__typename": "Person", "id": "1", "name": None}]) == []
    assert [d.path for d in data(graphql, document, all=[{**robot, "serial": "1", "__typename": "Dog"}])] == [
        "data.all.0.__typename",
        "data.all.0.serial",
    ]


def test_fields_under_a_condition_may_be_left_out(graphql: GraphQLContract) -> None:
    document = "query Q($x: Boolean!) { person { id name @include(if: $x) ... @skip(if: $x) { born } } }"

    assert data(graphql, document, person={"id": "1"}) == []
    assert [d.path for d in data(graphql, document, person={"id": "1", "name": 1})] == ["data.person.name"]


def test_a_field_that_is_selected_twice_is_one_member(graphql: GraphQLContract) -> None:
    document = "{ person { friends { id } friends { name } } }"

    assert data(graphql, document, person={"friends": [{"id": "1", "name": "x"}]}) == []
    assert [d.path for d in data(graphql, document, person={"friends": [{"id": "1"}]})] == [
        "data.person.friends.0.name"
    ]


def test_introspection_can_be_checked_too(graphql: GraphQLContract) -> None:
    document = "{ __schema { queryType { name } } }"

    assert data(graphql, document, __schema={"queryType": {"name": "Query"}}) == []


# --- answers with errors ---------------------------------------------------------------------------

ERROR = {"message": "no", "locations": [{"line": 1, "column": 2}], "path": ["person", 0], "extensions": {"code": 1}}


@pytest.mark.parametrize(
    "body",
    [
        {"errors": [ERROR], "data": None},
        {"errors": [ERROR], "data": {"person": None}},
        {"errors": [{"message": "no"}]},
        {"errors": [ERROR], "data": {"person": PERSON}, "extensions": {}},
    ],
    ids=["all-null", "part-null", "before-execution", "beside-data"],
)
def test_errors_of_the_right_form_are_taken(graphql: GraphQLContract, body: Any) -> None:
    assert graphql.answer_check(ASK_PERSON)(body) == []


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"data": None}, "data"),
        ({}, "error"),
        ({"errors": []}, "errors"),
        ({"errors": {}}, "errors"),
        ({"errors": [{}]}, "errors.0.message"),
        ({"errors": [{**ERROR, "code": 1}]}, "errors.0.code"),
        ({"errors": [{**ERROR, "locations": [{"line": 0, "column": 1}]}]}, "errors.0.locations.0.line"),
        ({"errors": [{**ERROR, "path": [1.5]}]}, "errors.0.path.0"),
        ({"errors": [ERROR], "data": {"stray": 1}}, "data.stray"),
        ({"errors": [ERROR], "data": 3}, "data"),
        ({"data": {"person": None}, "stray": 1}, "stray"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_errors_of_another_form_are_not(graphql: GraphQLContract, body: Any, path: str) -> None:
    assert path in {d.path for d in graphql.answer_check(ASK_PERSON)(body)}


def test_an_object_marked_instead_may_be_the_answer(graphql: GraphQLContract) -> None:
    check = graphql.answer_check(ASK_PERSON)

    assert check({"error": "unauthorized"}) == []
    assert check({"code": 209, "error": "Invalid"}) == []
    assert check({"code": "209", "error": "Invalid"}) == [Deviation("code", "integer", "string")]


def test_without_such_an_object_only_a_graphql_answer_will_do(tmp_path: Path) -> None:
    path = tmp_path / "plain.graphql"
    path.write_text("type Query { count: Int! }")

    assert GraphQLContract.load(path).answer_check("{ count }")({"error": "x"}) != []


@pytest.mark.parametrize("body", [None, 3, "text", [], object()], ids=["null", "number", "text", "list", "no-json"])
def test_what_is_no_object_is_no_answer(graphql: GraphQLContract, body: Any) -> None:
    assert [d.path for d in graphql.answer_check(ASK_PERSON)(body)] == ["$"]


# --- both -----------------------------------------------------------------------------------------


def test_long_values_are_cut(graphql: GraphQLContract) -> None:
    (found,) = data(graphql, ASK_PERSON, person={**PERSON, "born": "x" * 500})

    assert len(found.got) == 60 and found.got.endswith("…")


def test_the_ending_of_a_file_tells_its_format(graphql: GraphQLContract, openapi: OpenApiContract) -> None:
    assert isinstance(load_contract(graphql.source), GraphQLContract)
    assert isinstance(load_contract(openapi.source), OpenApiContract)


def test_graphql_core_is_not_imported_before_an_sdl_is_read() -> None:
    code = "import sys, conformance.dialects.contracts; print('graphql' in sys.modules, 'aiohttp' in sys.modules)"

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout.split() == ["False", "False"]
