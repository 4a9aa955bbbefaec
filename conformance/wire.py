"""What travels: one request, one response, and the exchange they make."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import orjson


@dataclass(frozen=True, slots=True)
class WireRequest:
    """One HTTP request, complete: `url` is absolute and encoded, `body` the very bytes."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None


@dataclass(frozen=True)
class WireResponse:
    """One HTTP response; header names are in lower case, in the order they came."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    milliseconds: float = 0.0

    def header(self, name: str) -> str | None:
        """The first header of this name (in lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)

    @cached_property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case; empty when none was said."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @cached_property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 become replacement characters."""
        return self.body.decode("utf-8", errors="replace")

    @cached_property
    def _json(self) -> tuple[bool, Any]:
        try:
            return True, orjson.loads(self.body)
        except ValueError:
            return _with_half_characters(self.body)

    @property
    def is_json(self) -> bool:
        """Can the body be read as JSON, whatever its type says?"""
        return self._json[0]

    def json_or(self, otherwise: Any) -> Any:
        """The body read as JSON, or `otherwise` when it is not JSON."""
        readable, value = self._json
        return value if readable else otherwise


def _with_half_characters(body: bytes) -> tuple[bool, Any]:
    """JSON that orjson refuses for an escape such as `\\ud800`: legal JSON, sent by servers that echo one."""
    if b"\\ud" not in body.lower():
        return False, None
    try:
        return True, _whole(json.loads(body, parse_constant=_refuse))
    except (ValueError, RecursionError):
        return False, None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _whole(value: Any) -> Any:
    """The value with a question mark for each half of a character, which no file and no request takes."""
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {_whole(key): _whole(inner) for key, inner in value.items()}
    return [_whole(inner) for inner in value] if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer; `problem` says why there was none."""

    request: WireRequest
    response: WireResponse | None
    problem: str | None = None
    notes: tuple[str, ...] = field(default=())


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, the port always stated: what "the same origin" compares."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    host = (parts.hostname or "").lower()
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
