"""The lock of an account: wrong passwords are counted per user, whatever name or door they come by."""

from __future__ import annotations

from datetime import datetime, timedelta

from mockserver.core.errors import AccountLocked
from mockserver.core.model import Credentials, User
from mockserver.core.policy import Lockout, Policy
from mockserver.core.store import Store


def count_attempt(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
    """Count one try of a password; refuse it while the account is locked, even if the password is right."""
    if is_locked(user, now):
        raise AccountLocked(lockout.minutes)
    if right:
        user.failures = 0
    elif count_failure(lockout, user, now):
        raise AccountLocked(lockout.minutes)


def count_stranger(store: Store, policy: Policy, credentials: Credentials, now: datetime) -> None:
    """Count one try of a name that nobody has: it is not, so such a name is never locked."""


def is_locked(user: User, now: datetime) -> bool:
    """Is the account locked at this moment?"""
    return user.locked_until is not None and now < user.locked_until


def count_failure(lockout: Lockout, user: User, now: datetime) -> bool:
    """Count a wrong password, lock at the threshold; True if the threshold had been reached before.

    Only a success starts the count again: after a lock that ended by time, one failure locks at once.
    """
    beyond = user.failures >= lockout.threshold
    user.failures = min(user.failures + 1, lockout.threshold)
    if user.failures >= lockout.threshold:
        user.locked_until = now + timedelta(minutes=lockout.minutes)
    return beyond


def unlock_at_reset(policy: Policy, user: User) -> None:
    """A password reset by mail opens a locked account, where the settings say so."""
    if policy.unlock_on_password_reset:
        user.failures = 0
        user.locked_until = None
