"""Mutants that let the wrong people in, or the right ones not."""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import unquote_plus

from mockserver.core.access import is_shut_out
from mockserver.core.entering import check_entry, must_verify_first
from mockserver.core.errors import EmailNotVerified, NotFound, WrongCredentials
from mockserver.core.lifetimes import open_session
from mockserver.core.model import Caller, Credentials, Session, User, UserView
from mockserver.core.naming import find_by_credentials
from mockserver.core.passwords import password_matches
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.fronts.parse_shapes import user as user_shape
from mockserver.mutants.model import REST, Mutant, breaks, distorts, hashes

_breaks = partial(breaks, area="login")


def _by_name_only(store: Store, credentials: Credentials) -> User | None:
    return next(iter(store.usernames.exactly(credentials.username or "")), None)


def _whatever_case(store: Store, credentials: Credentials) -> User | None:
    exact = find_by_credentials(store, credentials)
    like = store.usernames.like(credentials.username or "") + store.emails.like(credentials.username or "")
    return exact or next(iter(like), None)


def _one_session_for_all(store: Store, session: Session, replaced: tuple[Session, ...]) -> Session:
    older = store.sessions_of(session.user_id)
    return older[0] if older else open_session(store, session, replaced)


def _all_others(store: Store, session: Session) -> tuple[Session, ...]:
    return store.sessions_of(session.user_id)


def _lets_unverified_in(policy: Policy, caller: Caller, user: User, credentials: Credentials, right: bool) -> None:
    if not right or (is_shut_out(user) and not caller.master):
        raise WrongCredentials


def _asks_verification_first(policy: Policy, caller: Caller, user: User, credentials: Credentials, right: bool) -> None:
    if must_verify_first(policy, user) and not (caller.master and credentials.ignore_verification):
        raise EmailNotVerified
    check_entry(policy, caller, user, credentials, right)


def _address_first(store: Store, credentials: Credentials) -> User | None:
    owners = store.emails.exactly(credentials.username or "")
    return owners[0] if owners else find_by_credentials(store, credentials)


def _name_alone(store: Store, credentials: Credentials) -> User | None:
    return find_by_credentials(store, replace(credentials, email=None) if credentials.username else credentials)


def _shows_the_first(rules: Rules) -> Rules:
    seen: dict[tuple[str, bool], UserView] = {}

    def view_of(user: User, private: bool) -> UserView:
        return seen.setdefault((user.id, private), rules.view_of(user, private))

    return replace(rules, view_of=view_of)


def _with_token(view: UserView, session: Session | None = None) -> dict[str, Any]:
    return {"sessionToken": f"r:{secrets.token_hex(16)}", **user_shape(view, session)}


def _asks_nothing(credentials: Credentials) -> None:
    if not (credentials.username or credentials.email) or not credentials.password:
        raise WrongCredentials


def _trimmed(store: Store, credentials: Credentials) -> User | None:
    return find_by_credentials(store, replace(credentials, username=(credentials.username or "").strip()))


def _remembers_the_deleted(rules: Rules) -> Rules:
    known: dict[str, User] = {}

    def find(store: Store, credentials: Credentials) -> User | None:
        user = rules.find_by_credentials(store, credentials)
        cached = known.get(f"{credentials.username}")
        if user is None and cached is not None:
            store.add_user(cached)
        return known.setdefault(f"{credentials.username}", user) if user else cached

    return replace(rules, find_by_credentials=find)


