"""Mutants that sign people up wrongly."""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from typing import Any

from mockserver.core.entering import check_new_credentials
from mockserver.core.errors import EmailMissing, PasswordMissing, UsernameMissing
from mockserver.core.lifetimes import open_session
from mockserver.core.model import Caller, Fields, Opened, Session
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.core.tokens import Tokens
from mockserver.mutants.answers import with_json
from mockserver.mutants.model import BOTH, REST, Mutant, breaks, distorts

_breaks = partial(breaks, area="signup")


def _asks_no_name(fields: Fields) -> None:
    if not fields.get("password"):
        raise PasswordMissing


def _asks_no_password(fields: Fields) -> None:
    if not fields.get("username"):
        raise UsernameMissing


def _empty_name_will_do(fields: Fields) -> None:
    check_new_credentials({**fields, "username": fields.get("username") or "x" if "username" in fields else None})


def _empty_password_will_do(fields: Fields) -> None:
    check_new_credentials({**fields, "password": fields.get("password") or "x" if "password" in fields else None})


def _forgets_first_session(store: Store, session: Session, replaced: tuple[Session, ...]) -> Session:
    return session if session.opened is Opened.BY_SIGN_UP else open_session(store, session, replaced)


def _same_letters(store: Store, username: str, but: str) -> bool:
    return any(user.id != but for user in store.usernames.exactly(username))


def _echoed(body: Any, sent: Any) -> Any:
    """Over REST beside the rest; in GraphQL under extensions, where servers put what helps to debug."""
    if "password" not in sent or "error" in body or "errors" in body:
        return body
    return {**body, **({"extensions": sent} if "data" in body else {"password": sent["password"]})}


def _by_pattern(store: Store, username: str, but: str) -> bool:
    like = re.escape(username).replace("%", ".*").replace("_", ".").replace(re.escape("*"), ".*")
    named = (user for user in store.users() if user.id != but and re.fullmatch(like, user.username or "", re.I))
    return any(True for _ in named)


def _takes_over(tokens: Tokens, caller: Caller) -> str:
    return caller.session.token if caller.session else tokens.session_token()


def _asks_address(fields: Fields) -> None:
    check_new_credentials(fields)
    if not fields.get("email"):
        raise EmailMissing


def _of_ones_own(rules: Rules) -> Rules:
    wanted: ContextVar[str] = ContextVar("wanted", default="")

    def check(fields: Fields) -> None:
        rules.check_new_credentials(fields)
        wanted.set(fields.get("sessionToken") or "")

    def token(tokens: Tokens, caller: Caller) -> str:
        return wanted.get() or rules.token_of_session(tokens, caller)

    return replace(rules, check_new_credentials=check, token_of_session=token)


def _reserves(rules: Rules) -> Rules:
    asked: set[str] = set()

    def taken(store: Store, username: str, but: str) -> bool:
        again = not but and username in asked
        asked.update(() if but else (username,))
        return again or rules.username_is_taken(store, username, but)

    return replace(rules, username_is_taken=taken)


MUTANTS = (
    _breaks(
        "SGN-01",
        "a username that is taken can be taken again",
        username_is_taken=lambda store, username, but: False,
        killers=("signup/a-name-belongs-to-one-user", "signup/two-sign-ups-race-for-one-name"),
    ),
    _breaks(
        "SGN-02",
        "an address that is taken can be taken again",
        email_is_taken=lambda store, email, but: False,
        killers=(
            "signup/an-address-belongs-to-one-user",
            "signup/an-account-may-be-made-without-a-session",
            "login/an-identity-brings-fields-for-a-new-user",
        ),
    ),
    _breaks(
        "SGN-03",
        "names are told apart by letter case",
        username_is_taken=_same_letters,
        killers=("signup/a-name-is-taken-whatever-its-case",),
    ),
    _breaks(
        "SGN-05",
        "an empty username is accepted, and a random one given instead",
        check_new_credentials=_empty_name_will_do,
        killers=("signup/required-fields",),
    ),
    _breaks(
        "SGN-06",
        "an empty password is accepted",
        check_new_credentials=_empty_password_will_do,
        killers=("signup/required-fields",),
    ),
    _breaks(
        "SGN-07",
        "a sign-up without a password makes an account that has none",
        check_new_credentials=_asks_no_password,
        killers=("signup/required-fields",),
    ),
    _breaks(
        "SGN-08",
        "a sign-up opens no session",
        session_at_sign_up=lambda policy: False,
        killers=("signup/a-sign-up-makes-an-account",),
    ),
    _breaks(
        "SGN-09",
        "the session that a sign-up gives does not exist",
        open_session=_forgets_first_session,
        killers=("signup/a-sign-up-opens-a-session",),
    ),
    _breaks(
        "SGN-12",
        "clients may say that their address is verified",
        may_say_verified=lambda caller: True,
        killers=("signup/the-client-cannot-verify-itself",),
    ),
    _breaks(
        "SGN-14",
        "anything passes for an address",
        email_is_well_formed=lambda email: True,
        killers=("signup/an-address-needs-an-at-sign",),
    ),
    _breaks(
        "SGN-18",
        "fields of one's own are dropped",
        kept_fields=lambda extra: {},
        dialects=REST,
        killers=("signup/fields-of-ones-own-are-kept",),
    ),
    distorts(
        "SGN-10",
        "the answer to a sign-up or a change repeats the password",
        answered=with_json(_echoed),
        area="signup",
        dialects=(*BOTH, "durudex", "cloudboost"),
        killers=("signup/a-password-is-never-answered", "signup/a-password-is-never-repeated"),
    ),
    _breaks(
        "SGN-13",
        "a sign-up may bring an id of its own",
        is_reserved=lambda field: False,
        dialects=REST,
        killers=("signup/what-the-server-decides-is-not-for-clients",),
    ),
    _breaks(
        "SGN-21",
        "a sign-up beside a session takes its token over for the new user",
        token_of_session=_takes_over,
        killers=("signup/a-sign-up-beside-a-session-makes-somebody-else",),
    ),
    Mutant(
        "SGN-22",
        "signup",
        "a sign-up that is refused leaves its name taken",
        change=_reserves,
        expected_killers=("signup/an-address-needs-an-at-sign", "signup/an-address-belongs-to-one-user"),
    ),
    _breaks(
        "OWN-SGN-ADDRESS",
        "a sign-up without an address is refused",
        check_new_credentials=_asks_address,
        killers=("signup/an-address-is-optional",),
    ),
    Mutant(
        "OWN-SGN-TOKEN",
        "signup",
        "a token among the fields of a sign-up becomes its session",
        REST,
        change=_of_ones_own,
        expected_killers=("signup/a-token-of-ones-own-is-not-taken",),
    ),
    _breaks(
        "OWN-SGN-PATTERN",
        "a name in which another would be found as a pattern is taken",
        username_is_taken=_by_pattern,
        killers=("signup/names-are-no-patterns",),
    ),
    _breaks(
        "OWN-SGN-NAMELESS",
        "a sign-up without a username is given a random one",
        check_new_credentials=_asks_no_name,
        killers=("signup/required-fields",),
    ),
)
