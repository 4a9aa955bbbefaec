"""The rules of accounts that are opened by mailed codes: the faithful ones, but for those below."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mockserver.core.errors import NotFound
from mockserver.core.model import Credentials, User
from mockserver.core.rules import FAITHFUL
from mockserver.core.store import Store


def username_is_taken(store: Store, username: str, but: str) -> bool:
    """Has anybody but the user of id `but` exactly this name?"""
    return any(user.id != but for user in store.usernames.exactly(username))


def find_by_credentials(store: Store, credentials: Credentials) -> User | None:
    """Whom the typed name means: the username, to the letter; an address serves for nothing here."""
    return next(iter(store.usernames.exactly(credentials.username)), None)


def check_credentials(credentials: Credentials) -> None:
    """Everything may be typed: what is empty is simply nobody's name, or wrong."""


def email_is_well_formed(email: str) -> bool:
    """The form was looked at before."""
    return True


WITH_CODES: Final = replace(
    FAITHFUL,
    username_is_taken=username_is_taken,
    find_by_credentials=find_by_credentials,
    check_credentials=check_credentials,
    email_is_well_formed=email_is_well_formed,
    refusal_of_unknown_user=NotFound,
)
