"""Mutants whose CloudBoost mails what it should not, or whose mailed links serve too little or too much."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from mockserver.core import lifetimes
from mockserver.core.model import Acl, User
from mockserver.core.store import Issued, Store, TokenBook
from mockserver.mutants.cloudboost import CLOUD
from mockserver.mutants.model import breaks

_breaks = partial(breaks, dialects=CLOUD)


def _whoever_asks(store: Store, email: str) -> User | None:
    long_ago = datetime.fromtimestamp(0).astimezone()
    stranger = User("stranger", long_ago, long_ago, Acl(), username="stranger", email=email)
    return next(iter(store.emails.exactly(email)), stranger)


def _oldest(book: TokenBook, value: str) -> Issued | None:
    return book.find(value) or book.any()


MUTANTS = (
    _breaks(
        "OWN-CB-MAILS-STRANGERS",
        "an address that nobody has is mailed a reset link",
        area="reset",
        find_by_reset_address=_whoever_asks,
        killers=("reset/an-unknown-address-is-told",),
    ),
    _breaks(
        "OWN-CB-MAILS-SAVED",
        "a user who is saved is mailed like one who signs up",
        area="verification",
        new_address_starts_verification=lambda policy, fields, identities: True,
        killers=("verification/who-is-saved-is-mailed-nothing",),
    ),
    _breaks(
        "OWN-CB-NEW-KEY",
        "every reset request mails another key",
        area="reset",
        reusable_token=lambda book, user_id, reuse, now: None,
        killers=("reset/the-key-is-the-same-until-the-password-changes",),
    ),
    _breaks(
        "OWN-CB-OLD-KEY",
        "a reset key survives a change of the password",
        area="reset",
        ends_reset_links=lambda changes: False,
        killers=("reset/the-key-is-the-same-until-the-password-changes",),
    ),
    _breaks(
        "OWN-CB-ANY-KEY",
        "any key resets the password of who was mailed one first",
        area="reset",
        find_reset_token=_oldest,
        killers=("reset/a-form-for-a-stranger-is-refused",),
    ),
    _breaks(
        "OWN-CB-ANY-NAME",
        "a reset key serves whatever name stands in the form",
        area="reset",
        is_named=lambda user, username: True,
        killers=("reset/a-form-for-a-stranger-is-refused",),
    ),
    _breaks(
        "OWN-CB-RESET-ANYWAY",
        "who is logged in may ask for a reset as well",
        area="reset",
        may_ask_for_reset=lambda caller: True,
        killers=("reset/who-is-logged-in-needs-no-reset",),
    ),
    _breaks(
        "OWN-CB-RESET-CASE",
        "a reset mail goes to the address in whatever letter case",
        area="reset",
        find_by_reset_address=lambda store, email: next(iter(store.emails.like(email)), None),
        killers=("reset/only-the-address-of-the-account-is-mailed",),
    ),
    _breaks(
        "OWN-CB-LINK-ONCE",
        "the link that activates an account serves once",
        area="verification",
        use_up_verification=lifetimes.use_up,
        killers=("verification/a-link-may-be-opened-again",),
    ),
    _breaks(
        "OWN-CB-ANY-LINK",
        "any key activates somebody",
        area="verification",
        find_verify_token=_oldest,
        killers=("verification/a-key-nobody-was-mailed-activates-nobody",),
    ),
)
