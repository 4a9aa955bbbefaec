"""Answers written down in a test. Their vice: no server gave them."""

from __future__ import annotations

import json as json_
from typing import Any

from conformance.dialects.shapes import Answer
from conformance.wire import WireResponse


def response(
    status: int = 200, *, json: Any = ..., html: str | None = None, text: str = "", **headers: str
) -> WireResponse:
    """One response; underscores in the names of headers become dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = text.encode()
    if json is not ...:
        named.setdefault("content-type", "application/json; charset=utf-8")
        body = json_.dumps(json).encode()
    if html is not None:
        named.setdefault("content-type", "text/html")
        body = html.encode()
    return WireResponse(status, tuple(named.items()), body)


def answer(status: int = 200, *, lands: WireResponse | None = None, **words: Any) -> Answer:
    """An answer; with `lands` a redirect was followed and that is where it ended."""
    first = response(status, **words)
    return Answer(first, lands or first, landed=lands is not None)
