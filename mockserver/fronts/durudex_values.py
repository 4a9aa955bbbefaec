"""Values as Go reads them: numbers that may be texts, ids of two kinds, and what is said of those that are neither."""

from __future__ import annotations

import re
from typing import Any, Final

from graphql import (
    BooleanValueNode,
    FloatValueNode,
    GraphQLScalarType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    value_from_ast_untyped,
)

_LARGEST: Final = 2**64 - 1
_DIGITS: Final = re.compile(r"[0-9]+")
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_UUID_LENGTHS: Final = (32, 34, 36, 45)
_KSUID: Final = re.compile(r"[0-9A-Za-z]{27}")


class Unread(Exception):
    """A value that cannot be read: told in the words of Go, at a path, without a code."""

    def __init__(self, message: str, *below: str) -> None:
        """Keep the words, and where below the field the value stands."""
        super().__init__(message)
        self.below = below


def take_numbers_as_they_come(schema: GraphQLSchema) -> None:
    """Let every value pass for a `Uint64`: the field that it is for reads it, and complains in its own way."""
    kind = schema.get_type("Uint64")
    if isinstance(kind, GraphQLScalarType):
        kind.coerce_input_value = lambda value: value
        kind.parse_literal = _literal  # type: ignore[method-assign]


def _literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
    match node:
        case IntValueNode():
            return int(node.value) & _LARGEST
        case FloatValueNode():
            return float(node.value)
        case BooleanValueNode():
            return node.value
        case ListValueNode() | ObjectValueNode():
            return value_from_ast_untyped(node, variables)
    return getattr(node, "value", None)


def number_of(value: Any, *below: str) -> int:
    """The number that a value means."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unread(f"{_go_type(value)} is not an uint", *below)
    text = str(value)
    if not _DIGITS.fullmatch(text):
        raise Unread(f'strconv.ParseUint: parsing "{text}": invalid syntax', *below)
    if int(text[:21]) > _LARGEST:
        raise Unread(f'strconv.ParseUint: parsing "{text}": value out of range', *below)
    return int(text)


def uuid_of(value: str) -> str:
    """The id that a text means: a UUID in any letter case."""
    if len(value) not in _UUID_LENGTHS:
        raise Unread(f'uuid: incorrect UUID length {len(value)} in string "{value}"')
    if not _UUID.fullmatch(value):
        raise Unread(f'uuid: incorrect UUID format in string "{value}"')
    return value.lower()


def ksuid_of(value: str) -> str:
    """The id that a text means, as it was later: 27 letters and digits."""
    if not _KSUID.fullmatch(value):
        raise Unread("Valid encoded KSUIDs are 27 characters", "id")
    return value


def id_of(edition: str, value: str) -> str:
    """The id that a text means in an edition."""
    return uuid_of(value) if edition == "seed" else ksuid_of(value)


def _go_type(value: Any) -> str:
    if value is None:
        return "<nil>"
    names = {bool: "bool", float: "float64", list: "[]interface {}", dict: "map[string]interface {}"}
    return names.get(type(value), "string")
