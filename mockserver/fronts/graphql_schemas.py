"""Executable schemas, built once for each edition: the contract, with a resolver for each field that needs one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
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
    InputObjectTypeDefinitionNode,
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
#: Names and types of columns.
Columns: TypeAlias = Iterable[tuple[str, str]]

#: Directives of the contract that speak of answers, and are no part of what a server shows.
_ABOUT_ANSWERS: Final = frozenset({"form", "instead"})


#: Columns as the core knows their types, and what GraphQL makes of them; others are not shown.
_OF_COLUMNS: Final[Mapping[str, str]] = {
    "String": "String",
    "Number": "Float",
    "Boolean": "Boolean",
    "Object": "Object",
    "Date": "Date",
}
#: What columns are added to: the object that is shown, and what is taken of a new or a changed one.
_WITH_COLUMNS: Final = frozenset({"User", "CreateUserFieldsInput", "UpdateUserFieldsInput"})


def executable_schema(contract: Path, resolvers: Resolvers, columns: Columns = ()) -> GraphQLSchema:
    """The schema of a contract, with the columns that users have besides (name and type of each).

    Resolvers for fields that it does not have are left out.
    """
    document = parse(contract.read_text(encoding="utf-8"))
    shown = (_with_columns(_plain(node), columns) for node in document.definitions if _is_shown(node))
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


def _with_columns(node: DefinitionNode, columns: Columns) -> DefinitionNode:
    """A definition with a field for each column that it does not have already."""
    if not isinstance(node, ObjectTypeDefinitionNode | InputObjectTypeDefinitionNode):
        return node
    if node.name.value not in _WITH_COLUMNS:
        return node
    known = {field.name.value for field in node.fields or ()}
    added = [f"{name}: {_OF_COLUMNS[kind]}" for name, kind in columns if name not in known and kind in _OF_COLUMNS]
    if not added:
        return node
    word = "type" if isinstance(node, ObjectTypeDefinitionNode) else "input"
    (more,) = parse(f"{word} Columns {{ {' '.join(added)} }}").definitions
    fields = (*(node.fields or ()), *more.fields)  # type: ignore[attr-defined]
    return replace(node, fields=fields)  # type: ignore[arg-type]  # the same member of both


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
