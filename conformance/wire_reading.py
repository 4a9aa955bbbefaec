"""Answers and mails of a run log, read so that two of them can be compared: masked, parsed, without noise."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from conformance.redact import RunMask

if TYPE_CHECKING:
    from conformance.mail.markup import Start

#: Headers that say how an answer travelled, or which software sent it, not what it says.
NOISE = frozenset(
    {
        "connection",
        "content-length",
        "date",
        "etag",
        "keep-alive",
        "server",
        "transfer-encoding",
        "vary",
        "x-powered-by",
    }
)

#: Headers that tell a moment, as a time or as seconds until then: two runs cannot have it in common.
_MOMENTS = frozenset({"retry-after", "x-ratelimit-reset"})
_SOME_MOMENT = "‹moment›"

#: How a log ends a body that is longer than it keeps; the length counts every blank, which JSON does not.
_CUT = re.compile(r"… \(\d+ bytes\)\Z")


def read_headers(headers: list[list[str]], mask: RunMask) -> dict[str, str]:
    """The headers that matter, by lower-case name."""
    read: dict[str, str] = {}
    for name, value in headers:
        if (low := name.lower()) not in NOISE:
            told = _SOME_MOMENT if low in _MOMENTS and value.isdecimal() else mask(value)
            read[low] = f"{read[low]}, {told}" if low in read else told
    return read


def read_body(body: str | None, headers: dict[str, str], mask: RunMask) -> Any:
    """JSON as its values, a page as what it shows and asks for, anything else as text."""
    if not body:
        return ""
    if "html" in headers.get("content-type", ""):
        from conformance.mail.markup import Start, page_text, tokens

        tags = [one for one in tokens(body) if isinstance(one, Start) and one.name in ("form", "input")]
        shows = [mask(line) for line in page_text(body).split("\n")]
        return {"shows": shows, "asks": [mask(_field(tag)) for tag in tags]}
    text = mask(_CUT.sub("…", body))
    try:
        return json.loads(text)
    except ValueError:
        return text


def read_mail(mail: dict[str, Any], mask: RunMask) -> dict[str, Any]:
    """Whom a mail is for and what it says, line by line; its sender is a matter of configuration."""
    texts = [[mask(line) for line in text.strip().splitlines()] for text in mail["texts"]]
    return {"to": [mask(one) for one in mail["to"]], "subject": mask(mail["subject"]), "texts": texts}


def _field(tag: Start) -> str:
    names = ("action", "method", "name", "type", "value")
    return " ".join([tag.name, *(f"{name}={tag.attributes[name]}" for name in names if tag.attributes.get(name))])
