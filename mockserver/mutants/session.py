"""Mutants that mistake one session for another, or do not let them end."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from mockserver.core.model import Session, User
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.mutants.model import REST, Mutant, breaks

_breaks = partial(breaks, area="session")


def _first_if_unknown(store: Store, token: str) -> Session | None:
    return store.session(token) or next(store.sessions(), None)


def _by_beginning(store: Store, token: str) -> Session | None:
    return next((session for session in store.sessions() if session.token.startswith(token)), None)


def _whatever_case(store: Store, token: str) -> Session | None:
    return store.session(token.lower())


def _newest(store: Store, token: str) -> Session | None:
    session = store.session(token)
    return store.sessions_of(session.user_id)[-1] if session else None


def _remembers_the_deleted(rules: Rules) -> Rules:
    seen: dict[str, User] = {}

    def user_of_session(store: Store, session: Session) -> User | None:
        user = store.user(session.user_id) or seen.get(session.user_id)
        return seen.setdefault(session.user_id, user) if user else None

    return replace(rules, user_of_session=user_of_session)


MUTANTS = (
    _breaks(
        "SES-01",
        "a token that nobody was given opens the first session there is",
        find_session=_first_if_unknown,
        killers=("session/a-made-up-token-is-refused",),
    ),
    _breaks(
        "SES-03",
        "the beginning of a token is enough",
        find_session=_by_beginning,
        killers=("session/a-made-up-token-is-refused",),
    ),
    _breaks(
        "SES-04",
        "letter case does not count in tokens",
        find_session=_whatever_case,
        killers=("session/a-token-counts-to-the-letter",),
    ),
    _breaks(
        "SES-06",
        "sessions never end by themselves",
        session_has_expired=lambda session, now: False,
        killers=("session/a-session-ends-after-its-length",),
    ),
    Mutant(
        "SES-08",
        "session",
        "who was seen once keeps the session when the user is deleted",
        change=_remembers_the_deleted,
        expected_killers=("session/a-deleted-user-has-no-session",),
    ),
    _breaks(
        "SES-09",
        "sessions go on after the user changed the password",
        sessions_ended_by_new_password=lambda store, policy, user: (),
        killers=("session/a-password-change-ends-every-session",),
    ),
    _breaks(
        "SES-10",
        "sessions go on after the password was reset by mail",
        sessions_ended_by_reset=lambda store, policy, user: (),
        killers=("session/a-reset-ends-every-session",),
    ),
    _breaks(
        "SES-11",
        "everybody may see and end everybody's sessions",
        owns_session=lambda caller, session: True,
        dialects=REST,
        killers=("session/sessions-of-others-are-out-of-reach",),
    ),
    _breaks(
        "SES-16",
        "whoever shows a token is told the newest one of the user",
        find_session=_newest,
        killers=("session/each-token-opens-its-own-session", "login/each-log-in-gives-a-session-of-its-own"),
    ),
)
