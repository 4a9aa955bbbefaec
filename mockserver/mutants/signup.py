"""Mutants that sign people up wrongly."""

from __future__ import annotations

from functools import partial

from mockserver.core.entering import check_new_credentials
from mockserver.core.errors import PasswordMissing, UsernameMissing
from mockserver.core.lifetimes import open_session
from mockserver.core.model import Fields, Opened, Session
from mockserver.core.store import Store
from mockserver.mutants.model import REST, breaks

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
        killers=("signup/an-address-belongs-to-one-user",),
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
    _breaks(
        "OWN-SGN-NAMELESS",
        "a sign-up without a username is given a random one",
        check_new_credentials=_asks_no_name,
        killers=("signup/required-fields",),
    ),
)
