"""Mutants of who comes in otherwise: by an identity, by a text that is too long, too often, several at once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from typing import Any, Final

from aiohttp.web import BaseRequest, Response

from mockserver.core import access_tokens, addresses, entering, lifetimes
from mockserver.core import passwords as pw
from mockserver.core.access_tokens import Claims
from mockserver.core.errors import IdentityTaken
from mockserver.core.limits import asked_until
from mockserver.core.model import Caller, Credentials, Fields, Json, Session, User
from mockserver.core.policy import Policy, RateLimit
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.mutants import requests_noted as asked
from mockserver.mutants.cloudboost import CLOUD
from mockserver.mutants.model import BOTH, GRAPHQL, REST, Mutant, breaks, distorts
from mockserver.mutants.near_durudex import DURUDEX

_PARSE: Final = (*BOTH, "parse-graphql-legacy")
_FORESEEN: Final = 1000
#: Two changes that are nearer to each other than this, in seconds, are at the same moment.
_MOMENT: Final = 3.0
#: Seconds for one hash, on a thread: long enough for every request of the moment to be read meanwhile.
_HASH: Final = 0.3


def _matches_foreseen(password: str, hashed: bytes) -> bool:
    if len(password) > _FORESEEN:
        raise ValueError("a password of that length was not foreseen")
    return pw.password_matches(password, hashed)


def _finds_foreseen(store: Store, token: str) -> Session | None:
    if len(token) > _FORESEEN:
        raise ValueError("a token of that length was not foreseen")
    return lifetimes.find_session(store, token)


def _reads_foreseen(key: str, token: str) -> Claims | None:
    if len(token) > _FORESEEN:
        raise ValueError("a token of that length was not foreseen")
    return access_tokens.claims_of(key, token)


def _both_stay(rules: Rules) -> Rules:
    """Of passwords that are set at the same moment each is one of the account."""
    newest: dict[str, tuple[float, bytes]] = {}
    also: dict[bytes, tuple[bytes, ...]] = {}

    def changed(store: Store, policy: Policy, user: User) -> tuple[Session, ...]:
        at, former = newest.get(user.id, (0.0, b""))
        if user.password_hash and time.monotonic() - at < _MOMENT:
            also[user.password_hash] = (former, *also.get(former, ()))
        newest[user.id] = (time.monotonic(), user.password_hash or b"")
        return rules.sessions_ended_by_new_password(store, policy, user)

    def scrambled(password: str, cost: int) -> bytes:
        time.sleep(_HASH)
        return rules.scrambled(password, cost)

    def matches(password: str, hashed: bytes) -> bool:
        return any(rules.password_matches(password, one) for one in (hashed, *also.get(hashed, ())))

    return replace(rules, scrambled=scrambled, sessions_ended_by_new_password=changed, password_matches=matches)


def _found_by_address(rules: Rules) -> Rules:
    """An identity that comes with the address of somebody is taken for one of his."""
    email: ContextVar[Json] = ContextVar("email", default=None)

    def denied(words: Any, data: Fields) -> Any:
        email.set(data.get("email") if isinstance(data, Mapping) else None)
        return rules.denied_word(words, data)

    def owner(store: Store, identities: Mapping[str, Json]) -> User | None:
        named = email.get()
        found = store.emails.exactly(named) if isinstance(named, str) else ()
        return rules.owner_of(store, identities) or next(iter(found), None)

    return replace(rules, denied_word=denied, owner_of=owner)


def _taken_for_ever(rules: Rules) -> Rules:
    """The identity of a user who was deleted stays his."""
    owners: dict[str, str] = {}

    def owner(store: Store, identities: Mapping[str, Json]) -> User | None:
        user = rules.owner_of(store, identities)
        known = [owners.get(f"{name}:{data['id']}") for name, data in identities.items()]
        if user is None and any(known):
            raise IdentityTaken
        owners.update({f"{name}:{data['id']}": user.id for name, data in identities.items() if user})
        return user

    def opened(store: Store, session: Session, ended: tuple[Session, ...]) -> Session:
        user = store.user(session.user_id)
        names = user.auth_data if user else {}
        owners.update({f"{name}:{data.get('id')}": session.user_id for name, data in names.items()})
        return rules.open_session(store, session, ended)

    return replace(rules, owner_of=owner, open_session=opened)


def _without_password(policy: Policy, caller: Caller, user: User, credentials: Credentials, right: bool) -> None:
    entering.check_entry(policy, caller, user, credentials, right or user.password_hash is None)


def _unless_created(policy: Policy, fields: Fields, identities: Mapping[str, Json]) -> bool:
    return addresses.address_starts_verification(policy, fields, identities) and not asked.says("createUser")


def _one_is_left(request: BaseRequest, response: Response) -> Response:
    if "X-RateLimit-Remaining" in response.headers:
        response.headers["X-RateLimit-Remaining"] = "1"
    return response


def _half_of_window(limit: RateLimit, now: Any) -> Any:
    return now + (asked_until(limit, now) - now) / 2


_limits: Final = ("limits/log-ins-from-one-address-are-limited",)
_with_fields: Final = ("login/an-identity-brings-fields-for-a-new-user",)
_long = partial(breaks, area="session")

MUTANTS: Final = (
    breaks(
        "OWN-BESIDE-LONG-PASSWORD",
        "a password that is much too long is a breakdown",
        area="login",
        dialects=(*_PARSE, *DURUDEX, *CLOUD),
        password_matches=_matches_foreseen,
        killers=("login/what-is-much-too-long-is-only-wrong",),
    ),
    _long(
        "OWN-BESIDE-LONG-TOKEN",
        "a token that is much too long is a breakdown",
        dialects=(*_PARSE, *CLOUD),
        find_session=_finds_foreseen,
        killers=("session/a-made-up-token-is-refused", "session/a-token-nobody-was-given-is-nobodys"),
    ),
    _long(
        "OWN-BESIDE-LONG-ACCESS",
        "an access token that is much too long is a breakdown",
        dialects=DURUDEX,
        claims_of=_reads_foreseen,
        killers=("session/a-bad-access-token-ends-the-request",),
    ),
    Mutant(
        "OWN-BESIDE-BOTH-STAY",
        "access",
        "of passwords that are set at the same moment each opens the account",
        _PARSE,
        change=_both_stay,
        expected_killers=("access/of-passwords-set-at-once-one-stays",),
    ),
    Mutant(
        "OWN-BESIDE-BY-ADDRESS",
        "login",
        "an identity that comes with the address of somebody opens his account",
        change=_found_by_address,
        expected_killers=_with_fields,
    ),
    breaks(
        "OWN-BESIDE-NO-PASSWORD",
        "who has no password is let in with any",
        area="login",
        check_entry=_without_password,
        killers=_with_fields,
    ),
    Mutant(
        "OWN-BESIDE-TAKEN-FOR-EVER",
        "login",
        "the identity of a deleted user stays taken",
        change=_taken_for_ever,
        expected_killers=("login/the-identity-of-who-was-deleted-is-free",),
    ),
    Mutant(
        "OWN-BESIDE-CREATED-UNMAILED",
        "verification",
        "who is created by GraphQL is mailed no link",
        GRAPHQL,
        lambda rules: replace(rules, new_address_starts_verification=_unless_created),
        asked.noting_requests,
        ("verification/who-is-created-is-mailed-the-link",),
    ),
    distorts(
        "OWN-BESIDE-ONE-IS-LEFT",
        "whoever asks is told that one request is left",
        area="limits",
        dialects=REST,
        answered=_one_is_left,
        killers=_limits,
    ),
    breaks(
        "OWN-BESIDE-HALF-WINDOW",
        "who asked too often may ask again after half of the window",
        area="limits",
        dialects=REST,
        asked_until=_half_of_window,
        killers=(*_limits, "limits/a-window-begins-with-its-first-request"),
    ),
)
