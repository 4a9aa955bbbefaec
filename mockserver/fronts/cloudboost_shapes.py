"""What CloudBoost's answers look like: users and roles as documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, TypeAlias

from mockserver.core.cloud.documents import Document
from mockserver.core.model import Json
from mockserver.fronts.parse_shapes import moment

JsonObject: TypeAlias = dict[str, Any]
Roles: TypeAlias = Mapping[str, Mapping[str, Json]]


def user(document: Document) -> JsonObject:
    """A user; roles stand there as references."""
    view, roles = document.user, document.roles
    return {
        "_tableName": "User",
        "_type": "user",
        "_id": view.id,
        "expires": document.expires,
        **({} if document.access is None else {"ACL": document.access}),
        "username": view.username,
        "password": document.password,
        "email": view.email,
        "createdAt": moment(view.created_at),
        "updatedAt": moment(view.updated_at),
        "_version": document.version,
        "roles": None if roles is None else [{"_type": "role", "_tableName": "Role", "_id": role} for role in roles],
        "socialAuth": None,
        "verified": bool(view.email_verified),
        **document.columns,
    }


def role(fields: Mapping[str, Json]) -> JsonObject:
    """A role."""
    body = {name: moment(value) if isinstance(value, datetime) else value for name, value in fields.items()}
    return {**body, "_tableName": "Role", "_type": "role"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudShapes:
    """The encoders of the CloudBoost front, in one object: a mutant of the wire is this with one of them wrapped."""

    user: Callable[[Document], JsonObject] = user
    role: Callable[[Mapping[str, Json]], JsonObject] = role
    escaped: Callable[[str], str] = escape
