"""`http` and `graphql`: raw requests of a scenario, with the dialect's keys and session beside them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from conformance.dialects.requests import assemble, compile_request, full_document, merge_parts
from conformance.dialects.shapes import Difference
from conformance.engine.acting import running
from conformance.engine.context import ADMIN, PlanContext
from conformance.engine.expecting import Door, compile_expectation
from conformance.engine.saying import answer_of, learn_tokens
from conformance.engine.state import CaseState, Reply
from conformance.errors import NotApplicable
from conformance.scenario.model import ActorStep, GraphqlStep, HttpStep
from conformance.templates import as_text, compile_template
from conformance.wire import WireRequest

#: The attributes of a person that an account may be called by.
NAMES = ("username", "otherUsername", "unknownUsername", "unusualUsername", "USERNAME")

Run = Callable[[CaseState], Awaitable[list[Difference]]]


def compile_http(step: HttpStep, context: PlanContext) -> Run:
    """A raw HTTP request."""
    parts = step.http.model_dump(by_alias=True, exclude_unset=True, exclude={"bare"})
    return _compile(step, {"method": "GET", **parts}, step.http.bare, context)


def compile_graphql(step: GraphqlStep, context: PlanContext) -> Run:
    """A raw GraphQL document."""
    model = context.speaking(step.speaking).variant.binding.model
    if "graphql" not in model.endpoints:
        raise NotApplicable(f"{model.dialect} speaks no GraphQL")
    body = {"query": full_document(step.graphql.document, model), "variables": step.graphql.variables}
    parts = {"method": "POST", "path": "{{ at.graphql }}", "json": body}
    return _compile(step, parts, step.graphql.bare, context)


def _compile(step: ActorStep, parts: Mapping[str, Any], bare: bool, context: PlanContext) -> Run:
    spoken = context.speaking(step.speaking)
    binding = spoken.variant.binding
    person = context.person(step.as_)
    own = compile_request(parts, lenient=False)
    headers = compile_template(step.headers) if step.headers else None
    if step.expect is None:
        raise NotApplicable("a raw step needs an expectation")
    judge = compile_expectation(step.expect, Door(binding))

    async def say(state: CaseState) -> Reply:
        here = state.deployment.spoken[spoken.dialect]
        scope = dict(state.place(here))
        scope["in"] = {}
        scope["session"] = state.sessions.get((person, step.on or ""), {}) if person else {}
        scope["admin"] = {"key": binding.admin_key(scope)} if person == ADMIN else {}
        filled = own.fill(scope)
        if not bare:
            filled = merge_parts(binding.beside(scope), filled)
        extra = {name: as_text(value) for name, value in headers(scope).items()} if headers else None
        request = assemble(filled, here.origin, extra)
        _announce(request, spoken.dialect, state)
        answer = answer_of(await state.send(request))
        learn_tokens(answer.first.json_or(None), binding.secret_names, state)
        return Reply(answer, request, {}, {}, scope)

    return running(say, judge, step)


def _announce(request: WireRequest, dialect: str, state: CaseState) -> None:
    """Tell the ledger of every name in a raw POST: nobody but the target knows whether it makes an account."""
    if request.method != "POST" or request.body is None:
        return
    text = request.body.decode("utf-8", "replace")
    people = {who: one for who, one in state.scope.items() if isinstance(one, dict) and "unusualUsername" in one}
    for who, name in ((who, person[attribute]) for who, person in people.items() for attribute in NAMES):
        if name in text:
            state.note_account({"dialect": dialect, "person": who, "made_up": True, "username": name})
