"""A mail as a line of JSON, as `conformance sink` tells it, and back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from conformance.mail.links import find_links
from conformance.mail.message import MailMessage


def told(message: MailMessage, *, raw: bool = False) -> dict[str, Any]:
    """What a reader of a mail wants of it; with `raw` its very bytes as well, in base64."""
    record: dict[str, Any] = {
        "number": message.number,
        "from": message.sender,
        "to": list(message.recipients),
        "subject": message.subject,
        "headers": [list(header) for header in message.headers],
        "texts": list(message.texts),
        "htmls": list(message.htmls),
        "links": list(dict.fromkeys(link.url for link in find_links(message))),
    }
    return {**record, "raw": base64.b64encode(message.raw).decode()} if raw else record


def read_back(record: Mapping[str, Any]) -> tuple[bytes, str, tuple[str, ...]]:
    """Bytes, sender and recipients of a mail that was told with its bytes; ValueError where it is none."""
    raw, recipients = record.get("raw"), record.get("to")
    if not isinstance(raw, str) or not isinstance(recipients, list):
        raise ValueError("no mail of a sink")
    try:
        return base64.b64decode(raw, validate=True), str(record.get("from", "")), tuple(map(str, recipients))
    except binascii.Error as error:
        raise ValueError("no mail of a sink") from error
