"""Which origins a browser lets read an answer, where an application names some."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import hdrs
from aiohttp.web import BaseRequest, Response

from mockserver.fronts.answers import CORS
from mockserver.settings import Settings


def opened_to(settings: Settings, request: BaseRequest, response: Response) -> Mapping[str, str]:
    """The headers that open this answer to the origin that asks, if it is a named one, or else to the first."""
    named = settings.cross_origin
    if named is None or hdrs.ACCESS_CONTROL_ALLOW_ORIGIN not in response.headers:
        return {}
    asking = request.headers.get(hdrs.ORIGIN)
    told = asking if asking and asking in named.origins else named.origins[0]
    headers: dict[str, str] = {hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: told}
    if named.header:
        allowed = hdrs.ACCESS_CONTROL_ALLOW_HEADERS
        headers[allowed] = f"{CORS[allowed]}, {named.header}"
    return headers
