"""The hardened rules: what security advice asks of user accounts where the reference does otherwise.

`HARDENED` is the second set of all rules. It holds the same functions as the faithful one, but for those below; what
can be configured (lock, length of passwords, how long things live) stays a matter of settings.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from mockserver.core import lockout
from mockserver.core import passwords as pw
from mockserver.core.errors import PasswordRefused
from mockserver.core.mailing import Mail, reset_mail
from mockserver.core.model import Acl, Credentials, Fields, Json, User
from mockserver.core.policy import PasswordPolicy, Policy
from mockserver.core.rules import FAITHFUL
from mockserver.core.store import Store
from mockserver.core.whole_passwords import password_matches, scrambled

#: How many things one request may ask for.
AT_ONCE: Final = 10
#: How many names that nobody has are remembered; the oldest is forgotten first.
STRANGERS: Final = 1000
#: What is tried first wherever passwords are guessed, as far as eight characters reach.
COMMON_PASSWORDS: Final = frozenset(
    {
        "password",
        "password1",
        "password123",
        "passw0rd",
        "12345678",
        "123456789",
        "1234567890",
        "11111111",
        "00000000",
        "qwertyui",
        "qwerty123",
        "qwertyuiop",
        "1q2w3e4r",
        "1qaz2wsx",
        "abcd1234",
        "abc12345",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "superman",
        "trustno1",
        "letmein1",
        "welcome1",
        "admin123",
        "starwars",
        "whatever",
        "computer",
        "michelle",
        "jennifer",
    }
)


def may_ask_at_once(count: int) -> bool:
    """One request is no lever: neither batches nor aliases may ask for more than a few things."""
    return count <= AT_ONCE


def count_stranger(store: Store, policy: Policy, credentials: Credentials, now: datetime) -> None:
    """Count tries of a name that nobody has like those of any other, so that a lock does not tell them apart."""
    if policy.lockout is None:
        return
    name = f"{credentials.username or credentials.email}"
    if name not in store.strangers and len(store.strangers) >= STRANGERS:
        del store.strangers[next(iter(store.strangers))]
    stranger = store.strangers.setdefault(name, User("", now, now, Acl()))
    lockout.count_attempt(policy.lockout, stranger, False, now)


def address_of_new_user(store: Store, policy: Policy, email: Json) -> Json:
    """An address that is taken is not given twice; where nobody enters unverified, this is not told either.

    The new user has no address then, can verify none, and so never enters.
    """
    silent = policy.verify_email and policy.prevent_login_unverified
    taken = silent and isinstance(email, str) and bool(store.emails.like(email))
    return None if taken else email


def check_new_password(policy: PasswordPolicy, password: str, username: str | None) -> None:
    """Refuse what the policy refuses, and what everybody would guess first."""
    pw.check_new_password(policy, password, username)
    if password.lower() in COMMON_PASSWORDS:
        raise PasswordRefused(policy.message)


def kept_fields(extra: Fields) -> dict[str, Json]:
    """Which of the fields of their own that clients send are kept: none."""
    return {}


def nameless_reset_mail(policy: Policy, user: User, link: str) -> Mail:
    """The mail that brings a reset link, without the name: who signed up may have chosen it to be read here."""
    mail = reset_mail(policy, user, link)
    return replace(mail, text=mail.text.replace(f" (your username is '{user.username}')", ""))


HARDENED: Final = replace(
    FAITHFUL,
    may_ask_at_once=may_ask_at_once,
    count_stranger=count_stranger,
    address_of_new_user=address_of_new_user,
    check_new_password=check_new_password,
    check_reset_password=check_new_password,
    scrambled=scrambled,
    password_matches=password_matches,
    kept_fields=kept_fields,
    reset_mail=nameless_reset_mail,
)
