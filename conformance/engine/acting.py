"""`do`: one operation, said by somebody, understood and judged."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from conformance.dialects.binding import ACCEPTED, BoundOperation
from conformance.dialects.shapes import Answer, Difference
from conformance.engine.context import ADMIN, PlanContext
from conformance.engine.expecting import Door, Judge, compile_expectation
from conformance.engine.following import visit
from conformance.engine.keeping import keep, nested
from conformance.engine.state import CaseState, Reply
from conformance.errors import CannotTell, NotApplicable
from conformance.scenario.model import DoStep, Repeat
from conformance.target import Spoken
from conformance.templates import ABSENT, Render, as_text, compile_template, look_up
from conformance.wire import Exchange, WireRequest

Run = Callable[[CaseState], Awaitable[list[Difference]]]

#: Seconds between two askings of a step with `within`.
ASK_AGAIN = 0.2


@dataclass(frozen=True, slots=True)
class Saying:
    """An operation with its inputs, session and keys as one step has them; says it and reads the answer."""

    operation: BoundOperation
    spoken: Spoken
    person: str | None
    device: str
    defaults: tuple[tuple[str, Render], ...]
    inputs: tuple[tuple[str, Render], ...]
    keys: tuple[tuple[str, Render], ...]
    dropped_keys: frozenset[str]
    session: tuple[tuple[str, Render], ...]
    sends_session: bool
    teaches: bool
    learns_id: bool
    extra: Render | None
    headers: Render | None
    secret_fields: tuple[str, ...]
    makes_account: bool

    def write(self, state: CaseState) -> tuple[WireRequest, dict[str, Any]]:
        """The request and the scope it was written in."""
        scope = dict(state.place(state.deployment.spoken[self.spoken.dialect]))
        inputs: dict[str, Any] = {}
        for name, find in self.defaults:
            if (value := find(scope)) is not ABSENT:
                inputs[name] = value
        for name, fill in self.inputs:
            inputs[name] = fill(scope)
        scope["in"] = inputs
        scope["session"] = self._session(state, scope)
        scope["keys"] = self._keys(scope)
        scope["admin"] = {}
        if self.person == ADMIN:
            scope["admin"] = {"key": self.spoken.variant.binding.admin_key(scope)}
        request = self.operation.write(
            scope,
            extra=self.extra(scope) if self.extra else None,
            headers={name: as_text(value) for name, value in self.headers(scope).items()} if self.headers else None,
        )
        if self.makes_account:
            state.note_account({name: inputs.get(name) for name in ("username", "email") if name in inputs})
        return request, scope

    def _session(self, state: CaseState, scope: Mapping[str, Any]) -> Mapping[str, Any]:
        if not self.sends_session:
            return {}
        session = dict(state.sessions.get((self.person, self.device), {})) if self.person else {}
        for name, fill in self.session:
            value = fill(scope) if fill is not _DROP else ABSENT
            if name == "":
                session = dict(value) if isinstance(value, dict) else {}
            elif value is ABSENT:
                session.pop(name, None)
            else:
                session[name] = value
        return session

    def _keys(self, scope: Mapping[str, Any]) -> Mapping[str, Any]:
        if not self.keys and not self.dropped_keys:
            return dict(scope["keys"])
        kept = {name: value for name, value in scope["keys"].items() if name not in self.dropped_keys}
        return {**kept, **{name: fill(scope) for name, fill in self.keys}}

    async def say(self, state: CaseState) -> Reply:
        """Send it once and read the answer."""
        request, scope = self.write(state)
        answer = await self.answer(request, state)
        return self.read(request, answer, scope, state)

    async def answer(self, request: WireRequest, state: CaseState) -> Answer:
        """The answer to a written request, followed as a browser would where the operation says so."""
        if self.operation.browser:
            return (await visit(request, state)).answer
        return answer_of(await state.send(request))

    def read(self, request: WireRequest, answer: Answer, scope: dict[str, Any], state: CaseState) -> Reply:
        """The answer as the dialect reads it."""
        fields = self.operation.read_fields(answer)
        for name in self.secret_fields:
            if name in fields:
                state.secrets.learn(fields[name], f"{name.replace('.token', '')} {self.person or ''}".strip())
        if "sessions" in fields:
            learn_tokens(fields["sessions"], self.spoken.variant.binding.secret_names, state)
        if self.operation.looks_at_reply:
            scope["reply"] = nested(fields)
        return Reply(answer, request, fields, scope["in"], scope)

    def learn(self, reply: Reply, state: CaseState) -> None:
        """The person learns what an accepted answer teaches; only once it is judged against what was known before."""
        if self.teaches and self._is_accepted(reply):
            self._teach(reply.fields, state)

    def _is_accepted(self, reply: Reply) -> bool:
        operation = self.operation
        return any(
            operation.recognises(word, reply.answer, reply.scope) for word in ACCEPTED if word in operation.outcomes
        )

    def _teach(self, fields: Mapping[str, Any], state: CaseState) -> None:
        person = state.scope[str(self.person)]
        if self.learns_id and "user.id" in fields:
            person["id"] = fields["user.id"]
            state.secrets.know(person["id"], "id")
        session = {name: fields[f"session.{name}"] for name in ("token", "refresh") if f"session.{name}" in fields}
        if session:
            held = state.sessions.setdefault((str(self.person), self.device), {})
            held.update(session)
            if not self.device:
                person["session"] = held


def _DROP(scope: Any) -> Any:
    """Stands for a part of the session that is left out."""
    return ABSENT


def answer_of(exchange: Exchange) -> Answer:
    """The answer of an exchange; CannotTell when none came."""
    if exchange.response is None:
        raise CannotTell(f"{exchange.request.method} {exchange.request.url}: {exchange.problem}")
    return Answer(exchange.response, exchange.response)


def learn_tokens(data: Any, names: frozenset[str], state: CaseState) -> None:
    """Hide session tokens wherever they stand in a body that no field names one by one."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name in names:
                state.secrets.learn(value, "session")
            learn_tokens(value, names, state)
    elif isinstance(data, list):
        for value in data:
            learn_tokens(value, names, state)


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
            *((name, _DROP) for name in drops),
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
