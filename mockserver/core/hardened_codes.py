"""The hardened rules of accounts that are opened by mailed codes."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Final

import jwt

from mockserver.core import hardened, whole_passwords
from mockserver.core.code_rules import WITH_CODES
from mockserver.core.errors import WrongCredentials
from mockserver.core.model import MailToken, Session, User
from mockserver.core.policy import Policy
from mockserver.core.store import Store

#: How often a code may be tried.
TRIES: Final = 5
#: How long a password may be; what is short is a matter of settings, too.
SHORTEST, LONGEST = 8, 1000


def find_code(store: Store, email: str) -> MailToken | None:
    """The code that was mailed to this address last, unless it was tried too often."""
    store.code_tries[email] = store.code_tries.get(email, 0) + 1
    return store.codes.get(email) if store.code_tries[email] <= TRIES else None


def keep_code(store: Store, email: str, code: MailToken) -> None:
    """Remember a code in the place of any older one, and count its tries anew."""
    store.codes[email] = code
    store.code_tries.pop(email, None)


def use_up_code(store: Store, email: str) -> None:
    """A code that was accepted serves no second time."""
    store.codes.pop(email, None)


def sessions_ended_by_reset(store: Store, policy: Policy, user: User) -> tuple[Session, ...]:
    """A new password set by a code ends every session."""
    return store.sessions_of(user.id)


def password_has_form(password: str) -> bool:
    """May a password be this? From 8 to 1000 signs, whatever they are."""
    return SHORTEST <= len(password) <= LONGEST


def signed(key: str, user_id: str, ends_at: datetime) -> str:
    """An access token that is like no other, so that it can be told of which session it is."""
    claims = {"exp": int(ends_at.timestamp()), "jti": secrets.token_hex(8), "sub": user_id}
    return jwt.encode(claims, key, algorithm="HS256", sort_headers=True)


def note_access(store: Store, access: str, session: Session) -> None:
    """Remember in which session an access token was given."""
    store.access_given[access] = session.token


def access_is_open(store: Store, access: str) -> bool:
    """An access token ends with the session that it was given in."""
    return store.session(store.access_given.get(access, "")) is not None


HARDENED_CODES: Final = replace(
    WITH_CODES,
    find_code=find_code,
    keep_code=keep_code,
    use_up_code=use_up_code,
    sessions_ended_by_reset=sessions_ended_by_reset,
    refusal_of_unknown_user=WrongCredentials,
    may_ask_at_once=hardened.may_ask_at_once,
    check_new_password=hardened.check_new_password,
    check_reset_password=hardened.check_new_password,
    scrambled=whole_passwords.scrambled,
    password_matches=whole_passwords.password_matches,
    password_has_form=password_has_form,
    reset_password_has_form=password_has_form,
    signed=signed,
    note_access=note_access,
    access_is_open=access_is_open,
)
