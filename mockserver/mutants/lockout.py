"""Mutants that lock too early, too late, too long, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from mockserver.core.lockout import count_attempt, is_locked
from mockserver.core.model import User
from mockserver.core.policy import Lockout, Policy
from mockserver.mutants.model import REST, breaks

_breaks = partial(breaks, area="lockout")
_ALWAYS = timedelta(days=36_500)


def _one_more(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
    count_attempt(replace(lockout, threshold=lockout.threshold + 1), user, right, now)


def _one_less(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
    count_attempt(replace(lockout, threshold=max(lockout.threshold - 1, 1)), user, right, now)


def _right_opens(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
    if right:
        user.failures = 0
    else:
        count_attempt(lockout, user, right, now)


def _for_ever(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
    count_attempt(lockout, user, right, now)
    user.locked_until = now + _ALWAYS if is_locked(user, now) else None


def _by_the_second(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
    if user.locked_until and now >= user.locked_until - timedelta(minutes=lockout.minutes * 59 / 60):
        user.locked_until = None
    count_attempt(lockout, user, right, now)


def _never_forgives(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
    before = user.failures
    count_attempt(lockout, user, right, now)
    user.failures = max(user.failures, before)


def _never_unlocks(policy: Policy, user: User) -> None:
    """Leave the lock as it is, whatever the settings say."""


MUTANTS = (
    _breaks(
        "LCK-01",
        "wrong passwords never lock",
        count_log_in=lambda lockout, user, right, now: None,
        killers=("lockout/a-locked-account-refuses-the-right-password",),
    ),
    _breaks(
        "LCK-02",
        "it takes one wrong password more to lock",
        count_log_in=_one_more,
        killers=("lockout/a-locked-account-refuses-the-right-password",),
    ),
    _breaks(
        "OWN-LCK-EARLY",
        "one wrong password less is enough to lock",
        count_log_in=_one_less,
        killers=("lockout/one-failure-less-does-not-lock",),
    ),
    _breaks(
        "LCK-03",
        "the right password opens a locked account",
        count_log_in=_right_opens,
        killers=("lockout/a-locked-account-refuses-the-right-password",),
    ),
    _breaks(
        "LCK-04",
        "a lock does not end by time",
        count_log_in=_for_ever,
        killers=("lockout/a-locked-account-refuses-the-right-password",),
    ),
    _breaks(
        "LCK-05",
        "minutes of the lock are taken for seconds",
        count_log_in=_by_the_second,
        killers=("lockout/a-locked-account-refuses-the-right-password",),
    ),
    _breaks(
        "LCK-14",
        "checking a password neither counts nor is locked",
        count_check=lambda lockout, user, right, now: None,
        dialects=REST,
        killers=("lockout/checking-a-password-counts-like-a-log-in",),
    ),
    _breaks(
        "LCK-15",
        "a reset by mail does not open a locked account, although the settings say so",
        unlock_at_reset=_never_unlocks,
        killers=("lockout/a-reset-opens-the-lock",),
    ),
    _breaks(
        "OWN-LCK-GRUDGE",
        "a success does not start the count again",
        count_log_in=_never_forgives,
        killers=("lockout/one-failure-less-does-not-lock",),
    ),
)
