"""Looks for secrets in what a run left behind, in every encoding; shares nothing with what hides them."""

from __future__ import annotations

import base64
import binascii
import html
import quopri
import re
import zlib
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

_PIECE = re.compile(r'class="piece">([^<]*)<')
_BLOB = re.compile(r"[A-Za-z0-9+/_-]{16,}")
_NUMBERED = re.compile(r"\\u([0-9a-fA-F]{4})")
#: What else base64 decodes to is noise, in which there is any code of six digits.
_TEXT = re.compile(r"[ -~]{8,}")
_CODE = re.compile(r"(?<![0-9A-Za-z.+-])\d{6}(?![0-9A-Za-z])")


def leaks(secrets: Collection[str], text: str) -> set[str]:
    """The secrets that stand in a text: exact, and faster than looking for thousands one by one.

    All are made of letters, digits, colons, dashes and underscores, so each can only stand inside of a run of those.
    Codes of six digits have to stand alone: digits by the million are in any log.
    """
    codes = frozenset(filter(_CODE.fullmatch, secrets))
    known = frozenset(secrets) - codes
    lengths = set(map(len, known))
    found = {code for code in _CODE.findall(text) if code in codes}
    runs = set(re.findall(rf"[A-Za-z0-9:_-]{{{min(lengths, default=1)},}}", text)) if lengths else set()
    windows = (run[at : at + size] for run in runs for size in lengths for at in range(len(run) - size + 1))
    return found | {window for window in windows if window in known}


def leaks_in_any_form(secrets: Collection[str], text: str) -> set[str]:
    """The secrets that stand in a text, in its packed pieces, or in either once it is decoded."""
    return {secret for form in forms(unpacked(text)) for secret in leaks(secrets, form)}


def unpacked(text: str) -> str:
    """The text of an artefact, with the compressed pieces of a page behind it."""
    pieces = _PIECE.findall(text)
    return "\n".join([text, *(zlib.decompress(base64.b64decode(piece)).decode() for piece in pieces)])


def forms(text: str) -> Iterator[str]:
    """The text as it is, as JSON, URLs, HTML and mails are read, and what its base64 holds."""
    yield text
    bare = text.replace("\\\\", "\\").replace("\\r", "\r").replace("\\n", "\n")
    yield from (bare, _NUMBERED.sub(lambda found: chr(int(found[1], 16)), bare), unquote(text), html.unescape(text))
    yield quopri.decodestring(bare.encode("utf-8", "replace")).decode("utf-8", "replace")
    yield "\n".join(_of_base64(set(_BLOB.findall(bare))))
    yield "\n".join(_of_base64(set(_BLOB.findall(re.sub(r"(?<=[A-Za-z0-9+/_-]{60})\r?\n", "", bare)))))


def _of_base64(blobs: Iterable[str]) -> Iterator[str]:
    for blob in blobs:
        for start in range(4):
            letters = blob[start:].replace("-", "+").replace("_", "/")
            whole = letters[: len(letters) - (len(letters) % 4 == 1)]
            yield from _TEXT.findall(binascii.a2b_base64(whole + "===").decode("utf-8", "replace"))
