"""Expectations, compiled: what must come back, and the differences when it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.dialects.binding import ACCEPTED, CREATED_UNVERIFIED, OK, Binding, BoundOperation
from conformance.dialects.shapes import Check, CompiledShape, Difference, checks_of, found
from conformance.engine.sameness import same_answer
from conformance.engine.state import CaseState, Reply
from conformance.errors import CannotTell, NotApplicable
from conformance.matchers import compile_matcher
from conformance.matchers.compiling import show
from conformance.scenario.model import ExpectMapping
from conformance.templates import ABSENT, UnknownName
from conformance.wire import Exchange

#: The differences between an answer and what was expected; none when it is met.
Judge = Callable[[Reply, CaseState], list[Difference]]

_RAW_KEYS = ("status", "headers", "json", "text", "html", "redirect")


@dataclass(frozen=True, slots=True)
class Door:
    """What an expectation is about: an operation, a page, or a raw answer of a dialect."""

    binding: Binding
    operation: BoundOperation | None = None
    is_page: bool = False

    def tell(self, reply: Reply) -> str:
        """What came, in words."""
        if self.operation is not None:
            return self.operation.tell(reply.answer, reply.scope)
        if self.is_page:
            names = [name for name, page in self.binding.pages.items() if _may_be(page, reply)]
            return " / ".join(names) if names else f"no page known here (HTTP {reply.answer.first.status})"
        return f"HTTP {reply.answer.first.status}"


def _may_be(shape: CompiledShape, reply: Reply) -> bool:
    """Does it look so? Not if it is known by a value that this deployment does not have."""
    try:
        return shape.recognises(reply.answer, reply.scope)
    except UnknownName:
        return False


def compile_expectation(expect: str | ExpectMapping, door: Door) -> Judge:
    """The judge of one expectation; NotApplicable when the dialect lacks a word of it."""
    if isinstance(expect, str):
        return _word(expect, door)
    judges: list[Judge] = []
    if expect.ok is not None:
        judges.append(_accepted(OK, expect.ok, door))
    if expect.refused is not None:
        judges.append(_refused(expect.refused, door))
    if expect.page is not None:
        judges.append(_page(expect.page, door))
    if expect.either is not None:
        judges.append(_either(expect.either, door))
    raw = expect.model_dump(by_alias=True, exclude_unset=True, include={*_RAW_KEYS, "json_"})
    if raw:
        judges.append(_raw(tuple(checks_of(raw))))
    if expect.same_answer_as is not None:
        judges.append(_same_as(expect.same_answer_as, door))
    if len(judges) == 1:
        return judges[0]
    return lambda reply, state: [d for judge in judges for d in judge(reply, state)]


def _word(word: str, door: Door) -> Judge:
    if word == "accepted":
        return _any_accepted(door)
    return _accepted(word, {}, door)


def _operation(door: Door) -> BoundOperation:
    if door.operation is None:
        raise NotApplicable("only an operation can be `ok`")
    return door.operation


def _accepted(outcome: str, fields: Mapping[str, Any], door: Door) -> Judge:
    operation = _operation(door)
    if outcome not in operation.outcomes:
        raise NotApplicable(f"{operation.name} of {door.binding.name} is never {outcome}")
    checks = [_field_check(name, matcher, operation) for name, matcher in fields.items()]
    part = f"{operation.name}.{outcome}"

    def judge(reply: Reply, state: CaseState) -> list[Difference]:
        if not operation.recognises(outcome, reply.answer, reply.scope):
            return [Difference("outcome", outcome, door.tell(reply))]
        report(door.binding.name, part, operation.details(outcome, reply.answer, reply.scope), state)
        return [
            Difference(name, expected, show(value))
            for name, matcher in checks
            if (expected := matcher.expectation(value := reply.fields.get(name, ABSENT), reply.scope)) is not None
        ]

    return judge


def _field_check(name: str, matcher: Any, operation: BoundOperation) -> tuple[str, Any]:
    if not any(at.name == name for at in operation.fields):
        raise NotApplicable(f"{operation.name} answers no field {name}")
    return name, compile_matcher(matcher)


def _any_accepted(door: Door) -> Judge:
    operation = _operation(door)
    known = [outcome for outcome in ACCEPTED if outcome in operation.outcomes]

    def judge(reply: Reply, state: CaseState) -> list[Difference]:
        for outcome in known:
            if operation.recognises(outcome, reply.answer, reply.scope):
                details = operation.details(outcome, reply.answer, reply.scope)
                report(door.binding.name, f"{operation.name}.{outcome}", details, state)
                return []
        return [Difference("outcome", " or ".join(known), door.tell(reply))]

    return judge


def _refused(reason: str, door: Door) -> Judge:
    if door.operation is None:
        return _shapes(f"raw.{reason}", reason, door.binding.refusal(reason), door)
    operation = door.operation
    if reason not in operation.outcomes or reason in (OK, CREATED_UNVERIFIED):
        raise NotApplicable(f"{operation.name} of {door.binding.name} has no refusal {reason}")
    part = f"{operation.name}.{reason}"

    def judge(reply: Reply, state: CaseState) -> list[Difference]:
        if not operation.recognises(reason, reply.answer, reply.scope):
            return [Difference("outcome", reason, door.tell(reply))]
        report(door.binding.name, part, operation.details(reason, reply.answer, reply.scope), state)
        return []

    return judge


def _page(name: str, door: Door) -> Judge:
    if door.operation is not None:
        raise NotApplicable("a page is what `open` and `submit` arrive at")
    return _shapes(f"page.{name}", name, (door.binding.page(name),), door)


def _shapes(part: str, word: str, shapes: tuple[CompiledShape, ...], door: Door) -> Judge:
    def judge(reply: Reply, state: CaseState) -> list[Difference]:
        fitting = [shape for shape in shapes if shape.recognises(reply.answer, reply.scope)]
        if not fitting:
            return [Difference("outcome", word, door.tell(reply))]
        nearest = min((shape.differences(reply.answer, reply.scope) for shape in fitting), key=len)
        report(door.binding.name, part, nearest, state)
        return []

    return judge


def _either(forms: list[Any], door: Door) -> Judge:
    judges: list[Judge] = []
    lacking: list[str] = []
    for form in forms:
        try:
            judges.append(compile_expectation(form, door))
        except NotApplicable as error:
            lacking.append(str(error))
    if not judges:
        raise NotApplicable("; ".join(lacking))

    def judge(reply: Reply, state: CaseState) -> list[Difference]:
        tried = [_overheard(one, reply, state) for one in judges]
        if met := [told for differences, told in tried if not differences]:
            _repeat(min(met, key=_deviations), state)
            return []
        wanted = " or ".join(dict.fromkeys(d.expected for differences, _ in tried for d in differences))
        return [Difference(tried[0][0][0].where, wanted, door.tell(reply))]

    return judge


_Told = list[tuple[str, str, list[Difference], Exchange | None]]


def _overheard(judge: Judge, reply: Reply, state: CaseState) -> tuple[list[Difference], _Told]:
    """What a judge finds, and what it would tell the run of wire details."""
    told: _Told = []
    return judge(reply, replace(state, report=lambda *words: told.append(words))), told


def _deviations(told: _Told) -> int:
    """How many details an answer has otherwise: of forms that look alike, it is held against the nearest."""
    return sum(len(differences) for _, _, differences, _ in told)


def _repeat(told: _Told, state: CaseState) -> None:
    for words in told:
        state.report(*words)


def _raw(checks: tuple[Check, ...]) -> Judge:
    return lambda reply, state: found(checks, reply.answer, reply.scope)


def _same_as(name: str, door: Door) -> Judge:
    unlike = door.binding.model.unlike

    def judge(reply: Reply, state: CaseState) -> list[Difference]:
        if name not in state.kept:
            raise CannotTell(f"no answer was kept as {name}")
        return same_answer(state.kept[name], reply, unlike)

    return judge


def report(dialect: str, part: str, differences: list[Difference], state: CaseState) -> None:
    """Tell the run of wire details of the door that was asked, with the exchange that shows them."""
    if differences:
        exchange = state.trace.exchanges[-1] if state.trace.exchanges else None
        state.report(dialect, part, differences, exchange)
