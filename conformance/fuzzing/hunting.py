"""Fuzzing one door: schemathesis makes requests from the contract, and every answer is judged.

Its command line is not used: it knows neither our keys nor what must not happen to accounts. What is fixed by a seed is
which requests are made; ids and tokens are the server's.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import requests
import yaml
from graphql import GraphQLError, ObjectFieldNode, StringValueNode, Visitor, parse, visit
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisException
from requests.adapters import HTTPAdapter

from conformance.dialects.contracts import GraphQLContract
from conformance.errors import CannotTell
from conformance.fuzzing.accounts import Accounts, credentials_in
from conformance.fuzzing.doors import Door
from conformance.fuzzing.judging import Fault, faults_of
from conformance.fuzzing.making import boundaries_of, operations_of, schema_of
from conformance.fuzzing.requests import plain_bodies
from conformance.fuzzing.walking import Over, walk
from conformance.people import Chance
from conformance.wire import WireRequest, WireResponse

_TIMEOUT: Final = 30.0
_LONGEST: Final = 400
_SERVER_FAULT: Final = 500
#: Every so many requests one is what a person would send, where there is such a thing.
_PLAINLY: Final = 3
#: One walk for so many requests of an operation.
_WALKS: Final = 2
_FAILS: Final = "no failure of the server"
_CONTRACT: Final = "answers as the contract says"


@dataclass
class Found:
    """A fault with the request and the answer that showed it first, and how often it was seen."""

    door: str
    operation: str
    fault: Fault
    asked: str
    answered: str
    count: int = 1


@dataclass
class Hunt:
    """The state of fuzzing one door."""

    door: Door
    seed: int
    accounts: Accounts
    http: requests.Session
    base: str
    schema: GraphQLContract | None = None
    plain: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    found: dict[tuple[str, str, str], Found] = field(default_factory=dict)
    asked: int = 0

    def note(self, operation: str, fault: Fault, asked: str, answered: str) -> None:
        """Keep a fault, or count it once more."""
        key = (operation, fault.promise, fault.told)
        if key in self.found:
            self.found[key].count += 1
            return
        self.found[key] = Found(self.door.name, operation, fault, asked[:_LONGEST], answered[:_LONGEST])


def hunt(door: Door, *, seed_of_run: int, examples: int, goes_on: Callable[[], bool]) -> Hunt:
    """Fuzz every operation of a door's contract, with so many requests each, as long as it `goes_on`."""
    with requests.Session() as http:
        http.mount("http://", HTTPAdapter(pool_maxsize=1))
        chance = Chance(seed_of_run, "fuzz", door.name)
        schema = GraphQLContract.load(door.contract) if door.is_graphql else None
        state = Hunt(door, seed_of_run, Accounts(door, _sender(http), chance), http, _base(door), schema)
        if not door.is_graphql:
            state.plain = plain_bodies(yaml.safe_load(door.contract.read_text(encoding="utf-8")), door)
        contract = schema_of(door)
        operations = list(operations_of(door, contract))
        # Where time is short, every operation has had its turn before the edges and walks of some.
        for operation, modes in operations:
            for mode in modes if goes_on() else ():
                _ask(state, operation, mode, examples // len(modes), goes_on)
        for operation, modes in operations:
            _ask_at_the_edges(state, operation, modes, goes_on)
        if not door.is_graphql:
            walks = max(1, examples // _WALKS)
            walk(contract, partial(_send_after, state), seed_of_run=seed_of_run, walks=walks, goes_on=goes_on)
        return state


def _ask_at_the_edges(state: Hunt, operation: Any, modes: list[Any], goes_on: Callable[[], bool]) -> None:
    """Send what is listed for one operation, each request as it stands."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in boundaries_of(operation, modes):
            if not goes_on():
                return
            _send(state, case)


def _ask(state: Hunt, operation: Any, mode: Any, examples: int, goes_on: Callable[[], bool]) -> None:
    """Send requests for one operation; one that cannot be sent wrongly has none of the wrong kind."""

    @seed(state.seed)
    @settings(
        max_examples=max(1, examples),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if not goes_on():
            raise Over
        _send(state, _plainly(state, case))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ask()
        except (HypothesisException, Over):
            return


def _plainly(state: Hunt, case: Any) -> Any:
    """The same request, every so often with a body that a person would send."""
    if (plain := state.plain.get(case.operation.label)) and (state.asked + 1) % _PLAINLY == 0:
        case.body = plain[(state.asked + 1) // _PLAINLY % len(plain)]
    return case


def _send_after(state: Hunt, case: Any, before: Any) -> Any:
    """Send a request in the session that the answer before it gave, if it gave one."""
    session = state.accounts.session_in(_read(before)) if before is not None else {}
    return _send(state, _plainly(state, case), state.door.headers(session or None))


def _read(response: Any) -> WireResponse:
    headers = tuple((name.lower(), value) for name, values in response.headers.items() for value in values)
    return WireResponse(response.status_code, headers, response.content)


def _send(state: Hunt, case: Any, headers: dict[str, str] | None = None) -> Any:
    """Send a request and judge the answer; None if it could not be put on the wire."""
    headers = state.accounts.headers(state.asked) if headers is None else headers
    state.asked += 1
    newcomer = _newcomer(state, case)
    try:
        response = case.call(
            base_url=state.base, headers=headers, session=state.http, timeout=_TIMEOUT, allow_redirects=False
        )
    except (requests.RequestException, UnicodeError, ValueError):
        # What cannot be put on the wire was not asked.
        return None
    asked, text = _told(response), response.text
    for fault in (
        *faults_of(case.body, asked, response.status_code, text),
        *_of_contract(state, case, response),
        *_left_behind(state, newcomer, response),
    ):
        state.note(case.operation.label, fault, asked, f"{response.status_code} {text}")
    return response


def _base(door: Door) -> str:
    """Where the paths of the contract begin; documents all go to one place."""
    if door.is_graphql:
        inputs = {name: "x" for one in door.operations() for name in one.takes}
        asked = (one.parts for one in door.written(inputs))
        return door.spoken.origin + next(str(one["path"]) for one in asked if "query" in one.get("json", {}))
    return door.spoken.origin + min(door.spoken.at.values(), key=len, default="")


def _told(response: Any) -> str:
    sent = response.request
    body = sent.body.decode(errors="replace") if isinstance(sent.body, bytes) else sent.body or ""
    return f"{sent.method} {sent.url} {body}"


def _of_contract(state: Hunt, case: Any, response: Any) -> Iterator[Fault]:
    """What the contract has against an answer, and failures that no contract promises."""
    if state.door.is_graphql:
        yield from _of_schema(state, case, response)
        return
    from schemathesis.core.failures import FailureGroup
    from schemathesis.specs.openapi import checks

    wanted = [
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
    ]
    try:
        case.validate_response(response, checks=wanted)
    except FailureGroup as group:
        for failure in group.exceptions:
            kind = (
                "no failure of the server" if response.status_code >= _SERVER_FAULT else "answers as the contract says"
            )
            yield Fault(kind, f"{failure.title}: {failure.message}".split("\n\n")[0][:_LONGEST])


def _of_schema(state: Hunt, case: Any, response: Any) -> Iterator[Fault]:
    if response.status_code >= _SERVER_FAULT:
        yield Fault(_FAILS, f"status {response.status_code}")
    try:
        body = response.json()
    except ValueError:
        if response.status_code < _SERVER_FAULT:
            yield Fault(_CONTRACT, "the answer is no JSON")
        return
    if state.schema is not None and isinstance(body, dict) and body.get("data") is not None:
        for one in state.schema.answer_check(str(case.body))(body):
            yield Fault(
                "answers as the contract says", f"{one.path}: expected {one.expected}, got {one.got}"[:_LONGEST]
            )


def _newcomer(state: Hunt, case: Any) -> tuple[str, str] | None:
    """Name and password of somebody who is about to sign up, and cannot log in yet."""
    typed = _sign_up_of(state.door, case)
    return typed if typed is not None and not _may_enter(state, typed) else None


def _left_behind(state: Hunt, newcomer: tuple[str, str] | None, response: Any) -> Iterator[Fault]:
    """A sign-up that was refused leaves nobody who could log in."""
    if newcomer is not None and _is_refused(state.door, response) and _may_enter(state, newcomer):
        yield Fault("a refused request leaves no account", "the refused sign-up can log in")


def _may_enter(state: Hunt, typed: tuple[str, str]) -> bool:
    try:
        return state.accounts.may_enter(*typed)
    except (CannotTell, requests.RequestException):
        return False


def _is_refused(door: Door, response: Any) -> bool:
    if not door.is_graphql:
        return bool(response.status_code >= 400)
    try:
        return bool(response.json().get("errors"))
    except (ValueError, AttributeError):
        return True


def _sign_up_of(door: Door, case: Any) -> tuple[str, str] | None:
    """Name and password of a sign-up that stands alone in its request."""
    if door.is_graphql:
        return _literals(str(case.body)) if "sign" in case.operation.label.lower() else None
    sign_up = door.operation("signUp")
    path = str(case.operation.path)
    if sign_up is None or case.method.upper() != sign_up.write.method or not isinstance(case.body, Mapping):
        return None
    written = str(sign_up.write.path(door.scope({})))
    return credentials_in(case.body) if written.endswith(path) else None


def _literals(document: str) -> tuple[str, str] | None:
    members: dict[str, str] = {}

    class Reader(Visitor):
        def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
            if isinstance(node.value, StringValueNode):
                members.setdefault(node.name.value, node.value.value)

    try:
        visit(parse(document), Reader())
    except GraphQLError:
        return None
    return credentials_in(members)


def _sender(http: requests.Session) -> Callable[[WireRequest], WireResponse]:
    def send(request: WireRequest) -> WireResponse:
        got = http.request(
            request.method, request.url, headers=dict(request.headers), data=request.body, timeout=_TIMEOUT
        )
        headers = tuple((name.lower(), value) for name, value in got.headers.items())
        return WireResponse(got.status_code, headers, got.content)

    return send
