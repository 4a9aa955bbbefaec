"""Mutants that leave open at one door, for one kind of session or for one key, what is shut at the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from mockserver.core import access, lifetimes, lockout, naming
from mockserver.core.model import Caller, Opened, Session, User
from mockserver.core.policy import Keys, Lockout
from mockserver.core.rules import CountAttempt, Rules
from mockserver.core.store import Store
from mockserver.mutants import requests_noted as asked
from mockserver.mutants.model import BOTH, REST, Mutant, breaks
from mockserver.mutants.nested import NESTED

_EVERY_PARSE: Final = (*BOTH, *NESTED)
_MASTER_KEY: Final = "X-Parse-Master-Key"
_APPLICATION: Final = "envelope/the-application-must-be-known"


def _forgets_nothing(at_door: Callable[[], bool]) -> CountAttempt:
    """A right password leaves the count as it was, at some doors."""

    def count(limits: Lockout, user: User, right: bool, now: datetime) -> None:
        failures = user.failures
        lockout.count_attempt(limits, user, right, now)
        if right and at_door():
            user.failures = failures

    return count


def _any_password_of_anybody(rules: Rules) -> Rules:
    """Whatever password somebody was given opens everybody."""
    given: set[str] = set()

    def scrambled(password: str, cost: int) -> bytes:
        given.add(password)
        return rules.scrambled(password, cost)

    def matches(password: str, hashed: bytes) -> bool:
        return password in given or rules.password_matches(password, hashed)

    return replace(rules, scrambled=scrambled, password_matches=matches)


def _ends_the_first() -> Callable[[Store, Session], tuple[Session, ...]]:
    seen: set[str] = set()

    def ended(store: Store, session: Session) -> tuple[Session, ...]:
        again = session.user_id in seen
        seen.add(session.user_id)
        return () if again else lifetimes.sessions_ended_by_log_out(store, session)

    return ended


def _made_by_hand_stay(store: Store, session: Session) -> tuple[Session, ...]:
    return () if session.opened is Opened.BY_REQUEST else lifetimes.sessions_ended_by_log_out(store, session)


def _of_who_was_first(store: Store, token: str) -> Session | None:
    return next(iter(store.sessions()), None) if store.session(token) else None


def _opened_by_a_look(caller: Caller, user: User) -> bool:
    allowed = access.may_write(caller, user)
    if allowed:
        user.locked_until = None
    return allowed


def _taken_is_a_failure(store: Store, username: str, but: str) -> bool:
    for user in store.usernames.exactly(username):
        user.failures += 1
    return naming.username_is_taken(store, username, but)


def _any_key_is_master(keys: Keys, shown: str | None) -> bool:
    clients = (keys.client, keys.javascript, keys.rest, keys.dotnet)
    return access.is_master(keys, shown) or (bool(shown) and shown in clients)


def _any_application(at_door: Callable[[Keys], bool]) -> Callable[[Keys, str | None], bool]:
    return lambda keys, shown: at_door(keys) or access.application_is_known(keys, shown)


def _may(at_door: Callable[[], bool]) -> Callable[[Rules], Rules]:
    """Everybody may read and write everybody, at some doors."""

    def may_read(caller: Caller, user: User) -> bool:
        return at_door() or access.may_read(caller, user)

    def may_write(caller: Caller, user: User) -> bool:
        return at_door() or access.may_write(caller, user)

    return lambda rules: replace(rules, may_read=may_read, may_write=may_write, may_delete=may_write)


def _in_batches() -> bool:
    return asked.path().endswith("/batch")


def _under_classes() -> bool:
    return "/classes/" in asked.path()


def _noting(
    name: str, area: str, says: str, change: Callable[[Rules], Rules], *killers: str, dialects: tuple[str, ...] = REST
) -> Mutant:
    return Mutant(f"OWN-{name}", area, says, dialects, change, asked.noting_requests, killers)


def _grudge(name: str, says: str, at_door: Callable[[], bool], killer: str, dialects: tuple[str, ...] = REST) -> Mutant:
    count = _forgets_nothing(at_door)
    return _noting(
        name, "lockout", says, lambda rules: replace(rules, count_log_in=count), f"lockout/{killer}", dialects=dialects
    )


MUTANTS: Final = (
    breaks(
        "OWN-ROT-FIRST-USER",
        "a refresh token gives access tokens of who came first",
        area="rotation",
        dialects=("durudex",),
        find_session=_of_who_was_first,
        killers=("rotation/a-refresh-gives-the-same-users-token",),
    ),
    breaks(
        "OWN-ROT-SPACES",
        "spaces around a refresh token do not count",
        area="rotation",
        dialects=("durudex",),
        find_session=lambda store, token: store.session(token.strip()),
        killers=("rotation/a-bad-refresh-token-gives-nothing",),
    ),
    Mutant(
        "OWN-LGN-OF-ANYBODY",
        "login",
        "the password of anybody opens everybody",
        (*_EVERY_PARSE, "durudex", "cloudboost"),
        _any_password_of_anybody,
        expected_killers=("login/the-password-of-another-opens-nothing",),
    ),
    breaks(
        "OWN-OUT-ONCE",
        "only the first log-out of a user ends a session",
        area="logout",
        dialects=(*_EVERY_PARSE, "durudex", "cloudboost"),
        sessions_ended_by_log_out=_ends_the_first(),
        killers=("logout/who-logged-out-may-come-back", "logout/a-log-out-ends-its-refresh-token-only"),
    ),
    breaks(
        "OWN-OUT-BY-HAND",
        "a session that was made by hand cannot be logged out",
        area="logout",
        dialects=REST,
        sessions_ended_by_log_out=_made_by_hand_stay,
        killers=("logout/every-session-can-be-logged-out",),
    ),
    _grudge(
        "LCK-GRUDGE-ADDRESS",
        "a success under the address does not start the count again",
        lambda: asked.says("@"),
        "a-success-by-the-address-starts-the-count-again",
        _EVERY_PARSE,
    ),
    _grudge(
        "LCK-GRUDGE-GET",
        "a success by GET does not start the count again",
        lambda: asked.method() == "GET",
        "a-success-by-get-starts-the-count-again",
    ),
    breaks(
        "OWN-LCK-GRUDGE-CHECK",
        "a right password that is only checked does not start the count again",
        area="lockout",
        dialects=REST,
        count_check=_forgets_nothing(lambda: True),
        killers=("lockout/a-right-check-starts-the-count-again",),
    ),
    breaks(
        "OWN-LCK-ANY-CHANGE",
        "any change of a user opens his lock",
        area="lockout",
        dialects=_EVERY_PARSE,
        may_write=_opened_by_a_look,
        killers=("lockout/a-password-change-leaves-the-lock",),
    ),
    breaks(
        "OWN-LCK-SIGN-UP",
        "a sign-up under a taken name counts as a wrong password",
        area="lockout",
        dialects=_EVERY_PARSE,
        username_is_taken=_taken_is_a_failure,
        killers=("lockout/nothing-is-no-guess",),
    ),
    breaks(
        "OWN-ACL-ANY-KEY",
        "any key of the application is as good as the master key",
        area="access",
        is_master=_any_key_is_master,
        killers=("access/a-client-key-is-no-master-key",),
    ),
    breaks(
        "OWN-ACL-ID-IS-KEY",
        "the id of the application is as good as the master key",
        area="access",
        dialects=_EVERY_PARSE,
        is_master=lambda keys, shown: access.is_master(keys, shown) or shown == keys.application,
        killers=("access/the-master-key-counts-to-the-letter",),
    ),
    _noting(
        "ENV-ANY-WITH-MASTER",
        "envelope",
        "with the master key the application need not be named",
        lambda rules: replace(
            rules, application_is_known=_any_application(lambda keys: asked.header(_MASTER_KEY) == keys.master)
        ),
        _APPLICATION,
        dialects=_EVERY_PARSE,
    ),
    _noting(
        "ENV-ANY-CHANGE",
        "envelope",
        "for changes the application need not be named",
        lambda rules: replace(
            rules, application_is_known=_any_application(lambda keys: asked.method() in ("PUT", "DELETE"))
        ),
        _APPLICATION,
    ),
    _noting(
        "ACL-BATCH",
        "access",
        "in a batch everybody reads and changes everybody",
        _may(_in_batches),
        "access/a-batch-opens-nobody-else",
    ),
    _noting(
        "ACL-CLASS",
        "access",
        "under the path of the class everybody reads and changes everybody",
        _may(_under_classes),
        "access/the-path-of-a-class-opens-nobody-else",
    ),
    breaks(
        "OWN-ACL-HIDDEN",
        "who hides is read by everybody",
        area="access",
        dialects=NESTED,
        may_read=lambda caller, user: True,
        killers=("access/who-hides-is-seen-by-nobody-else",),
    ),
    breaks(
        "OWN-CB-LIST-READ",
        "everybody reads everybody, whatever the list says",
        area="access",
        dialects=("cloudboost",),
        may_read=lambda caller, user: True,
        killers=("access/who-is-left-off-the-list-is-kept-out",),
    ),
    breaks(
        "OWN-CB-LIST-WRITE",
        "everybody changes everybody, whatever the list says",
        area="access",
        dialects=("cloudboost",),
        may_write=lambda caller, user: True,
        killers=("access/who-is-left-off-the-list-is-kept-out",),
    ),
)
