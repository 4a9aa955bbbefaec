"""Mutants that hold addresses for verified that are not, or not for verified that are."""

from __future__ import annotations

from functools import partial

from mockserver.core.addresses import find_by_address
from mockserver.core.errors import AddressUnknown
from mockserver.core.lifetimes import find_token
from mockserver.core.model import User
from mockserver.core.store import Issued, Store, TokenBook
from mockserver.mutants.model import breaks

_breaks = partial(breaks, area="verification")


def _keeps(book: TokenBook, user_id: str) -> None:
    """Leave every token as it is."""


def _does_not_mark(user: User) -> None:
    """Leave the user as he is."""


def _any(book: TokenBook, value: str) -> Issued | None:
    return find_token(book, value) or book.any()


def _tells(store: Store, email: str) -> User | None:
    user = find_by_address(store, email)
    if user is None:
        raise AddressUnknown(email)
    return user


MUTANTS = (
    _breaks(
        "VER-03",
        "a new address is verified before anybody followed the link",
        is_verified_at_first=lambda: True,
        killers=("verification/the-mailed-link-verifies",),
    ),
    _breaks(
        "VER-04",
        "following the link verifies nothing",
        mark_verified=_does_not_mark,
        killers=("verification/the-mailed-link-verifies",),
    ),
    _breaks(
        "VER-05",
        "any token verifies somebody",
        find_verify_token=_any,
        killers=("verification/a-made-up-token-verifies-nobody",),
    ),
    _breaks(
        "VER-08",
        "a changed address stays verified, and is mailed nothing",
        changed_address_starts_verification=lambda policy, fields, identities: False,
        killers=("verification/a-changed-address-is-unverified-again",),
    ),
    _breaks(
        "VER-10",
        "older verification links stay good when a newer one is mailed",
        supersede_verification=_keeps,
        killers=("verification/a-new-mail-makes-the-older-link-useless",),
    ),
    _breaks(
        "ENU-03",
        "a request for verification mail says that nobody has the address",
        find_by_address=_tells,
        killers=("verification/all-addresses-get-the-same-answer",),
    ),
    _breaks(
        "OWN-VER-AGAIN",
        "a verification link serves again and again",
        use_up_verification=_keeps,
        killers=("verification/a-link-serves-once",),
    ),
    _breaks(
        "OWN-VER-EXPIRED",
        "verification links never expire",
        verify_token_has_expired=lambda token, now: False,
        killers=("verification/an-expired-link-verifies-nobody",),
    ),
    _breaks(
        "OWN-VER-SILENT",
        "a new user is mailed no verification link",
        new_address_starts_verification=lambda policy, fields, identities: False,
        killers=("verification/log-in-waits-for-verification",),
    ),
)
