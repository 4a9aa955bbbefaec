"""Durudex's contracts against the schema that its public gateway showed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema, print_type

ROOT = Path(__file__).parents[3]
#: Posts, and files that are uploaded: nothing of user accounts.
NOT_OF_ACCOUNTS = {
    "Query.post",
    "Mutation.updateAvatar",
    "Mutation.createPost",
    "Mutation.deletePost",
    "Mutation.updatePost",
}


def shown() -> GraphQLSchema:
    """The schema of May 2022, as it was introspected."""
    recorded = ROOT / "tests" / "recordings" / "durudex" / "user-schema.graphql"
    return build_schema(recorded.read_text(encoding="utf-8"))


def contract(edition: str) -> GraphQLSchema:
    """Our contract."""
    path = ROOT / "scenarios" / "dialects" / f"durudex.{edition}.graphql"
    return build_schema(path.read_text(encoding="utf-8"))


def members(schema: GraphQLSchema) -> dict[str, str]:
    """`Type.field` to how it is written, directives included, of everything but scalars."""
    found: dict[str, str] = {}
    for name, kind in schema.type_map.items():
        fields: dict[str, Any] = getattr(kind, "fields", {})
        if not name.startswith("__"):
            found |= {f"{name}.{member}": _written(value) for member, value in fields.items()}
    return found


def _written(field: Any) -> str:
    arguments = ", ".join(f"{name}: {argument.type}" for name, argument in getattr(field, "args", {}).items())
    marks = [directive.name.value for directive in (field.ast_node.directives or ())]
    return f"({arguments}) {field.type} {marks}"


def test_the_contract_of_the_seed_is_what_the_gateway_showed_of_accounts() -> None:
    ours, theirs = members(contract("seed")), members(shown())
    known = {name.partition(".")[0] for name in ours}

    assert {name: theirs.get(name) for name in ours} == ours
    assert {name for name in theirs.keys() - ours.keys() if name.partition(".")[0] in known} == NOT_OF_ACCOUNTS


@pytest.mark.parametrize("name", ["Node", "Tokens", "User", "SignUpInput", "SignInInput", "ForgotPasswordInput"])
def test_types_are_told_to_the_letter(name: str) -> None:
    assert print_type(contract("seed").type_map[name]) == print_type(shown().type_map[name])


def test_the_later_contract_differs_in_what_the_history_of_the_schema_says() -> None:
    may, august = members(contract("seed")), members(contract("2022-08"))

    assert {name for name in may.keys() | august.keys() if may.get(name) != august.get(name)} == {
        "Query.me",
        "Mutation.signUp",
        "User.createdAt",
    }
    assert (august["Query.me"], august["Mutation.signUp"]) == (
        "() User! ['isAuth']",
        "(input: SignUpInput!) Tokens! []",
    )
