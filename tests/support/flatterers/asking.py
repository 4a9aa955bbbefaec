"""What a stateless flatterer can know of a request: its door, its operation, its inputs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp.web import BaseRequest


@dataclass(frozen=True)
class Asked:
    """A request, looked at without any memory of others."""

    method: str
    deployment: str
    door: str  # parse, graphql, query, user, …
    path: str  # below the door: /users/me
    body: dict[str, Any]
    has_session: bool

    @property
    def is_graphql(self) -> bool:
        """Does a document come along?"""
        return self.door in ("graphql", "query")

    @property
    def inputs(self) -> dict[str, Any]:
        """The inputs of an operation, through whatever door: `input`, `fields` and `document` are opened."""
        given = self.body.get("variables") if self.is_graphql else self.body
        found: dict[str, Any] = {}
        while isinstance(given, dict):
            found |= given
            given = next((given[name] for name in ("input", "fields", "document") if name in given), None)
        return found


async def asked_by(request: BaseRequest) -> Asked:
    """Look at a request."""
    deployment, _, below = request.path[1:].partition("/")
    door, _, rest = below.partition("/")
    body = {**dict(parse_qsl(request.query_string)), **_object(await request.read())}
    has_session = any(name in request.headers for name in ("X-Parse-Session-Token", "Authorization", "sessionID"))
    return Asked(request.method, deployment, door, f"/{rest}", body, has_session)


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
