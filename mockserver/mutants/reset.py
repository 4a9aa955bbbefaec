"""Mutants whose reset mails do not come, or whose links serve too often or too long."""

from __future__ import annotations

from functools import partial

from mockserver.core.addresses import find_by_reset_address
from mockserver.core.errors import ResetAddressUnknown
from mockserver.core.lifetimes import find_token
from mockserver.core.model import User
from mockserver.core.policy import PasswordPolicy
from mockserver.core.store import Issued, Store, TokenBook
from mockserver.mutants.model import breaks

_breaks = partial(breaks, area="reset")


def _keeps(book: TokenBook, user_id: str) -> None:
    """Leave every token as it is."""


def _anything_goes(policy: PasswordPolicy, password: str, username: str | None) -> None:
    """Allow every password."""


def _tells(store: Store, email: str) -> User | None:
    user = find_by_reset_address(store, email)
    if user is None:
        raise ResetAddressUnknown
    return user


def _burns(book: TokenBook, value: str) -> Issued | None:
    issued = find_token(book, value)
    book.withdraw(value)
    return issued


MUTANTS = (
    _breaks(
        "RST-01",
        "no reset mail is sent",
        find_by_reset_address=lambda store, email: None,
        killers=("reset/the-mailed-link-sets-a-new-password",),
    ),
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
        killers=("reset/the-mailed-link-sets-a-new-password",),
    ),
    _breaks(
        "ENU-02",
        "a reset request says that nobody has the address",
        find_by_reset_address=_tells,
        killers=("reset/known-and-unknown-addresses-get-the-same-answer",),
    ),
    _breaks(
        "OWN-RST-SUPERSEDED",
        "older reset links stay good when a newer one is mailed",
        supersede_reset=_keeps,
        killers=("reset/a-newer-request-kills-the-older-link",),
    ),
)
