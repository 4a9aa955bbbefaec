"""How a request comes to CloudBoost's fronts: its body, its key, its session id; and how answers leave."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from aiohttp import hdrs
from aiohttp.web import BaseRequest, Response

from mockserver.core import accounts
from mockserver.core.app import App
from mockserver.core.cloud.visits import Visit, visit
from mockserver.core.errors import ApplicationUnknown, ClientUnknown
from mockserver.core.model import Power
from mockserver.fronts.answers import HTML_TYPE, JSON_TYPE
from mockserver.fronts.bodies import BodyRefused, content_type, read_object
from mockserver.fronts.cloudboost_errors import CloudError
from mockserver.fronts.cloudboost_shapes import CloudShapes
from mockserver.instances import Instance

SYSTEM: Final = "cloudboost"
_SESSION: Final = "sessionID"
_ALWAYS: Final = {"Access-Control-Allow-Origin": "*"}
_UNCACHED: Final = {"Cache-Control": "no-cache, no-store, must-revalidate", "Pragma": "no-cache", "Expires": "0"}
_NESTED: Final = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")
_NO_KEY: Final = (
    "Key not found. You need to have your Client Key or Master Key in the body or url parameter 'key'"
    " when you make this request"
)
_NO_ENDPOINT: Final = {"status": 404, "message": "The endpoint was not found. Please check again."}


@dataclass(eq=False)
class TurnedAway(Exception):
    """A request that no route is asked about: the answer to it."""

    answer: Response


@dataclass(frozen=True, slots=True)
class Call:
    """One request, as a route meets it: who comes, everything sent along, and the path behind the application."""

    app: App
    shapes: CloudShapes
    visit: Visit
    body: Mapping[str, Any]
    query: Mapping[str, str]
    method: str
    path: str


async def arrival(instance: Instance, request: BaseRequest, path: str, *, keyed: bool = True) -> Call:
    """The call that a request below `/:appId` makes; it is turned away without the application's key."""
    if request.method == "OPTIONS":
        raise TurnedAway(_preflight(request))
    served = instance.systems[SYSTEM]
    shapes: CloudShapes = served.shapes
    application, _, rest = path.removeprefix("/").partition("/")
    body = await _body(request, shapes)
    key = shapes.key_shown(body, request.query)
    master = _admitted(served.app, unquote(application), key) if keyed else False
    visitor = visit(served.app, shapes.session_shown(request), master=master)
    return Call(served.app, shapes, visitor, body, request.query, request.method, f"/{rest}")


def json_reply(visitor: Visit, body: Any, status: int = 200) -> Response:
    """An answer in JSON; every answer names the id of the visit."""
    return _reply(visitor, json.dumps(body, ensure_ascii=False, separators=(",", ":")), JSON_TYPE, status)


def text_reply(visitor: Visit, text: str, status: int = 200) -> Response:
    """An answer in words, which the reference calls HTML."""
    return _reply(visitor, text, HTML_TYPE, status)


def empty_reply(visitor: Visit) -> Response:
    """An accepted answer that tells nothing, not even what it is."""
    answer = _Untyped(status=200)
    answer.headers.update(_headers(visitor))
    return answer


def error_reply(visitor: Visit, error: CloudError) -> Response:
    """The answer that tells an error, in JSON."""
    return json_reply(visitor, {error.member: error.words}, error.status)


def no_endpoint(visitor: Visit) -> Response:
    """The answer of whatever is no endpoint."""
    return json_reply(visitor, _NO_ENDPOINT, 404)


class _Untyped(Response):
    """An answer that does not say what its body is: it has none."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.pop(hdrs.CONTENT_TYPE, None)


def _reply(visitor: Visit, text: str, kind: str, status: int) -> Response:
    return Response(body=text.encode(), status=status, headers={**_headers(visitor), hdrs.CONTENT_TYPE: kind})


def _headers(visitor: Visit) -> dict[str, str]:
    # What a client sent is sent back: a line break in it cannot begin another header.
    shown = "".join(letter for letter in visitor.id if letter.isprintable())
    return {**_ALWAYS, **_UNCACHED, "Access-Control-Expose-Headers": _SESSION, _SESSION: shown}


def _admitted(app: App, application: str, key: Any) -> bool:
    """Is this the master key? Whoever shows none of the application's keys is turned away, and given no id."""
    if not isinstance(key, str) or not key:
        raise TurnedAway(_bare(json.dumps({"status": "error", "message": _NO_KEY}), JSON_TYPE))
    try:
        power = accounts.admit(app, application=application, master=key, clients={"client": key})
        return power is Power.MASTER
    except (ApplicationUnknown, ClientUnknown):
        raise TurnedAway(_bare("App ID or App Key is invalid.", HTML_TYPE)) from None


def _bare(text: str, kind: str, status: int = 401) -> Response:
    return Response(body=text.encode(), status=status, headers={**_ALWAYS, **_UNCACHED, hdrs.CONTENT_TYPE: kind})


async def _body(request: BaseRequest, shapes: CloudShapes) -> dict[str, Any]:
    try:
        body = await read_object(request)
    except BodyRefused as refused:
        status = shapes.unreadable(refused)
        if status is None:
            return {}
        raise TurnedAway(_unreadable(status)) from None
    return _nested(body) if shapes.reads_as_form(content_type(request)[0]) else body


def _unreadable(status: int) -> Response:
    """The page of the framework below, without the stack that the reference shows on it."""
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n'
        "<body>\n<pre>SyntaxError: the body is no JSON</pre>\n</body>\n</html>\n"
    )
    return Response(body=page.encode(), status=status, headers={**_ALWAYS, hdrs.CONTENT_TYPE: HTML_TYPE})


def _preflight(request: BaseRequest) -> Response:
    asked = request.headers.get("Access-Control-Request-Headers", "")
    answer = _Untyped(status=204)
    answer.headers.update(
        {
            **_ALWAYS,
            "Access-Control-Allow-Methods": "GET,HEAD,PUT,PATCH,POST,DELETE",
            "Vary": "Access-Control-Request-Headers",
            **({"Access-Control-Allow-Headers": asked} if asked else {}),
        }
    )
    return answer


def _nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a form with `document[username]` folded into mappings."""
    folded: dict[str, Any] = {}
    for name, value in fields.items():
        found = _NESTED.fullmatch(name)
        place, keys = folded, [name]
        if found:
            keys = [found[1], *found[2][1:-1].split("][")]
        for key in keys[:-1]:
            inner = place.setdefault(key, {})
            if not isinstance(inner, dict):
                break
            place = inner
        else:
            place[keys[-1]] = value
    return folded
