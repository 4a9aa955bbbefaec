"""Mutants that keep for a name, an address or a device what belongs to one user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from mockserver.core import addresses, lifetimes
from mockserver.core.mailing import Mail
from mockserver.core.model import Credentials, Json, Session, User
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Issued, Store, TokenBook
from mockserver.mutants import requests_noted as asked
from mockserver.mutants.model import BOTH, REST, Mutant, breaks

_HOLDS: Final = 5


def _newest_five(store: Store, session: Session) -> tuple[Session, ...]:
    return (*lifetimes.sessions_replaced_by(store, session), *store.sessions_of(session.user_id)[:-_HOLDS])


def _by_name(rules: Rules) -> Rules:
    """The session of a user who is gone is that of who has his name."""
    names: dict[str, str] = {}

    def user_of(store: Store, session: Session) -> User | None:
        user = store.user(session.user_id)
        if user is None:
            heir = next(iter(store.usernames.exactly(names.get(session.user_id, ""))), None)
            session.user_id = heir.id if heir else session.user_id
            return heir
        names[user.id] = user.username or ""
        return user

    def opened(store: Store, session: Session, replaced: tuple[Session, ...]) -> Session:
        user = store.user(session.user_id)
        names[session.user_id] = (user and user.username) or ""
        return rules.open_session(store, session, replaced)

    return replace(rules, user_of_session=user_of, open_session=opened)


def _links_by_address(rules: Rules) -> Rules:
    """The links of a user who is gone are those of who has his address."""
    kept: dict[str, tuple[str, Issued]] = {}
    stores: list[Store] = []

    def mail(policy: Policy, user: User, link: str) -> Mail:
        value = link.partition("token=")[2].partition("&")[0]
        issued = stores[-1].reset_tokens.find(value)
        if issued:
            kept[value] = (user.email or "", issued)
        return rules.reset_mail(policy, user, link)

    def asked_by(store: Store, email: str) -> User | None:
        stores.append(store)
        return rules.find_by_reset_address(store, email)

    def find(book: TokenBook, value: str) -> Issued | None:
        email, issued = kept.get(value, ("", None))
        owner = next(iter(stores[-1].emails.exactly(email)), None) if issued and stores else None
        known = rules.find_reset_token(book, value)
        return known or (Issued(owner.id, issued.token) if owner and issued and owner.id != issued.user_id else None)

    return replace(rules, reset_mail=mail, find_by_reset_address=asked_by, find_reset_token=find)


def _locks_names(rules: Rules) -> Rules:
    """The count of wrong passwords belongs to a name, whoever has it."""
    counts: dict[str, tuple[int, Any]] = {}

    def find(store: Store, credentials: Credentials) -> User | None:
        user = rules.find_by_credentials(store, credentials)
        if user is not None and user.username in counts and user.failures == 0:
            user.failures, user.locked_until = counts[user.username]
        return user

    def count(lockout: Any, user: User, right: bool, now: Any) -> None:
        try:
            rules.count_log_in(lockout, user, right, now)
        finally:
            counts[user.username or ""] = (user.failures, user.locked_until)

    return replace(rules, find_by_credentials=find, count_log_in=count)


def _counts_nothing(rules: Rules) -> Rules:
    """A log-in without a password is counted as a wrong one."""
    seen: dict[str, User] = {}

    def find(store: Store, credentials: Credentials) -> User | None:
        user = rules.find_by_credentials(store, credentials)
        return seen.setdefault(user.username or "", user) if user else None

    def opened(store: Store, session: Session, replaced: tuple[Session, ...]) -> Session:
        user = store.user(session.user_id)
        if user:
            seen[user.username or ""] = user
        return rules.open_session(store, session, replaced)

    def check(credentials: Credentials) -> None:
        user = seen.get(str(credentials.username))
        if not credentials.password and user:
            user.failures += 1
        rules.check_credentials(credentials)

    return replace(rules, find_by_credentials=find, open_session=opened, check_credentials=check)


def _not_while_locked(store: Store, email: str) -> User | None:
    user = addresses.find_by_reset_address(store, email)
    return None if user is None or user.locked_until else user


def _without_installation(sessions_: tuple[Session, ...]) -> tuple[Session, ...]:
    return tuple(session for session in sessions_ if session.installation is None)


def _ended(store: Store, policy: Policy, user: User) -> tuple[Session, ...]:
    return _without_installation(lifetimes.sessions_ended_by_new_password(store, policy, user))


def _all_of_device(store: Store, session: Session) -> tuple[Session, ...]:
    return tuple(
        one
        for one in store.sessions()
        if one is session or (one.installation and one.installation == session.installation)
    )


def _longer(action: str) -> Callable[[Rules], Rules]:
    """Sessions that were opened in one way never end."""

    def change(rules: Rules) -> Rules:
        def opened(store: Store, session: Session, replaced: tuple[Session, ...]) -> Session:
            if session.opened == action and (action != "login" or asked.method() == "PUT"):
                session.expires_at = None
            return rules.open_session(store, session, replaced)

        return replace(rules, open_session=opened)

    return change


def _noted(
    name: str, area: str, says: str, change: Callable[[Rules], Rules], killer: str, dialects: tuple[str, ...] = BOTH
) -> Mutant:
    return Mutant(f"OWN-NEAR-{name}", area, says, dialects, change, asked.noting_requests, (killer,))


def _uncounted(at_door: Callable[[], bool]) -> Callable[[Rules], Rules]:
    """At some doors wrong passwords are not counted."""

    def change(rules: Rules) -> Rules:
        def count(lockout: Any, user: User, right: bool, now: Any) -> None:
            if not at_door():
                rules.count_log_in(lockout, user, right, now)

        return replace(rules, count_log_in=count)

    return change


def _whose(store: Store, identities: Mapping[str, Json]) -> User | None:
    wanted = {name: str(data.get("id")).lower() for name, data in identities.items()}
    return next((user for user in store.users() if _holds(user, wanted)), None)


def _holds(user: User, wanted: Mapping[str, str]) -> bool:
    held = {name: str(data.get("id")).lower() for name, data in user.auth_data.items()}
    return any(held[name].startswith(own[:30]) for name, own in wanted.items() if name in held)


def _moves_in(store: Store, session: Session) -> tuple[Session, ...]:
    shown = store.session(asked.header("X-Parse-Session-Token") or "")
    mine = (shown,) if shown and shown.user_id == session.user_id and asked.path().endswith("/login") else ()
    return (*lifetimes.sessions_replaced_by(store, session), *mine)


_breaks = partial(breaks, dialects=BOTH)

MUTANTS: Final = (
    _noted(
        "GET-UNCOUNTED",
        "lockout",
        "wrong passwords by GET are not counted",
        _uncounted(lambda: asked.method() == "GET"),
        "lockout/guesses-by-get-are-counted",
        REST,
    ),
    _noted(
        "BATCH-UNCOUNTED",
        "lockout",
        "wrong passwords in a batch are not counted",
        _uncounted(lambda: asked.path().endswith("/batch")),
        "lockout/guesses-in-a-batch-are-counted",
        REST,
    ),
    _breaks(
        "OWN-NEAR-IDENTITY",
        "an identity counts in any letter case, and by its beginning",
        area="login",
        owner_of=_whose,
        killers=("login/an-identity-counts-to-the-letter",),
    ),
    _noted(
        "MOVES-IN",
        "login",
        "a log-in ends the session that it is sent with",
        lambda rules: replace(rules, sessions_replaced_by=_moves_in),
        "login/a-log-in-beside-a-session-leaves-it",
        REST,
    ),
    _breaks(
        "OWN-NEAR-FIVE",
        "a sixth session ends the first",
        area="login",
        sessions_replaced_by=_newest_five,
        killers=("login/each-log-in-gives-a-session-of-its-own",),
    ),
    Mutant(
        "OWN-NEAR-HEIR",
        "session",
        "the session of a deleted user opens the account of who takes the name",
        BOTH,
        change=_by_name,
        expected_killers=("session/a-name-taken-anew-inherits-no-session",),
    ),
    Mutant(
        "OWN-NEAR-HEIR-LINK",
        "reset",
        "the link of a deleted user serves who takes the address",
        BOTH,
        change=_links_by_address,
        expected_killers=("reset/a-link-of-who-was-deleted-serves-nobody",),
    ),
    Mutant(
        "OWN-NEAR-HEIR-LOCK",
        "lockout",
        "who takes the name of a locked user is locked",
        BOTH,
        change=_locks_names,
        expected_killers=("lockout/a-name-taken-anew-is-not-locked",),
    ),
    Mutant(
        "OWN-NEAR-NOTHING",
        "lockout",
        "a log-in without a password counts as a wrong one",
        BOTH,
        change=_counts_nothing,
        expected_killers=("lockout/nothing-is-no-guess",),
    ),
    _breaks(
        "OWN-NEAR-LOCKED-OUT",
        "who is locked is mailed no link",
        area="lockout",
        find_by_reset_address=_not_while_locked,
        killers=("lockout/who-is-locked-is-mailed-a-link",),
    ),
    _breaks(
        "OWN-NEAR-INSTALLED",
        "sessions of installations outlive a change of the password",
        area="session",
        sessions_ended_by_new_password=_ended,
        killers=("session/sessions-of-installations-end-like-others",),
    ),
    _breaks(
        "OWN-NEAR-DEVICE",
        "a log-out ends the sessions of everybody on the device",
        area="logout",
        sessions_ended_by_log_out=_all_of_device,
        killers=("logout/others-on-the-same-device-stay",),
    ),
    _noted(
        "ENDLESS-SIGN-UP",
        "session",
        "the session of a sign-up never ends",
        _longer("signup"),
        "session/the-session-of-a-sign-up-lasts-as-long",
    ),
    _noted(
        "ENDLESS-CHANGE",
        "rotation",
        "the session after a change of the password never ends",
        _longer("login"),
        "rotation/the-session-after-a-change-lasts-as-long",
        REST,
    ),
)
