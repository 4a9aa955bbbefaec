"""Mutants that lock too early, too late, too long, or not at all."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from mockserver.core import hardened
from mockserver.core.addresses import find_by_reset_address
from mockserver.core.errors import AccountLocked, Refusal
from mockserver.core.lockout import count_attempt, is_locked
from mockserver.core.model import Acl, Credentials, Session, User
from mockserver.core.policy import Lockout, Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.fronts.parse_errors import parse_error
from mockserver.mutants.model import REST, Mutant, breaks, distorts

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


def _forgiving_reset(store: Store, email: str) -> User | None:
    user = find_by_reset_address(store, email)
    if user:
        user.failures = 0
    return user


def _forgiving_log_out(store: Store, session: Session) -> tuple[Session, ...]:
    user = store.user(session.user_id)
    if user:
        user.failures = 0
    return (session,)


def _unlocking(store: Store, policy: Policy, user: User) -> tuple[Session, ...]:
    user.failures, user.locked_until = 0, None
    return store.sessions_of(user.id)


def _fresh_after_lock(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
    if user.locked_until is not None and not is_locked(user, now):
        user.failures, user.locked_until = 0, None
    count_attempt(lockout, user, right, now)


def _aging(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
    if user.failures and not is_locked(user, now) and now - user.updated_at > timedelta(minutes=lockout.minutes):
        user.failures = 0
    count_attempt(lockout, user, right, now)


def _prolonged(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
    if is_locked(user, now):
        user.locked_until = now + timedelta(minutes=lockout.minutes)
    count_attempt(lockout, user, right, now)


def _leaves_count(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
    """A success after a lock opens, but what was before goes on counting."""
    was_locked, before = user.locked_until is not None, user.failures
    count_attempt(lockout, user, right, now)
    if right and was_locked:
        user.failures = before


def _for_all(rules: Rules) -> Rules:
    everybody = _blank()

    def count(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
        count_attempt(lockout, everybody, right, now)

    return replace(rules, count_log_in=count)


def _by_typed_name(rules: Rules) -> Rules:
    typed: ContextVar[str] = ContextVar("typed")
    counted: dict[str, User] = {}

    def find(store: Store, credentials: Credentials) -> User | None:
        typed.set(f"{credentials.username or credentials.email}")
        return rules.find_by_credentials(store, credentials)

    def count(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
        count_attempt(lockout, counted.setdefault(typed.get(), _blank()), right, now)

    return replace(rules, find_by_credentials=find, count_log_in=count)


def _read_too_early(rules: Rules) -> Rules:
    """The count is read before the password is compared, and written after it."""
    read: ContextVar[int] = ContextVar("read", default=0)

    def find(store: Store, credentials: Credentials) -> User | None:
        user = rules.find_by_credentials(store, credentials)
        read.set(user.failures if user else 0)
        return user

    def count(lockout: Lockout, user: User, right: bool, now: datetime) -> None:
        user.failures = read.get()
        count_attempt(lockout, user, right, now)

    return replace(rules, find_by_credentials=find, count_log_in=count)


def _blank() -> User:
    long_ago = datetime.fromtimestamp(0).astimezone()
    return User("", long_ago, long_ago, Acl())


def _says_thirty(refusal: Refusal, *, detail: bool) -> Any:
    return parse_error(AccountLocked(30) if isinstance(refusal, AccountLocked) else refusal, detail=detail)


def _unlocks_always(policy: Policy, user: User) -> None:
    user.failures, user.locked_until = 0, None


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
        killers=("lockout/a-locked-account-refuses-the-right-password", "lockout/the-threshold-is-exact"),
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
        "LCK-07",
        "asking for a reset mail starts the count again",
        find_by_reset_address=_forgiving_reset,
        killers=("lockout/only-a-success-starts-the-count-again",),
    ),
    _breaks(
        "OWN-LCK-LOG-OUT",
        "logging out starts the count again",
        sessions_ended_by_log_out=_forgiving_log_out,
        killers=("lockout/only-a-success-starts-the-count-again",),
    ),
    _breaks(
        "OWN-LCK-CHANGE",
        "a change of the password opens a locked account",
        sessions_ended_by_new_password=_unlocking,
        killers=("lockout/a-password-change-leaves-the-lock",),
    ),
    _breaks(
        "LCK-08",
        "a lock that has ended by time leaves a fresh count",
        count_log_in=_fresh_after_lock,
        killers=("lockout/a-failure-after-the-lock-locks-at-once",),
    ),
    _breaks(
        "OWN-LCK-AGES",
        "failures are forgotten after the time of a lock",
        count_log_in=_aging,
        killers=("lockout/failures-do-not-age",),
    ),
    _breaks(
        "LCK-09",
        "attempts during a lock prolong it",
        count_log_in=_prolonged,
        killers=("lockout/attempts-while-locked-do-not-prolong-the-lock",),
    ),
    _breaks(
        "OWN-LCK-REMEMBERS",
        "a success after a lock does not start the count again",
        count_log_in=_leaves_count,
        killers=("lockout/a-success-after-the-lock-starts-the-count-again",),
    ),
    Mutant(
        "LCK-10",
        "lockout",
        "failures of all accounts are counted together",
        change=_for_all,
        expected_killers=("lockout/a-lock-is-the-accounts-own",),
    ),
    Mutant(
        "LCK-11",
        "lockout",
        "failures are counted by the name that was typed",
        change=_by_typed_name,
        expected_killers=("lockout/failures-count-by-whatever-name",),
    ),
    Mutant(
        "LCK-12",
        "lockout",
        "failures at the same moment count as one",
        change=_read_too_early,
        expected_killers=("lockout/guesses-at-the-same-moment-are-all-counted",),
    ),
    _breaks(
        "LCK-13",
        "names that nobody has are locked too",
        count_stranger=hardened.count_stranger,
        killers=("lockout/a-name-that-nobody-has-is-never-locked",),
    ),
    distorts(
        "LCK-16",
        "the refusal names thirty minutes, whatever the lock lasts",
        error=_says_thirty,
        area="lockout",
        killers=("lockout/the-refusal-says-how-long",),
    ),
    _breaks(
        "OWN-LCK-RESET",
        "a reset by mail opens a locked account, although nobody said so",
        unlock_at_reset=_unlocks_always,
        killers=("lockout/a-reset-leaves-the-lock",),
    ),
    _breaks(
        "OWN-LCK-GRUDGE",
        "a success does not start the count again",
        count_log_in=_never_forgives,
        killers=("lockout/one-failure-less-does-not-lock",),
    ),
)
