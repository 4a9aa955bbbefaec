"""Mutants whose reset mails do not come, or whose links serve too often or too long."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import unquote_plus

from mockserver.core.errors import PasswordRefused
from mockserver.core.lifetimes import find_token, token_has_expired
from mockserver.core.lockout import unlock_at_reset
from mockserver.core.model import Json, MailToken, Session, User
from mockserver.core.passwords import password_matches, scrambled
from mockserver.core.policy import PasswordPolicy, Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Issued, Store, TokenBook
from mockserver.mutants.model import Mutant, breaks, distorts
from mockserver.mutants.races import with_room_for_races

_breaks = partial(breaks, area="reset")


def _keeps(book: TokenBook, user_id: str) -> None:
    """Leave every token as it is."""


def _anything_goes(policy: PasswordPolicy, password: str, username: str | None) -> None:
    """Allow every password."""


def _burns(book: TokenBook, value: str) -> Issued | None:
    issued = find_token(book, value)
    book.withdraw(value)
    return issued


def _of_name(store: Store, policy: Policy, issued: Issued, username: Json) -> User | None:
    named = store.usernames.exactly(username) if isinstance(username, str) else ()
    return named[0] if named else store.user(issued.user_id)


def _by_beginning(book: TokenBook, value: str) -> Issued | None:
    return next((issued for issued in book if value and issued.token.value.startswith(value)), None)


def _whatever_letters(book: TokenBook, value: str) -> Issued | None:
    return next((issued for issued in book if issued.token.value.lower() == value.lower()), None)


def _any_if_empty(book: TokenBook, value: str) -> Issued | None:
    return book.find(value) if value else book.any()


def _forgetful(store: Store, session: Session) -> tuple[Session, ...]:
    store.reset_tokens.withdraw_all(session.user_id)
    return (session,)


def _verifying(policy: Policy, user: User) -> None:
    user.email_verified = True
    unlock_at_reset(policy, user)


def _old_ones_stay(rules: Rules) -> Rules:
    known: set[str] = set()

    def noted(password: str, cost: int) -> bytes:
        known.add(password)
        return rules.scrambled(password, cost)

    return replace(
        rules,
        scrambled=noted,
        password_matches=lambda password, hashed: password in known or password_matches(password, hashed),
    )


def _burnt_by_refusal(rules: Rules) -> Rules:
    shown: ContextVar[tuple[TokenBook, str] | None] = ContextVar("shown", default=None)

    def find(book: TokenBook, value: str) -> Issued | None:
        shown.set((book, value))
        return rules.find_reset_token(book, value)

    def check(policy: PasswordPolicy, password: str, username: str | None) -> None:
        try:
            rules.check_reset_password(policy, password, username)
        except PasswordRefused:
            book, value = shown.get() or (TokenBook(), "")
            book.withdraw(value)
            raise

    return replace(rules, find_reset_token=find, check_reset_password=check)


def _used_up_late(rules: Rules) -> Rules:
    """Whoever showed a token before it was used goes on."""
    rules = with_room_for_races(rules)
    shown: ContextVar[dict[str, Issued] | None] = ContextVar("shown", default=None)

    def find(book: TokenBook, value: str) -> Issued | None:
        mine = shown.get() or {}
        found = mine.get(value) or rules.find_reset_token(book, value)
        shown.set({**mine, value: found} if found else mine)
        return found

    return replace(rules, find_reset_token=find)


def _too_early(token: MailToken, now: datetime) -> bool:
    return token_has_expired(token, now + timedelta(seconds=14))


MUTANTS = (
    _breaks(
        "RST-04",
        "a reset token serves again and again",
        use_up_reset=_keeps,
        killers=("reset/every-door-takes-the-token-once",),
    ),
    _breaks(
        "RST-06",
        "reset tokens never expire",
        reset_token_has_expired=lambda token, now: False,
        killers=("reset/an-expired-token-is-refused",),
    ),
    _breaks(
        "RST-08",
        "a new token is mailed, although a valid one should be mailed again",
        reusable_token=lambda book, user_id, reuse, now: None,
        killers=("reset/a-valid-token-is-mailed-again",),
    ),
    _breaks(
        "RST-09",
        "a reset link survives a change of the password",
        ends_reset_links=lambda changes: False,
        killers=("reset/a-password-change-makes-the-link-useless",),
    ),
    _breaks(
        "RST-17",
        "a reset takes passwords that the policy forbids",
        check_reset_password=_anything_goes,
        killers=("reset/the-policy-holds-for-resets",),
    ),
    _breaks(
        "RST-19",
        "looking at the link uses it up",
        find_reset_token=_burns,
        killers=("reset/the-mailed-link-sets-a-new-password", "reset/looking-does-not-use-the-link-up"),
    ),
    _breaks(
        "RST-11",
        "whose password is set is told by the name that comes along, not by the token",
        owner_of_reset=_of_name,
        killers=("reset/a-token-opens-its-own-account-only",),
    ),
    _breaks(
        "OWN-RST-PREFIX",
        "the beginning of a reset token is enough",
        find_reset_token=_by_beginning,
        killers=("reset/a-token-counts-to-the-letter",),
    ),
    _breaks(
        "OWN-RST-LETTERS",
        "letter case does not count in reset tokens",
        find_reset_token=_whatever_letters,
        killers=("reset/a-token-counts-to-the-letter",),
    ),
    _breaks(
        "OWN-RST-ANY",
        "any token resets somebody's password",
        find_reset_token=lambda book, value: find_token(book, value) or book.any(),
        killers=("reset/a-token-counts-to-the-letter",),
    ),
    _breaks(
        "RST-13",
        "an empty token stands for one that was mailed",
        find_reset_token=_any_if_empty,
        killers=("reset/a-link-without-its-token-opens-no-form",),
    ),
    Mutant(
        "RST-15",
        "reset",
        "passwords of before still open the account",
        change=_old_ones_stay,
        expected_killers=("reset/the-mailed-link-sets-a-new-password",),
    ),
    distorts(
        "RST-16",
        "a reset sets an empty password",
        is_given=lambda name, value: name == "password" or bool(value),
        area="reset",
        killers=("reset/an-empty-password-is-refused",),
    ),
    Mutant(
        "RST-18",
        "reset",
        "a reset that the policy refuses uses the token up",
        change=_burnt_by_refusal,
        expected_killers=("reset/the-policy-holds-for-resets",),
    ),
    Mutant(
        "OWN-RST-RACE",
        "reset",
        "of several who use one token at the same moment all set a password",
        change=_used_up_late,
        expected_killers=("reset/one-token-used-at-the-same-moment-serves-once",),
    ),
    _breaks(
        "OWN-RST-EARLY",
        "reset tokens expire fourteen seconds early",
        reset_token_has_expired=_too_early,
        killers=("reset/an-expired-token-is-refused",),
    ),
    _breaks(
        "OWN-RST-RENAMED",
        "a change of the username makes reset links useless",
        ends_reset_links=lambda changes: bool({"password", "email", "username"} & changes.keys()),
        killers=("reset/a-new-username-keeps-the-link",),
    ),
    _breaks(
        "OWN-RST-LOG-OUT",
        "logging out makes reset links useless",
        sessions_ended_by_log_out=_forgetful,
        killers=("reset/other-doings-keep-the-link",),
    ),
    _breaks(
        "OWN-RST-DECODED",
        "a new password is decoded like a part of a URL before it is set",
        scrambled=lambda password, cost: scrambled(unquote_plus(password), cost),
        killers=("reset/a-password-is-taken-as-typed",),
    ),
    _breaks(
        "OWN-RST-VERIFIES",
        "a reset by mail verifies the address as well",
        unlock_at_reset=_verifying,
        killers=("reset/a-reset-verifies-no-address",),
    ),
    _breaks(
        "OWN-RST-ADDRESS",
        "a reset link survives a change of the address",
        ends_reset_links=lambda changes: "password" in changes,
        killers=("reset/a-changed-address-makes-the-link-useless",),
    ),
    _breaks(
        "OWN-RST-SUPERSEDED",
        "older reset links stay good when a newer one is mailed",
        supersede_reset=_keeps,
        killers=("reset/a-newer-request-kills-the-older-link",),
    ),
)
