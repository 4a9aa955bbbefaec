"""The request that is being answered, for mutants that break a rule at some doors only."""

from __future__ import annotations

import json
import re
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, Final

from aiohttp.web import BaseRequest

from mockserver.fronts.parse_shapes import Shapes

_REQUEST: Final[ContextVar[BaseRequest | None]] = ContextVar("request", default=None)


def noting_requests(shapes: Shapes) -> Shapes:
    """The same encoders, by which each request is noted when it arrives."""

    def arrived(request: BaseRequest) -> None:
        _REQUEST.set(request)
        shapes.arrived(request)

    return replace(shapes, arrived=arrived)


def method() -> str:
    """The method of the request."""
    request = _REQUEST.get()
    return request.method if request else ""


def path() -> str:
    """The path of the request."""
    request = _REQUEST.get()
    return request.path if request else ""


def query() -> str:
    """What stands behind the path of the request."""
    request = _REQUEST.get()
    return request.query_string if request else ""


def header(name: str) -> str | None:
    """A header of the request."""
    request = _REQUEST.get()
    return request.headers.get(name) if request else None


def says(word: str) -> bool:
    """Does the body, as far as it was read by now, hold this word?"""
    request = _REQUEST.get()
    return request is not None and word.encode() in (request._read_bytes or b"")


def given(name: str) -> Any:
    """A member of the GraphQL input that was sent in variables."""
    request = _REQUEST.get()
    try:
        body = json.loads((request._read_bytes if request else None) or b"{}")
        return body["variables"]["input"].get(name)
    except (ValueError, KeyError, TypeError):
        return None


def moment_of(name: str) -> str | None:
    """The moment that a member of the body tells, plain or with its type, wherever it stands."""
    request = _REQUEST.get()
    body = (request._read_bytes if request else None) or b""
    found = re.search(rf'"{name}": ?(?:{{[^}}]*"iso": ?)?"([^"]+)"', body.decode("utf-8", "replace"))
    return found.group(1) if found else None
