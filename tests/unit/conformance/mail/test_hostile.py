"""What a server under test sends is data from a stranger: no input may raise, or take long."""

from __future__ import annotations

import random
import time

import pytest

from conformance.mail.errors import FormNotFound
from conformance.mail.forms import fill, find_form
from conformance.mail.links import find_codes, find_links, matching_links
from conformance.mail.markup import page_text
from conformance.mail.message import read_message
from tests.support.mails import html_mail, mail, sample, sample_page, text_mail

SAMPLES = ("parse-server-9-reset", "parse-server-3-verify", "durudex-code", "cloudboost-reset", "both-parts")
#: Seconds of the processor for one input; each takes a fraction, a quadratic reader would take minutes.
PATIENCE = 5.0

# fmt: off
FRAGMENTS = [
    b"Content-Type: ", b"multipart/mixed", b"text/html", b"text/plain", b"; charset=", b"; boundary=", b'"', b"b",
    b"utf-16", b"idna", b"unicode_escape", b"\x00", b"\xff", b"\r\n", b"\n", b"\r\n\r\n", b"--b", b"--b--", b" ",
    b"=", b"=3D", b"=?utf-8?b?", b"?=", b"Subject: ", b"Content-Transfer-Encoding: base64", b"quoted-printable",
    b"format=flowed", b"delsp=yes", b">", b"<", b"<a href=", b"</a>", b"<!--", b"-->", b"<script>", b"&#", b"&amp;",
    b"http://", b"http://[", b"<http://x", b":99999/", b"'", b"/", b"?", b"#", b"<form>", b"<select name=a>",
    b"<option>", b"<textarea>", b"9" * 20,
]
ENDLESS = [
    "<", "<a ", '<a b="', "<a/", "<a b=1 ", "<!--", "<!", "<?", "</a", "</", "<script>", "<textarea>", "&#", "&a", "&",
    "<a b", "<form>", "<select>", "<option>", "<fieldset>", "<a href=x>", "<a href=", "http://", "http://x",
    "<http://x\n", "<http://x ", "http://x)", ")", " ", "\n", "<URL:",
]
# fmt: on


def _read_all(raw: bytes) -> None:
    """Everything the suite does with a mail and with the pages behind it."""
    message = mail(raw)
    links = find_links(message)
    matching_links(links, origin="http://x.test", path="/a", query_names=["b"])
    find_codes(message, r"(\d+)")
    for html in (*message.htmls, *message.texts):
        page_text(html)
        try:
            fill(find_form(html, page_url="http://x.test/", wanted=()), {"a": "b"})
        except FormNotFound:
            continue
    assert all(text.encode() is not None for text in (message.subject, *message.texts, *message.htmls))


@pytest.mark.parametrize("seed", range(100))
def test_random_bytes_never_raise(seed: int) -> None:
    _read_all(random.Random(seed).randbytes(2_000))


@pytest.mark.parametrize("seed", range(200))
def test_random_pieces_of_mail_never_raise(seed: int) -> None:
    chance = random.Random(seed)

    _read_all(b"".join(chance.choices(FRAGMENTS, k=150)))


@pytest.mark.parametrize("seed", range(150))
def test_damaged_mails_never_raise(seed: int) -> None:
    chance = random.Random(seed)
    raw = bytearray(sample(chance.choice(SAMPLES)))
    for _ in range(chance.randrange(1, 30)):
        at = chance.randrange(len(raw))
        raw[at : at + chance.randrange(4)] = chance.choice(FRAGMENTS)

    _read_all(bytes(raw))


@pytest.mark.parametrize("seed", range(50))
def test_damaged_pages_never_raise(seed: int) -> None:
    chance = random.Random(seed)
    page = list(sample_page("parse-server-9-reset-form"))
    for _ in range(30):
        del page[chance.randrange(len(page)) : chance.randrange(len(page)) // 50]
        page.insert(chance.randrange(len(page)), chance.choice(FRAGMENTS).decode("latin-1"))

    _read_all(b"Content-Type: text/html\r\n\r\n" + "".join(page).encode())


@pytest.mark.parametrize("piece", ENDLESS)
def test_endless_markup_is_read_in_linear_time(piece: str) -> None:
    started = time.process_time()

    source = piece * (200_000 // len(piece))
    find_links(html_mail(source))
    find_links(text_mail(source))
    find_codes(html_mail(source), r"(\d{6})")
    page_text(source)
    assert time.process_time() - started < PATIENCE


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 200_000, id="empty parts"),
        pytest.param(
            b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(20_000)),
            id="deep nesting",
        ),
        pytest.param(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"\n--b " * 200_000, id="near boundaries"),
        pytest.param(b"A:\r\n" * 250_000, id="a header without end"),
        pytest.param(b"A: 1\r\n" + b" x\r\n" * 250_000, id="a fold without end"),
        pytest.param(b"Content-Type: text/plain" + b';a="' * 250_000, id="parameters without end"),
        pytest.param(b"Content-Type: text/plain;" + b" " * 1_000_000, id="spaces without end"),
        pytest.param(b"Subject: " + b"=?a?q?" * 150_000, id="encoded words without end"),
        pytest.param(b"Subject: " + b"=?utf-8?q?a?= " * 70_000, id="encoded words in numbers"),
        pytest.param(
            b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b" " * 1_000_000, id="spaces in quoted-printable"
        ),
        pytest.param(b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"a \r\n" * 250_000, id="a flow without end"),
        pytest.param(b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a" * 1_000_000, id="punycode"),
        pytest.param(b"Content-Type: text/html\r\n\r\n" + b"<meta " * 150_000, id="meta without end"),
    ],
)
def test_endless_mails_are_read_in_linear_time(raw: bytes) -> None:
    started = time.process_time()

    read_message(raw, recipients=["ann@x.test"], sender="", number=1)

    assert time.process_time() - started < PATIENCE
