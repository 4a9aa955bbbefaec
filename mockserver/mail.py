"""Mailers: one that speaks SMTP, one that keeps what it is given.

All SMTP mailers of a process share a few postmen, who carry mails side by side: those to one recipient leave in order,
whatever happens at the other end, and nobody ever waits for them. A mail that cannot be delivered is lost, as with the
reference's adapter; the log says so.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import formatdate, make_msgid, parseaddr
from functools import lru_cache
from zlib import crc32

from aiosmtplib import SMTP, SMTPException

from mockserver.core.mailing import Mail

DEFAULT_SENDER = "Parse App <noreply@example.test>"
#: As many mails are carried at once: on a busy machine the conversation about one takes a while.
_POSTMEN = 8
#: Seconds that a server may take for one answer.
_GIVE_UP_AFTER = 15.0
#: Seconds for what is still to be delivered at the end.
_LAST_ROUND = 5.0
_log = logging.getLogger(__name__)
# Whoever signs up writes addresses, and the email package stumbles over some of them with errors of all kinds.
_WRITABLE = re.compile(r"""[^\s()<>\[\]:;@\\,"]+@[^\s()<>\[\]:;@\\,"]+""")


class _Headers(HeaderRegistry):
    """Headers once understood: most are the same in every mail, and reading one takes a while."""

    @lru_cache(maxsize=256)  # noqa: B019 - there is one, and it lives as long as the module
    def __call__(self, name: str, value: str) -> BaseHeader:
        """The header."""
        return super().__call__(name, value)


_POLICY = SMTP_POLICY.clone(header_factory=_Headers())


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


def composed(mail: Mail, sender: str) -> EmailMessage:
    """The mail as a message: plain text or HTML, quoted-printable."""
    message = EmailMessage(policy=_POLICY)
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


def readers_of(mail: Mail) -> list[str]:
    """Whom the envelope names: the one whom the mail is for."""
    return [with_plain_domain(mail.to)]


@dataclass(slots=True, eq=False)
class _Letter:
    """A mail on its way, and whose it is."""

    mailer: SmtpMailer
    mail: Mail
    settled: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class SmtpMailer:
    """Hands the mails of one instance to the post office, and counts them."""

    office: PostOffice
    compose: Callable[[Mail, str], EmailMessage] = composed
    readers: Callable[[Mail], list[str]] = readers_of
    delivered: int = 0
    lost: int = 0
    _under_way: set[_Letter] = field(default_factory=set)

    @property
    def pending(self) -> int:
        """How many mails are on their way."""
        return len(self._under_way)

    def send(self, mail: Mail) -> None:
        """Give a mail to the post office."""
        letter = _Letter(self, mail)
        self._under_way.add(letter)
        self.office.take(letter)

    def settle(self, letter: _Letter, *, delivered: bool) -> None:
        """Note what became of a mail."""
        self._under_way.discard(letter)
        if delivered:
            self.delivered += 1
        else:
            self.lost += 1
        letter.settled.set()

    async def idle(self) -> None:
        """Wait until no mail is on its way of those that are now; others may follow them meanwhile."""
        for letter in tuple(self._under_way):
            await letter.settled.wait()


class PostOffice:
    """Several postmen for one SMTP server; every recipient has one of them."""

    def __init__(self, host: str, port: int, sender: str = DEFAULT_SENDER) -> None:
        """Remember where to, and in whose name."""
        self._postmen = [_Postman(host, port, sender) for _ in range(_POSTMEN)]

    def take(self, letter: _Letter) -> None:
        """Put a mail into the bag of its recipient's postman."""
        self._postmen[crc32(letter.mail.to.lower().encode(errors="replace")) % _POSTMEN].take(letter)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Carry mails until the block ends; what is in the bags then is still delivered."""
        async with asyncio.TaskGroup() as group:
            work = [group.create_task(postman.work()) for postman in self._postmen]
            try:
                yield
            finally:
                for postman in self._postmen:
                    postman.close()
                _, late = await asyncio.wait(work, timeout=_LAST_ROUND)
                for task in late:
                    _log.warning("mails were not delivered in time")
                    task.cancel()


class _Postman:
    """Carries mails one after the other."""

    def __init__(self, host: str, port: int, sender: str) -> None:
        self._host, self._port, self._sender = host, port, sender
        self._bag: deque[_Letter] = deque()
        self._called = asyncio.Event()
        self._closing = False

    def take(self, letter: _Letter) -> None:
        self._bag.append(letter)
        self._called.set()

    def close(self) -> None:
        self._closing = True
        self._called.set()

    async def work(self) -> None:
        while self._bag or not self._closing:
            await self._called.wait()
            self._called.clear()
            await self._deliver_bag()

    async def _deliver_bag(self) -> None:
        """Deliver all that is in the bag over one connection, which ends with the last mail."""
        client = SMTP(hostname=self._host, port=self._port, timeout=_GIVE_UP_AFTER, start_tls=False, use_tls=False)
        while self._bag:
            letter = self._bag.popleft()
            letter.mailer.settle(letter, delivered=await self._deliver(client, letter))
        if client.is_connected:
            try:
                await client.quit()
            except (SMTPException, OSError):
                client.close()

    async def _deliver(self, client: SMTP, letter: _Letter) -> bool:
        mail = letter.mail
        if not _WRITABLE.fullmatch(mail.to):
            _log.info("no recipient for the mail %r", mail.subject)
            return False
        try:
            if not client.is_connected:
                await client.connect()
            message = letter.mailer.compose(mail, self._sender)
            sender = parseaddr(self._sender)[1]
            await client.send_message(message, sender=sender, recipients=letter.mailer.readers(mail))
        except (SMTPException, OSError, ValueError) as error:
            _log.warning("the mail %r was not delivered: %s", mail.subject, error)
            return False
        return True
