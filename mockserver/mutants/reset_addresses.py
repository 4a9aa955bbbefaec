"""Mutants that mail reset links to the wrong people, or to none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from urllib.parse import unquote_plus

from mockserver.core.addresses import find_by_reset_address
from mockserver.core.errors import ResetAddressUnknown
from mockserver.core.model import Acl, User
from mockserver.core.store import Store
from mockserver.mutants.model import REST, breaks

_breaks = partial(breaks, area="reset")


def _tells(store: Store, email: str) -> User | None:
    user = find_by_reset_address(store, email)
    if user is None:
        raise ResetAddressUnknown
    return user


def _to_whom_asks(store: Store, email: str) -> User | None:
    return next((replace(user, email=email) for user in store.emails.like(email)), None)


def _whatever_case(store: Store, email: str) -> User | None:
    return next(iter(store.emails.like(email)), None)


def _even_unknown(store: Store, email: str) -> User | None:
    long_ago = datetime.fromtimestamp(0).astimezone()
    return find_by_reset_address(store, email) or User("nobody", long_ago, long_ago, Acl(), email=email)


MUTANTS = (
    _breaks(
        "RST-01",
        "no reset mail is sent",
        find_by_reset_address=lambda store, email: None,
        killers=("reset/the-mailed-link-sets-a-new-password",),
    ),
    _breaks(
        "ENU-02",
        "a reset request says that nobody has the address",
        find_by_reset_address=_tells,
        killers=("reset/known-and-unknown-addresses-get-the-same-answer",),
    ),
    _breaks(
        "RST-02",
        "the mail goes to the address as it was typed, not to the one of the account",
        find_by_reset_address=_to_whom_asks,
        killers=("reset/only-the-address-of-the-account-is-mailed",),
    ),
    _breaks(
        "OWN-RST-CASE",
        "an address is found whatever its letter case",
        find_by_reset_address=_whatever_case,
        killers=("reset/only-the-address-of-the-account-is-mailed",),
    ),
    _breaks(
        "RST-03",
        "an address that nobody has is mailed a link as well",
        find_by_reset_address=_even_unknown,
        killers=("reset/known-and-unknown-addresses-get-the-same-answer",),
    ),
    _breaks(
        "RST-24",
        "an address is decoded like a part of a URL before it is looked up",
        find_by_reset_address=lambda store, email: find_by_reset_address(store, unquote_plus(email)),
        killers=("reset/unusual-addresses-are-served",),
    ),
    _breaks(
        "OWN-RST-TEXT",
        "what is no text is asked for as if it were one",
        address_asked_for=lambda address: f"{address}",
        dialects=REST,
        killers=("reset/an-address-is-a-text",),
    ),
)
