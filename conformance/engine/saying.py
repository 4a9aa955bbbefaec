"""An operation as one step says it: written with the person's inputs, keys and session, its answer read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.dialects.binding import ACCEPTED, BoundOperation
from conformance.dialects.shapes import Answer
from conformance.engine.context import ADMIN
from conformance.engine.following import visit
from conformance.engine.keeping import nested
from conformance.engine.state import CaseState, Reply
from conformance.errors import CannotTell
from conformance.target import Spoken
from conformance.templates import ABSENT, Render, as_text
from conformance.wire import Exchange, WireRequest

#: Inputs that tell one account from others.
_FOUND_BY = ("username", "email", "anonymousId")


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
            self._note(state, inputs)
        elif {"id", "username"} <= inputs.keys():  # which gives an account another name
            self._note(state, inputs, id=inputs["id"])
        return request, scope

    def _session(self, state: CaseState, scope: Mapping[str, Any]) -> Mapping[str, Any]:
        if not self.sends_session:
            return {}
        session = dict(state.sessions.get((self.person, self.device), {})) if self.person else {}
        for name, fill in self.session:
            value = fill(scope) if fill is not LEFT_OUT else ABSENT
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

    def _note(self, state: CaseState, inputs: Mapping[str, Any], **more: Any) -> None:
        """Tell the ledger of an account, by all that it may be found by."""
        names = {name: inputs[name] for name in _FOUND_BY if name in inputs}
        known = {
            "dialect": self.spoken.dialect,
            "person": self.person,
            "made_up": state.is_made_up(names.get("username")),
        }
        state.note_account({**known, **names, **more})

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
        if self.makes_account and ("user.id" in fields or "session.token" in fields):
            told = {"id": fields["user.id"]} if "user.id" in fields else {}
            self._note(state, scope["in"], made=True, **told)
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


def LEFT_OUT(scope: Any) -> Any:
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
