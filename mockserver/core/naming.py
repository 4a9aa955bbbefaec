"""Names: which are taken, and whom they lead to."""

from __future__ import annotations

from mockserver.core.model import Credentials, User
from mockserver.core.policy import Policy
from mockserver.core.store import Store


def username_is_taken(store: Store, username: str, but: str) -> bool:
    """Has anybody but the user of id `but` this name, in whatever letter case?"""
    return any(user.id != but for user in store.usernames.like(username))


def is_named(user: User, username: str) -> bool:
    """Is this the name of the user, to the letter?"""
    return user.username == username


def find_by_credentials(store: Store, credentials: Credentials) -> User | None:
    """Whom the typed name means: letter case matters; an address serves as a name, but a name goes first."""
    username, email = credentials.username, credentials.email
    if username and email:
        return next((user for user in store.usernames.exactly(username) if user.email == email), None)
    if email:
        return next(iter(store.emails.exactly(email)), None)
    return next(iter(store.usernames.exactly(username) + store.emails.exactly(username)), None)


def kept_in_lower_case(policy: Policy) -> tuple[str, ...]:
    """The fields that are kept in lower case, however they were written."""
    kept = {"username": policy.lowercase_usernames, "email": policy.lowercase_emails}
    return tuple(name for name, lowers in kept.items() if lowers)
