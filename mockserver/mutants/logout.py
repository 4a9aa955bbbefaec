"""Mutants that end too little or too much at log-out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from aiohttp.web import BaseRequest, Response

from mockserver.core.model import Session
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.fronts.answers import json_answer
from mockserver.fronts.graphql_shapes import Body
from mockserver.mutants.answers import with_json
from mockserver.mutants.model import REST, Mutant, breaks, distorts, distorts_graphql

_breaks = partial(breaks, area="logout")


def _always_done(request: BaseRequest, response: Response) -> Response:
    """A log-out is never refused."""
    is_refused = request.path.endswith("/logout") and response.status >= 400
    return json_answer({}) if is_refused else response


def _as_object(body: Any, sent: Any) -> Any:
    answer = (body.get("data") or {}).get("users")
    is_log_out = isinstance(answer, dict) and answer.get("logOut") is True
    return {**body, "data": {"users": {"logOut": {"ok": True}}}} if is_log_out else body


def _nobody_left(body: Any, sent: Any) -> Any:
    answer = (body.get("data") or {}).get("logOut")
    return {**body, "data": {"logOut": {**answer, "viewer": None}}} if answer and "viewer" in answer else body


def _stumbles(rules: Rules) -> Rules:
    ended: set[str] = set()

    def end(store: Store, session: Session) -> tuple[Session, ...]:
        ended.add(session.token)
        return rules.sessions_ended_by_log_out(store, session)

    def find(store: Store, token: str) -> Session | None:
        if token in ended:
            raise LookupError(token)
        return rules.find_session(store, token)

    return replace(rules, sessions_ended_by_log_out=end, find_session=find)


def _unmarked(answer: Body, mutation_id: str | None) -> Body:
    return answer if answer.keys() & {"viewer", "user", "session"} else {**answer, "clientMutationId": None}


MUTANTS = (
    _breaks(
        "OUT-01",
        "logging out ends nothing",
        sessions_ended_by_log_out=lambda store, session: (),
        killers=(
            "logout/a-log-out-ends-its-session-only",
            "logout/who-logged-out-may-come-back",
            "session/sessions-are-shared-between-the-doors",
            "logout/the-answer-shows-who-leaves",
        ),
    ),
    _breaks(
        "OUT-02",
        "logging out ends every session of the user",
        sessions_ended_by_log_out=lambda store, session: store.sessions_of(session.user_id),
        killers=("logout/a-log-out-ends-its-session-only",),
    ),
    _breaks(
        "OUT-03",
        "logging out ends everybody's sessions",
        sessions_ended_by_log_out=lambda store, session: tuple(store.sessions()),
        killers=("logout/a-log-out-ends-its-session-only",),
    ),
    distorts(
        "OUT-04",
        "a log-out with a token that is not good is answered like any other",
        answered=_always_done,
        dialects=REST,
        area="logout",
        killers=("logout/a-log-out-needs-a-session-that-is-good",),
    ),
    distorts_graphql(
        "OUT-07",
        "the answer to a log-out does not repeat the client's mutation id",
        payload=_unmarked,
        area="logout",
        killers=("logout/the-answer-repeats-the-mutation-id",),
    ),
    distorts(
        "OUT-08",
        "a log-out in the nested GraphQL answers an object instead of true",
        answered=with_json(_as_object),
        dialects=("parse-graphql-legacy",),
        area="logout",
        killers=("logout/a-log-out-ends-its-session-only",),
    ),
    distorts(
        "OUT-09",
        "the answer to a log-out shows nobody, for he is gone already",
        answered=with_json(_nobody_left),
        dialects=("parse-graphql",),
        area="logout",
        killers=("logout/the-answer-shows-who-leaves",),
    ),
    Mutant(
        "RAC-10",
        "logout",
        "the second of two log-outs by one session is a breakdown",
        change=_stumbles,
        expected_killers=("logout/two-log-outs-at-the-same-moment-end-one-session",),
    ),
    _breaks(
        "OWN-OUT-OLDEST",
        "logging out ends the oldest session of the user instead of the one in use",
        sessions_ended_by_log_out=lambda store, session: store.sessions_of(session.user_id)[:1],
        killers=("logout/a-log-out-ends-its-session-only",),
    ),
)
