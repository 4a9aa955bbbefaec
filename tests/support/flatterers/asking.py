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
    path: str  # below the door: /users/me
    is_graphql: bool
    body: dict[str, Any]
    has_session: bool

    @property
    def inputs(self) -> dict[str, Any]:
        """The inputs of an operation, through either door."""
        if not self.is_graphql:
            return self.body
        variables = self.body.get("variables")
        given = variables.get("input") if isinstance(variables, dict) else None
        if not isinstance(given, dict):
            return {}
        fields = given.get("fields")
        return {**given, **fields} if isinstance(fields, dict) else given


async def asked_by(request: BaseRequest) -> Asked:
    """Look at a request."""
    _, _, below = request.path[1:].partition("/")
    door, _, rest = below.partition("/")
    body = {**dict(parse_qsl(request.query_string)), **_object(await request.read())}
    has_session = "X-Parse-Session-Token" in request.headers
    return Asked(request.method, f"/{rest}", door == "graphql", body, has_session)


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
