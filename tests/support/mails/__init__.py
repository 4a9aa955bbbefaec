"""The sample mails and pages of this folder, and short ways to make more."""

from __future__ import annotations

from pathlib import Path

from conformance.mail.message import MailMessage, read_message

_HERE = Path(__file__).parent


def sample(name: str) -> bytes:
    """The bytes of a sample mail, as they came over SMTP."""
    return (_HERE / f"{name}.eml").read_bytes()


def sample_page(name: str) -> str:
    """A sample page."""
    return (_HERE / f"{name}.html").read_text(encoding="utf-8")


def mail(raw: bytes | str, *, number: int = 1) -> MailMessage:
    """Read a mail written down in a test (line ends become CR LF where it is text)."""
    data = raw.replace("\n", "\r\n").encode() if isinstance(raw, str) else raw
    return read_message(data, recipients=["ann@example.test"], sender="app@example.test", number=number)


def text_mail(text: str) -> MailMessage:
    """A mail with one plain text part."""
    return mail(f"Content-Type: text/plain; charset=utf-8\n\n{text}")


def html_mail(html: str) -> MailMessage:
    """A mail with one HTML part."""
    return mail(f"Content-Type: text/html; charset=utf-8\n\n{html}")
