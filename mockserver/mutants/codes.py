"""Mutants of accounts that are opened and recovered by mailed codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from mockserver.core import codes, naming
from mockserver.core.code_rules import find_by_credentials
from mockserver.core.errors import NotFound, WrongCredentials
from mockserver.core.mailing import Mail
from mockserver.core.model import Caller, Credentials, MailToken, User
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.mutants.drawn import Drawn
from mockserver.mutants.model import Mutant, breaks, rewires

DURUDEX: Final = ("durudex",)
_breaks = partial(breaks, dialects=DURUDEX)

_NAMES: Final = "signup/names-and-passwords-keep-their-form"
_WRONG_CODE: Final = "signup/a-wrong-code-makes-nobody"
_WRONG_RESET: Final = "reset/a-wrong-code-sets-no-password"
#: Wrong passwords after which the right one counts as wrong too.
_TOO_MANY: Final = 10


def _whatever_case(store: Store, credentials: Credentials) -> User | None:
    exact = find_by_credentials(store, credentials)
    return exact or next((one for one in store.users() if _folded(one) == credentials.username.lower()), None)


def _folded(user: User) -> str:
    return (user.username or "").lower()


def _every_code_of(by_address: bool) -> Callable[[Rules], Rules]:
    """Codes that are not forgotten: those of one address, or of all."""

    def change(rules: Rules) -> Rules:
        mailed: dict[str, set[int]] = {}

        def keep(store: Store, email: str, code: MailToken) -> None:
            key = email if by_address else ""
            mailed.setdefault(key, set()).add(int(code.value))
            rules.keep_code(store, email, code)
            owners[code.value] = email

        def right(code: MailToken, typed: int) -> bool:
            return typed in mailed.get(owners.get(code.value, "") if by_address else "", set())

        owners: dict[str, str] = {}
        return replace(rules, keep_code=keep, code_is_right=right)

    return change


def _forgotten(store: Store, email: str) -> None:
    store.codes.pop(email, None)


def _any_code(store: Store, email: str) -> MailToken | None:
    return store.codes.get(email) or next(iter(store.codes.values()), None)


def _to_nobody(write: Callable[[str, str], Mail]) -> Callable[[str, str], Mail]:
    return lambda email, word: replace(write(email, word), to="nobody@example.test")


def _tells(store: Store, email: str) -> User | None:
    user = next(iter(store.emails.exactly(email)), None)
    if user is None:
        raise NotFound
    return user


def _tires(rules: Rules) -> Rules:
    """Counts wrong passwords, and believes nobody who had too many."""
    wrong: dict[str, int] = {}

    def check(policy: Policy, caller: Caller, user: User, credentials: Credentials, right: bool) -> None:
        wrong[user.id] = wrong.get(user.id, 0) + (not right)
        rules.check_entry(policy, caller, user, credentials, right and wrong[user.id] < _TOO_MANY)

    return replace(rules, check_entry=check)


_SIGNUP: Final = (
    _breaks(
        "SGN-01",
        "a username that is taken can be taken again",
        area="signup",
        username_is_taken=lambda store, username, but: False,
        killers=("signup/a-name-belongs-to-one-user",),
    ),
    _breaks(
        "SGN-02",
        "an address that is taken can be taken again",
        area="signup",
        email_is_taken=lambda store, email, but: False,
        killers=("signup/an-address-belongs-to-one-user",),
    ),
    _breaks(
        "SGN-14",
        "anything passes for an address",
        area="signup",
        address_has_form=lambda email: True,
        killers=("signup/an-address-in-capitals-is-refused",),
    ),
    _breaks(
        "SGN-20",
        "a sign-up with a wrong code is accepted",
        area="signup",
        code_is_right=lambda mailed, typed: True,
        killers=(_WRONG_CODE, "signup/the-code-is-looked-at-first"),
    ),
    _breaks(
        "SGN-05",
        "a username may have any form",
        area="signup",
        username_has_form=lambda username: True,
        killers=(_NAMES, "signup/required-fields"),
    ),
    _breaks(
        "SGN-06",
        "a password may have any form",
        area="signup",
        password_has_form=lambda password: True,
        killers=(_NAMES, "signup/required-fields"),
    ),
    _breaks(
        "OWN-SGN-SIGNS",
        "names and passwords are letters and digits alone",
        area="signup",
        username_has_form=str.isalnum,
        killers=("signup/names-and-passwords-of-the-allowed-signs",),
    ),
    _breaks(
        "OWN-SGN-CASE",
        "a username that differs from a taken one in letter case is taken too",
        area="signup",
        username_is_taken=naming.username_is_taken,
        killers=("signup/names-of-other-letter-case-are-others",),
    ),
    _breaks(
        "OWN-SGN-WELCOME",
        "the welcome goes to somebody else",
        area="signup",
        welcome_mail=_to_nobody(codes.welcome_mail),
        killers=("signup/a-mailed-code-opens-an-account",),
    ),
)
_LOGIN: Final = (
    _breaks(
        "LGN-01",
        "any password will do",
        area="login",
        password_matches=lambda password, hashed: True,
        killers=("login/a-wrong-password-opens-nothing",),
    ),
    _breaks(
        "OWN-LGN-CASE",
        "letter case does not count in the name that is typed",
        area="login",
        find_by_credentials=_whatever_case,
        killers=("login/letter-case-counts-in-a-name",),
    ),
    _breaks(
        "OWN-LGN-ADDRESS",
        "an address serves as a username",
        area="login",
        find_by_credentials=naming.find_by_credentials,
        killers=("login/an-address-is-no-username",),
    ),
    _breaks(
        "OWN-LGN-SILENT",
        "an unknown user is told to have a wrong password",
        area="login",
        refusal_of_unknown_user=WrongCredentials,
        killers=("login/a-failed-log-in-tells-which",),
    ),
    _breaks(
        "OWN-LGN-MAIL",
        "the mail about a log-in goes to somebody else",
        area="login",
        signed_in_mail=_to_nobody(codes.signed_in_mail),
        killers=("login/a-log-in-is-mailed-to-its-owner",),
    ),
    Mutant(
        "OWN-LGN-TIRED",
        "login",
        "after ten wrong passwords the right one is wrong too",
        DURUDEX,
        change=_tires,
        expected_killers=("login/without-a-lock-guesses-lock-nobody",),
    ),
)
_CODES: Final = (
    _breaks(
        "OWN-VER-MUTE",
        "codes are mailed to somebody else",
        area="verification",
        code_mail=_to_nobody(codes.code_mail),
        killers=("verification/a-code-is-six-digits", "verification/an-address-that-cannot-be-mailed-is-refused"),
    ),
    rewires(
        "VER-18",
        "everybody is mailed the same code",
        area="verification",
        dialects=DURUDEX,
        tokens=lambda tokens: Drawn(tokens, code=lambda drawn: "123456"),
        killers=("verification/a-code-is-six-digits",),
    ),
    rewires(
        "TOK-06",
        "codes begin with a zero",
        area="verification",
        dialects=DURUDEX,
        tokens=lambda tokens: Drawn(tokens, code=lambda drawn: f"0{drawn[1:]}"),
        killers=("verification/a-code-is-six-digits",),
    ),
    _breaks(
        "VER-19",
        "for an address without a code the oldest code of anybody serves",
        area="signup",
        find_code=_any_code,
        killers=("signup/a-sign-up-takes-a-code",),
    ),
    _breaks(
        "VER-20",
        "codes never expire",
        area="verification",
        code_has_expired=lambda code, now: False,
        killers=("verification/a-code-is-good-for-its-time",),
    ),
    Mutant(
        "VER-21",
        "signup",
        "an older code serves on beside a newer one",
        DURUDEX,
        change=_every_code_of(by_address=True),
        expected_killers=(_WRONG_CODE, _WRONG_RESET),
    ),
    Mutant(
        "RST-25",
        "reset",
        "a code that was mailed to one address serves for another",
        DURUDEX,
        change=_every_code_of(by_address=False),
        expected_killers=(_WRONG_RESET, _WRONG_CODE),
    ),
    _breaks(
        "OWN-VER-ONCE",
        "a code serves once",
        area="verification",
        use_up_code=_forgotten,
        killers=("verification/a-code-serves-more-than-once",),
    ),
    _breaks(
        "OWN-VER-ANYWHERE",
        "codes are mailed to whatever is typed",
        area="verification",
        address_can_be_mailed=lambda email: True,
        killers=("verification/an-address-that-cannot-be-mailed-is-refused",),
    ),
    _breaks(
        "RST-17",
        "a reset asks nothing of the new password",
        area="reset",
        reset_password_has_form=lambda password: True,
        killers=("reset/a-reset-by-code-keeps-the-form",),
    ),
    _breaks(
        "OWN-RST-ENDS",
        "a reset ends the sessions of the user",
        area="reset",
        sessions_ended_by_reset=lambda store, policy, user: store.sessions_of(user.id),
        killers=("reset/a-reset-by-code-ends-no-session",),
    ),
    _breaks(
        "OWN-RST-LOST",
        "a reset finds nobody by the address",
        area="reset",
        find_by_address=lambda store, email: None,
        killers=("reset/a-mailed-code-sets-a-new-password",),
    ),
    _breaks(
        "OWN-RST-TELLS",
        "a reset tells that nobody has the address",
        area="reset",
        find_by_address=_tells,
        killers=("reset/a-reset-of-nobody-tells-nothing",),
    ),
)

MUTANTS = (*_SIGNUP, *_LOGIN, *_CODES)
