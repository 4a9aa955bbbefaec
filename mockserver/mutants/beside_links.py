"""Mutants that take for a mailed token what is nearly one, or what was one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from mockserver.core.lifetimes import find_token
from mockserver.core.mailing import Mail
from mockserver.core.model import Json, MailToken, User
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Issued, Store, TokenBook
from mockserver.mutants.cloudboost import CLOUD
from mockserver.mutants.model import BOTH, Mutant, breaks

Find = Callable[[TokenBook, str], Issued | None]

_PARSE: Final = (*BOTH, "parse-graphql-legacy")
_WORDS: Final = ("null", "undefined")


def _or_any(is_near: Callable[[str, str], bool]) -> Find:
    """The token itself, or else one that is near to it."""

    def find(book: TokenBook, value: str) -> Issued | None:
        return find_token(book, value) or next((one for one in book if is_near(one.token.value, value)), None)

    return find


_INITIAL: Final = _or_any(lambda mailed, shown: mailed[12:] == shown[12:] and mailed.lower() == shown.lower())
_WORD: Final = _or_any(lambda mailed, shown: shown in _WORDS)
_WILDCARD: Final = _or_any(lambda mailed, shown: shown in ("%", "*"))
_CASE: Final = _or_any(lambda mailed, shown: mailed.lower() == shown.lower())
_LONGER: Final = _or_any(lambda mailed, shown: shown.startswith(mailed))


def _of_usual_length(book: TokenBook, value: str) -> Issued | None:
    if len(value) > 1000:
        raise ValueError("a token of that length was not foreseen")
    return find_token(book, value)


def _newest(book: TokenBook, user_id: str, reuse: bool, now: datetime) -> MailToken | None:
    return next(reversed(book.of(user_id)), None) if reuse else None


def _dies_with_password(rules: Rules) -> Rules:
    """A new password makes verification links useless as well."""

    def changed(store: Store, policy: Policy, user: User) -> tuple[object, ...]:
        store.verify_tokens.withdraw_all(user.id)
        return rules.sessions_ended_by_new_password(store, policy, user)

    return replace(rules, sessions_ended_by_new_password=changed)  # type: ignore[arg-type]


def _verifies_heirs(rules: Rules) -> Rules:
    """The verification link of a user who is gone is that of who has the address."""
    kept: dict[str, str] = {}

    def mail(policy: Policy, user: User, link: str) -> Mail:
        kept[link.partition("token=")[2].partition("&")[0]] = user.email or ""
        return rules.verification_mail(policy, user, link)

    def find(book: TokenBook, value: str) -> Issued | None:
        return rules.find_verify_token(book, value) or (Issued("", MailToken(value, None)) if value in kept else None)

    def owner(store: Store, policy: Policy, issued: Issued, username: Json) -> User | None:
        if issued.user_id:
            return rules.owner_of_verification(store, policy, issued, username)
        return next(iter(store.emails.exactly(kept[issued.token.value])), None)

    return replace(rules, verification_mail=mail, find_verify_token=find, owner_of_verification=owner)


_reset = partial(breaks, area="reset", dialects=_PARSE, killers=("reset/a-token-counts-to-the-letter",))
_verify = partial(breaks, area="verification", killers=("verification/a-made-up-token-verifies-nobody",))
_cloud_reset = partial(breaks, area="reset", dialects=CLOUD, killers=("reset/a-form-for-a-stranger-is-refused",))
_cloud_verify = partial(
    breaks,
    area="verification",
    dialects=CLOUD,
    killers=("verification/a-key-nobody-was-mailed-activates-nobody",),
)

MUTANTS: Final = (
    _reset("OWN-BESIDE-RESET-INITIAL", "a reset token begins in either letter case", find_reset_token=_INITIAL),
    _reset("OWN-BESIDE-RESET-WORD", "a reset token called null stands for any", find_reset_token=_WORD),
    _reset("OWN-BESIDE-RESET-WILDCARD", "a wildcard stands for any reset token", find_reset_token=_WILDCARD),
    _reset("OWN-BESIDE-RESET-LONG", "a reset token that is too long is a breakdown", find_reset_token=_of_usual_length),
    _verify(
        "OWN-BESIDE-VERIFY-INITIAL", "a verification token begins in either letter case", find_verify_token=_INITIAL
    ),
    _verify("OWN-BESIDE-VERIFY-WORD", "a verification token called null stands for any", find_verify_token=_WORD),
    _verify(
        "OWN-BESIDE-VERIFY-LONG",
        "a verification token that is too long is a breakdown",
        find_verify_token=_of_usual_length,
    ),
    _cloud_reset("OWN-BESIDE-CB-RESET-CASE", "letter case does not count in a reset key", find_reset_token=_CASE),
    _cloud_reset("OWN-BESIDE-CB-RESET-LONGER", "what begins with a reset key is as good", find_reset_token=_LONGER),
    _cloud_reset("OWN-BESIDE-CB-RESET-WORD", "a reset key called undefined stands for any", find_reset_token=_WORD),
    _cloud_reset("OWN-BESIDE-CB-RESET-WILDCARD", "a wildcard stands for any reset key", find_reset_token=_WILDCARD),
    _cloud_verify("OWN-BESIDE-CB-VERIFY-CASE", "letter case does not count in a key", find_verify_token=_CASE),
    _cloud_verify("OWN-BESIDE-CB-VERIFY-LONGER", "what begins with a key is as good", find_verify_token=_LONGER),
    _cloud_verify("OWN-BESIDE-CB-VERIFY-WORD", "a key called undefined stands for any", find_verify_token=_WORD),
    breaks(
        "OWN-BESIDE-PAST-TIME",
        "a token that is mailed again may be past its time",
        area="reset",
        reusable_token=_newest,
        killers=(
            "reset/a-token-past-its-time-is-not-mailed-again",
            "verification/a-token-past-its-time-is-not-mailed-again",
        ),
    ),
    Mutant(
        "OWN-BESIDE-LINK-DIES",
        "verification",
        "a new password makes verification links useless",
        change=_dies_with_password,
        expected_killers=("verification/the-link-outlives-a-new-password",),
    ),
    Mutant(
        "OWN-BESIDE-HEIR-VERIFIED",
        "verification",
        "the link of a deleted user verifies who takes the address",
        change=_verifies_heirs,
        expected_killers=("verification/a-link-of-who-was-deleted-verifies-nobody",),
    ),
)
