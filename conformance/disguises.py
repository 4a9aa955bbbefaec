"""Texts inside of texts: what is said once escapes are undone, broken lines joined, and base64 decoded.

A secret that was hidden wherever it stands as it is may still stand in one of these. What is found here is read by
no parser but ours, so each reading is tried for itself, and a wrong one does no harm.
"""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import unquote

#: Escapes may be escaped once more: JSON in a URL in a mail.
DEEPEST = 3

_ESCAPED = re.compile(r"\\(?:u[0-9a-fA-F]{4}|[/\\])|%[0-9A-Fa-f]{2}|&#|=\r?\n|=[0-9A-F]{2}")
#: Most texts have nothing of the kind, and there are many: headers above all.
SUSPICIOUS = re.compile(rf"{_ESCAPED.pattern}|[A-Za-z0-9+/_-]{{16}}")
_JSON = re.compile(r"\\u([0-9a-fA-F]{4})|\\([/\\])")
_SOFT_BREAK = re.compile(r"=\r?\n")
#: So much base64 holds eleven characters; it may go on for lines. Both alphabets, since tokens use the other one.
BLOB = re.compile(r"[A-Za-z0-9+/_-]{16,}(?:\r?\n[A-Za-z0-9+/_-]{4,})*={0,2}")
_ALPHABET = bytes.maketrans(b"-_", b"+/")
#: What may be text: words that only look like base64 decode to hardly any of it.
_TEXT = re.compile(r"[^\x00-\x1f\x7f\ufffd]{6,}")


def readings(text: str) -> Iterator[str]:
    """What a text says with its escapes undone: of each kind alone, then of all kinds, again and again."""
    if not _ESCAPED.search(text):
        return
    yield from (plain for undo in _UNDOINGS if (plain := undo(text)) != text)
    for _ in range(DEEPEST):
        before = text
        for undo in _UNDOINGS[:-1]:
            text = undo(text)
        if text == before:
            return
        yield text


@lru_cache(maxsize=4096)  # the same types and paths come in every exchange
def decoded_blob(blob: str) -> tuple[str, ...]:
    """The texts that base64 may hold, wherever its first group of four begins: another word may run into it."""
    letters = blob.encode().translate(_ALPHABET, b"\r\n=")
    read = ("\n".join(_TEXT.findall(_decoded(letters[start:]))) for start in range(4))
    return tuple(text for text in read if text)


def _decoded(letters: bytes) -> str:
    odd = len(letters) % 4 == 1  # a letter alone holds nothing
    return binascii.a2b_base64(letters[: len(letters) - odd] + b"===").decode("utf-8", "replace")


def _without_json(text: str) -> str:
    return _JSON.sub(lambda found: found[2] or chr(int(found[1], 16)), text)


def _without_soft_breaks(text: str) -> str:
    return _SOFT_BREAK.sub("", text)


def _without_quoted_printable(text: str) -> str:
    return binascii.a2b_qp(text.encode("utf-8", "replace")).decode("utf-8", "replace")


#: The last reads `token=3Fab` otherwise than a URL means it, so it is tried alone.
_UNDOINGS: tuple[Callable[[str], str], ...] = (
    _without_json,
    unquote,
    html.unescape,
    _without_soft_breaks,
    _without_quoted_printable,
)
