"""What is wrong with a dialect although its shape is right: words, names, matchers, requests, contract."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.dialects.binding import Binding
from conformance.dialects.model import DialectModel
from conformance.dialects.shape_linting import Where, parts_of_operations, shape_problems
from conformance.errors import NotApplicable, Problem, did_you_mean
from conformance.matchers import matcher_problems
from conformance.scenario.model import PreparationSteps
from conformance.strict import problem_at, validate
from conformance.templates import places_of_names
from conformance.vocabulary import Vocabulary
from conformance.yamltext import Map

#: Roots that templates of a dialect may look up.
ROOTS = ("in", "at", "keys", "settings", "session", "admin", "op", "reply", "target", "page")
_NO_ROUTE: list[str | None] = [None]


@dataclass(frozen=True, slots=True)
class DialectFile:
    """One edition of a dialect file: where it is, the words it may use, its contract if it has one."""

    path: Path
    vocabulary: Vocabulary
    edition: str
    contract: Path | None


def edition_problems(model: DialectModel, data: Any, file: DialectFile) -> Iterator[Problem]:
    """Every problem of one edition, but for what its contract has against it."""
    lint = _Lint(model, data, file)
    yield from lint.unknown_words()
    yield from lint.names()
    yield from lint.operations()
    yield from lint.matchers()
    yield from lint.preparations()
    yield from shape_problems(model, lint.tell)


def contract_problems(model: DialectModel, data: Any, file: DialectFile) -> Iterator[Problem]:
    """What the contract of an edition has against its requests (CD005, CD007).

    Reading a schema and validating documents takes longer than all else, so a run asks this of the editions it
    uses, and `conformance check` of all.
    """
    yield from _Lint(model, data, file).contract_problems()


class _Lint:
    def __init__(self, model: DialectModel, data: Any, file: DialectFile) -> None:
        self.model = model
        self.data = data
        self.vocabulary = file.vocabulary
        self.contract = file.contract
        self.edition = file.edition
        self.file = str(file.path)

    def tell(self, path: Where, code: str, text: str, *, key: bool = True) -> Problem:
        return problem_at(self.data, path, self.file, code, text, key=key)

    def unknown_words(self) -> Iterator[Problem]:
        """Words that the vocabulary does not have, and rules that are not stated."""
        words = self.vocabulary
        objects = {f"{name}.{member}": (name, member) for name, of in self.model.objects.items() for member in of}
        groups: list[tuple[Where, Iterable[str], Iterable[str]]] = [
            (("operations",), self.model.operations, words.operations),
            (("refusals",), self.model.refusals, words.reasons),
            (("rules",), self.model.rules, words.rules),
            (("mails",), self.model.mails, words.mails),
            (("pages",), self.model.pages, words.pages),
            (("forms",), self.model.forms, words.forms),
            (("preparations",), self.model.preparations, words.preparations),
            (("every_reply",), self.model.every_reply, words.fields),
            (("values",), self.model.values, words.fields),
        ]
        for path, used, known in groups:
            yield from self._unknown(path, used, known)
        for field in objects.keys() - set(words.fields):
            yield self.tell(("objects", *objects[field]), "CD002", f'unknown field "{field}"')
        for index, group in enumerate(self.model.alike):
            yield from self._unknown(("alike", index), group, self._reasons())
        for rule in set(words.rules) - set(self.model.rules):
            yield self.tell(("rules",), "CD006", f'the rule "{rule}" is not stated (yes or no)')

    def _unknown(self, path: Where, used: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
        for word in set(used) - set(known):
            yield self.tell((*path, word), "CD002", f'unknown word "{word}" in {path[0]}{did_you_mean(word, known)}')

    def _reasons(self) -> set[str]:
        """Every reason for which something of this dialect is refused."""
        own = {reason for _, parts in parts_of_operations(self.model) for reason in parts.refusals}
        return {*self.model.refusals, *own}

    def names(self) -> Iterator[Problem]:
        """Templates that look up what a dialect has not."""
        parameters = {
            name for shape in (*self.model.shapes.values(), *self.model.pages.values()) for name in shape.takes
        }
        known: dict[str, Iterable[str]] = {"at": self.model.endpoints, "keys": self.model.keys}
        data = {key: self.data[key] for key in self.data if key != "preparations"}
        for path, name in places_of_names(data):
            root, _, rest = name.partition(".")
            if root not in {*ROOTS, *parameters}:
                yield self.tell(path, "CD002", f"{{{{ {name} }}}} names nothing a dialect may look up", key=False)
            elif rest not in known.get(root, (rest,)):
                hint = did_you_mean(rest, known[root])
                yield self.tell(path, "CD002", f"{{{{ {name} }}}} names nothing that this dialect has{hint}", key=False)

    def operations(self) -> Iterator[Problem]:
        """Inputs, fields and reasons of operations, and whether each can be said at all."""
        words = self.vocabulary
        fields = {*words.fields, *self.model.objects}
        for path, parts in parts_of_operations(self.model):
            yield from self._unknown((*path, "refusals"), parts.refusals, words.reasons)
            for field in set(parts.fields) - fields:
                text = f'unknown field "{field}"{did_you_mean(field, fields)}'
                yield self.tell((*path, "fields", field), "CD002", text)
        for name in self.model.operations:
            if name in words.operations:
                yield from self._inputs(name, words.inputs_of(name))
        yield from self._unsaid()

    def _unsaid(self) -> Iterator[Problem]:
        """Operations, and routes of them, that have no request."""
        for path, parts in parts_of_operations(self.model):
            name = str(path[1])
            operation = self.model.operations[name]
            if parts is operation and (operation.routes or operation.via):
                continue
            request = parts.request or operation.request
            if not (parts.document or operation.document or (request is not None and request.path is not None)):
                at = (*path, "request") if parts.request else path
                yield self.tell(at, "CD010", f"{name} has no request with a path, and no document")

    def _inputs(self, name: str, known: Iterable[str]) -> Iterator[Problem]:
        for path, used in places_of_names(self.data["operations"][name], ("operations", name)):
            root, _, word = used.partition(".")
            if root == "in" and word not in known:
                text = f'{name} takes no input "{word}"{did_you_mean(word, known)}'
                yield self.tell(path, "CD002", text, key=False)

    def matchers(self) -> Iterator[Problem]:
        """Matchers outside of shapes: forms of values, needs of preparations, mails."""
        yield from self._mapping(self.model.values, ("values",))
        for name, ways in self.model.preparations.items():
            for index, way in enumerate(ways):
                yield from self._mapping(way.needs, ("preparations", name, index, "needs"))
        for name, mail in self.model.mails.items():
            yield from self._mapping({"subject": mail.subject}, ("mails", name))
            if mail.link is not None:
                yield from self._mapping(mail.link.query, ("mails", name, "link", "query"))
            if mail.code is not None and (trouble := _code_trouble(mail.code)):
                yield self.tell(("mails", name, "code"), "CS023", trouble, key=False)

    def _mapping(self, matchers: Any, path: Where) -> Iterator[Problem]:
        for name, matcher in matchers.items():
            for inner, code, text in matcher_problems(matcher):
                yield self.tell((*path, name, *inner), code, text)

    def preparations(self) -> Iterator[Problem]:
        """The steps of preparations, as steps of set-up."""
        for name, ways in self.model.preparations.items():
            for index in range(len(ways)):
                way = self.data["preparations"][name][index]
                steps = Map(way.place)
                steps.take(way, only="steps")
                yield from validate(PreparationSteps, steps, self.file, "CS")[1]

    def contract_problems(self) -> Iterator[Problem]:
        """Documents that the SDL refuses, paths that the OpenAPI file lacks, files that are none."""
        path = self.contract
        binding = Binding(self.model, path)
        if trouble := binding.contract_trouble():
            yield self.tell(("editions", self.edition, "contract"), "CD005", trouble, key=False)
            return
        for name, operation in self.model.operations.items():
            for route in [*operation.routes] or _NO_ROUTE:
                try:
                    troubles = binding.contract_troubles(name, route)
                except NotApplicable:
                    continue
                for trouble_ in troubles:
                    yield self.tell(("operations", name), trouble_.code, f"{name}: {trouble_.text}")


def _code_trouble(pattern: str) -> str | None:
    """What is wrong with the expression that finds a mailed code."""
    try:
        groups = re.compile(pattern).groups
    except (re.error, OverflowError, RecursionError) as error:
        return f"not a regular expression: {error}"
    return None if groups == 1 else f"a code is found by one group, not {groups}"
