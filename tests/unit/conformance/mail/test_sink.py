"""The sink takes what real mail clients send, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import errno
import smtplib
from email.message import EmailMessage

import aiosmtplib
import pytest

from conformance.mail.errors import CannotListen
from conformance.mail.links import find_links, matching_links
from conformance.mail.mailbox import Mailboxes
from conformance.mail.message import MailMessage
from conformance.mail.sink import MailSink
from tests.support.mails import sample

ANN = "ann@example.test"


def _any(message: MailMessage) -> bool:
    return True


def _message(text: str = "hi") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "app@example.test", ANN, "Hello"
    message.set_content(text)
    return message


async def _say(port: int, *lines: bytes) -> bytes:
    """Say these lines at once, as a client without manners, and read until the sink closes or is silent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"".join(line + b"\r\n" for line in lines))
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_mail_is_in_its_box_when_the_client_is_told_so() -> None:
    boxes = Mailboxes()
    async with MailSink(boxes, now=lambda: 42.0) as sink:
        await aiosmtplib.send(_message(), hostname=sink.host, port=sink.port)

        (kept,) = boxes.untaken(ANN)

    assert (kept.subject, kept.texts, kept.arrived) == ("Hello", ("hi\n",), 42.0)
    assert (kept.sender, kept.recipients) == ("app@example.test", (ANN,))


async def test_the_wait_for_a_mail_ends_when_a_thread_sends_it() -> None:
    boxes = Mailboxes()
    async with MailSink(boxes) as sink:

        def send() -> None:
            with smtplib.SMTP(sink.host, sink.port) as client:
                client.sendmail("app@example.test", [ANN, "bob@example.test"], sample("parse-server-9-reset"))

        sending = asyncio.create_task(asyncio.to_thread(send))
        kept = await boxes.wait_for(ANN, _any, timeout=10)
        await sending

    assert kept.recipients == (ANN, "bob@example.test")
    assert kept.arrived > 0
    assert (
        len(
            matching_links(
                find_links(kept),
                origin="http://127.0.0.1:1340",
                path="/parse/apps/gtapp/request_password_reset",
                query_names=["token"],
            )
        )
        == 1
    )


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
async def test_whoever_logs_in_may(mechanism: str, caplog: pytest.LogCaptureFixture) -> None:
    boxes = Mailboxes()
    async with MailSink(boxes) as sink, aiosmtplib.SMTP(hostname=sink.host, port=sink.port) as client:
        auth = client.auth_plain if mechanism == "PLAIN" else client.auth_login
        await auth("somebody", "a password")
        await client.send_message(_message())

    assert len(boxes.untaken(ANN)) == 1
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == []


async def test_utf_8_addresses_are_taken_with_and_without_notice() -> None:
    boxes = Mailboxes()
    async with MailSink(boxes) as sink:
        async with aiosmtplib.SMTP(hostname=sink.host, port=sink.port) as client:
            assert client.supports_extension("smtputf8")
            await client.sendmail("app@x.test", "änn@bücher.test", b"hi", mail_options=["SMTPUTF8", "BODY=8BITMIME"])
        await _say(
            sink.port,
            b"HELO me",
            "MAIL FROM:<äpp@x.test>".encode(),
            b"RCPT TO:<caf\xe9@x.test>",
            b"DATA",
            b"hi",
            b".",
            b"QUIT",
        )

    assert boxes.untaken("änn@bücher.test")[0].recipients == ("änn@bücher.test",)
    assert boxes.untaken("caf\ufffd@x.test")[0].sender == "äpp@x.test"


async def test_the_empty_sender_of_bounces_is_empty() -> None:
    boxes = Mailboxes()
    async with MailSink(boxes) as sink:
        answer = await _say(
            sink.port, b"EHLO me", b"MAIL FROM:<>", b"RCPT TO:<Ann@Example.test>", b"DATA", b".", b"QUIT"
        )

    assert b"250 OK: kept" in answer
    (kept,) = boxes.untaken(ANN)
    assert (kept.sender, kept.recipients) == ("", ("Ann@Example.test",))