MUTANTS = (
    _breaks(
        "LGN-01",
        "any password will do",
        password_matches=lambda password, hashed: True,
        killers=("login/answers-of-unknown-user-and-wrong-password-are-the-same",),
    ),
    _breaks(
        "LGN-04",
        "spaces around a password do not count",
        password_matches=lambda password, hashed: password_matches(password.strip(), hashed),
        killers=("login/a-password-is-taken-as-typed",),
    ),
    _breaks(
        "LGN-07",
        "each log-in of a user gives the same session",
        open_session=_one_session_for_all,
        killers=("login/each-log-in-gives-a-session-of-its-own",),
    ),
    _breaks(
        "LGN-08",
        "a log-in ends every other session of the user",
        sessions_replaced_by=_all_others,
        killers=("login/each-log-in-gives-a-session-of-its-own",),
    ),
    _breaks(
        "LGN-09",
        "an address does not serve as a username",
        find_by_credentials=_by_name_only,
        killers=("login/the-mail-address-serves-as-username",),
    ),
    _breaks(
        "LGN-12",
        "who is not verified gets in, although that is prevented",
        check_entry=_lets_unverified_in,
        area="verification",
        killers=("verification/log-in-waits-for-verification",),
    ),
    _breaks(
        "LGN-13",
        "a wrong password, too, is told that the address is not verified",
        check_entry=_asks_verification_first,
        area="verification",
        killers=("verification/log-in-waits-for-verification",),
    ),
    _breaks(
        "ENU-01",
        "a log-in says that there is no such user",
        refusal_of_unknown_user=NotFound,
        killers=("login/answers-of-unknown-user-and-wrong-password-are-the-same",),
    ),
    hashes(
        "LGN-02",
        "letter case does not count in passwords",
        str.lower,
        area="login",
        killers=("login/a-wrong-password-opens-nothing",),
    ),
    hashes(
        "LGN-05",
        "signs of a password that have no place in Latin-1 are all the same",
        lambda password: password.encode("latin-1", "replace").decode("latin-1"),
        area="login",
        killers=("login/a-password-is-taken-as-typed",),
    ),
    hashes(
        "LGN-06",
        "a password is decoded like a part of a URL",
        unquote_plus,
        area="login",
        killers=("login/a-password-is-taken-as-typed",),
    ),
    hashes(
        "OWN-LGN-CUT",
        "of a password only the first eight signs count",
        lambda password: password[:8],
        area="login",
        killers=("login/a-wrong-password-opens-nothing",),
    ),
    _breaks(
        "LGN-10",
        "who has an address goes before who has it for a name",
        find_by_credentials=_address_first,
        killers=("login/a-name-that-is-anothers-address",),
    ),
    Mutant(
        "LGN-15",
        "login",
        "who logged in once comes back by logging in, though he was deleted",
        change=_remembers_the_deleted,
        expected_killers=("login/a-deleted-user-cannot-log-in",),
    ),
    _breaks(
        "SGN-16",
        "spaces around a name are cut off at log-in, though not at sign-up",
        find_by_credentials=_trimmed,
        area="signup",
        killers=("signup/a-username-is-kept-as-typed",),
    ),
    Mutant(
        "OWN-LGN-STALE",
        "login",
        "a user is shown as he was when he was shown first",
        change=_shows_the_first,
        expected_killers=("login/a-log-in-tells-the-user-as-he-is-now",),
    ),
    distorts(
        "OWN-LGN-CHECK-TOKEN",
        "who only has a password checked is answered a token",
        user=_with_token,
        dialects=REST,
        area="login",
        killers=("login/verify-password-opens-no-session",),
    ),
    _breaks(
        "OWN-LGN-NAME-ALONE",
        "beside a name the address is not looked at",
        find_by_credentials=_name_alone,
        dialects=REST,
        killers=("login/name-and-address-must-be-of-one-user",),
    ),
    _breaks(
        "OWN-LGN-UNASKED",
        "a log-in without a name or a password is told to be wrong, not what it lacks",
        check_credentials=_asks_nothing,
        killers=("login/credentials-must-be-there", "login/credentials-must-not-be-empty"),
    ),
    distorts(
        "OWN-LGN-GET",
        "a log-in by GET is not served",
        is_served=lambda method, path: (method, path) != ("GET", "/login"),
        dialects=REST,
        area="login",
        killers=("login/a-log-in-by-get-reads-the-query",),
    ),
    _breaks(
        "OAU-01",
        "every provider's identity is taken on trust",
        check_identity=lambda policy, provider, data: None,
        killers=("login/anonymous-users-can-be-turned-off",),
    ),
    _breaks(
        "OAU-03",
        "each log-in by an identity makes another user",
        owner_of=lambda store, identities: None,
        killers=("login/anonymous-users-can-become-named",),
    ),
    _breaks(
        "OAU-04",
        "an identity that belongs to somebody can be linked once more",
        check_identities_are_free=lambda store, identities, but: None,
        killers=("login/an-identity-belongs-to-one-user",),
    ),
    _breaks(
        "OWN-LGN-CASE",
        "letter case does not count in the name that is typed",
        find_by_credentials=_whatever_case,
        killers=("login/the-mail-address-serves-as-username",),
    ),
    _breaks(
        "OWN-LGN-INSTALLATION",
        "a log-in of the same installation leaves its older session open",
        sessions_replaced_by=lambda store, session: (),
        killers=("login/the-same-installation-keeps-one-session",),
    ),
)
