"""What is wrong with the shapes of a dialect: names, parameters, matchers, and reasons that look alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from conformance.dialects.model import DialectModel, OperationParts, Shape
from conformance.dialects.shapes import expand, status_classes
from conformance.errors import Problem, did_you_mean
from conformance.matchers import matcher_problems
from conformance.templates import names_in

#: Keys of shapes that hold matchers, one or a mapping of them.
_MATCHERS = ("status", "text", "html", "path")
_MAPPINGS = ("headers", "json", "query")
#: Keys of shapes that hold shapes, or parts of them.
_INNER = ("tell_by", "lands", "redirect")

Where = tuple[str | int, ...]
Tell = Callable[[Where, str, str], Problem]


def shape_problems(model: DialectModel, tell: Tell) -> Iterator[Problem]:
    """Everything wrong with the shapes of one edition (CD003, CD004, CD009, CS02x)."""
    lint = _ShapeLint(model, tell)
    wrong = [problem for path, shape in shapes_of(model) for problem in lint.of(path, shape)]
    wrong += lint.circles()
    yield from wrong or lint.after_expanding()


def parts_of_operations(model: DialectModel) -> Iterator[tuple[Where, OperationParts]]:
    """Every operation and every route of one, with its path."""
    for name, operation in model.operations.items():
        yield ("operations", name), operation
        for door, route in operation.routes.items():
            yield ("operations", name, "routes", door), route


def shapes_of(model: DialectModel) -> Iterator[tuple[Where, Shape]]:
    """Every shape of the dialect with its path."""
    groups: list[tuple[Where, Shape | list[Shape] | None]] = [
        (("ok",), model.ok),
        *((("shapes", name), shape) for name, shape in model.shapes.items()),
        *((("pages", name), shape) for name, shape in model.pages.items()),
        *((("refusals", name), shape) for name, shape in model.refusals.items()),
    ]
    for base, parts in parts_of_operations(model):
        groups.append(((*base, "ok"), parts.ok))
        groups.append(((*base, "created-unverified"), parts.created_unverified))
        groups += [((*base, "refusals", word), shape) for word, shape in parts.refusals.items()]
    for path, shape in groups:
        if isinstance(shape, list):
            yield from (((*path, index), one) for index, one in enumerate(shape))
        elif shape is not None:
            yield path, shape


class _ShapeLint:
    def __init__(self, model: DialectModel, tell: Tell) -> None:
        self.model = model
        self.tell = tell

    def of(self, path: Where, shape: Shape) -> Iterator[Problem]:
        """Unknown names, parameters unused or not given, and wrong matchers."""
        yield from self._parameters(path, shape)
        yield from self._matchers(path, shape.model_dump(by_alias=True, exclude_unset=True))
        if shape.lands is not None:
            yield from self._parameters((*path, "lands"), shape.lands)

    def _parameters(self, path: Where, shape: Shape) -> Iterator[Problem]:
        given = shape.model_extra or {}
        takes: set[str] = set()
        if (named := self._named(shape)) is not None:
            kind, name, known = named
            if name not in known:
                yield self.tell((*path, kind), "CD003", f'unknown {kind} "{name}"{did_you_mean(name, known)}')
                return
            takes = set(known[name].takes)
        for extra in given.keys() - takes:
            hint = did_you_mean(extra, {*takes, *Shape.model_fields})
            yield self.tell((*path, extra), "CD003", f'a shape has no "{extra}"{hint}')
        for missing in takes - given.keys():
            yield self.tell(path, "CD003", f'the parameter "{missing}" is not given')
        for name in given.keys() & takes:
            for inner, code, text in matcher_problems(given[name]):
                yield self.tell((*path, name, *inner), code, text)
        yield from self._unused(path, shape)

    def _unused(self, path: Where, shape: Shape) -> Iterator[Problem]:
        body = shape.model_dump(by_alias=True, exclude_unset=True, exclude={"takes"})
        used = {name for text in _texts(body) for name in names_in(text)}
        for word in shape.takes.keys() - used:
            yield self.tell((*path, "takes", word), "CD003", f'the parameter "{word}" is never used')

    def _named(self, shape: Shape) -> tuple[str, str, dict[str, Shape]] | None:
        """The named shape or page that a shape starts from."""
        if shape.shape is not None:
            return "shape", shape.shape, self.model.shapes
        return ("page", shape.page, self.model.pages) if shape.page is not None else None

    def _matchers(self, path: Where, data: dict[str, Any]) -> Iterator[Problem]:
        for key in _MATCHERS:
            for inner, code, text in matcher_problems(data.get(key)):
                yield self.tell((*path, key, *inner), code, text)
        for key in _MAPPINGS:
            for name, matcher in (data.get(key) or {}).items():
                for inner, code, text in matcher_problems(matcher):
                    yield self.tell((*path, key, name, *inner), code, text)
        for key in _INNER:
            if data.get(key):
                yield from self._matchers((*path, key), data[key])

    def circles(self) -> Iterator[Problem]:
        """Named shapes that start from themselves, directly or through others."""
        for group in ("shapes", "pages"):
            for name, shape in getattr(self.model, group).items():
                if self._leads_to(group, name, shape):
                    yield self.tell((group, name), "CD003", f'"{name}" starts from itself')

    def _leads_to(self, group: str, name: str, shape: Shape) -> bool:
        waiting, seen = [shape], set()
        while waiting:
            one = waiting.pop()
            waiting += [one.lands] if one.lands is not None else []
            named = self._named(one)
            if named is None or named[1] not in named[2] or named[:2] in seen:
                continue
            if (f"{named[0]}s", named[1]) == (group, name):
                return True
            seen.add(named[:2])
            waiting.append(named[2][named[1]])
        return False

    def after_expanding(self) -> Iterator[Problem]:
        """What can be told of whole shapes only."""
        for path, shape in shapes_of(self.model):
            if path[0] not in ("shapes", "pages") or not shape.takes:
                yield from self._status(path, expand(shape, self.model).get("status"))
        yield from self.twins()

    def _status(self, path: Where, status: Any) -> Iterator[Problem]:
        if any(True for _ in names_in(status)):
            yield self.tell((*path, "status"), "CD004", "a status is written out: it tells outcomes apart")
        elif status is not None and not status_classes(status):
            yield self.tell((*path, "status"), "CD004", "no answer has such a status")

    def twins(self) -> Iterator[Problem]:
        """Two reasons that are recognised by the same things, unless listed as `alike`."""
        told = {reason: self._recogniser(shapes) for reason, shapes in self.model.refusals.items()}
        alike = [set(group) for group in self.model.alike]
        for one, other in combinations(told, 2):
            if told[one] == told[other] and not any({one, other} <= group for group in alike):
                text = f'"{one}" and "{other}" cannot be told apart: list them under `alike`, or give `tell_by`'
                yield self.tell(("refusals", other), "CD009", text)

    def _recogniser(self, shapes: Shape | list[Shape]) -> str:
        parts = []
        for shape in shapes if isinstance(shapes, list) else [shapes]:
            data = expand(shape, self.model)
            told: dict[str, Any] = {key: data.get(key) for key in ("tell_by", "html", "text", "redirect")}
            told["status"] = _status_class(data.get("status"))
            parts.append(told)
        return json.dumps(parts, sort_keys=True, default=str)


def _status_class(status: Any) -> list[int]:
    return [] if status is None or any(True for _ in names_in(status)) else sorted(status_classes(status))


def _texts(data: Any) -> Iterator[str]:
    """All texts of a shape, keys included: a parameter may stand in a path."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from (key, *_texts(value))
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)
