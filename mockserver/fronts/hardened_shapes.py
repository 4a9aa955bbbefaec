"""What the hardened mock does on the wire that the reference does not: headers, methods, routes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from mockserver.core.model import Caller, Session
from mockserver.fronts.parse_shapes import Shapes

_ALWAYS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    # aiohttp would name itself here, with its version.
    "Server": "mock",
    "X-Content-Type-Options": "nosniff",
}
_FORMS: Final = "; form-action 'self'"
_IN_THE_ADDRESS: Final = frozenset({("GET", "/login"), ("GET", "/verifypassword")})


def protection(content_type: str) -> Mapping[str, str]:
    """Headers that keep an answer out of caches, frames and logs of others; forms of pages lead back here."""
    if content_type != "text/html":
        return _ALWAYS
    return {**_ALWAYS, "Content-Security-Policy": _ALWAYS["Content-Security-Policy"] + _FORMS}


def acts_by(method: str) -> bool:
    """Who only looks where a link leads, as scanners of mails do, does not use it up."""
    return method == "GET"


def is_served(method: str, path: str) -> bool:
    """No password travels in an address, from where it would get into logs."""
    return ("GET" if method == "HEAD" else method, path.removesuffix("/")) not in _IN_THE_ADDRESS


def leaver(caller: Caller, opened: Session | None) -> Caller:
    """Who leaves by a log-out is who sent it, whomever the same document let in."""
    return caller


def hardened(shapes: Shapes) -> Shapes:
    """The encoders of an edition, hardened."""
    graphql = replace(shapes.graphql, leaver=leaver)
    return replace(shapes, protection=protection, acts_by=acts_by, is_served=is_served, graphql=graphql)
