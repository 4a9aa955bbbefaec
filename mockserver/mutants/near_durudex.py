"""Mutants of Durudex that are wrong only next to where one looks first: another length, another door, another order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from mockserver.core import codes
from mockserver.core.errors import PasswordMalformed, UsernameTaken
from mockserver.core.mailing import Mail, Mailer
from mockserver.core.model import MailToken, Session, User
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.fronts.durudex_shapes import DurudexShapes, token_in
from mockserver.mutants import requests_noted as asked
from mockserver.mutants.model import Mutant, breaks, distorts, rewires

DURUDEX: Final = ("durudex",)
_breaks = partial(breaks, dialects=DURUDEX)

_NAME: Final = re.compile(r"[a-zA-Z0-9\-_.]+")
_PASSWORD: Final = re.compile(r"[a-zA-Z0-9@$!%*?&]+")


def _of_length(form: re.Pattern[str], least: int, most: int) -> Callable[[str], bool]:
    return lambda text: least <= len(text) <= most and bool(form.fullmatch(text))


def _whatever_case(store: Store, email: str) -> MailToken | None:
    return codes.find_code(store, email) or codes.find_code(store, email.lower())


def _owner_whatever_case(store: Store, email: str) -> User | None:
    return next(iter(store.emails.exactly(email) + store.emails.exactly(email.lower())), None)


def _taken_first(rules: Rules) -> Rules:
    """Taken names are told before the form of a password is looked at."""
    stores: list[Store] = []

    def find(store: Store, email: str) -> MailToken | None:
        stores.append(store)
        return rules.find_code(store, email)

    def has_form(username: str) -> bool:
        if rules.username_is_taken(stores[-1], username, ""):
            raise UsernameTaken
        return rules.username_has_form(username)

    return replace(rules, find_code=find, username_has_form=has_form)


def _form_first(store: Store, email: str) -> MailToken | None:
    password = asked.given("password")
    if asked.says("forgotPassword") and isinstance(password, str) and not codes.password_has_form(password):
        raise PasswordMalformed
    return codes.find_code(store, email)


class _Hasty:
    """A mailer that sends a welcome after each code."""

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mailer, name)

    def send(self, mail: Mail) -> None:
        """Send it, and perhaps another one."""
        self._mailer.send(mail)
        if mail.subject == codes.code_mail("", "").subject:
            self._mailer.send(codes.welcome_mail(mail.to, "you"))


def _two_at_most(store: Store, session: Session) -> tuple[Session, ...]:
    return store.sessions_of(session.user_id)[:-1]


def _origin_as_told(email: str, origin: str) -> Mail:
    return codes.signed_in_mail(email, asked.header("X-Forwarded-For") or origin)


def _first_end(store: Store, email: str, code: MailToken) -> None:
    known = store.codes.get(email)
    codes.keep_code(store, email, replace(code, expires_at=known.expires_at) if known else code)


def _but_the_last(mailed: MailToken, typed: int) -> bool:
    return int(mailed.value) // 10 == typed // 10


def _squeezed(header: str) -> str:
    return token_in(re.sub(" +", " ", header))


MUTANTS: Final = (
    _breaks(
        "OWN-NEAR-CODE-TIME",
        "a newer code ends with the older one",
        area="verification",
        keep_code=_first_end,
        killers=("verification/a-newer-code-has-its-own-time",),
    ),
    _breaks(
        "OWN-NEAR-CODE-LAST",
        "the last digit of a code does not count",
        area="signup",
        code_is_right=_but_the_last,
        killers=("signup/a-wrong-code-makes-nobody", "reset/a-wrong-code-sets-no-password"),
    ),
    _breaks(
        "OWN-NEAR-NAME-SHORT",
        "usernames have four signs at least",
        area="signup",
        username_has_form=_of_length(_NAME, 4, 40),
        killers=("signup/a-name-of-three-signs-is-long-enough",),
    ),
    _breaks(
        "OWN-NEAR-NAME-LONG",
        "usernames have 39 signs at most",
        area="signup",
        username_has_form=_of_length(_NAME, 3, 39),
        killers=("signup/names-and-passwords-of-the-allowed-signs",),
    ),
    _breaks(
        "OWN-NEAR-RESET-SHORT",
        "a reset takes passwords of seven signs",
        area="reset",
        reset_password_has_form=_of_length(_PASSWORD, 7, 100),
        killers=("reset/a-reset-by-code-keeps-the-form",),
    ),
    _breaks(
        "OWN-NEAR-RESET-LONG",
        "a reset takes passwords of 72 signs at most",
        area="reset",
        reset_password_has_form=_of_length(_PASSWORD, 8, 72),
        killers=("reset/a-reset-by-code-takes-the-allowed-lengths",),
    ),
    _breaks(
        "OWN-NEAR-CODE-CASE",
        "the code of an address serves for it in capitals",
        area="signup",
        find_code=_whatever_case,
        killers=("signup/a-wrong-code-makes-nobody", "reset/a-wrong-code-sets-no-password"),
    ),
    _breaks(
        "OWN-NEAR-RESET-CASE",
        "a reset finds the account whatever the letter case of the address",
        area="reset",
        find_by_address=_owner_whatever_case,
        killers=("reset/a-code-for-an-address-in-capitals-is-for-nobody",),
    ),
    Mutant(
        "OWN-NEAR-TAKEN-FIRST",
        "signup",
        "a taken name is told before a password that is none",
        DURUDEX,
        change=_taken_first,
        expected_killers=("signup/what-is-malformed-is-told-before-what-is-taken",),
    ),
    rewires(
        "OWN-NEAR-HASTY",
        "who asks for a code is welcomed before he is anybody",
        area="signup",
        dialects=DURUDEX,
        mailer=_Hasty,
        killers=("signup/who-is-refused-is-not-welcomed",),
    ),
    Mutant(
        "OWN-NEAR-FORM-FIRST",
        "reset",
        "at a reset the form of the password is looked at before the code",
        DURUDEX,
        change=lambda rules: replace(rules, find_code=_form_first),
        reshape=asked.noting_requests,
        expected_killers=("reset/the-code-is-looked-at-before-the-new-password",),
    ),
    _breaks(
        "OWN-NEAR-CAPPED",
        "a third log-in ends the first session",
        area="login",
        sessions_replaced_by=_two_at_most,
        killers=("login/each-log-in-gives-a-refresh-token-of-its-own",),
    ),
    Mutant(
        "OWN-NEAR-ORIGIN",
        "login",
        "the mail about a log-in says what a header says of where it came from",
        DURUDEX,
        change=lambda rules: replace(rules, signed_in_mail=_origin_as_told),
        reshape=asked.noting_requests,
        expected_killers=("login/the-mail-says-where-the-connection-came-from",),
    ),
    distorts(
        "OWN-NEAR-SPACES",
        "several spaces may stand between Bearer and the token",
        area="session",
        dialects=DURUDEX,
        encoders=DurudexShapes,
        token_in=_squeezed,
        killers=("session/a-bad-header-ends-the-request",),
    ),
)
