"""Mailers: one that speaks SMTP, one that keeps what it is given.

All SMTP mailers of a process share one postman, who carries mails one after the other: those of one instance
leave in order, whatever happens at the other end, and nobody ever waits for him. A mail that cannot be delivered
is lost, as with the reference's adapter; the log says so.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import formatdate, make_msgid, parseaddr

from aiosmtplib import SMTP, SMTPException

from mockserver.core.mailing import Mail

DEFAULT_SENDER = "Parse App <noreply@example.test>"
_GIVE_UP_AFTER = 5.0
_log = logging.getLogger(__name__)


class MemoryMailer:
    """Keeps every mail in `mails`, and sends none."""

    def __init__(self) -> None:
        """Start with no mails."""
        self.mails: list[Mail] = []

    def send(self, mail: Mail) -> None:
        """Keep a mail."""
        self.mails.append(mail)

    @property
    def pending(self) -> int:
        """None is ever on its way."""
        return 0

    @property
    def delivered(self) -> int:
        """How many mails were kept."""
        return len(self.mails)

    async def idle(self) -> None:
        """Return at once."""


@dataclass(slots=True)
class SmtpMailer:
    """Hands the mails of one instance to the postman, and counts them."""

    postman: Postman
    pending: int = 0
    delivered: int = 0
    lost: int = 0
    _settled: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, mail: Mail) -> None:
        """Put a mail into the postman's bag."""
        self.pending += 1
        self.postman.take(self, mail)

    def settle(self, *, delivered: bool) -> None:
        """Note what became of the oldest mail on its way."""
        self.pending -= 1
        if delivered:
            self.delivered += 1
        else:
            self.lost += 1
        settled, self._settled = self._settled, asyncio.Event()
        settled.set()

    async def idle(self) -> None:
        """Wait until no mail is on its way of those that are now; others may follow them meanwhile."""
        last = self.pending + self.delivered + self.lost
        while self.delivered + self.lost < last:
            await self._settled.wait()


class Postman:
    """Carries mails to one SMTP server."""

    def __init__(self, host: str, port: int, sender: str = DEFAULT_SENDER) -> None:
        """Remember where to, and in whose name."""
        self._host, self._port, self._sender = host, port, sender
        self._bag: deque[tuple[SmtpMailer, Mail]] = deque()
        self._called = asyncio.Event()
        self._closing = False

    def take(self, mailer: SmtpMailer, mail: Mail) -> None:
        """Put a mail into the bag."""
        self._bag.append((mailer, mail))
        self._called.set()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Carry mails until the block ends; what is in the bag then is still delivered."""
        async with asyncio.TaskGroup() as group:
            work = group.create_task(self._work())
            try:
                yield
            finally:
                self._closing = True
                self._called.set()
                _, late = await asyncio.wait([work], timeout=_GIVE_UP_AFTER)
                for task in late:
                    _log.warning("%d mails were not delivered in time", len(self._bag))
                    task.cancel()

    async def _work(self) -> None:
        while self._bag or not self._closing:
            await self._called.wait()
            self._called.clear()
            await self._deliver_bag()

    async def _deliver_bag(self) -> None:
        """Deliver all that is in the bag over one connection, which ends with the last mail."""
        client = SMTP(hostname=self._host, port=self._port, timeout=_GIVE_UP_AFTER, start_tls=False, use_tls=False)
        while self._bag:
            mailer, mail = self._bag[0]
            delivered = await self._deliver(client, mail)
            self._bag.popleft()
            mailer.settle(delivered=delivered)
        if client.is_connected:
            try:
                await client.quit()
            except (SMTPException, OSError):
                client.close()

    async def _deliver(self, client: SMTP, mail: Mail) -> bool:
        if "@" not in mail.to:
            _log.warning("no recipient for the mail %r", mail.subject)
            return False
        try:
            if not client.is_connected:
                await client.connect()
            message = composed(mail, self._sender)
            await client.send_message(
                message, sender=parseaddr(self._sender)[1], recipients=[with_plain_domain(mail.to)]
            )
        except (SMTPException, OSError, ValueError) as error:
            _log.warning("the mail %r was not delivered: %s", mail.subject, error)
            return False
        return True


def composed(mail: Mail, sender: str) -> EmailMessage:
    """The mail as a message: plain text or HTML, quoted-printable."""
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = sender
    message["To"] = with_plain_domain(mail.to)
    message["Subject"] = mail.subject
    message["Message-ID"] = make_msgid(domain="example.test")
    message["Date"] = formatdate()
    if mail.html is None:
        message.set_content(mail.text, cte="quoted-printable")
    else:
        message.set_content(mail.html, subtype="html", cte="quoted-printable")
    return message


def with_plain_domain(address: str) -> str:
    """The address with its domain in lower case, as the adapters of the reference write it."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.lower()}"
