"""The words of graphql-js for what graphql-core finds wrong: clients know the former, and some compare them.

Two generations of words: those of graphql-js 16 (Parse Server 9) and of graphql-js 14 (Parse Server 3 and 4).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from graphql import GraphQLInputObjectType, GraphQLSchema

_QUOTED: Final = re.compile(r"'([^'\s]+)'")
_MEANT: Final = re.compile(r" Did you mean [^?]*\?$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of graphql-core, and the same in either generation of graphql-js."""

    of_core: re.Pattern[str]
    of_16: str
    of_14: str


def _sentence(of_core: str, of_16: str, of_14: str | None = None) -> Sentence:
    return Sentence(re.compile(of_core, re.DOTALL), of_16, of_14 or of_16)


_SENTENCES: Final = (
    _sentence(
        r"Argument '\w+\.(?P<field>\w+)\((?P<name>\w+):\)' of type '(?P<type>[^']+)' is required, but .*",
        'Field "{field}" argument "{name}" of type "{type}" is required, but it was not provided.',
    ),
    _sentence(
        r"Argument '@(?P<owner>\w+)\((?P<name>\w+):\)' of type '(?P<type>[^']+)' is required, but .*",
        'Directive "@{owner}" argument "{name}" of type "{type}" is required, but it was not provided.',
    ),
    _sentence(
        r"Unknown argument '(?P<name>\w+)' on field '(?P<owner>\w+)\.(?P<field>\w+)'\.(?P<hint>.*)",
        'Unknown argument "{name}" on field "{owner}.{field}".{hint}',
        'Unknown argument "{name}" on field "{field}" of type "{owner}".{hint}',
    ),
    _sentence(
        r"Expected value of type '(?P<owner>\w+)' not to include unknown field '(?P<name>\w+)'"
        r"(?:, found|\.(?P<hint>.*) Found): .*",
        'Field "{name}" is not defined by type "{owner}".{hint}',
        'Field "{name}" is not defined by type {owner}.{hint}',
    ),
    _sentence(
        r"Expected value of type '(?P<owner>\w+)' to include required field '(?P<name>\w+)', found: .*",
        'Field "{owner}.{name}" of required type "{type}" was not provided.',
        "Field {owner}.{name} of required type {type} was not provided.",
    ),
    _sentence(
        r"Expected value of non-null type '(?P<type>[^']+)' not to be None\.",
        'Expected value of type "{type}", found null.',
        "Expected type {type}, found null.",
    ),
    _sentence(
        r"Expected value of type '(?P<type>\w+)' to be an object, found: (?P<value>.*)\.",
        'Expected value of type "{type}", found {value}.',
        "Expected type {type}, found {value}.",
    ),
    _sentence(
        r"Expected value of type '(?P<type>[^']+)', but encountered error '(?P<why>.*)'; found: (?P<value>.*)\.",
        'Expected value of type "{type}", found {value}; {why}',
        "Expected type {type}, found {value}; {why}",
    ),
)

Reword: TypeAlias = Callable[[GraphQLSchema, str], str]


def words_of_16(schema: GraphQLSchema, message: str) -> str:
    """A message in the words of graphql-js 16."""
    for sentence in _SENTENCES:
        if found := sentence.of_core.fullmatch(message):
            return _filled(schema, sentence.of_16, found.groupdict(""))
    return double_quoted(message)


def words_of_14(schema: GraphQLSchema, message: str) -> str:
    """A message in the words of graphql-js 14, whose syntax errors end without a full stop."""
    for sentence in _SENTENCES:
        if found := sentence.of_core.fullmatch(message):
            return _filled(schema, sentence.of_14, found.groupdict(""))
    return double_quoted(message.removesuffix(".") if message.startswith("Syntax Error") else message)


#: Sentences that name types, and what is left of them for those who do not know these types already.
_TELLING: Final = (
    (re.compile(r'^(Cannot query field "\w+") on type "(?P<type>[^"]+)"'), r"\1"),
    (re.compile(r'(Field "\w+" is not defined) by type "(?P<type>[^"]+)"'), r"\1"),
    (re.compile(r'^Expected value of type "(?P<type>[^"]+)", found'), "Expected value of the correct type, found"),
    (re.compile(r'^(Field "\w+") of type "(?P<type>[^"]+)" must have'), r"\1 must have"),
    (re.compile(r'in position expecting type "(?P<type>[^"]+)"'), "in position expecting a different type"),
    (re.compile(r'objects of type "(?P<type>[^"]+)" can never'), "objects of the parent type can never"),
    (re.compile(r'Field "(?P<field>[^"]+)" of required type "(?P<type>[^"]+)" was'), "Field of required type was"),
    (re.compile(r'Expected non-nullable type "(?P<type>[^"]+)" not to be null'), "Expected a non-null value"),
    (re.compile(r'Expected type "(?P<type>[^"]+)" to be an object'), "Expected an object"),
)
_NAME: Final = re.compile(r"\w+")


def without_hints(message: str, document: str) -> str:
    """What is left of a message for those who shall not learn the schema from it.

    No suggestions, and no types but those that the document names itself.
    """
    message = _MEANT.sub("", message)
    named = set(_NAME.findall(document))
    for telling, rest in _TELLING:
        found = telling.search(message)
        if found and not set(_NAME.findall(" ".join(found.groupdict().values()))) <= named:
            message = telling.sub(rest, message)
    return message


def double_quoted(message: str) -> str:
    """The names that graphql-core puts into single quotes, in double ones."""
    return _QUOTED.sub(r'"\1"', message)


def _filled(schema: GraphQLSchema, sentence: str, parts: dict[str, str]) -> str:
    parts.setdefault("type", _type_of_member(schema, parts.get("owner", ""), parts.get("name", "")))
    return sentence.format(**{name: double_quoted(part) for name, part in parts.items()})


def _type_of_member(schema: GraphQLSchema, owner: str, member: str) -> str:
    kind = schema.get_type(owner)
    field = kind.fields.get(member) if isinstance(kind, GraphQLInputObjectType) else None
    return str(field.type) if field else ""


_DEEPEST: Final = 2
_LONGEST: Final = 10


def shown(value: Any, depth: int = 0) -> str:
    """A JSON value as graphql-js prints it inside of messages."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case list():
            return _list_shown(value, depth)
        case Mapping():
            return _object_shown(value, depth)
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def as_text(value: Any) -> str:
    """A JSON value as JavaScript turns it into text."""
    match value:
        case str():
            return value
        case list():
            return ",".join("" if item is None else as_text(item) for item in value)
        case Mapping():
            return "[object Object]"
    return shown(value)


def _list_shown(items: list[Any], depth: int) -> str:
    if not items:
        return "[]"
    if depth >= _DEEPEST:
        return "[Array]"
    parts = [shown(item, depth + 1) for item in items[:_LONGEST]]
    more = len(items) - _LONGEST
    if more > 0:
        parts.append("... 1 more item" if more == 1 else f"... {more} more items")
    return f"[{', '.join(parts)}]"


def _object_shown(members: Mapping[str, Any], depth: int) -> str:
    if not members:
        return "{}"
    if depth >= _DEEPEST:
        return "[Object]"
    return "{ " + ", ".join(f"{name}: {shown(value, depth + 1)}" for name, value in members.items()) + " }"
