"""Answers as aiohttp sends them: JSON, pages, and the bare refusal, all open to scripts of any origin."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from aiohttp import hdrs
from aiohttp.web import BaseRequest, Response
from multidict import CIMultiDict

JSON_TYPE: Final = "application/json; charset=utf-8"
HTML_TYPE: Final = "text/html; charset=utf-8"

CORS: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET,PUT,POST,DELETE,OPTIONS",
    "Access-Control-Allow-Headers": (
        "X-Parse-Master-Key, X-Parse-REST-API-Key, X-Parse-Javascript-Key, X-Parse-Application-Id,"
        " X-Parse-Client-Version, X-Parse-Session-Token, X-Requested-With, X-Parse-Revocable-Session,"
        " X-Parse-Request-Id, Content-Type, Pragma, Cache-Control"
    ),
    "Access-Control-Expose-Headers": "X-Parse-Job-Status-Id, X-Parse-Push-Status-Id",
}
_JSON_HEADERS: Final = CIMultiDict({**CORS, hdrs.CONTENT_TYPE: JSON_TYPE})
_OF_ERRORS: Final = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class UntypedResponse(Response):
    """An answer that does not say what its body is, as the reference leaves it unsaid when it refuses keys."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.pop(hdrs.CONTENT_TYPE, None)


def json_answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in JSON."""
    sent = _JSON_HEADERS.copy()
    if headers:
        sent.update(headers)
    return Response(body=_encode(body).encode(), status=status, headers=sent)


def html_answer(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that is a page."""
    return Response(
        body=text.encode(), status=status, headers={**CORS, hdrs.CONTENT_TYPE: HTML_TYPE, **(headers or {})}
    )


def unauthorized() -> Response:
    """The refusal of a request whose keys are not the right ones."""
    return UntypedResponse(body=b'{"error":"unauthorized"}', status=403, headers=CORS)


def preflight() -> Response:
    """The answer to a browser that asks what a script may send."""
    return Response(body=b"OK", headers={**CORS, hdrs.CONTENT_TYPE: "text/plain; charset=utf-8"})


def error_page(words: str, status: int) -> Response:
    """The page that Express shows when nobody else answers, as it looks in production."""
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n'
        f"<body>\n<pre>{escape(words)}</pre>\n</body>\n</html>\n"
    )
    return html_answer(page, status, _OF_ERRORS)


def no_such_route(request: BaseRequest) -> Response:
    """The page for a path below an API that nothing answers to."""
    return error_page(f"Cannot {request.method} {request.path}", 404)


def no_such_api(request: BaseRequest) -> Response:
    """The page for a path outside of every API, where nothing is open to scripts."""
    page = no_such_route(request)
    for name in CORS:
        del page.headers[name]
    return page
