"""Roles over REST, for the holder of the master key: made, looked up by name, given to users and taken from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from mockserver.core import accounts
from mockserver.core.model import Json, Role
from mockserver.fronts.parse_queries import read_query
from mockserver.fronts.parse_shapes import moment
from mockserver.instances import Instance

_ADDED: Final = "AddRelation"
_REMOVED: Final = "RemoveRelation"


def created(instance: Instance, body: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """POST /roles: what is told of a new role, and its path."""
    role = accounts.create_role(instance.app, str(body.get("name")), _users(body, _ADDED), body.get("ACL"))
    return {"objectId": role.id, "createdAt": moment(role.created_at)}, f"/classes/_Role/{role.id}"


def found(instance: Instance, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """GET /roles: all of them, or those of one name."""
    query, _, _ = read_query(parameters)
    name = query.where.get("name")
    return {"results": [_shown(role) for role in accounts.find_roles(instance.app, name)]}


def changed(instance: Instance, role_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """PUT /roles/:id: users come and go."""
    role = accounts.change_members(instance.app, role_id, _users(body, _ADDED), _users(body, _REMOVED))
    return {"updatedAt": moment(role.updated_at)}


def _users(body: Mapping[str, Any], operation: str) -> Iterator[str]:
    change: Json = body.get("users")
    if isinstance(change, Mapping) and change.get("__op") == operation:
        yield from (str(one["objectId"]) for one in change.get("objects", ()))


def _shown(role: Role) -> dict[str, Any]:
    return {
        "objectId": role.id,
        "createdAt": moment(role.created_at),
        "updatedAt": moment(role.updated_at),
        "name": role.name,
        "users": {"__type": "Relation", "className": "_User"},
        "roles": {"__type": "Relation", "className": "_Role"},
        **({"ACL": role.acl} if role.acl is not None else {}),
    }
