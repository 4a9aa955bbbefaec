"""Fields of a record: which names they may have, which types they hold, and what the `__op` values do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from mockserver.core.errors import (
    FieldNameInvalid,
    KeywordProhibited,
    NestedKeyInvalid,
    NotHandled,
    NotOfItsType,
    NotStorable,
    TypeMismatch,
)
from mockserver.core.model import Acl, Fields, Json

_NAME = re.compile(r"[A-Za-z][0-9A-Za-z_]*")
#: What a value must have that says of itself to be of a type.
_TAGGED_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "Pointer": ("className",),
    "Relation": ("className",),
    "File": ("name",),
    "Date": ("iso",),
    "GeoPoint": ("latitude", "longitude"),
    "Bytes": ("base64",),
    "Polygon": ("coordinates",),
}
_PROHIBITED_KEYS = frozenset({"constructor", "__proto__"})

DELETED: Final = object()
"""What a field is set to in order to be taken away."""

USER_TYPES: Final[Mapping[str, str]] = {
    "objectId": "String",
    "createdAt": "Date",
    "updatedAt": "Date",
    "ACL": "ACL",
    "username": "String",
    "password": "String",
    "email": "String",
    "emailVerified": "Boolean",
    "authData": "Object",
    # The reference looks names up in a JavaScript object, and finds what every object has.
    "constructor": "undefined",
}


def check_fields(record: str, known: dict[str, str], fields: Fields) -> None:
    """Refuse fields whose name or type does not fit; remember the types of new ones in `known`."""
    for name, value in fields.items():
        head, _, rest = name.partition(".")
        if not _NAME.fullmatch(head):
            raise FieldNameInvalid(name)
        found = "Object" if rest else type_of(value)
        expected = USER_TYPES.get(head) if record == "_User" else None
        expected = expected or (known.setdefault(head, found) if found else None)
        if found and found != expected:
            raise TypeMismatch(record, head, expected or "undefined", found)
    for value in fields.values():
        _check_inside(value)


def check_nested_keys(fields: Fields, *, deep: bool = True) -> None:
    """Refuse keys inside of values that the reference's database cannot hold; of changes only the outermost ones."""
    for value in fields.values():
        keys = (key for key, _ in _pairs_inside(value)) if deep else _outermost(value)
        if any("$" in key or "." in key for key in keys):
            raise NestedKeyInvalid


def _outermost(value: Json) -> Iterable[str]:
    if isinstance(value, Acl):
        return value.named
    return value if isinstance(value, Mapping) else ()


def check_storable(*values: Json) -> None:
    """Refuse text with a NUL character: the reference's database cannot hold it and says so badly."""
    if any(map(_has_nul, values)):
        raise NotStorable


def check_writable(*values: Json) -> None:
    """The same, of what is written without being looked up before: there the reference says it worse."""
    if any(map(_has_nul, values)):
        raise NotHandled


def type_of(value: Json) -> str | None:
    """The name of the type of a value; None where the value tells no type."""
    match value:
        case None:
            return None
        case bool():
            return "Boolean"
        case int() | float():
            return "Number"
        case str():
            return "String"
        case list():
            return "Array"
        case Acl():
            return "ACL"
        case {"__op": operation}:
            return _type_of_operation(operation)
        case {"__type": str(tag)} if tag:
            return _tagged(tag, value)
    return "Object"


def resolved(present: Mapping[str, Json], changes: Fields) -> tuple[dict[str, Json], dict[str, Json]]:
    """The new values of changed fields (`DELETED` where one goes), and those of them that were computed."""
    new: dict[str, Json] = {}
    computed: dict[str, Json] = {}
    for name, value in changes.items():
        match value:
            case {"__op": "Delete"}:
                new[name] = DELETED
            case {"__op": str(operation)}:
                new[name] = computed[name] = _operated(operation, value, present.get(name))
            case _:
                new[name] = value
    return new, computed


def nested(fields: Fields) -> dict[str, Json]:
    """Fields with dotted names folded into objects, as the reference's database stores them."""
    folded: dict[str, Json] = {}
    for name, value in fields.items():
        head, _, rest = name.partition(".")
        if rest:
            folded[head] = {**(folded.get(head) or {}), rest: value}
        else:
            folded[head] = value
    return folded


def without_deleted(fields: Fields) -> dict[str, Json]:
    """The fields of something new, without those that are to be taken away."""
    return {
        name: value
        for name, value in fields.items()
        if not (isinstance(value, Mapping) and value.get("__op") == "Delete")
    }


def _has_nul(value: Json) -> bool:
    return isinstance(value, str) and "\0" in value


def _tagged(tag: str, value: Mapping[str, Json]) -> str:
    """The type that a value says to be of; what is given as nothing is not there, but a zero is a place."""
    wanted = _TAGGED_TYPES.get(tag, ("",))
    given = (value.get(name) for name in wanted)
    if not all(one is not None if tag == "GeoPoint" else one for one in given):
        raise NotOfItsType(tag)
    return tag


def _type_of_operation(operation: Json) -> str | None:
    match operation:
        case "Delete":
            return None
        case "Increment":
            return "Number"
        case "Add" | "AddUnique" | "Remove":
            return "Array"
    raise NotHandled


def _operated(operation: str, arguments: Mapping[str, Json], present: Json) -> Json:
    if operation == "Increment":
        amount = arguments.get("amount", 1)
        if type_of(amount) != "Number":
            raise NotHandled
        return (present or 0) + amount
    objects, old = arguments.get("objects", []), present or []
    if not isinstance(objects, list):
        raise NotHandled
    match operation:
        case "Add":
            return [*old, *objects]
        case "AddUnique":
            return [*old, *(item for item in objects if item not in old)]
    return [item for item in old if item not in objects]


def _check_inside(value: Json) -> None:
    for key, inner in _pairs_inside(value):
        if key in _PROHIBITED_KEYS:
            raise KeywordProhibited(f'{{"key":"{key}"}}')
        if key == "_bsontype" and inner == "Code":
            raise KeywordProhibited('{"key":"_bsontype","value":"Code"}')


def _pairs_inside(value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield key, inner
            yield from _pairs_inside(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs_inside(inner)
