"""Mutants whose password policy forgets something."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from mockserver.core.model import User
from mockserver.core.passwords import check_new_password, hashes_not_to_repeat
from mockserver.core.policy import PasswordPolicy
from mockserver.mutants.model import breaks

_breaks = partial(breaks, area="policy")


def _one_less(policy: PasswordPolicy, user: User) -> tuple[bytes, ...]:
    return hashes_not_to_repeat(policy, user)[: policy.history - 1]


def _former_alone(policy: PasswordPolicy, user: User) -> tuple[bytes, ...]:
    return user.former_hashes


def _anything(policy: PasswordPolicy, password: str, username: str | None) -> None:
    """Allow every password."""


def _without_name(policy: PasswordPolicy, password: str, username: str | None) -> None:
    check_new_password(replace(policy, forbids_username=False), password, username)


def _only_name(policy: PasswordPolicy, password: str, username: str | None) -> None:
    check_new_password(replace(policy, pattern=None), password, username)


MUTANTS = (
    _breaks(
        "POL-05",
        "the history of passwords is one shorter than said",
        hashes_not_to_repeat=_one_less,
        killers=(
            "policy/the-last-passwords-do-not-return",
            "reset/the-history-of-passwords-is-as-long-as-said",
        ),
    ),
    _breaks(
        "OWN-POL-PRESENT",
        "the present password may be set again",
        hashes_not_to_repeat=_former_alone,
        killers=("policy/the-last-passwords-do-not-return",),
    ),
    _breaks(
        "OWN-POL-HISTORY",
        "former passwords may be set again",
        hashes_not_to_repeat=lambda policy, user: (),
        killers=("policy/a-reset-does-not-bring-a-password-back",),
    ),
    _breaks(
        "OWN-POL-ANY",
        "sign-up and change take passwords that the policy forbids",
        check_new_password=_anything,
        killers=(
            "policy/a-sign-up-keeps-to-the-policy",
            "policy/a-change-keeps-to-the-policy",
            "policy/a-password-must-not-hold-the-username",
        ),
    ),
    _breaks(
        "OWN-POL-NAME",
        "a new password may hold the username",
        check_new_password=_without_name,
        killers=("policy/a-password-must-not-hold-the-username",),
    ),
    _breaks(
        "OWN-POL-RESET-NAME",
        "a password that is reset may hold the username",
        check_reset_password=_without_name,
        killers=("policy/a-password-must-not-hold-the-username",),
    ),
    _breaks(
        "OWN-POL-RESET",
        "a reset takes passwords without the form that the policy asks for",
        check_reset_password=_only_name,
        killers=("policy/a-reset-keeps-to-the-policy",),
    ),
)
