"""Roles: groups of users that have a name. The holder of the master key makes them and says who has them."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.core.app import App
from mockserver.core.errors import NotFound, ValueTaken
from mockserver.core.model import Json, Role


def create_role(app: App, name: str, members: Iterable[str], acl: Json = None) -> Role:
    """Make a role, of a name that no other has."""
    if any(role.name == name for role in app.store.parse_roles.values()):
        raise ValueTaken
    now = app.clock.now()
    role = Role(app.tokens.object_id(), name, now, now, set(members), acl)
    app.store.parse_roles[role.id] = role
    return role


def find_roles(app: App, name: str | None) -> tuple[Role, ...]:
    """The roles of this name, or all."""
    return tuple(role for role in app.store.parse_roles.values() if name in (None, role.name))


def change_members(app: App, role_id: str, added: Iterable[str], removed: Iterable[str]) -> Role:
    """Give a role to some users, and take it from others."""
    role = app.store.parse_roles.get(role_id)
    if role is None:
        raise NotFound
    role.members |= set(added)
    role.members -= set(removed)
    role.updated_at = app.clock.now()
    return role
