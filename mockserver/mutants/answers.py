"""Ways to change an answer that is ready to leave, for mutants of the wire."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from aiohttp.web import BaseRequest, Response

#: From the body of an answer, and what the request had sent, to another body.
Edit: TypeAlias = Callable[[Any, Any], Any]
Answered: TypeAlias = Callable[[BaseRequest, Response], Response]


def sent_by(request: BaseRequest) -> dict[str, Any]:
    """What a request sent as JSON, flat: the members of its body, and those of its GraphQL input or its document."""
    try:
        body = json.loads(request._read_bytes or b"{}")
    except ValueError:
        return {}
    if not isinstance(body, dict):
        return {}
    found: dict[str, Any] = dict(body)
    inner: Any = body
    while isinstance(inner, dict):
        found |= inner
        inner = next((inner[name] for name in ("variables", "input", "fields", "document") if name in inner), None)
    return found


def with_json(edit: Edit) -> Answered:
    """Every JSON object that is answered goes through `edit`; one that it leaves alone is sent as it was written."""

    def answered(request: BaseRequest, response: Response) -> Response:
        if response.content_type != "application/json":
            return response
        try:
            body = json.loads(response.body or b"null")  # type: ignore[arg-type]
        except ValueError:
            return response
        if isinstance(body, dict):
            before = json.dumps(body)
            if (told := json.dumps(edit(body, sent_by(request)))) != before:
                response.body = told.encode()
        return response

    return answered


def with_headers(**headers: str | None) -> Answered:
    """Every answer gets these headers (`_` stands for a dash); None takes one away."""

    def answered(request: BaseRequest, response: Response) -> Response:
        for name, value in headers.items():
            response.headers.pop(name.replace("_", "-"), None)
            if value is not None:
                response.headers[name.replace("_", "-")] = value
        return response

    return answered
