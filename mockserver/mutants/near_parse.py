"""Mutants of Parse that are wrong only next to where one looks first: for somebody else, the second time, elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from mockserver.core import access, lifetimes, naming
from mockserver.core.model import Caller, Fields, Json, Opened, Session, User, UserView
from mockserver.core.passwords import check_new_password
from mockserver.core.policy import PasswordPolicy, Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.mutants import requests_noted as asked
from mockserver.mutants.model import BOTH, GRAPHQL, REST, Mutant, breaks, hashes

_SIGNS: Final = 64
_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


def _narrow(email: str) -> bool:
    return bool(re.fullmatch(r"[\w.+-]+@[\w.-]+\.[a-z]{2,6}", email))


def _ended_by_form(store: Store, policy: Policy, user: User) -> tuple[Session, ...]:
    return () if "/graphql" in asked.path() else lifetimes.sessions_ended_by_reset(store, policy, user)


def _shows_identities(user: User, private: bool) -> UserView:
    return replace(access.view_of(user, private), auth_data=dict(user.auth_data) or None)


def _named_see_all(caller: Caller, user: User) -> bool:
    return access.sees_private_fields(caller, user) or caller.user_id in user.acl.readers


def _own_name_taken(store: Store, username: str, but: str) -> bool:
    return naming.username_is_taken(store, username, "" if but else but)


def _false_is_nothing(fields: Any) -> dict[str, Any]:
    return {name: value for name, value in access.kept_fields(fields).items() if value or value is None}


def _deaf_to_tokens(rules: Rules) -> Rules:
    """A token that nobody was given is overlooked where a reset is asked for."""

    def find(store: Store, token: str) -> Session | None:
        session = rules.find_session(store, token)
        if session is not None or not asked.path().endswith("/requestPasswordReset"):
            return session
        known = next(store.users(), None)
        now = known.created_at if known else _LONG_AGO
        return Session("", token, "", now, now, Opened.BY_LOG_IN)

    return replace(rules, find_session=find)


def _nobody_in_batches(caller: Caller) -> bool:
    return access.is_somebody(caller) and not asked.path().endswith("/batch")


def _reads_nodes(caller: Caller, user: User) -> bool:
    return access.may_read(caller, user) or asked.says("node(id")


def _only_named(fields: Fields) -> dict[str, Json]:
    kept = access.kept_fields(fields)
    return {name: value for name, value in kept.items() if asked.method() != "PUT" or asked.says(f'"{name}"')}


def _unverified_again(store: Store, policy: Policy, user: User) -> tuple[Session, ...]:
    user.email_verified = False if user.email_verified else user.email_verified
    return lifetimes.sessions_ended_by_reset(store, policy, user)


def _noted(
    name: str, area: str, says: str, change: Callable[[Rules], Rules], killer: str, dialects: tuple[str, ...] = BOTH
) -> Mutant:
    return Mutant(f"OWN-NEAR-{name}", area, says, dialects, change, asked.noting_requests, (killer,))


def _whatever_case(store: Store, user_id: str, changes: Fields) -> User | None:
    return next((user for user in store.users() if user.id.lower().startswith(user_id.lower())), None)


def _lenient(at_door: Callable[[], bool]) -> Callable[[Rules], Rules]:
    """At some doors passwords need not keep to the policy."""

    def check(policy: PasswordPolicy, password: str, username: str | None) -> None:
        if not at_door():
            check_new_password(policy, password, username)

    return lambda rules: replace(rules, check_new_password=check)


def _takes_name() -> bool:
    return asked.method() == "PUT" and asked.says('"username"')


_breaks = partial(breaks, dialects=BOTH)

MUTANTS: Final = (
    _breaks(
        "OWN-NEAR-ID",
        "an id counts in any letter case, and by its beginning",
        area="access",
        user_to_change=_whatever_case,
        killers=("access/an-id-counts-to-the-letter",),
    ),
    _noted(
        "CREATED",
        "policy",
        "who is created need not keep to the policy",
        _lenient(lambda: asked.says("createUser")),
        "policy/who-is-created-keeps-to-the-policy",
        GRAPHQL,
    ),
    _noted(
        "NAMED",
        "policy",
        "who takes a name need not keep to the policy",
        _lenient(_takes_name),
        "policy/who-takes-a-name-keeps-to-the-policy",
        REST,
    ),
    _breaks(
        "OWN-NEAR-NARROW",
        "addresses with rare signs or names of domains are refused",
        area="signup",
        dialects=(*BOTH, "parse-graphql-legacy"),
        email_is_well_formed=_narrow,
        killers=("signup/addresses-of-many-kinds-are-taken",),
    ),
    _breaks(
        "OWN-NEAR-FALSE",
        "false, zero and empty values of one's own are dropped",
        area="signup",
        dialects=REST,
        kept_fields=_false_is_nothing,
        killers=("signup/fields-of-ones-own-are-kept",),
    ),
    hashes(
        "OWN-NEAR-LONG",
        "of a password only the first 64 signs count",
        lambda password: password[:_SIGNS],
        area="login",
        killers=("login/seventy-two-signs-of-a-password-count",),
    ),
    _noted(
        "GRAPHQL-LEAVES",
        "reset",
        "a reset by GraphQL ends no session",
        lambda rules: replace(rules, sessions_ended_by_reset=_ended_by_form),
        "reset/every-door-ends-the-sessions",
        GRAPHQL,
    ),
    _breaks(
        "OWN-NEAR-IDENTITIES",
        "others see the identities of a user",
        area="access",
        dialects=REST,
        view_of=_shows_identities,
        killers=("access/a-readable-user-hides-the-identities",),
    ),
    _breaks(
        "OWN-NEAR-READERS",
        "who is named on the access list sees the address",
        area="access",
        dialects=REST,
        sees_private_fields=_named_see_all,
        killers=("access/who-is-named-does-what-the-list-says",),
    ),
    _breaks(
        "OWN-NEAR-OWN-NAME",
        "who sets the name that he has is told that it is taken",
        area="access",
        username_is_taken=_own_name_taken,
        killers=("access/ones-own-name-is-not-taken",),
    ),
    _noted(
        "DEAF",
        "session",
        "a reset is asked for with any token",
        _deaf_to_tokens,
        "session/a-made-up-token-spoils-every-request",
        REST,
    ),
    _noted(
        "BATCH-NOBODY",
        "envelope",
        "the requests of a batch are nobody's",
        lambda rules: replace(rules, is_somebody=_nobody_in_batches),
        "envelope/a-batch-acts-for-who-sends-it",
        REST,
    ),
    _noted(
        "NODES",
        "access",
        "everybody is shown by the id among all objects",
        lambda rules: replace(rules, may_read=_reads_nodes),
        "access/a-node-is-shown-to-whom-it-may",
        GRAPHQL,
    ),
    _noted(
        "ONLY-NAMED",
        "access",
        "a change drops the fields that it does not name",
        lambda rules: replace(rules, kept_fields=_only_named),
        "access/fields-are-changed-one-by-one",
        REST,
    ),
    _breaks(
        "OWN-NEAR-UNVERIFIED",
        "a reset makes a verified address unverified",
        area="verification",
        sessions_ended_by_reset=_unverified_again,
        killers=("verification/a-reset-keeps-an-address-verified",),
    ),
)
