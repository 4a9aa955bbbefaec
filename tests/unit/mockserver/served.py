"""A served mock and a client, for tests of the fronts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession
from yarl import URL

import mockserver
from mockserver.instances import Instance
from mockserver.mail import MemoryMailer
from mockserver.serving import MockServer

#: The token of a session.
TOKEN = re.compile(r"r:[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, read."""

    status: int
    headers: Mapping[str, str]
    text: str
    json: Any

    @property
    def error(self) -> tuple[int, Any, Any]:
        """Status, code and message."""
        return self.status, self.json.get("code"), self.json.get("error")


@dataclass(frozen=True, slots=True)
class Door:
    """One instance behind HTTP."""

    instance: Instance
    client: ClientSession

    async def send(self, method: str, path: str, *, bare: bool = False, **parts: Any) -> Answer:
        """Send a request; the application id goes along unless it is `bare`. Redirects are not followed."""
        headers = {} if bare else {"X-Parse-Application-Id": "app"}
        headers |= parts.pop("headers", {})
        url = URL(self.instance.url + path, encoded=True)
        async with self.client.request(method, url, headers=headers, allow_redirects=False, **parts) as response:
            text = await response.text()
            is_json = "json" in response.headers.get("Content-Type", "") or text.startswith("{")
            return Answer(
                response.status,
                response.headers,
                text,
                await response.json(content_type=None) if is_json and text else None,
            )

    async def rest(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, master: bool = False, **parts: Any
    ) -> Answer:
        """Send a REST request, as a user by token or as the master."""
        headers = dict(parts.pop("headers", {}))
        if token is not None:
            headers["X-Parse-Session-Token"] = token
        if master:
            headers["X-Parse-Master-Key"] = "master"
        if body is not None:
            parts["json"] = body
        return await self.send(method, f"/parse{path}", headers=headers, **parts)

    async def sign_up(self, username: str = "ann", **fields: Any) -> Any:
        """Sign up, and return what is told: id and token."""
        body = {"username": username, "password": f"pw-{username}", "email": f"{username}@example.test", **fields}
        answer = await self.rest("POST", "/users", body)
        assert answer.status == 201, answer.text
        return answer.json

    def link(self) -> str:
        """The link in the newest mail, as a path below the instance."""
        mailer = self.instance.app.mailer
        assert isinstance(mailer, MemoryMailer)
        link = mailer.mails[-1].text.split()[-1]
        return link.removeprefix(self.instance.public_url)


@asynccontextmanager
async def a_server(
    instances: Mapping[str, Any] | None = None, **options: Any
) -> AsyncIterator[tuple[MockServer, ClientSession]]:
    """A server with these instances, and a client."""
    async with mockserver.serve(instances or {"": {}}, **options) as server, ClientSession() as client:
        yield server, client


@asynccontextmanager
async def a_door(plain: Mapping[str, Any] | None = None, *mutants: str, name: str = "") -> AsyncIterator[Door]:
    """One instance with these settings, served."""
    async with a_server({name: plain or {}}, mutants=mutants, dialects=["parse-rest"]) as (server, client):
        yield Door(server.instance(name), client)
