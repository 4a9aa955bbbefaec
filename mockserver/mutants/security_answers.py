"""Mutants of the hardened mock that answer, frame and redirect without care."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from aiohttp import hdrs
from aiohttp.web import BaseRequest, Response

from mockserver.core.rules import FAITHFUL
from mockserver.fronts import hardened_shapes, parse_shapes
from mockserver.mutants.model import BOTH, GRAPHQL, REST, breaks, distorts, distorts_graphql

_AREA: Final = "security"
_breaks = partial(breaks, area=_AREA)
_distorts = partial(distorts, area=_AREA)


def _one(scenario: str) -> tuple[str, ...]:
    return (f"{_AREA}/{scenario}",)


def _where_asked(request: BaseRequest, response: Response) -> Response:
    """Redirect to the host that a proxy, or whoever says so, was asked for."""
    host, location = request.headers.get("X-Forwarded-Host"), response.headers.get(hdrs.LOCATION)
    if host and location:
        response.headers[hdrs.LOCATION] = f"https://{host}/{location.partition('//')[2].partition('/')[2]}"
    return response


def _without(name: str, only: str = "") -> Callable[[str], Mapping[str, str]]:
    """The protection without one of its headers, on answers of types that hold `only`."""

    def protection(content_type: str) -> Mapping[str, str]:
        headers = hardened_shapes.protection(content_type)
        return {key: value for key, value in headers.items() if key != name or only not in content_type}

    return protection


MUTANTS: Final = (
    _distorts(
        "OWN-SEC-ADDRESS-BAR",
        "a log-in takes the password from the address of the request",
        is_served=parse_shapes.is_served,
        dialects=REST,
        killers=_one("no-password-in-an-address"),
    ),
    _distorts(
        "OWN-SEC-LOOK-VERIFIES",
        "a look at a verification link uses it up",
        acts_by=parse_shapes.acts_by,
        killers=_one("a-look-at-a-link-verifies-nothing"),
    ),
    _distorts(
        "OWN-SEC-PAGE-ELSEWHERE",
        "pages redirect to the host that a header names",
        answered=_where_asked,
        killers=_one("pages-lead-nowhere-else"),
    ),
    _distorts(
        "OWN-SEC-SNIFFED",
        "pages do not say that they are what they are",
        protection=_without("X-Content-Type-Options"),
        killers=_one("the-reset-page-is-not-sniffed"),
    ),
    _distorts(
        "OWN-SEC-FRAMED",
        "pages do not say what they run and who may frame them",
        protection=_without("Content-Security-Policy"),
        killers=_one("the-reset-page-is-in-no-frame"),
    ),
    _distorts(
        "OWN-SEC-REFERRED",
        "pages do not keep their address to themselves",
        protection=_without("Referrer-Policy"),
        killers=_one("the-reset-page-keeps-its-address"),
    ),
    _distorts(
        "OWN-SEC-PAGE-STORED",
        "pages do not say that they are not to be stored",
        protection=_without("Cache-Control", "html"),
        killers=_one("the-reset-page-is-not-stored"),
    ),
    _distorts(
        "OWN-SEC-ANSWER-STORED",
        "answers do not say that they are not to be stored",
        protection=_without("Cache-Control", "json"),
        killers=_one("answers-with-a-session-are-not-kept"),
    ),
    _distorts(
        "OWN-SEC-SOFTWARE",
        "answers name the software and its version",
        protection=_without("Server"),
        killers=_one("answers-do-not-name-the-software"),
    ),
    _breaks(
        "OWN-SEC-AT-ONCE",
        "one request may ask for as much as it likes",
        may_ask_at_once=FAITHFUL.may_ask_at_once,
        dialects=BOTH,
        killers=(*_one("aliases-are-no-lever"), *_one("batches-are-no-lever")),
    ),
    distorts_graphql(
        "OWN-SEC-SCHEMA-TOLD",
        "the schema is told to everybody",
        area=_AREA,
        may_introspect=lambda master: True,
        dialects=GRAPHQL,
        killers=_one("the-schema-is-not-told"),
    ),
)
