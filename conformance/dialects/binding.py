"""A dialect in one edition, compiled: operations to requests, responses to replies. No I/O.

Compiled once for each set of traits; what differs between deployments of one set (URLs, keys,
settings) is looked up in the scope when a step runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from conformance.dialects.contracting import OperationContract, Trouble
from conformance.dialects.model import DialectModel, Fields, OperationModel, OperationParts, Shape
from conformance.dialects.requests import (
    Write,
    compile_request,
    merge_parts,
    operation_request,
    parts_of,
)
from conformance.dialects.shapes import (
    Answer,
    Check,
    CompiledShape,
    Difference,
    compile_shape,
    expand,
    found,
    json_at,
)
from conformance.errors import NotApplicable, did_you_mean
from conformance.matchers import compile_matcher
from conformance.templates import ABSENT, Render, Scope, UnknownName, compile_template, names_in, split_path

#: Fields that let somebody in; the id of a session does not.
_TOKENS = frozenset({"session.token", "session.refresh"})
OK = "ok"
CREATED_UNVERIFIED = "created-unverified"
#: Outcomes that are accepted answers.
ACCEPTED = (OK, CREATED_UNVERIFIED)

AnswerCheck = Callable[[Answer], list[Difference]]


@dataclass(frozen=True, slots=True)
class FieldAt:
    """A dialect-free field and where it stands in an answer."""

    name: str
    get: Callable[[Answer], Any]
    optional: bool


@dataclass(frozen=True)
class BoundOperation:
    """One operation through one door, ready to be said and understood."""

    name: str
    route: str | None
    write: Write
    sends_session: bool
    browser: bool
    takes: frozenset[str]
    fields: tuple[FieldAt, ...]
    promised: tuple[Check, ...]
    outcomes: Mapping[str, tuple[CompiledShape, ...]]
    contract: AnswerCheck | None = None
    looks_at_reply: bool = False

    def read_fields(self, answer: Answer) -> dict[str, Any]:
        """Every field the answer carries, by its dotted name."""
        return {at.name: value for at in self.fields if (value := at.get(answer)) is not ABSENT}

    def recognises(self, outcome: str, answer: Answer, scope: Scope) -> bool:
        """Is the answer this outcome?"""
        return any(shape.recognises(answer, scope) for shape in self.outcomes[outcome])

    def outcomes_of(self, answer: Answer, scope: Scope) -> list[str]:
        """Every outcome that an answer is recognised as."""
        return [name for name in self.outcomes if self._may_be(name, answer, scope)]

    def tell(self, answer: Answer, scope: Scope) -> str:
        """The outcomes an answer is recognised as, in words: `wrong-password`, or what came instead."""
        told = self.outcomes_of(answer, scope)
        return " / ".join(told) if told else f"no outcome known here (HTTP {answer.first.status})"

    def _may_be(self, outcome: str, answer: Answer, scope: Scope) -> bool:
        """Is it this outcome? Not if it is known by a setting that the deployment does not have."""
        try:
            return self.recognises(outcome, answer, scope)
        except UnknownName:
            return False

    def details(self, outcome: str, answer: Answer, scope: Scope) -> list[Difference]:
        """Wire details that differ from the nearest shape of a recognised outcome."""
        shapes = self.outcomes[outcome]
        if len(shapes) == 1:
            differences = shapes[0].differences(answer, scope)
        else:
            fitting = [shape for shape in shapes if shape.recognises(answer, scope)]
            differences = min((shape.differences(answer, scope) for shape in fitting), key=len, default=[])
        if outcome == OK:
            differences = differences + found(self.promised, answer, scope)
        if self.contract is not None:
            differences = differences + self.contract(_as_meant(answer, differences))
        return differences


def _as_meant(answer: Answer, differences: list[Difference]) -> Answer:
    """The answer with the status that it should have had, which is what a contract knows bodies by.

    Else one odd status would be told as many times as the bodies of the two statuses differ.
    """
    told = next((one.expected for one in differences if one.where == "status"), "")
    return replace(answer, first=replace(answer.first, status=int(told))) if told.isdigit() else answer


def fields_of(operation: OperationParts, dialect: DialectModel) -> tuple[tuple[FieldAt, ...], tuple[Check, ...]]:
    """Where each field stands, and what is promised of them in an accepted answer."""
    base = split_path(operation.reads)
    fields: list[FieldAt] = []
    for name, path in {**dialect.every_reply, **operation.fields}.items():
        if isinstance(path, Fields):
            fields.append(FieldAt(name, _header(path.header), optional=False))
        elif name in dialect.objects:
            fields.extend(_members(name, base, path, dialect))
        else:
            fields.append(_field(name, base, path))
    return tuple(fields), tuple(check for at in fields if (check := _promise(at, dialect)))


def _members(name: str, base: tuple[str, ...], path: str, dialect: DialectModel) -> Iterator[FieldAt]:
    """The members of an object; where the object may be missing, so may each of them."""
    top = (*base, *split_path(path.removesuffix("?")))
    for member, at in dialect.objects[name].items():
        yield _field(f"{name}.{member}", top, f"{at.removesuffix('?')}?" if path.endswith("?") else at)


def _field(name: str, base: tuple[str, ...], path: str) -> FieldAt:
    optional = path.endswith("?")
    return FieldAt(name, json_at((*base, *split_path(path.removesuffix("?")))), optional)


def _header(name: str) -> Callable[[Answer], Any]:
    def get(answer: Answer) -> Any:
        value = answer.first.header(name.lower())
        return ABSENT if value is None else value

    return get


def _promise(at: FieldAt, dialect: DialectModel) -> Check | None:
    form = dialect.values.get(at.name)
    if form is None:
        return None if at.optional else Check(f"field {at.name}", at.get, compile_matcher({"is": "present"}))
    if at.optional:
        form = {"one_of": [form, {"is": "nothing"}]}
    return Check(f"field {at.name}", at.get, compile_matcher(form))


class Outcomes(Mapping[str, tuple[CompiledShape, ...]]):
    """The outcomes of an operation; each is compiled when it is first asked for, since most never are."""

    def __init__(self, shapes: Mapping[str, Shape | list[Shape]], dialect: DialectModel, reads: str) -> None:
        self._shapes = shapes
        self._dialect = dialect
        self._reads = reads
        self._compiled: dict[str, tuple[CompiledShape, ...]] = {}

    def __getitem__(self, outcome: str) -> tuple[CompiledShape, ...]:
        if outcome not in self._compiled:
            shapes = self._shapes[outcome]
            several = shapes if isinstance(shapes, list) else [shapes]
            self._compiled[outcome] = tuple(compile_shape(shape, self._dialect, self._reads) for shape in several)
        return self._compiled[outcome]

    def __contains__(self, outcome: object) -> bool:
        return outcome in self._shapes

    def __iter__(self) -> Iterator[str]:
        return iter(self._shapes)

    def __len__(self) -> int:
        return len(self._shapes)


class Binding:
    """A dialect of one edition, with everything a step may ask of it."""

    def __init__(self, model: DialectModel, contract: Path | None = None) -> None:
        self.model = model
        self.name = model.dialect
        self._contract = OperationContract(contract)
        self._operations: dict[tuple[str, str | None], BoundOperation] = {}
        self.pages = {name: compile_shape(shape, model) for name, shape in model.pages.items() if not shape.takes}

    def operation(self, name: str, route: str | None = None) -> BoundOperation:
        """The operation through a door (default: its first); NotApplicable when the dialect has none."""
        key = (name, route)
        if key not in self._operations:
            self._operations[key] = self._compile(name, route)
        return self._operations[key]

    def _parts(self, name: str, route: str | None) -> tuple[OperationParts, str | None]:
        model = self.model.operations.get(name)
        if model is None:
            raise NotApplicable(f"{self.name} has no {name}")
        if not model.routes:
            if route is not None:
                raise NotApplicable(f"{name} of {self.name} has no route {route}")
            return model, None
        chosen = route or next(iter(model.routes))
        if chosen not in model.routes:
            raise NotApplicable(f"{name} of {self.name} has no route {chosen}{did_you_mean(chosen, model.routes)}")
        return _with_route(model, model.routes[chosen]), chosen

    def _compile(self, name: str, route: str | None) -> BoundOperation:
        operation, chosen = self._parts(name, route)
        own = operation_request(operation, self.model)
        send = None if operation.session == "known" else self.model.session.get("send")
        parts = merge_parts(parts_of(self.model.every_request), parts_of(send), own)
        fields, promised = fields_of(operation, self.model)
        return BoundOperation(
            name=name,
            route=chosen,
            write=replace(compile_request(parts), extra_into=_extra_path(operation)),
            sends_session=operation.session is not None,
            browser=operation.browser,
            takes=frozenset(n.removeprefix("in.") for n in names_in(parts) if n.startswith("in.")),
            fields=fields,
            promised=promised,
            outcomes=self._outcomes(operation),
            contract=self._contract.answer_check(operation, own),
            looks_at_reply=any(name.startswith("reply.") for name in names_in(_accepted_shapes(operation, self.model))),
        )

    def _outcomes(self, operation: OperationParts) -> Outcomes:
        accepted = operation.ok or self.model.ok
        shapes: dict[str, Shape | list[Shape]] = {OK: accepted} if accepted else {}
        if operation.created_unverified:
            shapes[CREATED_UNVERIFIED] = operation.created_unverified
        shapes |= {**self.model.refusals, **operation.refusals}
        return Outcomes(shapes, self.model, operation.reads)

    def contract_trouble(self) -> str | None:
        """Why the contract cannot be read at all."""
        return self._contract.unreadable()

    def contract_troubles(self, name: str, route: str | None) -> list[Trouble]:
        """What the contract has against an operation's request, before anything is sent."""
        operation, _ = self._parts(name, route)
        return self._contract.troubles(operation, operation_request(operation, self.model))

    @cached_property
    def beside(self) -> Render:
        """What goes beside a raw request of a scenario: the dialect's keys and the session."""
        send = parts_of(self.model.session.get("send"))
        return compile_template(merge_parts(parts_of(self.model.every_request), send), drop_absent=True)

    @cached_property
    def admin_key(self) -> Render:
        """What `as: admin` sends."""
        return compile_template(self.model.admin.get("key", "{{ admin.key }}"), drop_absent=True)

    @cached_property
    def secret_names(self) -> frozenset[str]:
        """Names of JSON members that carry session tokens, wherever they stand."""
        paths = [
            path
            for operation in self.model.operations.values()
            for name, path in operation.fields.items()
            if name in _TOKENS and isinstance(path, str)
        ]
        return frozenset(split_path(path.removesuffix("?"))[-1] for path in paths if path != "$")

    def page(self, name: str) -> CompiledShape:
        """A page that links lead to."""
        if name not in self.pages:
            raise NotApplicable(f"{self.name} has no page {name}")
        return self.pages[name]

    def refusal(self, reason: str) -> tuple[CompiledShape, ...]:
        """The shapes of a refusal as the whole dialect has them, for raw steps."""
        shapes = self.model.refusals.get(reason)
        if shapes is None:
            raise NotApplicable(f"{self.name} has no refusal {reason}")
        several = shapes if isinstance(shapes, list) else [shapes]
        return tuple(compile_shape(shape, self.model, reads=None) for shape in several)


def _with_route(model: OperationModel, route: OperationParts) -> OperationParts:
    """The operation with the words of one of its routes over its own."""
    both = model.model_dump(by_alias=True, exclude_unset=True, exclude={"routes", "via"})
    above = route.model_dump(by_alias=True, exclude_unset=True)
    both["refusals"] = {**both.get("refusals", {}), **above.pop("refusals", {})}
    return OperationParts.model_validate({**both, **above})


def _extra_path(operation: OperationParts) -> tuple[str, ...]:
    """Where `extra` members go in the filled parts; variables stand inside a document's JSON."""
    if operation.extra_into is None:
        return ()
    path = split_path(operation.extra_into)
    return ("json", *path) if operation.document is not None else path


def _accepted_shapes(operation: OperationParts, dialect: DialectModel) -> list[Any]:
    """The accepted shapes as data: only these may look at fields of the reply itself."""
    shapes = [operation.ok or dialect.ok, operation.created_unverified]
    return [expand(shape, dialect) for shape in shapes if shape is not None]
