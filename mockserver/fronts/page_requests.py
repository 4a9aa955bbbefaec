"""What a browser or a script sends to the pages behind mailed links."""

from __future__ import annotations

from typing import TypeAlias

from aiohttp.web import BaseRequest

from mockserver.fronts.bodies import FORM, content_type, read_bytes, read_form

Values: TypeAlias = dict[str, str]


async def values_of(request: BaseRequest) -> Values:
    """What was sent, in the query or (by POST) as a form; no other body is looked at."""
    if request.method != "POST":
        return query_of(request)
    data = await read_bytes(request)
    sent = read_form(data) if content_type(request)[0] == FORM else {}
    return {name: ",".join(value) if isinstance(value, list) else value for name, value in sent.items()}


def query_of(request: BaseRequest) -> Values:
    """The query; a name that comes several times has all its values in one, as in the reference."""
    return {name: ",".join(request.query.getall(name)) for name in request.query}


def is_by_script(request: BaseRequest) -> bool:
    """Does a script send this, which wants an answer of its own rather than a page?"""
    return request.headers.get("X-Requested-With", "").lower() == "xmlhttprequest"
