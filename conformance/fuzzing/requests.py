"""What an OpenAPI contract leaves open, taken from the dialect: which members and parameters requests have.

A contract says how answers look. The dialect knows how requests do, so each operation is written once with a mark in
the place of every input; where a mark stands afterwards, anything may be sent.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from conformance.fuzzing.doors import Door

MARK: Final = re.compile(r"^‹(.+)›$")
_MEDIA: Final = {"json": "application/json", "form": "application/x-www-form-urlencoded"}
#: Names and words that come again, so that some requests meet what others left behind.
_AGAIN: Final = ("bob.fuzzed@example.test", "cleo.fuzzed@example.test", "dan.fuzzed")
#: What servers were seen to stumble over in the place of a text: other types, operators, odd letters. A schema that
#: allows any JSON would bring some of them too, but takes a hundred times as long to draw from.
_ODD: Final[tuple[Any, ...]] = (
    *(
        "",
        " ",
        "\u0000",
        "a\u0000b",
        "\ud7ff\uffff",
        "\r\nBcc: x@example.test",
        "'\"`;--",
        "<svg onload=alert(1)>",
        "%00",
        "../../x",
    ),
    *(None, True, 0, -1, 1e308, 2**63, [], [[]], ["ann"], {}, {"a": {"b": [None]}}),
    *({"$ne": None}, {"$regex": ".*"}, {"__op": "Delete"}, {"__op": "Increment", "amount": "x"}, {"__type": "Date"}),
    *({"__proto__": {"a": 1}}, "x" * 300, "é" * 100, "\U0001f600" * 20),
)

#: What is put behind a word where a password is asked for.
_ENDING: Final = "-Passw0rd1"


def with_requests(contract: Mapping[str, Any], door: Door) -> dict[str, Any]:
    """The contract with a request body, or parameters, for each operation that the dialect has."""
    complete = copy.deepcopy(dict(contract))
    inputs = {name: f"‹{name}›" for one in door.operations() for name in one.takes}
    bodies: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for written in door.written(inputs):
        place = place_of(complete, door, str(written.parts["method"]), str(written.parts["path"]))
        for kind in ("json", "form", "query") if place else ():
            if place and isinstance(members := written.parts.get(kind), Mapping):
                bodies.setdefault((*place, kind), []).append(_schema(members))
    for (path, method, kind), schemas in bodies.items():
        _add(complete["paths"][path][method], kind, schemas)
    return complete


def plain_bodies(contract: Mapping[str, Any], door: Door) -> dict[str, list[Any]]:
    """Bodies that a person would send, by operation (`POST /users`): chance alone rarely signs anybody up.

    In them is what a person gives unasked, every time one of the same few names and words.
    """
    found: dict[str, list[Any]] = {}
    for word in _AGAIN:
        taken = {name for one in door.operations() for name in one.takes}
        inputs = {name: f"{word}{_ENDING}" if "assword" in name else word for name in taken}
        for written in door.written(inputs, given_only=True):
            place = place_of(contract, door, str(written.parts["method"]), str(written.parts["path"]))
            body = written.parts.get("json", written.parts.get("form"))
            if place and isinstance(body, Mapping):
                found.setdefault(f"{place[1].upper()} {place[0]}", []).append(dict(body))
    return found


def place_of(contract: Mapping[str, Any], door: Door, method: str, path: str) -> tuple[str, str] | None:
    """The path and method of the contract that a written request is for; literal paths before templates."""
    for mount in sorted(door.spoken.at.values(), key=len, reverse=True):
        rest = path.removeprefix(mount) if path.startswith(mount) else None
        for known in sorted(contract["paths"], key=lambda one: one.count("{")) if rest else ():
            pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(known))
            if rest and re.fullmatch(pattern, rest.partition("?")[0]) and method.lower() in contract["paths"][known]:
                return known, method.lower()
    return None


def _add(operation: dict[str, Any], kind: str, schemas: list[dict[str, Any]]) -> None:
    if kind == "query":
        known = {one.get("name") for one in operation.get("parameters", [])}
        named = {name: schema for one in schemas for name, schema in one["properties"].items() if name not in known}
        operation.setdefault("parameters", []).extend(
            {"name": name, "in": "query", "required": False, "schema": {"type": "string"}} for name in named
        )
        return
    if "requestBody" not in operation:
        content = {_MEDIA[kind]: {"schema": {"anyOf": [one for schema in schemas for one in _loosened(schema)]}}}
        operation["requestBody"] = {"required": True, "content": content}


def _loosened(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema as it stands, and one that asks for nothing but what is fixed."""
    yield schema
    fixed = [name for name, value in schema["properties"].items() if "const" in value]
    yield {**schema, "required": fixed}


def _schema(value: Any) -> dict[str, Any]:
    """The schema of a written value: a mark may be anything, the rest is as it stands."""
    if isinstance(value, Mapping):
        members = {str(name): _schema(inner) for name, inner in value.items()}
        return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}
    if isinstance(value, str) and MARK.match(value):
        return {"anyOf": [{"enum": list(_AGAIN)}, {"type": "string"}, {"enum": list(_ODD)}]}
    return {"const": value}
