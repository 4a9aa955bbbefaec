"""Passwords: hashing, comparing, and what a policy asks of new ones.

bcrypt lets go of the interpreter while it works, so it runs on two threads of its own. Measured at cost 4:
1.2 ms on the event loop, or 0.06 ms there and the rest beside it; one alone takes 0.1 ms longer, sixteen at
once take half the time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime
from functools import cache
from typing import ParamSpec, TypeVar

import bcrypt

from mockserver.core.errors import PasswordRefused
from mockserver.core.model import User
from mockserver.core.policy import PasswordPolicy, Policy

_BYTES_THAT_COUNT = 72
_threads = ThreadPoolExecutor(2, thread_name_prefix="bcrypt")

_P = ParamSpec("_P")
_T = TypeVar("_T")


def scrambled(password: str, cost: int) -> bytes:
    """A salted hash of the password, of whose bytes only the first 72 count."""
    return bcrypt.hashpw(_bytes_that_count(password), bcrypt.gensalt(cost))


def password_matches(password: str, hashed: bytes) -> bool:
    """Is this the password that was hashed? Compares in constant time."""
    return bcrypt.checkpw(_bytes_that_count(password), hashed)


@cache
def hash_of_nobody(cost: int) -> bytes:
    """A hash to compare with where there is no user, so that the answer takes as long as any other."""
    return scrambled("nobody", cost)


async def beside(work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Do slow work on a thread, while the event loop serves others; there it is known what is answered, as here."""
    context = copy_context()
    return await asyncio.get_running_loop().run_in_executor(_threads, lambda: context.run(work, *args, **kwargs))


def check_new_password(policy: PasswordPolicy, password: str, username: str | None) -> None:
    """Refuse a password that the policy does not allow for this user."""
    if policy.pattern and not policy.pattern.search(password):
        raise PasswordRefused(policy.message)
    if policy.forbids_username and username and username in password:
        raise PasswordRefused("Password cannot contain your username.")


def hashes_not_to_repeat(policy: PasswordPolicy, user: User) -> tuple[bytes, ...]:
    """The hashes of the last passwords, the present one first, that a new password must differ from."""
    present = (user.password_hash,) if user.password_hash else ()
    return (present + user.former_hashes)[: policy.history]


def password_has_expired(policy: Policy, user: User, now: datetime) -> bool:
    """Is the password older than the policy allows?"""
    if policy.password_validity is None or user.password_changed_at is None:
        return False
    return now >= user.password_changed_at + policy.password_validity


def _bytes_that_count(password: str) -> bytes:
    return password.encode()[:_BYTES_THAT_COUNT]
