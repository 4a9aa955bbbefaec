"""What a case leaves behind: exchanges and mails as records, with every secret hidden."""

from __future__ import annotations

import hashlib
from typing import Any

from conformance.mail.message import MailMessage, without_encoded_words
from conformance.redact import Secrets
from conformance.wire import Exchange

#: Bodies are stored up to here.
MAX_BODY = 65_536


def exchange_record(exchange: Exchange, secrets: Secrets) -> dict[str, Any]:
    """One exchange as the run log keeps it."""
    request, response = exchange.request, exchange.response
    for message in (request, response):
        secrets.look_into(message.headers if message else ())
    record: dict[str, Any] = {
        "method": request.method,
        "url": secrets.hide(request.url),
        "headers": secrets.hide_headers(request.headers),
        "body": _body(request.body, secrets),
    }
    if response is not None:
        record |= {
            "status": response.status,
            "answer_headers": secrets.hide_headers(response.headers),
            "answer": _body(response.body, secrets),
            "ms": round(response.milliseconds, 1),
        }
    if exchange.problem:
        record["problem"] = secrets.hide(exchange.problem)
    if exchange.notes:
        record["notes"] = [secrets.hide(note) for note in exchange.notes]
    return record


def _body(body: bytes | None, secrets: Secrets) -> str | None:
    if body is None:
        return None
    text = secrets.hide(body.decode("utf-8", errors="replace"))
    return text if len(text) <= MAX_BODY else f"{text[:MAX_BODY]}… ({len(body)} bytes)"


def mail_record(message: MailMessage, secrets: Secrets) -> dict[str, Any]:
    """One mail as the run log keeps it: read as a mail program does, and its body as it came (`raw`)."""
    return {
        "from": secrets.hide(message.sender),
        "to": [secrets.hide(address) for address in message.recipients],
        "subject": secrets.hide(message.subject),
        "headers": [[name, _header(value, secrets)] for name, value in message.headers],
        "texts": [secrets.hide(text)[:MAX_BODY] for text in message.texts],
        "htmls": [secrets.hide(text)[:MAX_BODY] for text in message.htmls],
        "raw": secrets.hide(message.encoded_body.decode("utf-8", errors="replace"))[:MAX_BODY],
        "bytes": len(message.raw),
        "digest": hashlib.sha256(message.raw).hexdigest()[:12],
    }


def _header(value: str, secrets: Secrets) -> str:
    """A header as it came; one whose words give a secret away once they are decoded, decoded."""
    if "=?" not in value:
        return secrets.hide(value)
    plain = without_encoded_words(value)
    hidden = secrets.hide(plain)
    return secrets.hide(value) if hidden == plain else hidden
