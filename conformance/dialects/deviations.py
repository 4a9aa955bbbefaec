"""Where an answer leaves its contract, each told in one thought; schemas become prebuilt checks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import jsonschema_rs

#: No more than this much of a value is shown: a deviation is a hint, the exchange holds the rest.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Deviation:
    """One place of an answer that is not as the contract has it; `path` is dotted, `$` is the whole."""

    path: str
    expected: str
    got: str


BodyCheck = Callable[[Any], list[Deviation]]


def compile_schema(schema: dict[str, Any], at: str = "") -> BodyCheck:
    """A check of values against a JSON Schema (draft 2020-12), built once; `at` leads every path."""
    validator = jsonschema_rs.Draft202012Validator(schema)
    root = tuple(at.split(".")) if at else ()

    def check(value: Any) -> list[Deviation]:
        # jsonschema-rs raises on what is no JSON at all: an answer that could not be read.
        try:
            if validator.is_valid(value):
                return []
            errors = list(validator.iter_errors(value))
        except (TypeError, ValueError):
            return [Deviation(at or "$", "JSON", "something else")]
        return list(dict.fromkeys(d for error in errors for d in _deviations(error, root)))

    return check


def _deviations(error: jsonschema_rs.ValidationError, root: tuple[str, ...]) -> Iterator[Deviation]:
    path = (*root, *map(str, error.instance_path))
    kind, value = error.kind.as_dict(), cast(Any, error.instance)
    match error.kind.name:
        case "required":
            yield _at((*path, kind["property"]), "present", "absent")
        case "additionalProperties":
            for name in kind["unexpected"]:
                yield _at((*path, name), "absent", kind_of(value[name]))
        case "falseSchema":
            # What must not be there is likely a secret: it is named, never shown.
            yield _at(path, "absent", kind_of(value))
        case "type":
            yield _at(path, " or ".join(sorted(kind["types"], key="null".__eq__)), kind_of(value))
        case "pattern":
            yield _at(path, f"text like {kind['pattern']}", _show(value))
        case "enum":
            yield _at(path, f"one of {_show(kind['options'])}", _show(value))
        case "const":
            yield _at(path, _show(kind["expected_value"]), _show(value))
        case name:
            yield _at(path, _limit(name, kind), _show(value))


def _at(path: tuple[str, ...], expected: str, got: str) -> Deviation:
    return Deviation(".".join(path) or "$", expected, got)


def _limit(name: str, kind: dict[str, Any]) -> str:
    """`minItems 1`: the keyword and its number, where it has one."""
    numbers = [value for value in kind.values() if isinstance(value, int)]
    return " ".join([name, *map(str, numbers[:1])])


def kind_of(value: Any) -> str:
    """The JSON kind of a value, in one word."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
    return "array" if isinstance(value, list) else "object"


def _show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
