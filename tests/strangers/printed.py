"""Documents that documentation prints, sent to the letter by somebody's client, and the answers printed beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp
import yaml
from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportQueryError

HERE = Path(__file__).parent / "seeds"

#: Sends a document with some headers to a URL; gives the members `data` and `errors` of the answer.
Ask: TypeAlias = Callable[[str, Mapping[str, str], str], Awaitable[dict[str, Any]]]

#: What is another in every run: known by its form.
_FORMS = (
    re.compile(r"r:[0-9a-f]{32}"),
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
    re.compile(r"(?!somedude)(?=.*[A-Z])[A-Za-z0-9]{10}"),
)


def printed(dialect: str) -> dict[str, Any]:
    """Each document of a guide by name, with its `answer` where one is printed."""
    documents: dict[str, Any] = yaml.safe_load((HERE / f"{dialect}.yaml").read_text(encoding="utf-8"))
    return documents


async def with_gql(url: str, headers: Mapping[str, str], document: str) -> dict[str, Any]:
    """gql with its aiohttp transport; it parses the document, and sends what it prints of it."""
    client = Client(transport=AIOHTTPTransport(url, headers=headers))
    try:
        async with client as session:
            return {"data": await session.execute(gql(document))}
    except TransportQueryError as refusal:
        return {"data": refusal.data, "errors": refusal.errors}


async def to_the_letter(url: str, headers: Mapping[str, str], document: str) -> dict[str, Any]:
    """A plain POST of the very text; an answer that is no JSON as `text`."""
    async with aiohttp.ClientSession() as client, client.post(url, headers=headers, json={"query": document}) as answer:
        text = await answer.text()
    told: dict[str, Any] = json.loads(text) if text.startswith("{") else {"text": text}
    return told


def like(printed: Any, got: Any) -> Any:
    """The answer, with what differs from run to run as it is printed, wherever it has the same form."""
    if isinstance(printed, dict) and isinstance(got, dict):
        return {name: like(printed.get(name), value) for name, value in got.items()}
    if isinstance(printed, str) and isinstance(got, str):
        return printed if any(form.fullmatch(printed) and form.fullmatch(got) for form in _FORMS) else got
    return got
