"""An SMTP server for the mail of the target: it takes everything and hands it to the mailboxes.

Only the protocol class of aiosmtpd is used, in our own event loop: its `Controller` starts a thread and
cannot take a free port. Log-in is offered and every name and password is right, because servers are often
configured with credentials; nobody has to log in. There is no TLS: the sink listens on loopback.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Protocol, Self, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from conformance.mail.errors import CannotListen

#: Larger mails are refused with 552; a mail of a user API has some kilobytes.
SIZE_LIMIT = 4 * 1024 * 1024
#: A server may hold one connection from its start to its end, so idle ones are not cut for a day.
IDLE_SECONDS = 24 * 60 * 60.0

#: The tasks of the connections that are open, and what to close to end them.
_Conversations = dict[asyncio.Task[None], asyncio.BaseTransport]

_HINTS = {
    errno.EADDRINUSE: "another program listens there: stop it, or state another port (0 takes a free one); if it is "
    "conformance sink, say `mail.url` in the target file",
    errno.EACCES: "ports below 1024 are for the administrator: state a higher one (0 takes a free one)",
    errno.EADDRNOTAVAIL: "this machine has no such address: 127.0.0.1 is the usual one",
}


class Receiver(Protocol):
    """Whoever a sink gives its mails to: the mailboxes of a run, or a hub that hands them on."""

    def receive(self, raw: bytes, *, sender: str, recipients: Iterable[str], arrived: float = 0.0) -> object:
        """Take one mail."""


class MailSink:
    """Listens for mail while its `async with` block runs."""

    def __init__(
        self,
        mailboxes: Receiver,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        size_limit: int = SIZE_LIMIT,
        now: Callable[[], float] | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self.mailboxes = mailboxes
        self._size_limit = size_limit
        self._now = now
        self._server: asyncio.Server
        self._conversations: _Conversations = {}

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        handler = _Keeper(self.mailboxes, self._now or loop.time)
        try:
            self._server = await loop.create_server(lambda: self._converse(loop, handler), self.host, self.port)
        except OSError as error:
            hint = _HINTS.get(error.errno or 0, error.strerror or str(error))
            raise CannotListen(f"the mail sink cannot listen on {self.host}:{self.port}: {hint}") from error
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.close()
        for transport in self._conversations.values():
            transport.close()
        if self._conversations:
            await asyncio.wait(tuple(self._conversations))
        await self._server.wait_closed()

    def _converse(self, loop: asyncio.AbstractEventLoop, handler: _Keeper) -> _Conversation:
        return _Conversation(handler, self._conversations, loop=loop, size_limit=self._size_limit)


class _Keeper:
    """What the protocol does with a mail."""

    def __init__(self, mailboxes: Receiver, now: Callable[[], float]) -> None:
        self.mailboxes = mailboxes
        self._now = now

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mailboxes.receive(
            envelope.original_content or b"",
            sender=_readable(envelope.mail_from or "").strip("<>"),  # the empty sender of bounces comes as "<>"
            recipients=tuple(map(_readable, envelope.rcpt_tos)),
            arrived=self._now(),
        )
        return "250 OK: kept"


def _readable(address: str) -> str:
    """The address with replacement characters for bytes that are no UTF-8: such text can be stored."""
    return address.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class _QuietSession(Session):
    """A session without aiosmtpd's warning about `login_data`, which aiosmtpd itself sets at every log-in."""

    login_data: object = None


class _Conversation(SMTP):
    """One connection, known to the sink for as long as its task runs."""

    def __init__(
        self,
        handler: _Keeper,
        going_on: _Conversations,
        *,
        loop: asyncio.AbstractEventLoop,
        size_limit: int,
    ) -> None:
        self._going_on = going_on
        self.line_length_limit = size_limit  # RFC 5321 allows 1,000 octets; judging that is not the sink's
        super().__init__(
            handler,
            loop=loop,
            data_size_limit=size_limit,
            enable_SMTPUTF8=True,
            hostname="localhost",  # else the resolver is asked, and the event loop waits for it
            ident="conformance mail sink",
            timeout=IDLE_SECONDS,
            auth_require_tls=False,
            authenticator=_anybody,
        )

    def _create_session(self) -> Session:
        return _QuietSession(self.loop)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        task = cast("asyncio.Task[None]", self._handler_coroutine)  # just made
        self._going_on[task] = transport
        task.add_done_callback(self._going_on.pop)


def _anybody(*_: Any) -> AuthResult:
    return AuthResult(success=True)
