"""What every mail owes its readers, whatever it is about: one recipient, who is named, and headers that can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Final

from conformance.mail.message import MailMessage

#: A place in a mail, what should be there, and what is.
Fault = tuple[str, str, str]
#: How often a header may stand in a mail, least and most (RFC 5322, 3.6); a date may be left to the next server.
_TIMES = {"from": (1, 1), "date": (0, 1), "to": (0, 1), "subject": (0, 1), "reply-to": (0, 1), "message-id": (0, 1)}

#: When RFC 5322 was written: whoever keeps to it sends no mail of before.
_WRITTEN: Final = 2008


def faults(message: MailMessage, links: Callable[[MailMessage], set[str]]) -> Iterator[Fault]:
    """What is wrong with a mail about an account; `links` finds those that matter in one."""
    named = message.header("to") or ""
    if len(message.recipients) != 1:
        yield "recipients", "one", f"{len(message.recipients)}"
    elif message.recipients[0].casefold() not in named.casefold():
        yield "header to", message.recipients[0], named
    yield from _of_header(message)
    for name in ("cc", "bcc"):
        if message.header(name) is not None:
            yield f"header {name}", "none", message.header(name) or ""
    if _is_raw(message):
        yield "headers", "ASCII, other signs in encoded words", "bytes that no header may have"
    in_text, in_html = links(replace(message, htmls=())), links(replace(message, texts=()))
    if in_text and in_html and in_text != in_html:
        yield "links of the text", _listed(in_html), _listed(in_text)
    elif in_text and not in_html and any(html.strip() for html in message.htmls):
        # Whose reader shows HTML sees nothing else. Text without the link is what many write beside their HTML.
        yield "links of the HTML", _listed(in_text), "none that leads there"
    elif len(in_text | in_html) > 1:
        yield "links", "one", _listed(in_text | in_html)


def _of_header(message: MailMessage) -> Iterator[Fault]:
    """Headers that are missing or stand there twice; a sender who is the reader, and a date that is none."""
    names = [name.lower() for name, _ in message.headers]
    for name, (least, most) in _TIMES.items():
        if not least <= names.count(name) <= most:
            yield f"header {name}", "one" if least else "at most one", f"{names.count(name)}"
    sender, date = message.header("from"), message.header("date")
    if sender is not None and any(address.casefold() in sender.casefold() for address in message.recipients):
        yield "header from", "the sender, not the reader", sender
    if date is not None and not _is_date(date):
        yield "header date", "a date as RFC 5322 writes it, and not before that was written", date


def _is_date(text: str) -> bool:
    """A date, and none of a clock that was never set: that of a server may be turned ahead, so no later one is odd."""
    try:
        return parsedate_to_datetime(text).year >= _WRITTEN
    except ValueError:
        return False


def _is_raw(message: MailMessage) -> bool:
    """Are there bytes beyond ASCII in the header? With an address of other signs there have to be (RFC 6532)."""
    head = message.raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return not head.isascii() and all(address.isascii() for address in message.recipients)


def _listed(links: set[str]) -> str:
    return " ".join(sorted(links))
