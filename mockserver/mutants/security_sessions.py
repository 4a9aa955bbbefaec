"""Mutants of the hardened mock whose sessions outlive what should end them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from mockserver.core import lifetimes
from mockserver.core.model import Session, User
from mockserver.core.store import Store
from mockserver.fronts import graphql_shapes
from mockserver.mutants.model import breaks, distorts_graphql

_AREA: Final = "security"
_breaks = partial(breaks, area=_AREA)


def _one(scenario: str) -> tuple[str, ...]:
    return (f"{_AREA}/{scenario}",)


def _ghosts() -> Callable[[Store, Session], User | None]:
    """Remember whose sessions these were, beyond the account."""
    seen: dict[str, User] = {}

    def user_of_session(store: Store, session: Session) -> User | None:
        user = lifetimes.user_of_session(store, session)
        return seen.setdefault(session.user_id, user) if user else seen.get(session.user_id)

    return user_of_session


def _any_session(store: Store, token: str) -> Session | None:
    return lifetimes.find_session(store, token) or next(store.sessions(), None)


MUTANTS: Final = (
    _breaks(
        "OWN-SEC-SESSIONS-LAST",
        "sessions never end by themselves",
        end_of_session=lambda policy, now: None,
        killers=(*_one("sessions-end-by-themselves"), *_one("sessions-say-that-they-end")),
    ),
    _breaks(
        "OWN-SEC-CHANGE-LEAVES",
        "a new password leaves older sessions open",
        sessions_ended_by_new_password=lambda store, policy, user: (),
        killers=_one("a-new-password-ends-older-sessions"),
    ),
    _breaks(
        "OWN-SEC-RESET-LEAVES",
        "a reset leaves older sessions open",
        sessions_ended_by_reset=lambda store, policy, user: (),
        killers=_one("a-reset-ends-older-sessions"),
    ),
    distorts_graphql(
        "GQL-04",
        "what a mutation changes of the session is seen by the next one in the same document",
        area=_AREA,
        leaver=graphql_shapes.leaver,
        killers=_one("a-log-out-ends-the-session-that-it-came-with"),
    ),
    _breaks(
        "OWN-SEC-LOG-OUT-LEAVES",
        "a log-out leaves the token good",
        sessions_ended_by_log_out=lambda store, session: (),
        killers=_one("a-log-out-ends-the-token"),
    ),
    _breaks(
        "OWN-SEC-GHOSTS",
        "the sessions of a deleted user go on",
        user_of_session=_ghosts(),
        killers=_one("a-deleted-user-is-out-everywhere"),
    ),
    _breaks(
        "OWN-SEC-ANY-TOKEN",
        "a token that nobody was given opens somebody's session",
        find_session=_any_session,
        killers=_one("nobody-chooses-a-token"),
    ),
)
