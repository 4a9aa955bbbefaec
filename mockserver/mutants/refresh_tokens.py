"""Mutants of refresh tokens: believed without reason, given twice, or kept for too long or too short."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockserver.core import lifetimes
from mockserver.core.errors import RefreshTokenInvalid
from mockserver.core.model import Opened, Session
from mockserver.core.store import Store
from mockserver.core.tokens import Tokens
from mockserver.mutants.access_tokens import unverified
from mockserver.mutants.drawn import Drawn
from mockserver.mutants.model import breaks, rewires

DURUDEX: Final = ("durudex",)
_breaks = partial(breaks, dialects=DURUDEX)

_BAD_REFRESH: Final = "rotation/a-bad-refresh-token-gives-nothing"
_OWN_REFRESH: Final = "login/each-log-in-gives-a-refresh-token-of-its-own"


def _by_access_token(store: Store, token: str) -> Session | None:
    claims = unverified("", token)
    named = store.sessions_of(claims.user_id)[:1] if claims else ()
    return store.session(token) or next(iter(named), None)


def _by_beginning(store: Store, token: str) -> Session | None:
    return next((session for session in store.sessions() if session.token.startswith(token)), None)


def _whatever_letters(store: Store, token: str) -> Session | None:
    return store.session(token.lower())


def _first_if_unknown(store: Store, token: str) -> Session | None:
    return store.session(token) or next(store.sessions(), None)


def _once(store: Store, token: str) -> Session | None:
    session = store.session(token)
    store.remove_sessions((session,) if session else ())
    return session


def _same_session(store: Store, session: Session, replaced: tuple[Session, ...]) -> Session:
    older = store.sessions_of(session.user_id)
    return older[0] if older else lifetimes.open_session(store, session, replaced)


def _counted(tokens: Tokens) -> Drawn:
    """Refresh tokens of the right form that count up."""
    number = iter(range(1, 1_000_000))
    return Drawn(tokens, secret=lambda drawn: f"{next(number):064x}")


def _forgets_first_session(store: Store, session: Session, replaced: tuple[Session, ...]) -> Session:
    return session if session.opened is Opened.BY_SIGN_UP else lifetimes.open_session(store, session, replaced)


def _strict(store: Store, token: str) -> Session:
    session = store.session(token)
    if session is None:
        raise RefreshTokenInvalid
    return session


MUTANTS = (
    _breaks(
        "ROT-03",
        "an access token is accepted in the place of a refresh token",
        area="rotation",
        find_session=_by_access_token,
        killers=(_BAD_REFRESH,),
    ),
    _breaks(
        "OWN-ROT-FIRST",
        "a refresh token that nobody was given serves as the first there is",
        area="rotation",
        find_session=_first_if_unknown,
        killers=(_BAD_REFRESH,),
    ),
    _breaks(
        "OWN-ROT-PREFIX",
        "the beginning of a refresh token is enough",
        area="rotation",
        find_session=_by_beginning,
        killers=(_BAD_REFRESH,),
    ),
    _breaks(
        "OWN-ROT-CASE",
        "letter case does not count in refresh tokens",
        area="rotation",
        find_session=_whatever_letters,
        killers=(_BAD_REFRESH,),
    ),
    _breaks(
        "OWN-ROT-FOREVER",
        "refresh tokens never end by themselves",
        area="rotation",
        session_has_expired=lambda session, now: False,
        killers=("rotation/a-refresh-token-ends-after-its-time",),
    ),
    _breaks(
        "OWN-ROT-ONCE",
        "a refresh token serves once",
        area="rotation",
        find_session=_once,
        killers=("rotation/a-refresh-token-gives-access-tokens",),
    ),
    _breaks(
        "LGN-07",
        "each log-in gives the same refresh token",
        area="login",
        open_session=_same_session,
        killers=(_OWN_REFRESH,),
    ),
    _breaks(
        "LGN-08",
        "a log-in ends every other session of the user",
        area="login",
        sessions_replaced_by=lambda store, session: store.sessions_of(session.user_id),
        killers=(_OWN_REFRESH,),
    ),
    rewires(
        "OWN-LGN-COUNT",
        "refresh tokens count up",
        area="login",
        dialects=DURUDEX,
        tokens=_counted,
        killers=(_OWN_REFRESH,),
    ),
    rewires(
        "OWN-LGN-FORM",
        "refresh tokens have another form",
        area="login",
        dialects=DURUDEX,
        tokens=lambda tokens: Drawn(tokens, secret=str.upper),
        killers=(_OWN_REFRESH,),
    ),
    _breaks(
        "OUT-01",
        "a log-out leaves the refresh token as it is",
        area="logout",
        sessions_ended_by_log_out=lambda store, session: (),
        killers=("logout/a-log-out-ends-its-refresh-token-only",),
    ),
    _breaks(
        "OUT-02",
        "a log-out ends all sessions of the user",
        area="logout",
        sessions_ended_by_log_out=lambda store, session: store.sessions_of(session.user_id),
        killers=("logout/a-log-out-ends-its-refresh-token-only",),
    ),
    _breaks(
        "SGN-09",
        "the session that a sign-up gives does not exist",
        area="signup",
        open_session=_forgets_first_session,
        killers=("signup/the-tokens-of-a-sign-up-are-good",),
    ),
    _breaks(
        "OWN-OUT-STRICT",
        "a log-out of nothing is refused",
        area="logout",
        find_session=_strict,
        killers=("logout/a-log-out-of-nothing-is-accepted",),
    ),
)
