"""Mutants of access tokens: believed without reason, or for too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import jwt

from mockserver.core.access_tokens import Claims, claims_in, claims_of, signed
from mockserver.core.model import Session, User
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.mutants.model import Mutant, breaks

DURUDEX: Final = ("durudex",)
_breaks = partial(breaks, dialects=DURUDEX)

_BAD_TOKEN: Final = "session/a-bad-access-token-ends-the-request"  # noqa: S105


def unverified(key: str, token: str) -> Claims | None:
    """What a token says, whoever signed it."""
    try:
        # Whatever stands for the signature, the library would read it: so something readable stands there.
        return claims_in(jwt.decode(f"{token.rpartition('.')[0]}.AA", options={"verify_signature": False}))
    except (jwt.PyJWTError, ValueError):
        return None


def _unsigned_too(key: str, token: str) -> Claims | None:
    try:
        unsigned = jwt.get_unverified_header(token).get("alg") == "none"
    except (jwt.PyJWTError, ValueError):
        return None
    return unverified(key, token) if unsigned else claims_of(key, token)


def _unsealed_too(key: str, token: str) -> Claims | None:
    return unverified(key, token) if token.endswith(".") and token.count(".") == 2 else claims_of(key, token)


def _refresh_tokens_too(rules: Rules) -> Rules:
    """Remembers whose refresh tokens are, for a rule that is shown access tokens."""
    owners: dict[str, str] = {}

    def opened(store: Store, session: Session, replaced: tuple[Session, ...]) -> Session:
        owners[session.token] = session.user_id
        return rules.open_session(store, session, replaced)

    def read(key: str, token: str) -> Claims | None:
        return Claims(owners[token], None) if token in owners else rules.claims_of(key, token)

    return replace(rules, open_session=opened, claims_of=read)


def _dies_with_its_session(rules: Rules) -> Rules:
    """Whoever logged out is known by no access token any more."""
    gone: set[str] = set()

    def ended(store: Store, session: Session) -> tuple[Session, ...]:
        gone.add(session.user_id)
        return rules.sessions_ended_by_log_out(store, session)

    def read(key: str, token: str) -> Claims | None:
        claims = rules.claims_of(key, token)
        return None if claims is None or claims.user_id in gone else claims

    return replace(rules, sessions_ended_by_log_out=ended, claims_of=read)


def _beginning_signed(key: str, token: str) -> Claims | None:
    claims = unverified(key, token)
    return claims if claims and _again(key, claims).startswith(token) else None


def _whatever_case_signed(key: str, token: str) -> Claims | None:
    claims = unverified(key, token)
    return claims if claims and _again(key, claims).lower() == token.lower() else None


def _again(key: str, claims: Claims) -> str:
    return signed(key, claims.user_id, claims.expires_at) if claims.expires_at else ""


def _newest_user(rules: Rules) -> Rules:
    """Whatever token comes, it is that of the user who was given one last."""
    given: list[str] = []

    def sign(key: str, user_id: str, ends_at: datetime) -> str:
        given.append(user_id)
        return rules.signed(key, user_id, ends_at)

    def read(key: str, token: str) -> Claims | None:
        claims = rules.claims_of(key, token)
        return replace(claims, user_id=given[-1]) if claims else None

    return replace(rules, signed=sign, claims_of=read)


def _tells_all(rules: Rules) -> Rules:
    """Remembers who opened a session, to write it into the token."""
    known: dict[str, User] = {}

    def opened(store: Store, session: Session, replaced: tuple[Session, ...]) -> Session:
        if user := store.user(session.user_id):
            known[user.id] = user
        return rules.open_session(store, session, replaced)

    def sign(key: str, user_id: str, ends_at: datetime) -> str:
        said = {"exp": int(ends_at.timestamp()), "sub": user_id, "email": known[user_id].email}
        return jwt.encode(said, key, algorithm="HS256", sort_headers=True)

    return replace(rules, open_session=opened, signed=sign)


MUTANTS = (
    Mutant(
        "ROT-16",
        "session",
        "access tokens carry the address of their user",
        DURUDEX,
        change=_tells_all,
        expected_killers=("session/an-access-token-tells-little",),
    ),
    _breaks(
        "SES-01",
        "an access token that nobody was given is believed: its signature is not looked at",
        area="session",
        claims_of=unverified,
        killers=(_BAD_TOKEN,),
    ),
    _breaks(
        "OWN-ROT-NONE",
        "an access token may say that it is not signed",
        area="session",
        claims_of=_unsigned_too,
        killers=(_BAD_TOKEN,),
    ),
    _breaks(
        "OWN-ROT-UNSEALED",
        "an access token without a signature is held for signed",
        area="session",
        claims_of=_unsealed_too,
        killers=(_BAD_TOKEN,),
    ),
    Mutant(
        "ROT-04",
        "session",
        "a refresh token is accepted in the place of an access token",
        DURUDEX,
        change=_refresh_tokens_too,
        expected_killers=(_BAD_TOKEN,),
    ),
    _breaks(
        "ROT-09",
        "access tokens are good for ten years",
        area="session",
        signed=lambda key, user_id, end: signed(key, user_id, end + timedelta(days=3650)),
        killers=("session/an-access-token-ends-after-its-time",),
    ),
    _breaks(
        "SES-06",
        "an access token never ends",
        area="session",
        access_has_expired=lambda claims, now: False,
        killers=("session/an-access-token-ends-after-its-time",),
    ),
    _breaks(
        "OWN-ROT-ALGORITHM",
        "access tokens are signed otherwise",
        area="session",
        signed=lambda key, user_id, end: jwt.encode({"exp": end, "sub": user_id}, key, algorithm="HS512"),
        killers=("session/an-access-token-is-a-signed-statement",),
    ),
    _breaks(
        "SES-03",
        "the beginning of an access token is enough",
        area="session",
        claims_of=_beginning_signed,
        killers=(_BAD_TOKEN,),
    ),
    _breaks(
        "SES-04",
        "letter case does not count in the signature of an access token",
        area="session",
        claims_of=_whatever_case_signed,
        killers=(_BAD_TOKEN,),
    ),
    Mutant(
        "OWN-ROT-DIES",
        "session",
        "an access token dies with its session",
        DURUDEX,
        change=_dies_with_its_session,
        expected_killers=("session/an-access-token-outlives-its-session",),
    ),
    Mutant(
        "OWN-ROT-NEWEST",
        "session",
        "every access token is that of the user who was given one last",
        DURUDEX,
        change=_newest_user,
        expected_killers=("session/an-access-token-says-who-calls",),
    ),
)
