"""Mutants that keep a rule at the door where one looks first, and not at the one beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from mockserver.core import access, addresses
from mockserver.core.codes import code_is_right
from mockserver.core.model import Caller
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.mutants import left_open
from mockserver.mutants import requests_noted as asked
from mockserver.mutants.model import BOTH, GRAPHQL, Mutant, breaks
from mockserver.mutants.nested import NESTED

_ASKED: Final = ("access/an-address-is-no-condition-anywhere", "access/an-address-is-no-condition-in-any-document")


def _creates() -> bool:
    return any(asked.says(word) for word in ("createUser", "create_User", "create("))


def _counts() -> bool:
    return "count=" in asked.query() or asked.says("{ count }")


def _asked_by_nobody(policy: Policy, caller: Caller) -> bool:
    return caller.user_id is None or access.may_ask_by_address(policy, caller)


def _asked_for_a_number(policy: Policy, caller: Caller) -> bool:
    return _counts() or access.may_ask_by_address(policy, caller)


def _form_of_the_signed_up(email: str) -> bool:
    return _creates() or addresses.email_is_well_formed(email)


def _mutant(
    name: str, area: str, says: str, change: Callable[[Rules], Rules], *killers: str, dialects: tuple[str, ...] = BOTH
) -> Mutant:
    return Mutant(f"OWN-{name}", area, says, dialects, change, asked.noting_requests, killers)


MUTANTS: Final = (
    *left_open.MUTANTS,
    breaks(
        "OWN-ACL-ASKED-BY-NOBODY",
        "who is not logged in finds users by address",
        area="access",
        may_ask_by_address=_asked_by_nobody,
        killers=_ASKED,
    ),
    _mutant(
        "ACL-ASKED-HOW-MANY",
        "access",
        "users are counted by address",
        lambda rules: replace(rules, may_ask_by_address=_asked_for_a_number),
        *_ASKED,
    ),
    _mutant(
        "SGN-CREATED-FORM",
        "signup",
        "anything passes for the address of who is created, not signed up",
        lambda rules: replace(rules, email_is_well_formed=_form_of_the_signed_up),
        "signup/who-is-created-by-nobody-is-seen-by-nobody",
        "signup/an-account-may-be-made-without-a-session",
        "signup/a-created-user-holds-no-session",
        dialects=(*GRAPHQL, *NESTED),
    ),
    breaks(
        "OWN-SGN-NOUGHT",
        "nought is the code of everybody",
        area="signup",
        dialects=("durudex",),
        code_is_right=lambda mailed, typed: typed == 0 or code_is_right(mailed, typed),
        killers=("signup/a-wrong-code-makes-nobody",),
    ),
)
