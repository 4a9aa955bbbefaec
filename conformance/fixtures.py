"""The fixtures `mock_server` and `mail_sink`: servers on a loop of their own, driven by plain calls."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from conformance.mail.links import find_codes, find_links
from conformance.mail.mailbox import Mailboxes
from conformance.mail.message import MailMessage
from conformance.mail.sink import MailSink
from conformance.threads import LoopThread

if TYPE_CHECKING:
    from mockserver import MockServer


class MailSinkHandle:
    """A running mail sink."""

    def __init__(self, thread: LoopThread, sink: MailSink, mailboxes: Mailboxes) -> None:
        self._thread = thread
        self._mailboxes = mailboxes
        self.host = sink.host
        self.port = sink.port

    def wait_for(self, address: str, *, timeout: float = 5.0) -> MailMessage:
        """The oldest mail for an address that was not taken yet, waited for and taken.

        Raises conformance.mail.errors.MailTimeout, which tells what came instead.
        """
        return self._thread.run(self._next(address, timeout))

    async def _next(self, address: str, seconds: float) -> MailMessage:
        message = await self._mailboxes.wait_for(address, lambda _: True, timeout=seconds)
        self._mailboxes.take(message, address=address)
        return message

    def links(self, message: MailMessage) -> list[str]:
        """Every link of a mail."""
        return [link.url for link in find_links(message)]

    def codes(self, message: MailMessage, pattern: str = r"\b(\d{4,8})\b") -> list[str]:
        """Every code of a mail: what the pattern's one group matches."""
        return list(find_codes(message, pattern))


class MockServerHandle:
    """A running mock; each instance has a store and a clock of its own."""

    def __init__(self, server: MockServer) -> None:
        self._server = server
        self.url = server.url()
        self.control_url = str(server.control_url)
        self._controls = {self.url: f"{self.control_url}/instances/"}

    def start(self, **settings: Any) -> str:
        """The URL of a new instance with these settings (docs/reference/mock-server.md)."""
        made = self._ask("POST", f"{self.control_url}/instances", {"settings": settings})
        self._controls[made["url"]] = made["control"]
        return str(made["url"])

    def advance(self, seconds: float, url: str | None = None) -> None:
        """Turn the clock of an instance (default: the first)."""
        self._ask("POST", f"{self._control(url)}/clock", {"advance": seconds})

    def settle(self, url: str | None = None) -> None:
        """Return when no mail of an instance is on its way any more."""
        self._ask("GET", f"{self._control(url)}/outbox")

    def _control(self, url: str | None) -> str:
        known = self._ask("GET", self.control_url)["instances"]
        return str(next(one["control"] for one in known.values() if one["url"] == (url or self.url)))

    def _ask(self, method: str, url: str, body: Any = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - the mock's own loopback URL
            return json.loads(answer.read() or b"null")


@contextmanager
def open_mail_sink() -> Iterator[MailSinkHandle]:
    """A mail sink on a free port."""
    mailboxes = Mailboxes()
    with LoopThread() as thread:
        sink = thread.enter(MailSink(mailboxes))
        yield MailSinkHandle(thread, sink, mailboxes)


@contextmanager
def open_mock_server(sink: MailSinkHandle) -> Iterator[MockServerHandle]:
    """The mock on a free port, with one instance at its root that mails to the sink."""
    import mockserver

    with LoopThread() as thread:
        server = thread.enter(mockserver.serve({"": {"mail": True}}, smtp=(sink.host, sink.port), control=True))
        yield MockServerHandle(server)
