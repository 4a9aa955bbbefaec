"""What every mail owes its readers."""

from __future__ import annotations

import pytest

from conformance.mail.links import find_links
from conformance.mail.manners import faults
from conformance.mail.message import MailMessage, read_message

_SENT = b"From: App <app@mail.test>\r\nDate: Sat, 21 Nov 2026 16:00:00 +0000\r\n"
PLAIN = _SENT + b"To: ann@mail.test\r\nSubject: Hello\r\n\r\nhttp://a.test/one\r\n"
BOTH = _SENT + (
    b"To: ann@mail.test\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/plain\r\n\r\nhttp://a.test/one\r\n"
    b'--x\r\nContent-Type: text/html\r\n\r\n<a href="http://a.test/ONE">here</a>\r\n--x--\r\n'
)


def links(message: MailMessage) -> set[str]:
    return {link.url for link in find_links(message)}


def found(raw: bytes, *recipients: str) -> list[str]:
    message = read_message(raw, recipients=recipients or ("ann@mail.test",), sender="s@mail.test", number=1)
    return [where for where, _, _ in faults(message, links)]


@pytest.mark.parametrize(
    ("raw", "recipients", "where"),
    [
        pytest.param(PLAIN, ("ann@mail.test", "bob@mail.test"), ["recipients"], id="two readers"),
        pytest.param(PLAIN, ("bob@mail.test",), ["header to"], id="another reader than the header says"),
        pytest.param(b"Bcc: eve@mail.test\r\n" + PLAIN, (), ["header bcc"], id="a secret copy that is named"),
        pytest.param(b"CC: eve@mail.test\r\n" + PLAIN, (), ["header cc"], id="a copy"),
        pytest.param("X-Name: Zoë\r\n".encode() + PLAIN, (), ["headers"], id="raw bytes in a header"),
        pytest.param(BOTH, (), ["links of the text"], id="parts that lead to different places"),
        pytest.param(
            BOTH.replace(b'<a href="http://a.test/ONE">', b"<p>"), (), ["links of the HTML"], id="HTML without the link"
        ),
        pytest.param(BOTH.replace(b"http://a.test/one", b"See the HTML"), (), [], id="text without the link"),
        pytest.param(PLAIN + b"http://a.test/two\r\n", (), ["links"], id="two links"),
        pytest.param(b"Date: Sat, 21 Nov 2026 16:00:00 +0000\r\n" + PLAIN, (), ["header date"], id="two dates"),
        pytest.param(
            PLAIN.replace(b"Sat, 21 Nov 2026 16:00:00 +0000", b"today"), (), ["header date"], id="what is no date"
        ),
        pytest.param(PLAIN.replace(b"2026", b"1970"), (), ["header date"], id="a clock that was never set"),
        pytest.param(PLAIN.replace(b"From:", b"X-From:"), (), ["header from"], id="nobody sent it"),
        pytest.param(PLAIN.replace(b"app@mail.test", b"Ann@mail.test"), (), ["header from"], id="sent by its reader"),
        pytest.param(b"Subject: Again\r\n" + PLAIN, (), ["header subject"], id="two subjects"),
        pytest.param(b"Message-ID: <1@a>\r\nmessage-id: <2@a>\r\n" + PLAIN, (), ["header message-id"], id="two ids"),
    ],
)
def test_what_a_mail_lacks_is_told(raw: bytes, recipients: tuple[str, ...], where: list[str]) -> None:
    assert found(raw, *recipients) == where


@pytest.mark.parametrize(
    ("raw", "recipients"),
    [
        pytest.param(PLAIN, ("ANN@mail.test",), id="letter case of the address"),
        pytest.param(PLAIN.replace(b"ann@mail.test", "zoë@mail.test".encode()), ("zoë@mail.test",), id="RFC 6532"),
        pytest.param(BOTH.replace(b"/ONE", b"/one"), (), id="both parts alike"),
        pytest.param(BOTH.replace(b"http://a.test/one", b"no link"), (), id="a part without links"),
        pytest.param(PLAIN.replace(b"+0000", b"GMT"), (), id="a date as it was written once"),
        pytest.param(PLAIN.replace(b"Date:", b"X-Date:"), (), id="a date that the next server writes"),
        pytest.param(PLAIN.replace(b"Hello", b"=?utf-8?q?Zo=C3=AB?="), (), id="an encoded word"),
    ],
)
def test_a_mail_as_it_should_be_owes_nothing(raw: bytes, recipients: tuple[str, ...]) -> None:
    assert found(raw, *recipients) == []
