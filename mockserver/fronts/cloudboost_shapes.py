"""What CloudBoost's answers look like: users and roles as documents."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, TypeAlias

from aiohttp.web import BaseRequest, Response

from mockserver.core.cloud.documents import Document
from mockserver.core.model import Json
from mockserver.fronts.bodies import FORM, BodyRefused
from mockserver.fronts.parse_shapes import moment

JsonObject: TypeAlias = dict[str, Any]
Route: TypeAlias = Callable[[Any], Awaitable[Response]]


def refused_status(refused: BodyRefused) -> int | None:
    """The status by which a body that cannot be read is refused; None would pass it over as an empty one."""
    return refused.status


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


def session_shown(request: BaseRequest) -> str | None:
    """The session id that goes along: in its header, and nowhere else."""
    return request.headers.get("sessionID")


def key_shown(body: Mapping[str, Any], query: Mapping[str, str]) -> Any:
    """The key that is shown: in the body, whatever the query says."""
    return body.get("key")


def reads_as_form(kind: str) -> bool:
    """Is a body of this type a form, of which names may be nested?"""
    return kind == FORM


def route_of(routes: Mapping[tuple[str, str], Route], method: str, path: str) -> Route | None:
    """The route of a path, for exactly this method."""
    return routes.get((method, path))


def logged_out(document: Json) -> Json:
    """What a log-out answers: the document that came."""
    return document


def activation(*, done: bool) -> str:
    """What the page of a mailed link says of its key."""
    # The template means to say so; the last public code fails on the way.
    return "Verified" if done else "Oops!..Activation code is not valid"


def answered(response: Response) -> Response:
    """An answer on its way: as it is."""
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudShapes:
    """How the CloudBoost front reads and writes, in one object: a mutant of the wire is this with one part wrapped."""

    user: Callable[[Document], JsonObject] = user
    role: Callable[[Mapping[str, Json]], JsonObject] = role
    escaped: Callable[[str], str] = escape
    session_shown: Callable[[BaseRequest], str | None] = session_shown
    key_shown: Callable[[Mapping[str, Any], Mapping[str, str]], Any] = key_shown
    reads_as_form: Callable[[str], bool] = reads_as_form
    route_of: Callable[[Mapping[tuple[str, str], Route], str, str], Route | None] = route_of
    unreadable: Callable[[BodyRefused], int | None] = refused_status
    logged_out: Callable[[Json], Json] = logged_out
    activation: Callable[..., str] = activation
    answered: Callable[[Response], Response] = answered
