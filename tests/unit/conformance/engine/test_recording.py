"""What is written down of exchanges and mails: everything a reader wants, and no secret."""

from __future__ import annotations

import base64
import logging
import smtplib

import pytest

from conformance.engine.recording import MAX_BODY, exchange_record, mail_record
from conformance.fixtures import open_mail_sink
from conformance.mail.message import MailMessage, read_message
from conformance.redact import Secrets
from conformance.wire import Exchange, WireRequest, WireResponse

CODE = "482913"
TOKEN = "Kq7vR2mX9tLp4bWzXyAbC1234"


def knowing() -> Secrets:
    """Secrets of which a code and a token are known."""
    secrets = Secrets()
    secrets.learn(CODE, "mailed code")
    secrets.learn(TOKEN, "mailed token")
    return secrets


def mailed(*lines: str, body: str) -> MailMessage:
    """A mail with these header lines."""
    raw = "\r\n".join([*lines, "", body]).encode()
    return read_message(raw, recipients=["ann@example.test"], sender="app@example.test", number=1)


def test_a_mail_is_kept_as_it_is_read_and_as_it_came() -> None:
    heads = ("Subject: Hello", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable")
    record = mail_record(mailed(*heads, body="Gr=C3=BC=C3=9Fe"), knowing())

    assert (record["texts"], record["raw"]) == (["Grüße"], "Gr=C3=BC=C3=9Fe")
    assert [name for name, _ in record["headers"]] == ["Subject", "Content-Type", "Content-Transfer-Encoding"]


def test_a_subject_in_encoded_words_hides_the_code() -> None:
    words = [base64.b64encode(part.encode()).decode() for part in ("Code 482", "913 is yours")]
    subject = f"Subject: =?utf-8?B?{words[0]}?=\r\n =?utf-8?B?{words[1]}?="
    record = mail_record(mailed(subject, body="Hi"), knowing())

    assert record["subject"] == "Code ‹mailed code› is yours"
    assert record["headers"] == [["Subject", "Code ‹mailed code› is yours"]]


def test_a_harmless_subject_stays_as_it_came() -> None:
    record = mail_record(mailed("Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=", body="Hi"), knowing())

    assert record["headers"] == [["Subject", "=?utf-8?Q?Gr=C3=BC=C3=9Fe?="]]


def test_an_encoded_body_hides_its_link() -> None:
    text = f"Please follow http://server.test/verify?token={TOKEN} soon"
    folded = f"Please follow http://server.test/verify?token=3D{TOKEN[:9]}=\r\n{TOKEN[9:]} soon"
    coded = base64.encodebytes(text.encode()).decode()
    quoted = mail_record(mailed("Content-Transfer-Encoding: quoted-printable", body=folded), knowing())
    packed = mail_record(mailed("Content-Transfer-Encoding: base64", body=coded), knowing())

    for record in (quoted, packed):
        assert record["texts"][0].strip() == "Please follow http://server.test/verify?token=‹mailed token› soon"
        assert "mailed token›" in record["raw"]
    assert TOKEN[9:] not in quoted["raw"]
    assert coded[:20] not in packed["raw"]


def test_a_long_raw_body_is_cut() -> None:
    assert len(mail_record(mailed(body="x " * MAX_BODY), knowing())["raw"]) == MAX_BODY


def test_notes_and_problems_of_an_exchange_hide_secrets_too() -> None:
    request = WireRequest("GET", f"http://server.test/?token={TOKEN}", (("Authorization", "Bearer x"),), None)
    response = WireResponse(200, (("Set-Cookie", "a=b"),), TOKEN.encode(), 1.0)
    record = exchange_record(Exchange(request, response, f"lost {TOKEN}", notes=(f"again {TOKEN}",)), knowing())

    assert record["url"] == "http://server.test/?token=‹mailed token›"
    assert (record["headers"], record["answer_headers"]) == (
        [["Authorization", "‹hidden›"]],
        [["Set-Cookie", "‹hidden›"]],
    )
    assert (record["answer"], record["problem"]) == ("‹mailed token›", "lost ‹mailed token›")
    assert record["notes"] == ["again ‹mailed token›"]


def test_the_credentials_of_smtp_are_kept_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    """A server may log in to the sink before it mails; neither the mail nor any log has with what."""
    caplog.set_level(logging.DEBUG)
    user, password = "mailer-of-the-app", "Smtp-Horse-42"
    with open_mail_sink() as sink, smtplib.SMTP(sink.host, sink.port) as client:
        client.login(user, password)
        client.sendmail("app@example.test", "ann@example.test", "Subject: Hello\r\n\r\nHi")
        message = sink.wait_for("ann@example.test")

    told = f"{mail_record(message, Secrets())} {caplog.text}"
    both = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    assert "Hello" in told
    assert [one for one in (user, password, both, base64.b64encode(password.encode()).decode()) if one in told] == []
