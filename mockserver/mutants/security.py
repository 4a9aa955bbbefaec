"""Mutants of the hardened mock that let guesses, inner fields or weak passwords in; most do as the reference does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from mockserver.core import hardened, whole_passwords
from mockserver.core import passwords as pw
from mockserver.core.errors import NotHandled, PasswordRefused, UserUnknown
from mockserver.core.fields import check_fields
from mockserver.core.model import Credentials, Fields, User
from mockserver.core.policy import Lockout, PasswordPolicy
from mockserver.core.rules import FAITHFUL, Rules
from mockserver.mutants.model import REST, Mutant, breaks

_AREA: Final = "security"
_breaks = partial(breaks, area=_AREA)


def _one(scenario: str) -> tuple[str, ...]:
    return (f"{_AREA}/{scenario}",)


def _overwritten(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
    """Write the count that each guess found, plus one: guesses of one moment all find none."""
    FAITHFUL.count_log_in(lockout, user, right, now)
    user.failures = min(user.failures, 1)


def _opened_lists(credentials: Credentials) -> None:
    """Take the first of a list for what was meant, as some readers of query strings do."""
    if isinstance(credentials.password, list):
        object.__setattr__(credentials, "password", credentials.password[0])
    FAITHFUL.check_credentials(credentials)


def _prototypes_too(record: str, known: dict[str, str], fields: Fields) -> None:
    """Check the fields that are no parts of every object."""
    check_fields(record, known, {name: fields[name] for name in fields if name not in ("__proto__", "constructor")})


def _seven_will_do(policy: PasswordPolicy, password: str, username: str | None) -> None:
    hardened.check_new_password(policy, f"{password}." if len(password) == 7 else password, username)


def _wants_capitals(policy: PasswordPolicy, password: str, username: str | None) -> None:
    hardened.check_new_password(policy, password, username)
    if password == password.lower():
        raise PasswordRefused(policy.message)


def _stumbles(password: str, hashed: bytes) -> bool:
    """Fall over what bcrypt does not take."""
    if len(password.encode()) > 72:
        raise NotHandled
    return whole_passwords.password_matches(password, hashed)


def _as_the_reference_hashes(rules: Rules) -> Rules:
    return replace(rules, scrambled=pw.scrambled, password_matches=pw.password_matches)


MUTANTS: Final = (
    _breaks(
        "OWN-SEC-LOGIN-TELLS",
        "a log-in says that there is no such user",
        refusal_of_unknown_user=UserUnknown,
        killers=_one("a-failed-log-in-tells-nobody"),
    ),
    _breaks(
        "OWN-SEC-LOCK-TELLS",
        "only names that somebody has are locked",
        count_stranger=FAITHFUL.count_stranger,
        killers=_one("a-lock-tells-nobody"),
    ),
    _breaks(
        "OWN-SEC-NO-LIMIT",
        "wrong passwords are not counted",
        count_log_in=lambda lockout, user, right, now: None,
        killers=_one("guesses-are-limited"),
    ),
    _breaks(
        "OWN-SEC-LOST-COUNT",
        "guesses overwrite each other's count",
        count_log_in=_overwritten,
        killers=_one("guesses-in-parallel-are-limited"),
    ),
    _breaks(
        "OWN-SEC-LIST-OPENED",
        "a list in the place of a password counts as its first member",
        check_credentials=_opened_lists,
        dialects=REST,
        killers=_one("operators-open-no-account"),
    ),
    _breaks(
        "OWN-SEC-ADDRESS-TAKEN",
        "a sign-up says that an address is taken",
        address_of_new_user=FAITHFUL.address_of_new_user,
        killers=_one("a-taken-address-is-not-told"),
    ),
    _breaks(
        "OWN-SEC-INNER-FIELD",
        "clients may say that their address is verified",
        may_say_verified=lambda caller: True,
        killers=_one("inner-fields-are-not-for-clients"),
    ),
    _breaks(
        "OWN-SEC-ANY-FIELD",
        "fields that nobody foresaw are kept",
        kept_fields=FAITHFUL.kept_fields,
        dialects=REST,
        killers=_one("unforeseen-fields-are-not-kept"),
    ),
    _breaks(
        "OWN-SEC-PROTOTYPE",
        "members named like parts of every object are taken for fields",
        check_user_fields=_prototypes_too,
        dialects=REST,
        killers=_one("prototypes-stay-clean"),
    ),
    _breaks(
        "OWN-SEC-SEVEN",
        "seven characters are enough for a password",
        check_new_password=_seven_will_do,
        killers=_one("short-passwords-are-refused"),
    ),
    _breaks(
        "OWN-SEC-WELL-KNOWN",
        "passwords that everybody tries first are taken",
        check_new_password=FAITHFUL.check_new_password,
        killers=_one("well-known-passwords-are-refused"),
    ),
    Mutant(
        "OWN-SEC-TRUNCATED",
        _AREA,
        "of a password only the first 72 bytes count",
        change=_as_the_reference_hashes,
        expected_killers=_one("every-character-of-a-password-counts"),
    ),
    _breaks(
        "OWN-SEC-COMPOSITION",
        "a password must hold a capital letter",
        check_new_password=_wants_capitals,
        killers=_one("passwords-may-be-of-anything"),
    ),
    _breaks(
        "OWN-SEC-STUMBLES",
        "the server falls over passwords that bcrypt does not take",
        password_matches=_stumbles,
        killers=_one("a-huge-password-harms-nobody"),
    ),
)
