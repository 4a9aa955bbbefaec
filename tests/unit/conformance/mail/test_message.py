"""A mail is read as its reader sees it, whatever shape it has."""

from __future__ import annotations

from email.header import Header
from email.message import EmailMessage

import pytest

from conformance.mail.message import read_message
from tests.support.mails import mail, sample

URL = "http://127.0.0.1:1340/parse/apps/gtapp/request_password_reset?token=KL6hEwxQ5pqwpZ5DxGXCIqRsy"


def test_envelope_number_and_time_are_kept_as_given() -> None:
    message = read_message(
        b"To: other@example.test\r\n\r\nhi", recipients=["Ann@x.test"], sender="app@x.test", number=7, arrived=1.5
    )

    assert (message.number, message.arrived) == (7, 1.5)
    assert (message.recipients, message.sender) == (("Ann@x.test",), "app@x.test")
    assert message.header("to") == "other@example.test"
    assert message.header("bcc") is None
    assert message.raw == b"To: other@example.test\r\n\r\nhi"


def test_soft_breaks_inside_a_link_are_undone() -> None:
    message = mail(sample("parse-server-9-reset"))

    assert message.subject == "Password Reset for GT App"
    assert message.texts[0].endswith(f"Click here to reset it:\n{URL}\n")
    assert message.htmls == ()


def test_html_in_base64_is_read() -> None:
    message = mail(sample("cloudboost-reset"))

    assert message.subject == "Reset Password"
    assert message.texts == ()
    assert '<a class="link" href="http://127.0.0.1:4730/page/testapp/reset-password?user=ann&amp;' in message.htmls[0]


def test_nested_parts_are_read_and_attachments_are_not() -> None:
    message = mail(sample("both-parts"))

    assert message.subject == "Please verify – today"
    assert message.texts == (
        "Open http://127.0.0.1:1340/verify?token=abc now, or ask the team (http://127.0.0.1:1340/help).",
    )
    assert len(message.htmls) == 1
    assert "decoy" not in message.htmls[0]


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_what_the_standard_library_writes_is_read(encoding: str, charset: str) -> None:
    text = f"Guten Tag, hier ist der Link:\n{URL}\n" if encoding == "7bit" else f"Grüße é:\n{URL}\n"
    written = EmailMessage()
    written["Subject"] = "Grüße aus Köln"
    written.set_content(text, charset=charset, cte=encoding)
    written.add_alternative(f"<p>{text}</p>", subtype="html", charset=charset, cte=encoding)
    written.add_attachment(b"http://decoy.test/", maintype="text", subtype="plain", filename="a.txt")

    message = mail(written.as_bytes())

    assert (text,) == message.texts
    assert (f"<p>{text}</p>\n",) == message.htmls
    assert message.subject == "Grüße aus Köln"


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        pytest.param("Plain", "Plain", id="plain"),
        pytest.param("=?utf-8?q?Caf=C3=A9_au_lait?=", "Café au lait", id="Q"),
        pytest.param("=?UTF-8?B?Q2Fmw6k=?=", "Café", id="B"),
        pytest.param("=?utf-8?B?Q2Fmw6k?= x", "Café x", id="B without padding"),
        pytest.param("=?utf-8?q?Caf=C3?=\n =?utf-8?q?=A9?=", "Café", id="a character cut in two"),
        pytest.param("=?utf-8?q?Caf=C3?= =?UTF-8?q?=A9?=", "Café", id="a charset written in two ways"),
        pytest.param("=?utf-8?q?a?=  =?iso-8859-1?q?=E9?=", "aé", id="two charsets"),
        pytest.param("=?koi8-r?B?0NLJ18XU?=", "привет", id="koi8"),
        pytest.param("Re: =?utf-8?q?a?= b =?utf-8?q?c?= d", "Re: a b c d", id="words among text"),
        pytest.param("=?utf-8*en?q?a?=", "a", id="with a language"),
        pytest.param("=?x-unknown?q?caf=E9?=", "café", id="an unknown charset"),
        pytest.param("=?utf-8?b?!?=", "", id="not base64"),
        pytest.param("=?utf-8?x?a?=", "=?utf-8?x?a?=", id="an unknown encoding"),
        pytest.param("=?utf-8?q?open", "=?utf-8?q?open", id="never closed"),
        pytest.param("a\n b\n\tc", "a b\tc", id="folded"),
        pytest.param("Café", "Café", id="raw utf-8"),
        pytest.param("", "", id="empty"),
    ],
)
def test_the_subject_is_decoded(subject: str, shown: str) -> None:
    assert shown == mail(f"Subject: {subject}\n\n").subject


