"""The hardened rules of accounts that are opened by mailed codes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mockserver.core.code_rules import WITH_CODES
from mockserver.core.errors import WrongCredentials
from mockserver.core.model import MailToken, Session, User
from mockserver.core.policy import Policy
from mockserver.core.store import Store

#: How often a code may be tried.
TRIES: Final = 5


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


HARDENED_CODES: Final = replace(
    WITH_CODES,
    find_code=find_code,
    keep_code=keep_code,
    use_up_code=use_up_code,
    sessions_ended_by_reset=sessions_ended_by_reset,
    refusal_of_unknown_user=WrongCredentials,
)
