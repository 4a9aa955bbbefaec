"""Mutants that let the wrong people in, or the right ones not."""

from __future__ import annotations

from functools import partial

from mockserver.core.access import is_shut_out
from mockserver.core.entering import check_entry, must_verify_first
from mockserver.core.errors import EmailNotVerified, NotFound, WrongCredentials
from mockserver.core.lifetimes import open_session
from mockserver.core.model import Caller, Credentials, Session, User
from mockserver.core.naming import find_by_credentials
from mockserver.core.passwords import password_matches
from mockserver.core.policy import Policy
from mockserver.core.store import Store
from mockserver.mutants.model import breaks

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
