"""Text of strangers, made fit for the places where it is shown."""

from __future__ import annotations

import re
from typing import Any

#: Control characters, and marks that turn the direction of what follows.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
#: What XML 1.0 has no way to write, not even as an escape.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNFIT = re.compile(rf"{_CONTROL.pattern[:-1]}\ud800-\udfff]")


def visible(text: str) -> str:
    """Text of a server as a terminal may show it: control characters and turned directions are replaced."""
    return _CONTROL.sub("�", text)


def plain(text: Any) -> str:
    """Visible text that any encoder takes: halves of characters are replaced as well."""
    return _UNFIT.sub("�", "" if text is None else str(text))


def xml_text(text: str) -> str:
    """Text that may stand in an XML document."""
    return _NOT_XML.sub("�", visible(text))


def one_line(text: Any, limit: int = 300) -> str:
    """Plain text without line breaks, cut with an ellipsis beyond the limit."""
    joined = " ".join(plain(text).split())
    return joined if len(joined) <= limit else joined[: limit - 1] + "…"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 case`, `2 cases`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
