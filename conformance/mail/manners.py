"""What every mail owes its readers, whatever it is about: one recipient, who is named, and headers that can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.mail.message import MailMessage

#: A place in a mail, what should be there, and what is.
Fault = tuple[str, str, str]


def faults(message: MailMessage, links: Callable[[MailMessage], set[str]]) -> Iterator[Fault]:
    """What is wrong with a mail about an account; `links` finds those that matter in one."""
    named = message.header("to") or ""
    if len(message.recipients) != 1:
        yield "recipients", "one", f"{len(message.recipients)}"
    elif message.recipients[0].casefold() not in named.casefold():
        yield "header to", message.recipients[0], named
    for name in ("cc", "bcc"):
        if message.header(name) is not None:
            yield f"header {name}", "none", message.header(name) or ""
    if _is_raw(message):
        yield "headers", "ASCII, other signs in encoded words", "bytes that no header may have"
    in_text, in_html = links(replace(message, htmls=())), links(replace(message, texts=()))
    if in_text and in_html and in_text != in_html:
        yield "links of the text", _listed(in_html), _listed(in_text)


def _is_raw(message: MailMessage) -> bool:
    """Are there bytes beyond ASCII in the header? With an address of other signs there have to be (RFC 6532)."""
    head = message.raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return not head.isascii() and all(address.isascii() for address in message.recipients)


def _listed(links: set[str]) -> str:
    return " ".join(sorted(links))
