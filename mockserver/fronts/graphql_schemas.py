"""Executable schemas, built once for each edition: the contract, with a resolver for each field that needs one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DocumentNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    ObjectValueNode,
    ScalarTypeDefinitionNode,
    StringValueNode,
    ValueNode,
    build_ast_schema,
    parse,
    value_from_ast_untyped,
)

from mockserver.fronts.graphql_wording import as_text

Resolver: TypeAlias = Callable[..., Any]
#: Resolvers by `Type.field`.
Resolvers: TypeAlias = Mapping[str, Resolver]

#: Directives of the contract that speak of answers, and are no part of what a server shows.
_ABOUT_ANSWERS: Final = frozenset({"form", "instead"})


def executable_schema(contract: Path, resolvers: Resolvers) -> GraphQLSchema:
    """The schema of a contract; resolvers for fields that it does not have are left out."""
    document = parse(contract.read_text(encoding="utf-8"))
    shown = (_plain(node) for node in document.definitions if _is_shown(node))
    schema = build_ast_schema(DocumentNode(definitions=tuple(shown)))
    for place, resolver in resolvers.items():
        owner, _, name = place.partition(".")
        kind = schema.get_type(owner)
        if isinstance(kind, GraphQLObjectType) and name in kind.fields:
            kind.fields[name].resolve = resolver
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInterfaceType):
            kind.resolve_type = _type_of
        elif isinstance(kind, GraphQLScalarType) and kind.name in _SCALARS:
            of_value, of_literal = _SCALARS[kind.name]
            kind.coerce_input_value = of_value
            kind.parse_literal = of_literal  # type: ignore[method-assign]
    return schema


def _is_shown(node: DefinitionNode) -> bool:
    if isinstance(node, DirectiveDefinitionNode):
        return node.name.value not in _ABOUT_ANSWERS
    marked = isinstance(node, ObjectTypeDefinitionNode) and any(
        d.name.value == "instead" for d in node.directives or ()
    )
    return not marked


def _plain(node: DefinitionNode) -> DefinitionNode:
    if not isinstance(node, ScalarTypeDefinitionNode):
        return node
    return ScalarTypeDefinitionNode(name=node.name, description=node.description)


def _type_of(value: Mapping[str, Any], *_: Any) -> str:
    """Sources of objects are mappings; one that may stand for several types says which it is."""
    return str(value["__typename"])


def _date(value: Any) -> datetime:
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            if moment.tzinfo:
                return moment
    raise ValueError(f"{as_text(value)} is not a valid Date")


def _object(value: Any) -> Any:
    # To JavaScript, which the reference asks, a list is an object as well.
    if isinstance(value, dict | list):
        return value
    raise ValueError(f"{as_text(value)} is not a valid Object")


def _date_in_document(node: ValueNode, _: Any = None) -> datetime:
    if isinstance(node, StringValueNode):
        return _date(node.value)
    raise ValueError(f"{_kind(node)} is not a valid Date")


def _object_in_document(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
    if isinstance(node, ObjectValueNode):
        return value_from_ast_untyped(node, variables)
    raise ValueError(f"{_kind(node)} is not a valid Object")


def _kind(node: ValueNode) -> str:
    """The kind of a literal as graphql-js calls it: `IntValue`."""
    return "".join(part.capitalize() for part in node.kind.split("_"))


_SCALARS: Final[Mapping[str, tuple[Callable[..., Any], Callable[..., Any]]]] = {
    "Date": (_date, _date_in_document),
    "Object": (_object, _object_in_document),
}


def dict_resolver(source: Mapping[str, Any], info: Any, **_: Any) -> Any:
    """What stands in the source under the name of the field; null where nothing does."""
    return source.get(info.field_name)
