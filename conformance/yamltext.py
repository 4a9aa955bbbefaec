"""YAML text to plain data that remembers where each key and value stood.

Scalars follow JSON: only `true`, `false`, `null` and JSON numbers are special, so `no`, `012345`,
`1:30` and dates stay texts. Anchors, aliases, tags, duplicate keys and empty values are problems.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import isinf
from pathlib import Path
from typing import Any, cast

import yaml

from conformance.errors import BadInput, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 40

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; lines and columns count from 1."""

    file: str
    line: int
    column: int


class Map(dict[str, Any]):
    """A mapping that knows where it, its keys and its values stand."""

    __slots__ = ("keys_at", "place", "values_at")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.keys_at: dict[str, Place] = {}
        self.values_at: dict[str, Place] = {}

    def put(self, key: str, value: Any, key_at: Place, value_at: Place) -> None:
        """Set a member together with its places."""
        self[key] = value
        self.keys_at[key] = key_at
        self.values_at[key] = value_at

    def take(self, other: dict[str, Any], *, only: str | None = None) -> None:
        """Copy members of another mapping, with their places where it has them."""
        for key in [only] if only is not None else list(other):
            keys_at = other.keys_at.get(key, self.place) if isinstance(other, Map) else self.place
            values_at = other.values_at.get(key, self.place) if isinstance(other, Map) else self.place
            self.put(key, other[key], keys_at, values_at)


class Seq(list[Any]):
    """A list that knows where it and its items stand."""

    __slots__ = ("items_at", "place")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.items_at: list[Place] = []


@dataclass
class _Reader:
    file: str
    problems: list[Problem] = field(default_factory=list)

    def place(self, event: yaml.Event) -> Place:
        mark = cast("yaml.error.Mark", event.start_mark)
        return Place(self.file, mark.line + 1, mark.column + 1)

    def complain(self, event: yaml.Event, code: str, text: str) -> None:
        at = self.place(event)
        self.problems.append(Problem(self.file, at.line, at.column, code, text))

    def value(self, events: Any, event: yaml.Event, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise BadInput([self._problem(event, "CS003", f"nested deeper than {MAX_DEPTH} levels")])
        if isinstance(event, yaml.AliasEvent):
            self.complain(event, "CS004", "aliases are not allowed: write the value out")
            return None
        self._refuse_decoration(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, event, depth)
        return self.sequence(events, event, depth)

    def _problem(self, event: yaml.Event, code: str, text: str) -> Problem:
        at = self.place(event)
        return Problem(self.file, at.line, at.column, code, text)

    def _refuse_decoration(self, event: yaml.Event) -> None:
        if getattr(event, "anchor", None):
            self.complain(event, "CS004", "anchors are not allowed: write the value out")
        if getattr(event, "tag", None):
            self.complain(event, "CS005", "tags are not allowed")

    def scalar(self, event: yaml.ScalarEvent) -> Any:
        text: str = event.value
        if event.style:
            return text
        if not text:
            self.complain(event, "CS006", 'empty value: write null or ""')
            return None
        if text in _WORDS:
            return _WORDS[text]
        return self.number(event, text) if _NUMBER.fullmatch(text) else text

    def number(self, event: yaml.Event, text: str) -> int | float:
        """The number, which is a problem when Python could not keep it as it is written."""
        number = float(text)
        if isinf(number):
            self.complain(event, "CS003", "a number too large to be kept")
            return 0
        return number if any(c in text for c in ".eE") else int(text)

    def mapping(self, events: Any, start: yaml.Event, depth: int) -> Map:
        result = Map(self.place(start))
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self.key(events, event, depth)
            key_at = self.place(event)
            value_event = next(events)
            value = self.value(events, value_event, depth + 1)
            if key in result:
                self.complain(event, "CS002", f'the key "{key}" stands here a second time')
            result.put(key, value, key_at, self.place(value_event))
        return result

    def key(self, events: Any, event: yaml.Event, depth: int) -> str:
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_decoration(event)
            return event.value
        self.complain(event, "CS007", "a key must be a text")
        self.value(events, event, depth + 1)
        return ""

    def sequence(self, events: Any, start: yaml.Event, depth: int) -> Seq:
        result = Seq(self.place(start))
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            result.items_at.append(self.place(event))
            result.append(self.value(events, event, depth + 1))
        return result


def read_text(text: str, file: str) -> Map:
    """Read one YAML document whose top is a mapping; raise BadInput with every problem found."""
    reader = _Reader(file)
    try:
        data = _document(reader, text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        text = f"not YAML: {error.problem or error.context or 'unreadable'}"
        raise BadInput([*reader.problems, Problem(file, line, column, "CS001", text)]) from None
    except (yaml.YAMLError, ValueError) as error:
        raise BadInput([Problem(file, 1, 1, "CS001", f"not YAML: {error}")]) from None
    if reader.problems:
        raise BadInput(reader.problems)
    return data


def _document(reader: _Reader, text: str) -> Map:
    events = iter(yaml.parse(text, Loader=_Loader))
    next(events)  # stream start
    first = next(events)
    if isinstance(first, yaml.StreamEndEvent):
        raise BadInput([Problem(reader.file, 1, 1, "CS001", "the file is empty")])
    top = next(events)
    data = reader.value(events, top, 0)
    next(events)  # document end
    if not isinstance(extra := next(events), yaml.StreamEndEvent):
        reader.complain(extra, "CS008", "a second document: one file holds one")
    if not isinstance(data, Map):
        reader.complain(top, "CS008", "the top of the file must be a mapping")
    return cast("Map", data)


def read_file(path: Path, shown: str | None = None) -> Map:
    """Read one file; `shown` is the name used in messages."""
    name = shown or str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput([Problem(name, 1, 1, "CS003", f"larger than {MAX_BYTES} bytes")])
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInput([Problem(name, 1, 1, "CS001", f"not UTF-8 at byte {error.start}")]) from None
    except OSError as error:
        raise BadInput([Problem(name, 1, 1, "CS001", f"cannot be read: {error.strerror}")]) from None
    return read_text(text, name)


def place_of(data: Any, path: tuple[str | int, ...], *, key: bool = False) -> Place | None:
    """The place of the value (or, with `key`, of the key) at a path; of the nearest parent if unknown."""
    here: Place | None = getattr(data, "place", None)
    for index, part in enumerate(path):
        last = index == len(path) - 1
        if isinstance(data, Map) and part in data:
            here = (data.keys_at if key and last else data.values_at)[cast("str", part)]
            data = data[cast("str", part)]
        elif isinstance(data, Seq) and isinstance(part, int) and 0 <= part < len(data):
            here = data.items_at[part]
            data = data[part]
        else:
            break
    return here
