"""What a server tells of its GraphQL schema, and in what it is not what the contract of the dialect says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.asking import Asker
from conformance.errors import NoAnswer
from conformance.target import Deployment, Spoken

if TYPE_CHECKING:
    from graphql import GraphQLSchema


@dataclass(frozen=True)
class Told:
    """A schema as the server tells it, or why it does not."""

    schema: GraphQLSchema | None
    why: str = ""
    as_admin: bool = False


async def introspect(asker: Asker, deployment: Deployment, spoken: Spoken) -> Told:
    """The schema of a GraphQL door: told to everybody, or else to the holder of the master key."""
    from graphql import get_introspection_query

    document = get_introspection_query(descriptions=True)
    told = await _asked(asker, deployment, spoken, document, as_admin=False)
    if told.schema is not None or "key" not in spoken.variant.binding.model.admin:
        return told
    if "master" not in deployment.keys:
        return Told(None, f"{told.why}; with keys.master it is asked for as administrator")
    return await _asked(asker, deployment, spoken, document, as_admin=True)


async def _asked(asker: Asker, deployment: Deployment, spoken: Spoken, document: str, *, as_admin: bool) -> Told:
    exchange = await asker.ask_document(deployment, spoken, document, as_admin=as_admin)
    if exchange is None:
        return Told(None, f"{spoken.dialect} has no endpoint for documents")
    if exchange.response is None:
        raise NoAnswer(f"{exchange.request.url}: {exchange.problem}")
    answer = exchange.response.json_or(None)
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict) or not data.get("__schema"):
        whom = "not even to the holder of the master key" if as_admin else "not to everybody"
        return Told(None, f"its schema is told {whom} ({_refusal(answer) or f'HTTP {exchange.response.status}'})")
    return _built(data, as_admin)


def _refusal(answer: Any) -> str | None:
    """The message of the first error, wherever a GraphQL server puts it."""
    errors = answer.get("errors") if isinstance(answer, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else answer
    message = first.get("message", first.get("error")) if isinstance(first, dict) else None
    return message if isinstance(message, str) else None


def _built(data: dict[str, Any], as_admin: bool) -> Told:
    """The schema of an introspection; what is none is data of a stranger, whatever it is wrong by."""
    from graphql import GraphQLError, build_client_schema

    try:
        return Told(build_client_schema(data), as_admin=as_admin)  # type: ignore[arg-type]  # looked at by it
    except (GraphQLError, TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        return Told(None, f"what it tells is no schema: {type(error).__name__}: {error}")


def sdl(schema: GraphQLSchema) -> str:
    """The schema in its own language, in an order that does not depend on the server's."""
    from graphql import lexicographic_sort_schema, print_schema

    return print_schema(lexicographic_sort_schema(schema)) + "\n"


def unlike(contract: Path, schema: GraphQLSchema) -> list[str]:
    """Everything that the contract says and the server has not, or has otherwise; what it has besides is its own."""
    from graphql.utilities import find_breaking_changes

    from conformance.dialects.selections import read_sdl

    ours = read_sdl(contract)
    kept = [
        change.description
        for change in find_breaking_changes(ours, schema)
        # Directives are words of ours or of a release of GraphQL, as are answers that come in place of a GraphQL one.
        if "DIRECTIVE" not in change.type.name
        and not any(change.description.startswith(f"{name} ") for name in _instead(ours))
    ]
    return sorted(kept)


def _instead(contract: GraphQLSchema) -> set[str]:
    """The types of a contract that are no part of a schema: they are answered instead."""
    nodes = ((name, kind.ast_node) for name, kind in contract.type_map.items())
    return {
        name
        for name, node in nodes
        if node is not None and any(directive.name.value == "instead" for directive in node.directives or ())
    }
