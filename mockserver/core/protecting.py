"""Fields that are kept from some: what of a user is hidden from whom, where an application says so.

The groups are named as the reference names them: `*` is everybody, `authenticated` whoever is logged in, `role:NAME`
the holders of a role, an id one user, and `userField:FIELD` those whom the shown user refers to in this field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mockserver.core.model import EVERYBODY, Json, User, UserView
from mockserver.core.policy import Policy
from mockserver.core.store import Store

AUTHENTICATED = "authenticated"
ROLE = "role:"
USER_FIELD = "userField:"


def fields_kept_from(store: Store, policy: Policy, reader: str | None) -> frozenset[str]:
    """The fields that are kept from every group that the user of this id belongs to (or nobody), whoever is read."""
    groups = [EVERYBODY]
    if reader is not None:
        groups += [AUTHENTICATED, reader, *(f"{ROLE}{name}" for name in store.roles_of(reader))]
    kept = [frozenset(policy.protected_fields[group]) for group in groups if group in policy.protected_fields]
    return frozenset.intersection(*kept) if kept else frozenset()


def fields_hidden_in(store: Store, policy: Policy, reader: str | None, user: User) -> frozenset[str]:
    """The fields of a user that a reader does not see; whom the user refers to may see more of them."""
    hidden = fields_kept_from(store, policy, reader)
    for group, fields in policy.protected_fields.items():
        if group.startswith(USER_FIELD) and reader in _referred(user.extra.get(group.removeprefix(USER_FIELD))):
            hidden &= frozenset(fields)
    return hidden


def without(view: UserView, user: User, hidden: frozenset[str]) -> UserView:
    """What is shown of a user without the fields that are hidden; the address is one like any."""
    return replace(
        view,
        email=None if "email" in hidden else user.email,
        username=None if "username" in hidden else view.username,
        email_verified=None if "emailVerified" in hidden else view.email_verified,
        extra={name: value for name, value in view.extra.items() if name not in hidden},
    )


def _referred(value: Json) -> Iterator[str | None]:
    """The ids of the objects that a field refers to: one, or a list of them."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and isinstance(one.get("objectId"), str):
            yield one["objectId"]
