"""Bytes to text, whatever they claim to be: mail and pages often say a wrong charset, or none."""

from __future__ import annotations

import codecs
import re

#: What stands at the start of a text decides over what its header says. The last two are a "<" in
#: UTF-16 without a byte order mark: how HTML begins.
_SIGNATURES = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)

#: Python can decode these, but no mail program does; some warn, some take quadratic time.
_NOT_FOR_MAIL = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}

#: Browsers read Latin-1 as Windows-1252, and UTF-16 without a byte order mark as little-endian.
_READ_AS = {"iso8859-1": "cp1252", "utf-16": "utf-16-le"}

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


def decoded(data: bytes, charset: str | None = None) -> str:
    """The text of some bytes: by signature, else as declared, else UTF-8, else Windows-1252; never fails."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return data.decode(name, errors="replace")
    for guess in (_trusted(charset, data), "utf-8"):
        try:
            return data.decode(guess)
        except (LookupError, ValueError):  # not a codec of text, or not in this charset after all
            continue
    return data.decode("cp1252", errors="replace")


def declared_in_html(data: bytes) -> str | None:
    """The charset that a `meta` element near the start of a page names."""
    found = _META.search(data[:1024])
    return found[1].decode("ascii", errors="replace") if found else None


def _trusted(charset: str | None, data: bytes) -> str:
    """The codec to try for a declared charset; UTF-8 where the declaration cannot be true."""
    try:
        name = codecs.lookup(charset or "").name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return "utf-8"
    # UTF-16 that holds any ASCII has NULs; without them almost any bytes would "decode", to nonsense.
    if name in _NOT_FOR_MAIL or (name.startswith("utf-16") and b"\0" not in data):
        return "utf-8"
    return _READ_AS.get(name, name)
