"""Templates and paths: looking values up by name, and nothing more.

`"{{ ann.email }}"` alone keeps the type of the value; inside text it is inserted. A template becomes
a function of the scope (a mapping of root names) once, and is called often.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from conformance.errors import CannotTell

Scope = Mapping[str, Any]
Render = Callable[[Scope], Any]

_HOLE = re.compile(r"\{\{([^{}]*)\}\}")
_NAME = re.compile(r"[A-Za-z_][\w-]*(\.[\w-]+)*")
_INDEX = re.compile(r"[0-9]{1,9}")


class _Absent:
    """The value of a name that has none; a request leaves it out, a matcher sees it as absent."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "absent"

    def __bool__(self) -> bool:
        return False


ABSENT = _Absent()


class UnknownName(CannotTell):
    """A template looked up a name that nobody gave."""


def split_path(path: str) -> tuple[str, ...]:
    """`errors.0.message` to its parts; `$` is the whole, the empty path."""
    return () if path == "$" else tuple(path.split("."))


def look_up(value: Any, parts: tuple[str, ...]) -> Any:
    """The value at a path of mappings and lists, or ABSENT."""
    for part in parts:
        if isinstance(value, dict):  # not Mapping: asking an abstract class costs ten times as much
            try:
                value = value[part]
            except KeyError:
                return ABSENT
        elif isinstance(value, list) and _INDEX.fullmatch(part) and int(part) < len(value):
            value = value[int(part)]
        else:
            return ABSENT
    return value


def put_at(tree: dict[str, Any], parts: tuple[str, ...], value: Any) -> None:
    """Set a value in nested mappings, making those that are missing; CannotTell where something else stands."""
    for part in parts[:-1]:
        tree = tree.setdefault(part, {})
        if not isinstance(tree, dict):
            raise CannotTell(f"{'.'.join(parts)} cannot be set: {part} is no mapping")
    tree[parts[-1]] = value


def names_in(data: Any) -> Iterator[str]:
    """Every dotted name that templates anywhere inside the data look up."""
    if isinstance(data, str):
        for hole in _HOLE.finditer(data):
            yield hole.group(1).strip()
    elif isinstance(data, dict):
        for value in data.values():
            yield from names_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from names_in(value)


def places_of_names(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every name that templates look up, with the path at which the template stands."""
    if isinstance(data, str):
        for name in names_in(data):
            yield path, name
    elif isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places_of_names(value, (*path, key))


def templates_in(text: str) -> Iterator[tuple[str, str]]:
    """Every template of a text as it stands there, with the name it looks up."""
    for hole in _HOLE.finditer(text):
        yield hole.group(), hole.group(1).strip()


def bad_templates(text: str) -> Iterator[str]:
    """What is wrong with the templates of a text, in words: no dotted name, or braces that never close."""
    for hole in _HOLE.finditer(text):
        if not _NAME.fullmatch(hole.group(1).strip()):
            yield f"{hole.group()} holds no dotted name"
    if "{{" in _HOLE.sub("", text):
        yield 'a "{{" is never closed by "}}": it would be sent as it stands'


def is_template(value: Any) -> bool:
    """Is this a text that looks something up?"""
    return isinstance(value, str) and "{{" in value and _HOLE.search(value) is not None


def compile_template(data: Any, *, drop_absent: bool = False) -> Render:
    """A function of the scope that fills every template inside the data.

    With `drop_absent` a member whose whole value is a template of something absent is left out of
    its mapping or list (requests of dialects); else looking up an absent name raises UnknownName.
    """
    if isinstance(data, str):
        return _text(data, drop_absent)
    if isinstance(data, dict):
        return _mapping(data, drop_absent)
    if isinstance(data, list):
        return _sequence(data, drop_absent)
    return lambda scope: data


def _text(text: str, lenient: bool) -> Render:
    holes = list(_HOLE.finditer(text))
    if not holes:
        return lambda scope: text
    if len(holes) == 1 and holes[0].group() == text:
        return _name(holes[0].group(1).strip(), lenient)
    pieces: list[Render] = []
    end = 0
    for hole in holes:
        pieces.append(_constant(text[end : hole.start()]))
        pieces.append(_name(hole.group(1).strip(), lenient))
        end = hole.end()
    pieces.append(_constant(text[end:]))

    def render(scope: Scope) -> Any:
        parts = [piece(scope) for piece in pieces]
        return ABSENT if ABSENT in parts else "".join(map(as_text, parts))

    return render


def _constant(text: str) -> Render:
    return lambda scope: text


def _name(name: str, lenient: bool) -> Render:
    parts = tuple(name.split("."))

    def find(scope: Scope) -> Any:
        found = look_up(scope, parts)
        if found is ABSENT and not lenient:
            raise UnknownName(f"{{{{ {name} }}}} has no value here")
        return found

    return find


def _mapping(data: dict[str, Any], lenient: bool) -> Render:
    members = [(key, compile_template(value, drop_absent=lenient)) for key, value in data.items()]

    def render(scope: Scope) -> dict[str, Any]:
        filled = {key: make(scope) for key, make in members}
        if lenient and ABSENT in filled.values():
            return {key: value for key, value in filled.items() if value is not ABSENT}
        return filled

    return render


def _sequence(data: list[Any], lenient: bool) -> Render:
    items = [compile_template(value, drop_absent=lenient) for value in data]
    return lambda scope: [value for make in items if (value := make(scope)) is not ABSENT]


def as_text(value: Any) -> str:
    """A value as it stands inside text: texts as they are, numbers and the rest as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)
