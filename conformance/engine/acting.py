"""`do`: one operation, said by somebody, judged, and repeated as the step says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic
from typing import Any

from conformance.dialects.binding import BoundOperation
from conformance.dialects.shapes import Difference
from conformance.engine.context import ADMIN, PlanContext
from conformance.engine.expecting import Door, Judge, compile_expectation
from conformance.engine.keeping import keep
from conformance.engine.saying import LEFT_OUT, Saying
from conformance.engine.state import CaseState, Reply
from conformance.errors import CannotTell, NotApplicable
from conformance.scenario.model import DoStep, Repeat
from conformance.target import Spoken
from conformance.templates import Render, compile_template, look_up

Run = Callable[[CaseState], Awaitable[list[Difference]]]

#: Seconds between two askings of a step with `within`.
ASK_AGAIN = 0.2


def compile_saying(step: DoStep, context: PlanContext) -> Saying:
    """An operation of a step with everything it says of inputs, keys and session."""
    spoken, operation = context.operation(step.do, step.via, step.speaking)
    given = step.with_ if isinstance(step.with_, dict) else {}
    without = step.without if isinstance(step.without, list) else []
    person = context.person(step.as_)
    inputs, keys, session = _sorted_with(given, operation, spoken)
    if person == ADMIN and "key" not in spoken.variant.binding.model.admin:
        raise NotApplicable(f"{spoken.dialect} has no administrator")
    _check_without(without, operation, spoken)
    if step.extra and not operation.write.extra_into:
        raise NotApplicable(f"{operation.name} of {spoken.dialect} takes no extra members")
    drops = [name.removeprefix("session").lstrip(".") for name in without if name.split(".")[0] == "session"]
    attached = bool(session) and not operation.sends_session
    word = context.vocabulary.operations[step.do]
    makes_account = word.makes == "account"
    return Saying(
        operation=operation,
        spoken=spoken,
        person=person,
        device=step.on or "",
        defaults=_defaults(step, person, {*inputs, *without}, operation, context),
        inputs=tuple((name, compile_template(value)) for name, value in inputs.items()),
        keys=tuple((name, compile_template(value)) for name, value in keys.items()),
        dropped_keys=frozenset(name.removeprefix("keys.") for name in without if name.startswith("keys.")),
        session=(
            *((name, compile_template(value)) for name, value in session.items()),
            *((name, LEFT_OUT) for name in drops),
        ),
        sends_session=operation.sends_session or attached,
        teaches=person not in (None, ADMIN) and not session and not drops and _can_teach(operation),
        learns_id="id" not in inputs,
        extra=compile_template(step.extra) if step.extra else None,
        headers=compile_template(step.headers) if step.headers else None,
        secret_fields=tuple(at.name for at in operation.fields if at.name in context.vocabulary.secret_fields),
        makes_account=makes_account,
    )


def _can_teach(operation: BoundOperation) -> bool:
    return any(at.name == "user.id" or at.name.startswith("session.") for at in operation.fields)


def _sorted_with(
    given: Mapping[str, Any], operation: BoundOperation, spoken: Spoken
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """What a step's `with` says, as inputs, keys and parts of the session ("" is the whole)."""
    inputs: dict[str, Any] = {}
    keys: dict[str, Any] = {}
    session: dict[str, Any] = {}
    for name, value in given.items():
        if name.startswith("keys."):
            _need_key(name.removeprefix("keys."), spoken)
            keys[name.removeprefix("keys.")] = value
        elif name == "session" or name.startswith("session."):
            session[name.removeprefix("session").lstrip(".")] = value
        else:
            _need_input(name, operation, spoken)
            inputs[name] = value
    return inputs, keys, session


def _need_input(name: str, operation: BoundOperation, spoken: Spoken) -> None:
    if name not in operation.takes:
        raise NotApplicable(f"{operation.name} of {spoken.dialect} takes no {name}")


def _need_key(name: str, spoken: Spoken) -> None:
    if name not in spoken.variant.binding.model.keys:
        raise NotApplicable(f"{spoken.dialect} has no key {name}")


def _check_without(without: list[str], operation: BoundOperation, spoken: Spoken) -> None:
    for name in without:
        if name.startswith("keys."):
            _need_key(name.removeprefix("keys."), spoken)
        elif name.split(".")[0] != "session":
            _need_input(name, operation, spoken)


def _defaults(
    step: DoStep, person: str | None, said: set[str], operation: BoundOperation, context: PlanContext
) -> tuple[tuple[str, Render], ...]:
    """Inputs that the acting person gives unasked, for those the operation takes."""
    if person in (None, ADMIN):
        return ()
    return tuple(
        (name, _attribute(person, attribute, context))
        for name, attribute in context.vocabulary.defaults[step.do]
        if name in operation.takes and name not in said
    )


def _attribute(person: str | None, attribute: str, context: PlanContext) -> Render:
    if context.me == person and attribute in context.overrides:
        return compile_template(context.overrides[attribute])
    path = (str(person), attribute)
    return lambda scope: look_up(scope, path)


def compile_do(step: DoStep, context: PlanContext) -> Run:
    """A `do` step, with its repetitions; met when every answer is as expected."""
    saying = compile_saying(step, context)
    judge = compile_expectation(step.expect or "ok", Door(saying.spoken.variant.binding, saying.operation))

    def judge_and_learn(reply: Reply, state: CaseState) -> list[Difference]:
        # In this order: else `user.id: "{{ ann.id }}"` would compare the answer with itself.
        differences = judge(reply, state)
        saying.learn(reply, state)
        return differences

    return running(saying.say, judge_and_learn, step)


def running(say: Callable[[CaseState], Awaitable[Reply]], judge: Judge, step: Any) -> Run:
    """Say, judge, keep: repeated or asked again as the step says."""
    times = times_of(step.repeat)

    async def once(state: CaseState) -> list[Difference]:
        reply = await say(state)
        differences = judge(reply, state)
        if not differences and step.keep_as:
            keep(step.keep_as, reply, state)
        return differences

    async def patiently(state: CaseState) -> list[Difference]:
        deadline = monotonic() + step.within.seconds
        while differences := await once(state):
            if monotonic() >= deadline:
                break
            await asyncio.sleep(ASK_AGAIN)
        return differences

    async def run(state: CaseState) -> list[Difference]:
        for _ in range(times(state)):
            if differences := await (patiently(state) if step.within else once(state)):
                return differences
        return []

    return run


def times_of(repeat: int | str | Repeat | None) -> Callable[[CaseState], int]:
    """How often a step is done, as a function of the state."""
    if repeat is None:
        return lambda state: 1
    less = repeat.less if isinstance(repeat, Repeat) else 0
    fill = compile_template(repeat.times if isinstance(repeat, Repeat) else repeat)

    def times(state: CaseState) -> int:
        number = fill(state.scope)
        if not isinstance(number, int | float):
            raise CannotTell(f"repeat wants a number, not {number!r}")
        return int(number) - less

    return times
