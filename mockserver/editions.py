"""Editions: what releases of the reference do differently, as named sets of switches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One release line; what each switch changes on the wire or in the rules."""

    name: str
    error_detail: bool
    """Do errors about permissions say what was refused?"""
    users_private: bool
    """Are users hidden from each other unless they say otherwise?"""
    verification_tells: bool
    """Does a request for verification mail tell whether the address is known, or verified already?"""
    verify_again: bool
    """Does a verification link open the page of success a second time?"""
    links_name_user: bool
    """Do mailed links carry the username, and must it be the right one?"""
    pages_move: bool
    """Are the pages behind mailed links always redirects (302), to names of their own?"""
    addresses_searchable: bool
    """May anybody search users by address, though it is not shown?"""
    names_ignore_case: bool = True
    """Are names and addresses unique whatever their letter case?"""
    nested_graphql: bool = False
    """Does GraphQL have groups of fields (`users { signUp }`)?"""
    refuses_by_page: bool = False
    """Does the GraphQL door refuse bad tokens and broken bodies by a page of the web framework?"""
    routes_missing: frozenset[tuple[str, str]] = frozenset()
    """Methods and paths (in lower case) of REST that came later."""


_SEED: Final = Edition(
    name="seed",
    error_detail=True,
    users_private=False,
    verification_tells=True,
    verify_again=True,
    links_name_user=True,
    pages_move=True,
    addresses_searchable=True,
    routes_missing=frozenset({("POST", "/verifypassword"), ("POST", "/loginas")}),
)
EDITIONS: Final[Mapping[str, Edition]] = {
    "9": Edition(
        name="9",
        error_detail=False,
        users_private=True,
        verification_tells=False,
        verify_again=False,
        links_name_user=False,
        pages_move=False,
        addresses_searchable=False,
    ),
    "seed": _SEED,
    # The releases whose GraphQL is nested; to their REST 4.0 only added that letter case does not count.
    "3.7": replace(_SEED, name="3.7", names_ignore_case=False, nested_graphql=True),
    "3.6": replace(_SEED, name="3.6", names_ignore_case=False, nested_graphql=True, refuses_by_page=True),
}
DEFAULT_EDITION: Final = "9"
