"""Mailers: what arrives at a real SMTP server, in which order, and what happens when there is none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from mockserver.core.mailing import Mail
from mockserver.mail import MemoryMailer, PostOffice, SmtpMailer, composed

LINK = "http://127.0.0.1:1340/parse/apps/gtapp/request_password_reset?token=abc=DEFghijklmnopqrstuvw"


class Sink:
    """Keeps what it is sent; refuses recipients that it was told to; answers slowly if told to."""

    def __init__(self) -> None:
        self.messages: list[tuple[list[str], EmailMessage, bytes]] = []
        self.refused: set[str] = set()
        self.delay = 0.0
        self.connections = 0
        self.held: set[str] = set()
        self.held_back = asyncio.Event()
        self._news = asyncio.Condition()

    async def kept_from_others(self, to: str, least: int) -> None:
        """Wait until so many mails came for others."""
        async with self._news:
            await self._news.wait_for(lambda: sum(to not in recipients for recipients, _, _ in self.messages) >= least)

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.refused:
            return "550 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.delay)
        if self.held & set(envelope.rcpt_tos):
            await self.held_back.wait()
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append((list(envelope.rcpt_tos), message, envelope.content))
        async with self._news:
            self._news.notify_all()
        return "250 OK"


@asynccontextmanager
async def a_sink() -> AsyncIterator[tuple[Sink, int]]:
    """A listening sink, and its port."""
    sink = Sink()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink", enable_SMTPUTF8=True), "127.0.0.1", 0)
    try:
        yield sink, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def a_mail(to: str = "ann@example.test", subject: str = "Hello", text: str = "hi") -> Mail:
    """A mail."""
    return Mail(to, subject, text)


async def test_a_mail_arrives_as_nodemailer_would_send_it() -> None:
    async with a_sink() as (sink, port):
        office = PostOffice("127.0.0.1", port)
        async with office.at_work():
            mailer = SmtpMailer(office)
            mailer.send(a_mail(subject="Password Reset for Mök", text=f"Hi,\n\nYour name is 'Ünï'.\n{LINK}"))
            await mailer.idle()

        ((recipients, message, raw),) = sink.messages
        assert recipients == ["ann@example.test"]
        assert message["From"] == "Parse App <noreply@example.test>"
        assert message["Subject"] == "Password Reset for Mök"
        assert message["Content-Transfer-Encoding"] == "quoted-printable"
        assert message.get_content_type() == "text/plain"
        assert b"token=3Dabc" in raw and all(len(line) <= 78 for line in raw.splitlines())
        assert message.get_content().replace("\r\n", "\n") == f"Hi,\n\nYour name is 'Ünï'.\n{LINK}\n"
        assert (mailer.pending, mailer.delivered, mailer.lost) == (0, 1, 0)


async def test_mails_to_one_recipient_leave_in_order_over_one_connection() -> None:
    async with a_sink() as (sink, port):
        office = PostOffice("127.0.0.1", port)
        async with office.at_work():
            one, other = SmtpMailer(office), SmtpMailer(office)
            for number in range(10):
                (one if number % 2 else other).send(a_mail(subject=str(number)))
            await asyncio.gather(one.idle(), other.idle())

        assert [message["Subject"] for _, message, _ in sink.messages] == [str(number) for number in range(10)]
        assert sink.connections == 1
        assert (one.delivered, other.delivered) == (5, 5)


async def test_a_slow_conversation_about_one_mail_does_not_hold_up_the_others() -> None:
    async with a_sink() as (sink, port):
        office = PostOffice("127.0.0.1", port)
        async with office.at_work():
            mailer = SmtpMailer(office)
            sink.held = {"slow@example.test"}
            for to in ("slow@example.test", *(f"ann{number}@example.test" for number in range(20))):
                mailer.send(a_mail(to))
            await sink.kept_from_others("slow@example.test", 15)

            assert mailer.pending >= 1
            sink.held_back.set()
            await mailer.idle()
        assert (mailer.delivered, mailer.lost) == (21, 0)


async def test_sending_does_not_wait() -> None:
    async with a_sink() as (sink, port):
        sink.delay = 0.2
        office = PostOffice("127.0.0.1", port)
        async with office.at_work():
            mailer = SmtpMailer(office)
            mailer.send(a_mail())

            assert mailer.pending == 1
            await mailer.idle()
            await mailer.idle()
            assert mailer.pending == 0


async def test_who_waits_does_not_wait_for_mails_that_come_later() -> None:
    async with a_sink() as (sink, port):
        sink.delay = 0.2
        office = PostOffice("127.0.0.1", port)
        async with office.at_work():
            mailer = SmtpMailer(office)
            mailer.send(a_mail(subject="first"))
            waiting = asyncio.create_task(mailer.idle())
            await asyncio.sleep(0)
            mailer.send(a_mail(subject="second"))

            await waiting
            assert [message["Subject"] for _, message, _ in sink.messages] == ["first"]
            assert (mailer.pending, mailer.delivered) == (1, 1)


async def test_what_is_in_the_bag_is_delivered_before_work_ends() -> None:
    async with a_sink() as (sink, port):
        office = PostOffice("127.0.0.1", port)
        async with office.at_work():
            SmtpMailer(office).send(a_mail())

        assert len(sink.messages) == 1


async def test_a_refused_mail_is_lost_and_the_next_one_is_not() -> None:
    async with a_sink() as (sink, port):
        sink.refused = {"bad@example.test"}
        office = PostOffice("127.0.0.1", port)
        async with office.at_work():
            mailer = SmtpMailer(office)
            for to in ("bad@example.test", "plain-name", "two\nlines@example.test", "ann@example.test"):
                mailer.send(a_mail(to))
            await mailer.idle()

        assert [recipients for recipients, _, _ in sink.messages] == [["ann@example.test"]]
        assert (mailer.delivered, mailer.lost) == (1, 3)


@pytest.mark.parametrize("address", ["@", "ann@", "ann@ ", "a:b@", "<@", "ann@[", '"@'])
async def test_an_address_that_no_mail_can_be_written_to_stops_no_other_mail(address: str) -> None:
    async with a_sink() as (sink, port):
        office = PostOffice("127.0.0.1", port)
        async with office.at_work():
            mailer = SmtpMailer(office)
            mailer.send(a_mail(address))
            mailer.send(a_mail())
            await mailer.idle()

        assert [recipients for recipients, _, _ in sink.messages] == [["ann@example.test"]]


async def test_addresses_beyond_ascii_arrive_too() -> None:
    async with a_sink() as (sink, port):
        office = PostOffice("127.0.0.1", port)
        async with office.at_work():
            mailer = SmtpMailer(office)
            mailer.send(a_mail("ünï@example.test"))
            await mailer.idle()

        assert [recipients for recipients, _, _ in sink.messages] == [["ünï@example.test"]]


async def test_without_a_server_mails_are_lost_and_nothing_breaks() -> None:
    async with a_sink() as (_, port):
        pass
    office = PostOffice("127.0.0.1", port)
    async with office.at_work():
        mailer = SmtpMailer(office)
        mailer.send(a_mail())
        await mailer.idle()

        assert (mailer.pending, mailer.delivered, mailer.lost) == (0, 0, 1)


@pytest.mark.parametrize("field", ["to", "subject"])
def test_a_line_break_cannot_begin_another_header(field: str) -> None:
    with pytest.raises(ValueError):
        composed(a_mail(**{field: "x@example.test\r\nBcc: evil@example.test"}), "mock@example.test")


async def test_the_memory_mailer_keeps_mails() -> None:
    mailer = MemoryMailer()

    mailer.send(a_mail())
    await mailer.idle()

    assert mailer.mails == [a_mail()]
    assert (mailer.pending, mailer.delivered) == (0, 1)
