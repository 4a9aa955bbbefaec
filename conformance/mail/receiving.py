"""Where the mails of a target reach us, as its file says: our own sink, one that stands already, or nowhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from conformance.errors import BadInput
from conformance.mail.mailbox import Mailboxes
from conformance.mail.sink import MailSink
from conformance.mail.standing import StandingSink


@asynccontextmanager
async def receiving(route: str, listen: str, url: str | None) -> AsyncIterator[Mailboxes | None]:
    """The mailboxes that the mails come to as long as the block lasts; None where none reach us."""
    if route == "none":
        yield None
        return
    mailboxes = Mailboxes()
    if url is not None:
        async with StandingSink(mailboxes, url):
            yield mailboxes
        return
    host, port = host_and_port(listen)
    async with MailSink(mailboxes, host=host, port=port):
        yield mailboxes


def host_and_port(listen: str) -> tuple[str, int]:
    """The two parts of HOST:PORT; BadInput where it is none."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65_535:
        raise BadInput(f"where mail is listened for is HOST:PORT, not {listen}")
    return host, int(port)
