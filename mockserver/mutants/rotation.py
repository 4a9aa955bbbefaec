"""Mutants that give tokens twice, none in place of an old one, or end sessions without a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from mockserver.core.model import Change, Session, User
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.fronts.parse_shapes import changed
from mockserver.mutants.model import REST, Mutant, breaks, distorts

_breaks = partial(breaks, area="rotation")


def _used_again(rules: Rules) -> Rules:
    """A token whose session has ended is given to the next session of the user."""
    given: dict[str, list[str]] = {}

    def opened(store: Store, session: Session, ended: tuple[Session, ...]) -> Session:
        tokens = given.setdefault(session.user_id, [])
        session.token = next((token for token in tokens if store.session(token) is None), session.token)
        tokens.append(session.token)
        return rules.open_session(store, session, ended)

    return replace(rules, open_session=opened)


def _silent(change: Change) -> dict[str, Any]:
    return {name: value for name, value in changed(change).items() if name != "sessionToken"}


def _all_but_newest(store: Store, policy: Policy, user: User) -> tuple[Session, ...]:
    return store.sessions_of(user.id)[:-1]


def _ended_by_touch(rules: Rules) -> Rules:
    """A change of anything ends the sessions that were opened before it."""
    known: dict[str, datetime] = {}

    def expired(session: Session, now: datetime) -> bool:
        return rules.session_has_expired(session, now) or session.created_at < known.get(session.user_id, now)

    def user_of(store: Store, session: Session) -> User | None:
        user = rules.user_of_session(store, session)
        if user and user.updated_at > user.created_at:
            known[user.id] = user.updated_at
        return user

    return replace(rules, session_has_expired=expired, user_of_session=user_of)


MUTANTS = (
    Mutant(
        "OWN-ROT-AGAIN",
        "rotation",
        "a log-in gives the token of a session that has ended",
        change=_used_again,
        expected_killers=("rotation/no-token-is-given-twice",),
    ),
    distorts(
        "POL-06",
        "the answer to a change of password tells no new token",
        changed=_silent,
        dialects=REST,
        area="rotation",
        killers=("rotation/a-password-change-answers-with-a-new-token",),
    ),
    _breaks(
        "OWN-ROT-OUTLIVES",
        "the newest session outlives a change of password",
        sessions_ended_by_new_password=_all_but_newest,
        killers=("rotation/the-same-password-again-ends-sessions-too",),
    ),
    Mutant(
        "OWN-ROT-TOUCHED",
        "rotation",
        "any change of a user ends his sessions",
        change=_ended_by_touch,
        expected_killers=("rotation/other-changes-keep-the-sessions",),
    ),
)