async def test_long_lines_and_dots_arrive_whole() -> None:
    boxes = Mailboxes()
    text = f".{'x' * 100_000}\r\n..\r\n".encode()
    async with MailSink(boxes) as sink:
        await aiosmtplib.send(
            b"Subject: long\r\n\r\n" + text, sender="a@x.test", recipients=[ANN], hostname=sink.host, port=sink.port
        )

    assert boxes.untaken(ANN)[0].raw == b"Subject: long\r\n\r\n" + text


async def test_mail_beyond_the_size_limit_is_refused_and_the_connection_goes_on() -> None:
    boxes = Mailboxes()
    envelope = (b"MAIL FROM:<a@x.test>", b"RCPT TO:<ann@example.test>", b"DATA")
    async with MailSink(boxes, size_limit=1_000) as sink:
        answer = await _say(
            sink.port, b"EHLO me", *envelope, *[b"x" * 500] * 3, b".", *envelope, b"small", b".", b"QUIT"
        )

    assert b"SIZE 1000" in answer
    assert b"552 " in answer
    assert [message.raw for message in boxes.untaken(ANN)] == [b"small\r\n"]


async def test_one_connection_may_bring_many_mails() -> None:
    boxes = Mailboxes()
    async with MailSink(boxes) as sink, aiosmtplib.SMTP(hostname=sink.host, port=sink.port) as client:
        for _ in range(20):
            await client.send_message(_message())

    assert [message.number for message in boxes.untaken(ANN)] == list(range(1, 21))


async def test_many_connections_at_once_bring_all_their_mails() -> None:
    boxes = Mailboxes()
    async with MailSink(boxes) as sink:
        sent = [aiosmtplib.send(_message(), hostname=sink.host, port=sink.port) for _ in range(30)]
        await asyncio.gather(*sent)

    assert len(boxes.untaken(ANN)) == 30


async def test_clients_that_vanish_disturb_nobody(caplog: pytest.LogCaptureFixture) -> None:
    boxes = Mailboxes()
    async with MailSink(boxes) as sink:
        for said in (b"", b"EHLO me\r\n", b"EHLO me\r\nMAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nDATA\r\nhalf"):
            _, writer = await asyncio.open_connection(sink.host, sink.port)
            writer.write(said)
            writer.transport.abort()
        await aiosmtplib.send(_message(), hostname=sink.host, port=sink.port)

    assert len(boxes.untaken(ANN)) == 1
    assert [record.message for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


async def test_the_end_drops_open_connections_and_leaves_no_task() -> None:
    before = asyncio.all_tasks()
    async with MailSink(Mailboxes()) as sink:
        reader, writer = await asyncio.open_connection(sink.host, sink.port)
        assert (await reader.readline()).startswith(b"220 localhost conformance mail sink")

    assert await reader.read() == b""
    assert before == asyncio.all_tasks()
    writer.close()
    await writer.wait_closed()


async def test_a_port_can_be_stated_and_taken_again_at_once() -> None:
    async with MailSink(Mailboxes()) as first:
        port = first.port
    async with MailSink(Mailboxes(), port=port) as second:
        assert second.port == port


async def test_a_taken_port_is_told_with_what_to_do() -> None:
    async with MailSink(Mailboxes()) as first:
        with pytest.raises(CannotListen, match=rf"127.0.0.1:{first.port}: another program listens there: stop it, or"):
            async with MailSink(Mailboxes(), port=first.port):
                pass


async def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(CannotListen, match="no such address") as caught:
        async with MailSink(Mailboxes(), host="192.0.2.1"):
            pass

    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.EADDRNOTAVAIL


async def test_a_host_that_is_no_address_is_told() -> None:
    with pytest.raises(CannotListen, match=r"cannot listen on 300\.0\.0\.1:0: "):
        async with MailSink(Mailboxes(), host="300.0.0.1"):
            pass
