"""A sink by itself: it keeps the latest mails, tells each as it comes, and lets others read them over HTTP.

`GET /` says what it is and how many mails have come. `GET /mails?after=N&wait=SECONDS` gives the mails after the N-th,
and waits for one if there is none yet. Nothing else is offered: mails hold links that open accounts.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Final, Self

from aiohttp import web

from conformance.mail.message import MailMessage, read_message
from conformance.mail.record import told

#: What `GET /` calls itself, so that nobody takes another server for a sink.
NAME: Final = "conformance mail sink"
LONGEST_WAIT: Final = 30.0
_KEPT = 1_000
_KEPT_BYTES = 64 * 1024 * 1024
_LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})


class KeptMails:
    """The latest mails of a sink; told to `tell` as they come."""

    def __init__(self, tell: Callable[[MailMessage], None] = lambda message: None) -> None:
        self._tell = tell
        self._mails: deque[MailMessage] = deque()
        self._more = asyncio.Condition()
        self._announcing: set[asyncio.Task[None]] = set()
        self.last = 0

    def receive(self, raw: bytes, *, sender: str, recipients: Iterable[str], arrived: float = 0.0) -> None:
        """Take one mail."""
        self.last += 1
        message = read_message(raw, recipients=recipients, sender=sender, number=self.last, arrived=arrived)
        self._mails.append(message)
        while len(self._mails) > _KEPT or sum(len(one.raw) for one in self._mails) > _KEPT_BYTES:
            self._mails.popleft()
        self._tell(message)
        task = asyncio.get_running_loop().create_task(self._announce())
        self._announcing.add(task)
        task.add_done_callback(self._announcing.discard)

    async def _announce(self) -> None:
        async with self._more:
            self._more.notify_all()

    async def after(self, number: int, seconds: float) -> list[MailMessage]:
        """The mails after a number; if there is none, waits for one, at most so long."""
        async with self._more:
            try:
                async with asyncio.timeout(seconds):
                    await self._more.wait_for(lambda: self.last > number)
            except TimeoutError:
                return []
        return [one for one in self._mails if one.number > number]


class Outlet:
    """Serves kept mails over HTTP while its `async with` block runs."""

    def __init__(self, mails: KeptMails, *, host: str, port: int, smtp: str) -> None:
        self._mails = mails
        self.host = host
        self.port = port
        self._smtp = smtp
        app = web.Application(middlewares=[self._only_neighbours])
        app.add_routes([web.get("/", self._about), web.get("/mails", self._list)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, self.port).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    @web.middleware
    async def _only_neighbours(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Refuse other names than ours: else a page in a browser could read mails by a name that leads here."""
        named = request.host.rpartition(":")[0] if request.host.rpartition(":")[2].isdecimal() else request.host
        if named not in _LOCAL | {self.host}:
            return web.json_response({"error": f"this sink is not called {named!r}"}, status=403)
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _about(self, request: web.Request) -> web.Response:
        return web.json_response({"name": NAME, "smtp": self._smtp, "last": self._mails.last})

    async def _list(self, request: web.Request) -> web.Response:
        try:
            after = int(request.query.get("after", "0"))
            wait = min(max(float(request.query.get("wait", "0")), 0.0), LONGEST_WAIT)
        except ValueError:
            return web.json_response({"error": "after is a whole number, wait a number of seconds"}, status=400)
        mails = await self._mails.after(after, wait)
        return web.json_response({"last": self._mails.last, "mails": [told(one, raw=True) for one in mails]})
