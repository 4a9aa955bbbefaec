"""Mutants that look at a session for one question, and not for the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from mockserver.core.lifetimes import session_has_expired
from mockserver.core.model import Session
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.fronts.parse_shapes import JsonObject, session
from mockserver.mutants import requests_noted as asked
from mockserver.mutants.drawn import Drawn
from mockserver.mutants.model import REST, Mutant, distorts, rewires


def known_once(at_door: Callable[[], bool]) -> Callable[[Rules], Rules]:
    """Sessions that were seen once stay good at some doors."""

    def change(rules: Rules) -> Rules:
        seen: dict[str, Session] = {}

        def find(store: Store, token: str) -> Session | None:
            session = rules.find_session(store, token)
            if session is not None:
                seen[token] = session
            return session or (seen.get(token) if at_door() else None)

        return replace(rules, find_session=find)

    return change


def late_at(at_door: Callable[[], bool]) -> Callable[[Rules], Rules]:
    """The end of a session is not looked at, at some doors."""

    def expired(session: Session, now: datetime) -> bool:
        return session_has_expired(session, now) and not at_door()

    return lambda rules: replace(rules, session_has_expired=expired)


def _changes() -> bool:
    return asked.method() == "PUT"


def _deletes() -> bool:
    return asked.method() == "DELETE"


def _reads_users() -> bool:
    return asked.method() == "GET" and "/users/" in asked.path() and not asked.path().endswith("/me")


def _lists() -> bool:
    return "/sessions" in asked.path()


def _told_later(shown: Session) -> JsonObject:
    end = shown.expires_at and shown.expires_at + _YEARS
    return session(replace(shown, expires_at=end))


def _mutant(name: str, says: str, change: Callable[[Rules], Rules], *killers: str) -> Mutant:
    return Mutant(
        f"OWN-NEAR-{name}", "session", says, REST, change, asked.noting_requests, tuple(f"session/{k}" for k in killers)
    )


def _counting() -> Callable[[str], str]:
    numbers = count(1)
    return lambda token: f"{token[:2]}{next(numbers):012x}{token[14:]}"


_ENDED: Final = ("what-has-ended-changes-nobody", "what-has-ended-by-a-new-password-changes-nobody")
_YEARS: Final = timedelta(days=3650)
_EXPIRED: Final = "an-expired-session-changes-nobody"

MUTANTS: Final = (
    distorts(
        "OWN-NEAR-TOLD-LATER",
        "a session tells an end of years later",
        area="session",
        dialects=REST,
        session=_told_later,
        killers=("session/a-session-says-when-it-ends",),
    ),
    rewires(
        "OWN-NEAR-COUNTER",
        "session tokens begin with a counter, which chance follows",
        area="session",
        tokens=lambda tokens: Drawn(tokens, secret=_counting()),
        killers=("session/tokens-do-not-look-alike",),
    ),
    _mutant("ENDED-CHANGES", "a session that has ended still changes its user", known_once(_changes), *_ENDED),
    _mutant("ENDED-DELETES", "a session that has ended still deletes its user", known_once(_deletes), *_ENDED),
    _mutant("ENDED-READS", "a session that has ended still reads users", known_once(_reads_users), _ENDED[0]),
    _mutant(
        "ENDED-LISTS",
        "a session that has ended still lists sessions",
        known_once(_lists),
        "what-has-ended-lists-no-sessions",
    ),
    _mutant("EXPIRED-CHANGES", "a session past its time still changes its user", late_at(_changes), _EXPIRED),
    _mutant("EXPIRED-LISTS", "a session past its time still lists sessions", late_at(_lists), _EXPIRED),
    _mutant("EXPIRED-READS", "a session past its time still reads users", late_at(_reads_users), _EXPIRED),
)
