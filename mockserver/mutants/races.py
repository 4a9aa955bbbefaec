"""Mutants that are right as long as one comes after the other, and wrong when several come at once."""

from __future__ import annotations

import asyncio
import time
from contextvars import ContextVar
from dataclasses import replace

from mockserver.core.app import App
from mockserver.core.model import Credentials, Fields, Session, User
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.mutants.model import Mutant

#: Two uses of a session that are nearer to each other than this, in seconds, are at the same moment.
_MOMENT = 0.25
#: Seconds for one hash on a real server; it is done on a thread.
_REAL_HASH = 0.05


def with_room_for_races(rules: Rules) -> Rules:
    """Hashing that takes as long as a real server's: else a request is done before the next one is read."""

    def scrambled(password: str, cost: int) -> bytes:
        time.sleep(_REAL_HASH)
        return rules.scrambled(password, cost)

    def matches(password: str, hashed: bytes) -> bool:
        time.sleep(_REAL_HASH)
        return rules.password_matches(password, hashed)

    return replace(rules, scrambled=scrambled, password_matches=matches)


def _checked_too_early(app: App) -> App:
    """Whether a name is taken is looked up before the password is hashed, and not again."""
    found: ContextVar[bool | None] = ContextVar("found", default=None)
    rules = with_room_for_races(app.rules)

    def check(fields: Fields) -> None:
        rules.check_new_credentials(fields)
        found.set(rules.username_is_taken(app.store, str(fields["username"]), ""))

    def taken(store: Store, username: str, but: str) -> bool:
        early = found.get()
        return early if early is not None and not but else rules.username_is_taken(store, username, but)

    def address_taken(store: Store, email: str, but: str) -> bool:
        return False if found.get() is False else rules.email_is_taken(store, email, but)

    return replace(
        app,
        rules=replace(rules, check_new_credentials=check, username_is_taken=taken, email_is_taken=address_taken),
    )


def _written_over(rules: Rules) -> Rules:
    """The list of a user's sessions is read when a log-in begins, and written when it ends."""
    rules = with_room_for_races(rules)
    read: ContextVar[tuple[Session, ...]] = ContextVar("read", default=())

    def find(store: Store, credentials: Credentials) -> User | None:
        user = rules.find_by_credentials(store, credentials)
        read.set(store.sessions_of(user.id) if user else ())
        return user

    def replaced(store: Store, session: Session) -> tuple[Session, ...]:
        meanwhile = tuple(one for one in store.sessions_of(session.user_id) if one not in read.get())
        return (*rules.sessions_replaced_by(store, session), *meanwhile)

    return replace(rules, find_by_credentials=find, sessions_replaced_by=replaced)


def _in_one_place(rules: Rules) -> Rules:
    """Who is logging in is kept in one place for all requests."""
    rules = with_room_for_races(rules)
    whom: list[str] = [""]

    def find(store: Store, credentials: Credentials) -> User | None:
        user = rules.find_by_credentials(store, credentials)
        whom[0] = user.id if user else whom[0]
        return user

    def opened(store: Store, session: Session, ended: tuple[Session, ...]) -> Session:
        session.user_id = whom[0] or session.user_id
        return rules.open_session(store, session, ended)

    return replace(rules, find_by_credentials=find, open_session=opened)


def _written_back(rules: Rules) -> Rules:
    """Using a session writes it back, over a log-out of the same moment."""
    uses: dict[str, list[float]] = {}

    def find(store: Store, token: str) -> Session | None:
        uses.setdefault(token, []).append(asyncio.get_running_loop().time())
        return rules.find_session(store, token)

    def ended(store: Store, session: Session) -> tuple[Session, ...]:
        *before, now = uses.get(session.token) or [0.0]
        in_use = any(now - use < _MOMENT for use in before)
        return () if in_use else rules.sessions_ended_by_log_out(store, session)

    return replace(rules, find_session=find, sessions_ended_by_log_out=ended)


MUTANTS = (
    Mutant(
        "RAC-01",
        "signup",
        "sign-ups for one name at the same moment all make a user",
        rewire=_checked_too_early,
        expected_killers=("signup/two-sign-ups-race-for-one-name",),
    ),
    Mutant(
        "RAC-04",
        "login",
        "of log-ins at the same moment only the last gives a session",
        change=_written_over,
        expected_killers=("login/log-ins-of-the-same-moment-are-all-good",),
    ),
    Mutant(
        "RAC-09",
        "login",
        "log-ins at the same moment are taken for one another",
        change=_in_one_place,
        expected_killers=("login/log-ins-of-the-same-moment-are-all-good",),
    ),
    Mutant(
        "RAC-05",
        "logout",
        "a session that is used at the moment of its log-out goes on",
        change=_written_back,
        expected_killers=("logout/use-at-the-moment-of-log-out-revives-nothing",),
    ),
)
