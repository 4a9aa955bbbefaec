"""One mail as it came, and what a reader of it sees."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from conformance.mail.charsets import declared_in_html, decoded
from conformance.mail.flowed import unflowed
from conformance.mail.mime import Part, leaves, parameter, read_part, unbase64

#: `=?charset?B?…?=` (RFC 2047), with the language that RFC 2231 allows after the charset.
_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
_GAP_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?)")


@dataclass(frozen=True, slots=True)
class MailMessage:
    """One mail: the envelope it came in, its header, its readable texts, and the very bytes.

    `recipients` and `sender` are the envelope's, exactly as the server gave them; `headers` are unfolded
    but not decoded; `number` counts arrivals; `arrived` is on the clock of whoever received it.
    """

    number: int
    arrived: float
    sender: str
    recipients: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    subject: str
    texts: tuple[str, ...]
    htmls: tuple[str, ...]
    raw: bytes = field(repr=False)

    @property
    def encoded_body(self) -> bytes:
        """Everything after the header, as it came."""
        return read_part(self.raw).body

    def header(self, name: str) -> str | None:
        """The first header of this name, whatever its case, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def read_message(
    raw: bytes, *, recipients: Iterable[str], sender: str, number: int, arrived: float = 0.0
) -> MailMessage:
    """Read a mail as leniently as mail programs do; broken MIME gives odd text, never an error."""
    whole = read_part(raw)
    readable = [part for part in leaves(whole) if not part.is_attached]
    return MailMessage(
        number=number,
        arrived=arrived,
        sender=sender,
        recipients=tuple(recipients),
        headers=whole.fields,
        subject=without_encoded_words(whole.field("subject")),
        texts=tuple(_plain_text(part) for part in readable if _is_plain(part)),
        htmls=tuple(_html_text(part) for part in readable if part.media_type == "text/html"),
        raw=raw,
    )


def _is_plain(part: Part) -> bool:
    """Plain text, and also a multipart whose boundary never came: readers show that as text."""
    return part.media_type == "text/plain" or part.media_type.startswith("multipart/")


def _plain_text(part: Part) -> str:
    said = part.field("content-type")
    text = _lines(decoded(part.content, parameter(said, "charset")))
    if parameter(said, "format").lower() != "flowed":
        return text
    return unflowed(text, delete_space=parameter(said, "delsp").lower() == "yes")


def _html_text(part: Part) -> str:
    content = part.content
    charset = parameter(part.field("content-type"), "charset") or declared_in_html(content)
    return _lines(decoded(content, charset))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def without_encoded_words(value: str) -> str:
    """A header for people; neighbours are joined first, since some senders cut a character in two."""
    tokens: list[tuple[str | None, bytes]] = []
    value = _GAP_BETWEEN_WORDS.sub("", value)
    at = 0
    for word in _WORD.finditer(value):
        tokens.append((None, value[at : word.start()].encode()))
        tokens.append((word[1].lower(), _word_bytes(word[2], word[3])))
        at = word.end()
    tokens.append((None, value[at:].encode()))
    runs = groupby((token for token in tokens if token[1]), key=lambda token: token[0])
    return "".join(decoded(b"".join(data for _, data in run), charset) for charset, run in runs)


def _word_bytes(encoding: str, text: str) -> bytes:
    return binascii.a2b_qp(text.encode(), header=True) if encoding in "qQ" else unbase64(text.encode())