def test_a_long_subject_of_the_standard_library_is_read() -> None:
    words = "Bestätigung für Ännchen " * 20

    assert words == mail(f"Subject: {Header(words, 'utf-8').encode()}\n\n").subject


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        pytest.param("text/plain", "Grüße".encode("latin-1"), "Grüße", id="8-bit without a charset"),
        pytest.param("text/plain; charset=x-user-defined", "Grüße".encode(), "Grüße", id="unknown charset"),
        pytest.param("", b"hi", "hi", id="no type"),
        pytest.param("text", b"hi", "hi", id="half a type"),
        pytest.param("multipart/mixed; boundary=b", b"no parts", "no parts", id="a multipart without parts"),
        pytest.param("multipart/alternative", b"no boundary", "no boundary", id="a multipart without boundary"),
        pytest.param("text/plain; charset=koi8-r", "привет".encode("koi8-r"), "привет", id="koi8"),
        pytest.param("text/plain; format=flowed; DelSp=Yes", b"http://x/a \r\nb", "http://x/ab", id="flowed DelSp"),
        pytest.param("text/plain; Format=Flowed", b"a \r\nb", "a b", id="flowed"),
        pytest.param("text/plain; format=fixed", b"a \r\nb", "a \nb", id="fixed"),
    ],
)
def test_odd_plain_text_is_read(head: str, body: bytes, text: str) -> None:
    assert (text,) == mail(b"Content-Type: " + head.encode() + b"\r\n\r\n" + body).texts


@pytest.mark.parametrize(
    ("head", "html"),
    [
        pytest.param("text/html; charset=utf-16", "<p>é</p>".encode("utf-16"), id="utf-16"),
        pytest.param("text/html", "<p>é</p>".encode("utf-16-le"), id="utf-16 undeclared"),
        pytest.param("text/html", "<meta charset=windows-1251><p>é</p>".encode(), id="meta"),
    ],
)
def test_html_in_odd_charsets_is_read(head: str, html: bytes) -> None:
    (read,) = mail(b"Content-Type: " + head.encode() + b"\r\n\r\n" + html).htmls

    assert "<p>" in read


def test_the_charset_of_the_header_counts_before_that_of_the_page() -> None:
    page = "<meta charset=windows-1251><p>привет</p>"

    assert (page,) == mail(b"Content-Type: text/html; charset=koi8-r\r\n\r\n" + page.encode("koi8-r")).htmls


def test_the_charset_of_the_page_itself_counts_when_the_header_has_none() -> None:
    page = '<meta charset="windows-1251"><p>привет</p>'

    assert (page,) == mail(b"Content-Type: text/html\r\n\r\n" + page.encode("windows-1251")).htmls


@pytest.mark.parametrize("media_type", ["application/pdf", "message/rfc822", "text/calendar", "text/x-amp-html"])
def test_what_is_no_text_for_readers_is_left_out(media_type: str) -> None:
    message = mail(f"Content-Type: {media_type}\n\nhttp://decoy.test/")

    assert message.texts + message.htmls == ()


def test_injected_header_lines_are_seen_in_the_headers() -> None:
    message = mail("Subject: hi\nBcc: evil@example.test\nX-Twice: 1\nx-twice: 2\n\n")

    assert ("Bcc", "evil@example.test") in message.headers
    assert message.header("X-Twice") == "1"
