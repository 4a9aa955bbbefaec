"""A mock to ask in GraphQL: one instance, its GraphQL door, and the few documents that most tests need."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from multidict import CIMultiDict, MultiDict

import mockserver
from mockserver.serving import MockServer

SIGN_UP = (
    "mutation S($f: CreateUserFieldsInput) { signUp(input: {fields: $f}) "
    "{ clientMutationId viewer { sessionToken user { id objectId username email emailVerified } } } }"
)
LOG_IN = (
    "mutation L($u: String!, $p: String!) { logIn(input: {username: $u, password: $p}) "
    "{ viewer { sessionToken user { username } } } }"
)
VIEWER = "query V { viewer { sessionToken user { id objectId username email } } }"


@dataclass(frozen=True)
class Told:
    """An answer: status, headers (in lower case) and body, read as JSON where it can be."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def data(self) -> Any:
        """What was answered, by field."""
        return self.body["data"]

    @property
    def refusal(self) -> tuple[Any, str]:
        """Code and words of the only error."""
        (error,) = self.body["errors"]
        return error["extensions"]["code"], error["message"]


@dataclass(frozen=True)
class Door:
    """The GraphQL door of one instance."""

    server: MockServer
    client: aiohttp.ClientSession

    async def send(
        self, method: str = "POST", path: str = "", headers: Mapping[str, str] | None = None, **kwargs: Any
    ) -> Told:
        """Send anything at all; the application id goes along unless it is said otherwise."""
        sent = {"X-Parse-Application-Id": "app", **(headers or {})}
        url = f"{self.server.url()}/graphql{path}"
        async with self.client.request(method, url, headers=sent, **kwargs) as response:
            text = await response.text()
            named = {name.lower(): value for name, value in response.headers.items()}
            try:
                return Told(response.status, named, json.loads(text))
            except ValueError:
                return Told(response.status, named, text)

    async def ask(
        self, document: str, variables: Any = None, *, token: str | None = None, master: bool = False, **more: Any
    ) -> Told:
        """Ask in GraphQL, as somebody or as nobody."""
        headers = {"X-Parse-Session-Token": token} if token else {}
        headers |= {"X-Parse-Master-Key": "master"} if master else {}
        body = {"query": document, **({"variables": variables} if variables is not None else {}), **more}
        return await self.send(json=body, headers=headers)

    async def sign_up(self, name: str, **fields: Any) -> Any:
        """A new user; what the viewer shows."""
        told = await self.ask(SIGN_UP, {"f": {"username": name, "password": f"pw-{name}", **fields}})
        return told.data["signUp"]["viewer"]


@asynccontextmanager
async def graphql_door(**settings: Any) -> AsyncIterator[Door]:
    """A mock with these settings, for as long as the block lasts."""
    async with mockserver.serve({"": settings}) as server, aiohttp.ClientSession() as client:
        yield Door(server, client)


class RequestAtHand:
    """A POST that nobody sent. Its vice: it knows only what the GraphQL front asks of a request."""

    method = "POST"
    path = "/graphql"
    can_read_body = True
    remote = "127.0.0.1"

    def __init__(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Hold the body and the headers; JSON, unless the headers say otherwise."""
        self._body = body
        self.headers = CIMultiDict({"Content-Type": "application/json", **headers})
        self.query: MultiDict[str] = MultiDict()
        self.content_length = len(body)

    async def read(self) -> bytes:
        """The body."""
        return self._body
