"""Rules of access tokens: signed statements of who somebody is, good for a short time, and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import jwt

from mockserver.core.model import Session
from mockserver.core.store import Store

#: Any HMAC will do that the key was used with; `none` is no such thing.
_ALGORITHMS: Final = ["HS256", "HS384", "HS512"]


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says: whom it is for, and until when, if it says that."""

    user_id: str
    expires_at: datetime | None


def signed(key: str, user_id: str, ends_at: datetime) -> str:
    """An access token for a user; time is told in whole seconds, so two of one second are the same."""
    claims = {"exp": int(ends_at.timestamp()), "sub": user_id}
    return jwt.encode(claims, key, algorithm="HS256", sort_headers=True)


def claims_of(key: str, token: str) -> Claims | None:
    """What a token says, if it was signed with this key; how old it is does not matter here."""
    try:
        # The clock is turnable, so time is judged by a rule of its own.
        said = jwt.decode(token, key, algorithms=_ALGORITHMS, options={"verify_exp": False, "verify_sub": True})
    except (jwt.PyJWTError, ValueError):
        return None
    return claims_in(said)


def claims_in(said: dict[str, object]) -> Claims | None:
    """The claims of a token that was read, if they name somebody."""
    user_id, end = said.get("sub"), said.get("exp")
    if not isinstance(user_id, str):
        return None
    return Claims(user_id, datetime.fromtimestamp(end, UTC) if isinstance(end, int | float) else None)


def access_has_expired(claims: Claims, now: datetime) -> bool:
    """Has the access token outlived its time?"""
    return claims.expires_at is not None and now >= claims.expires_at


def note_access(store: Store, access: str, session: Session) -> None:
    """An access token is kept nowhere: it says itself who it is for."""


def access_is_open(store: Store, access: str) -> bool:
    """Is the session still there that an access token was given in? Nobody looks: the token outlives it."""
    return True


def may_end_session(user_id: str, session: Session) -> bool:
    """May the user whom an access token names end this session? Only an own one."""
    return session.user_id == user_id
