"""Following a mailed link, or sending a form, the way a browser does: step by step, each step kept."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from conformance.mail.browser import NAVIGATION_HEADERS, encoded, joined, origin_or_none, same_origin
from conformance.mail.forms import Form, fill
from conformance.wire import Exchange, WireRequest, WireResponse

Send = Callable[[WireRequest], Awaitable[WireResponse]]

MAX_REDIRECTS = 5

_REDIRECTS = (301, 302, 303, 307, 308)
_KEEPS_METHOD = (307, 308)
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)  # a mail program, an app


class Ending(StrEnum):
    """Why a visit went no further."""

    ARRIVED = "arrived"  # an answer that is no redirect
    LEFT = "left"  # the next address lies outside the allowed origin: kept, not asked for
    LOOP = "loop"  # the next request was made before in this visit
    TOO_MANY = "too-many-redirects"
    UNREADABLE = "unreadable-location"  # a redirect to no address that a browser could go to


@dataclass(frozen=True, slots=True)
class Visit:
    """The requests of one visit with their answers; `onward` is the address it did not go on to."""

    hops: tuple[Exchange, ...]
    ending: Ending
    onward: str | None = None

    @property
    def response(self) -> WireResponse | None:
        """The last answer; None when the first address lay outside already."""
        return self.hops[-1].response if self.hops else None

    @property
    def url(self) -> str | None:
        """The address of the page that is shown at the end."""
        return self.hops[-1].request.url if self.hops else None


async def follow(url: str, *, send: Send, allowed_origin: str, limit: int = MAX_REDIRECTS) -> Visit:
    """GET an address as a browser would and go along with its redirects, inside one origin only.

    What the server says never raises: it is in the visit. `send` may raise when there is no answer at all.
    """
    request = WireRequest("GET", encoded(url), NAVIGATION_HEADERS)
    return await travel(request, send=send, allowed_origin=allowed_origin, limit=limit)


async def submit(
    form: Form,
    values: Mapping[str, str],
    *,
    send: Send,
    allowed_origin: str,
    as_xhr: bool = False,
    limit: int = MAX_REDIRECTS,
) -> Visit:
    """Send a filled form (as a script would, if asked) and go along with the redirects of the answer."""
    request = fill(form, values, as_xhr=as_xhr)
    return await travel(request, send=send, allowed_origin=allowed_origin, limit=limit)


async def travel(request: WireRequest, *, send: Send, allowed_origin: str, limit: int = MAX_REDIRECTS) -> Visit:
    """Send a request and go along with the redirects of its answer, inside one origin only."""
    hops: list[Exchange] = []
    while (ending := _ending(request, hops, allowed_origin, limit)) is None:
        response = await send(request)
        hops.append(Exchange(request, response))
        location = response.header("location")
        if response.status not in _REDIRECTS or location is None:
            return Visit(tuple(hops), Ending.ARRIVED)
        request = _redirected(request, response.status, location)
    return Visit(tuple(hops), ending, request.url)


def _ending(request: WireRequest, hops: list[Exchange], allowed_origin: str, limit: int) -> Ending | None:
    """Why the next request is not to be made, if it is not."""
    if origin_or_none(request.url) is None and not _OTHER_SCHEME.match(request.url):
        return Ending.UNREADABLE
    if not same_origin(request.url, allowed_origin):
        return Ending.LEFT
    if any(request == hop.request for hop in hops):
        return Ending.LOOP
    return Ending.TOO_MANY if len(hops) > limit else None


def _redirected(request: WireRequest, status: int, location: str) -> WireRequest:
    """The next request: the method stays for 307 and 308, else it becomes a GET without a body."""
    url = encoded(joined(request.url, location))
    if status in _KEEPS_METHOD or request.body is None:
        return WireRequest(request.method, url, request.headers, request.body)
    headers = tuple(header for header in request.headers if header[0] != "Content-Type")
    return WireRequest("GET", url, headers)
