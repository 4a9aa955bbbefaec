"""The first use of a fresh Parse Server.

On PostgreSQL the GraphQL schema follows the tables: before the first sign-up it has no sessions, and users
have fewer fields. A scenario would see one schema or the other depending on what ran before it, so every
deployment is used once before the suite may have it: a throw-away account signs up, gets a session, and both
are deleted again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from targets.errors import DidNotStart

_VISITOR = {"username": "first-visitor", "password": "Only-here-for-the-tables-1"}


@dataclass(frozen=True)
class App:
    """The keys that open a server."""

    application: str
    master: str
    rest: str | None = None


async def warm_up(client: aiohttp.ClientSession, rest: str, graphql: str, app: App) -> None:
    """Use the server once, and leave no account and no session behind."""
    as_anybody = {"X-Parse-Application-Id": app.application}
    if app.rest is not None:
        as_anybody["X-Parse-REST-API-Key"] = app.rest
    as_master = {**as_anybody, "X-Parse-Master-Key": app.master}
    await _sent(client, "POST", f"{rest}/users", as_anybody, _VISITOR)
    user = await _only_one(client, f"{rest}/users", as_master)
    # Where unverified people may not log in, sign-up gave no session yet.
    await _sent(client, "PUT", f"{rest}/users/{user}", as_master, {"emailVerified": True})
    await _sent(client, "POST", f"{rest}/login", as_anybody, _VISITOR)
    await _deleted(client, f"{rest}/sessions", as_master)
    await _deleted(client, f"{rest}/users", as_master)
    # The schema is built when the first document comes in; the first case should not have to wait for that.
    await _sent(client, "POST", graphql, as_anybody, {"query": "{ health }"})


async def _only_one(client: aiohttp.ClientSession, url: str, headers: Mapping[str, str]) -> str:
    found = await _sent(client, "GET", url, headers)
    if len(found.get("results", [])) != 1:
        raise DidNotStart(f"after the first sign-up, {url} answered {found}")
    return str(found["results"][0]["objectId"])


async def _deleted(client: aiohttp.ClientSession, url: str, headers: Mapping[str, str]) -> None:
    found = await _sent(client, "GET", url, headers)
    for item in found["results"]:
        await _sent(client, "DELETE", f"{url}/{item['objectId']}", headers)


async def _sent(
    client: aiohttp.ClientSession,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: Mapping[str, str | bool] | None = None,
) -> dict[str, Any]:
    async with client.request(method, url, headers=headers, json=body) as answer:
        # A refused sign-up is no obstacle (some deployments keep the account); any other one is.
        if answer.status >= 500 or (answer.status >= 400 and not url.endswith("/users")):
            raise DidNotStart(f"{method} {url} answered {answer.status}: {await answer.text()}")
        content: dict[str, Any] = await answer.json()
        return content
