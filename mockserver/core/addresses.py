"""Mail addresses: which are taken or malformed, whom they lead to, and what a change of one brings about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mockserver.core.errors import EmailNotText
from mockserver.core.identities import ANONYMOUS
from mockserver.core.model import Fields, Json, User
from mockserver.core.policy import Policy
from mockserver.core.store import Issued, Store

_ADDRESS = re.compile(r".+@.+")


def email_is_taken(store: Store, email: str, but: str) -> bool:
    """Has anybody but the user of id `but` this address, in whatever letter case?"""
    return any(user.id != but for user in store.emails.like(email))


def email_is_well_formed(email: str) -> bool:
    """Something on both sides of an at sign; more is not asked."""
    return bool(_ADDRESS.fullmatch(email))


def address_of_new_user(store: Store, policy: Policy, email: Json) -> Json:
    """The address that a new user gets: the one that was typed, be it taken (which is refused afterwards)."""
    return email


def address_asked_for(address: Json) -> str:
    """The address that a reset mail is asked for; what is no text is none."""
    if not isinstance(address, str):
        raise EmailNotText
    return address


def find_by_address(store: Store, email: str) -> User | None:
    """Who has exactly this address."""
    return next(iter(store.emails.exactly(email)), None)


def find_by_reset_address(store: Store, email: str) -> User | None:
    """Whom a reset mail is for: who has the address, or who has it for a name and has no address."""
    nameless = (user for user in store.usernames.exactly(email) if user.email is None)
    return find_by_address(store, email) or next(nameless, None)


def find_to_mail_again(store: Store, username: Json, token: Json) -> User | None:
    """Whom another verification link is for: who has this username, or was mailed this token."""
    if isinstance(username, str) and username:
        return next(iter(store.usernames.exactly(username)), None)
    issued = store.verify_tokens.find(token) if isinstance(token, str) else None
    return store.user(issued.user_id) if issued else None


def owner_of_link(store: Store, policy: Policy, issued: Issued, username: Json) -> User | None:
    """Whom a mailed link is for: who was mailed its token, whatever name comes along.

    Where links name their user, the name must be the right one.
    """
    user = store.user(issued.user_id)
    return None if user and policy.links_name_user and user.username != username else user


def address_starts_verification(policy: Policy, fields: Fields, identities: Mapping[str, Json]) -> bool:
    """Must the address among these fields be verified, even if it is the one the user had?

    An address that comes with a provider's identity need not; an anonymous user's must.
    """
    return policy.verify_email and bool(_text(fields.get("email"))) and set(identities) <= {ANONYMOUS}


def is_verified_at_first() -> bool:
    """Is a new address held for verified before anybody followed the link?"""
    return False


def mark_verified(user: User) -> None:
    """Hold the address for verified, once its link was followed."""
    user.email_verified = True


def ends_reset_links(changes: Fields) -> bool:
    """Does this change of a user make reset links useless that are on their way?"""
    return "password" in changes or "email" in changes


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
