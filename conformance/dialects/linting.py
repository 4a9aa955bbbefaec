"""What is wrong with a dialect although its shape is right: words, shapes, recognisers, contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any

from conformance.dialects.binding import Binding
from conformance.dialects.model import DialectModel, Shape
from conformance.dialects.shapes import expand
from conformance.errors import NotApplicable, Problem, did_you_mean
from conformance.matchers import matcher_problems
from conformance.strict import problem_at
from conformance.templates import names_in

if TYPE_CHECKING:
    from conformance.dialects.loading import Dialect

#: Roots that templates of a dialect may look up.
ROOTS = ("in", "at", "keys", "settings", "session", "admin", "op", "reply", "target", "page")
#: Keys of shapes that hold matchers, one or a mapping of them.
_MATCHERS = ("status", "text", "html")
_MAPPINGS = ("headers", "json")

Where = tuple[str | int, ...]
_NO_ROUTE: list[str | None] = [None]


def edition_problems(model: DialectModel, data: Any, dialect: Dialect, edition: str) -> Iterator[Problem]:
    """Every problem of one edition, but for what its contract has against it."""
    lint = _Lint(model, data, dialect, edition)
    yield from lint.words()
    shapes = list(lint.shapes())
    wrong = list(lint.shape_problems(shapes))
    yield from wrong
    if not wrong:
        yield from lint.twins()


def contract_problems(model: DialectModel, data: Any, dialect: Dialect, edition: str) -> Iterator[Problem]:
    """What the contract of an edition has against its requests (CD005, CD007).

    Reading a schema and validating documents takes longer than all else, so a run asks this of the editions it
    uses, and `conformance check` of all.
    """
    yield from _Lint(model, data, dialect, edition).contract_problems()


class _Lint:
    def __init__(self, model: DialectModel, data: Any, dialect: Dialect, edition: str) -> None:
        self.model = model
        self.data = data
        self.dialect = dialect
        self.edition = edition
        self.file = str(dialect.file)

    def tell(self, path: Where, code: str, text: str, *, key: bool = True) -> Problem:
        return problem_at(self.data, path, self.file, code, text, key=key)

    def words(self) -> Iterator[Problem]:
        """Words that the vocabulary does not have, and rules that are not stated."""
        words = self.dialect.vocabulary
        groups: list[tuple[str, Iterable[str], Iterable[str]]] = [
            ("operations", self.model.operations, words.operations),
            ("refusals", self.model.refusals, words.reasons),
            ("rules", self.model.rules, words.rules),
            ("mails", self.model.mails, words.mails),
            ("pages", self.model.pages, words.pages),
            ("forms", self.model.forms, words.forms),
            ("preparations", self.model.preparations, words.preparations),
        ]
        for group, used, known in groups:
            for word in set(used) - set(known):
                text = f'unknown word "{word}" in {group}{did_you_mean(word, known)}'
                yield self.tell((group, word), "CD002", text)
        for rule in set(words.rules) - set(self.model.rules):
            yield self.tell(("rules",), "CD006", f'the rule "{rule}" is not stated (yes or no)')
        for name in names_in({key: self.data[key] for key in self.data if key != "preparations"}):
            if name.split(".")[0] not in {*ROOTS, *self._parameters()}:
                yield self.tell((), "CD002", f"{{{{ {name} }}}} names nothing a dialect may look up")
        yield from self._operation_words()

    def _parameters(self) -> set[str]:
        shapes = [*self.model.shapes.values(), *self.model.pages.values()]
        return {name for shape in shapes for name in shape.takes}

    def _operation_words(self) -> Iterator[Problem]:
        words = self.dialect.vocabulary
        for name in self.model.operations:
            if name not in words.operations:
                continue
            path = ("operations", name)
            for used in set(names_in(self.data["operations"][name])):
                if used.startswith("in.") and used.removeprefix("in.") not in words.inputs_of(name):
                    known = words.inputs_of(name)
                    hint = did_you_mean(used.removeprefix("in."), known)
                    yield self.tell(path, "CD002", f'{name} takes no input "{used.removeprefix("in.")}"{hint}')
            known_fields = {*words.fields, *self.model.objects}
            for field in set(self.model.operations[name].fields) - known_fields:
                hint = did_you_mean(field, known_fields)
                yield self.tell((*path, "fields", field), "CD002", f'unknown field "{field}"{hint}')

    def shapes(self) -> Iterator[tuple[Where, Shape]]:
        """Every shape of the dialect with its path."""
        groups: list[tuple[Where, Any]] = [
            (("ok",), self.model.ok),
            *((("shapes", name), shape) for name, shape in self.model.shapes.items()),
            *((("pages", name), shape) for name, shape in self.model.pages.items()),
            *((("refusals", name), shape) for name, shape in self.model.refusals.items()),
        ]
        for name, operation in self.model.operations.items():
            for parts, base in [
                (operation, ("operations", name)),
                *((route, ("operations", name, "routes", door)) for door, route in operation.routes.items()),
            ]:
                groups.append(((*base, "ok"), parts.ok))
                groups.append(((*base, "created-unverified"), parts.created_unverified))
                groups += [((*base, "refusals", word), shape) for word, shape in parts.refusals.items()]
        for path, shape in groups:
            if isinstance(shape, list):
                yield from (((*path, index), one) for index, one in enumerate(shape))
            elif shape is not None:
                yield path, shape

    def shape_problems(self, shapes: list[tuple[Where, Shape]]) -> Iterator[Problem]:
        """Unknown names, parameters unused or not given, and wrong matchers (CD003, CS02x)."""
        for path, shape in shapes:
            yield from self._parameter_problems(path, shape)
            yield from self._matcher_problems(path, shape.model_dump(by_alias=True, exclude_unset=True))

    def _parameter_problems(self, path: Where, shape: Shape) -> Iterator[Problem]:
        given = set(shape.model_extra or {})
        takes: set[str] = set()
        if shape.shape is not None or shape.page is not None:
            known = self.model.shapes if shape.shape is not None else self.model.pages
            name = shape.shape or shape.page or ""
            if name not in known:
                yield self.tell((*path, "shape"), "CD003", f'unknown shape "{name}"{did_you_mean(name, known)}')
                return
            takes = set(known[name].takes)
        for extra in given - takes:
            hint = did_you_mean(extra, {*takes, *Shape.model_fields})
            yield self.tell((*path, extra), "CD003", f'a shape has no "{extra}"{hint}')
        for missing in takes - given:
            yield self.tell(path, "CD003", f'the parameter "{missing}" is not given')
        for word in set(shape.takes):
            body = json.dumps(shape.model_dump(by_alias=True, exclude_unset=True, exclude={"takes"}))
            if "{{ " + word + " }}" not in body:
                yield self.tell((*path, "takes", word), "CD003", f'the parameter "{word}" is never used')

    def _matcher_problems(self, path: Where, data: dict[str, Any]) -> Iterator[Problem]:
        for key in _MATCHERS:
            for inner, code, text in matcher_problems(data.get(key)):
                yield self.tell((*path, key, *inner), code, text)
        for key in _MAPPINGS:
            for name, matcher in (data.get(key) or {}).items():
                for inner, code, text in matcher_problems(matcher):
                    yield self.tell((*path, key, name, *inner), code, text)
        for key in ("tell_by", "lands"):
            if data.get(key):
                yield from self._matcher_problems((*path, key), data[key])

    def twins(self) -> Iterator[Problem]:
        """Two reasons that are recognised by the same things, unless listed as `alike` (CD009)."""
        told = {reason: self._recogniser(shapes) for reason, shapes in self.model.refusals.items()}
        alike = [set(group) for group in self.model.alike]
        for one, other in combinations(told, 2):
            if told[one] == told[other] and not any({one, other} <= group for group in alike):
                text = f'"{one}" and "{other}" cannot be told apart: list them under `alike`, or give `tell_by`'
                yield self.tell(("refusals", other), "CD009", text)

    def _recogniser(self, shapes: Shape | list[Shape]) -> str:
        several = shapes if isinstance(shapes, list) else [shapes]
        parts = []
        for shape in several:
            data = expand(shape, self.model)
            status = data.get("status")
            told: dict[str, Any] = {key: data.get(key) for key in ("tell_by", "html", "text", "redirect")}
            told["status"] = status // 100 if isinstance(status, int) else status
            parts.append(told)
        return json.dumps(parts, sort_keys=True, default=str)

    def contract_problems(self) -> Iterator[Problem]:
        """Documents that the SDL refuses (CD005), paths that the OpenAPI file lacks (CD007)."""
        path = self.dialect.contract_path(self.edition)
        if path is not None and not path.exists():
            where = ("editions", self.edition, "contract")
            yield self.tell(where, "CD005", f"there is no contract file {path.name}", key=False)
            return
        binding = Binding(self.model, path)
        for name, operation in self.model.operations.items():
            for route in [*operation.routes] or _NO_ROUTE:
                try:
                    troubles = binding.contract_troubles(name, route)
                except NotApplicable:
                    continue
                for trouble in troubles:
                    yield self.tell(("operations", name), trouble.code, f"{name}: {trouble.text}")
