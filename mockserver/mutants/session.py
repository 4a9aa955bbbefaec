"""Mutants that mistake one session for another, or do not let them end."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from mockserver.core.access import is_fixed_in_sessions
from mockserver.core.lifetimes import open_session
from mockserver.core.model import Fields, Opened, Session, User
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


def _of_nobody(store: Store, token: str) -> Session | None:
    long_ago = datetime.fromtimestamp(0).astimezone()
    return store.session(token) or Session("none", token, "nobody", long_ago, long_ago, Opened.BY_LOG_IN)


def _by_pattern(store: Store, token: str) -> Session | None:
    try:
        return next((session for session in store.sessions() if re.search(token, session.token)), None)
    except re.error:
        return None


def _cached_expiry(rules: Rules) -> Rules:
    seen: set[str] = set()

    def expired(session: Session, now: datetime) -> bool:
        over = session.id not in seen and rules.session_has_expired(session, now)
        if not over:
            seen.add(session.id)
        return over

    return replace(rules, session_has_expired=expired)


def _prolonged(session: Session, now: datetime) -> bool:
    over = session.expires_at is not None and now >= session.expires_at
    if session.expires_at and not over:
        session.expires_at = now + timedelta(days=1)
    return over


def _cached_user(rules: Rules) -> Rules:
    seen: dict[str, User] = {}

    def user_of_session(store: Store, session: Session) -> User | None:
        user = store.user(session.user_id)
        return seen.setdefault(session.id, copy(user)) if user else None

    return replace(rules, user_of_session=user_of_session)


def _noted_on_user(store: Store, session: Session, replaced: tuple[Session, ...]) -> Session:
    user = store.user(session.user_id)
    if user:
        user.extra["sessionToken"] = session.token
    return open_session(store, session, replaced)


def _ends_first(store: Store, user_id: str, changes: Fields) -> User | None:
    if "password" in changes:
        store.remove_sessions(store.sessions_of(user_id))
    return store.user(user_id)


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
        killers=("session/a-session-ends-after-its-length", "logout/a-session-over-cannot-be-logged-out"),
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
        "SES-02",
        "who shows a token that nobody was given is taken for nobody, not refused",
        find_session=_of_nobody,
        killers=(
            "session/a-made-up-token-is-refused",
            "session/a-bad-token-spoils-every-question",
            "signup/a-bad-session-makes-nobody",
        ),
    ),
    _breaks(
        "SES-05",
        "a token is taken for a pattern",
        find_session=_by_pattern,
        dialects=REST,
        killers=("session/tokens-in-the-body-are-texts",),
    ),
    Mutant(
        "SES-07",
        "session",
        "a session that was used does not end by itself any more",
        change=_cached_expiry,
        expected_killers=("session/a-session-ends-after-its-length",),
    ),
    _breaks(
        "SES-21",
        "using a session prolongs it",
        session_has_expired=_prolonged,
        killers=("session/a-session-ends-after-its-length",),
    ),
    _breaks(
        "SES-13",
        "the end of a session may be written by its user",
        is_fixed_in_sessions=lambda field: field != "expiresAt" and is_fixed_in_sessions(field),
        dialects=REST,
        killers=("session/a-client-cannot-rewrite-a-session",),
    ),
    _breaks(
        "ACL-12",
        "whose a session is may be written by its user",
        is_fixed_in_sessions=lambda field: field != "user" and is_fixed_in_sessions(field),
        dialects=REST,
        killers=("session/a-session-does-not-change-hands",),
    ),
    _breaks(
        "SES-15",
        "whoever may read a user is shown the token of the newest session",
        open_session=_noted_on_user,
        dialects=REST,
        killers=("session/a-token-is-told-to-its-owner-only", "access/a-readable-user-gives-no-session-away"),
    ),
    _breaks(
        "SES-17",
        "who shows no token is taken for the first who logged in",
        session_without_token=lambda store: next(store.sessions(), None),
        killers=("session/without-a-token-there-is-no-user", "session/who-shows-no-token-is-nobody"),
    ),
    Mutant(
        "SES-18",
        "session",
        "a session shows its user as he was when it first asked",
        change=_cached_user,
        expected_killers=("session/a-change-is-seen-by-every-session",),
    ),
    _breaks(
        "OWN-SES-REFUSED",
        "a change of password that is refused ends the sessions all the same",
        user_to_change=_ends_first,
        killers=("session/a-refused-password-change-ends-nothing",),
    ),
    _breaks(
        "OWN-SES-IN-USE",
        "of one's own sessions only the one in use is in reach",
        owns_session=lambda caller, session: caller.master or caller.session is session,
        killers=("session/one-lists-ones-own-sessions", "session/one-ends-ones-own-session-by-its-id"),
    ),
    _breaks(
        "SES-16",
        "whoever shows a token is told the newest one of the user",
        find_session=_newest,
        killers=("session/each-token-opens-its-own-session", "login/each-log-in-gives-a-session-of-its-own"),
    ),
)
