"""The parts of a raw message, split leniently and within limits.

The standard library's parser recurses once per nested multipart and tests every line against the boundary
of every level, so that a small hostile mail exhausts the stack or holds up the event loop. This one reads
what mail programs read, takes linear time per level, and has no input for which it fails.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from itertools import islice

from conformance.mail.charsets import decoded

#: Deeper or more numerous parts are not looked into; real mails have three levels and a handful of parts.
MAX_DEPTH = 10
MAX_PARTS = 100
#: Lines of a header that are read; what follows counts as body.
MAX_HEADER_LINES = 1_000

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_FIELD_START = re.compile(rb"[!-9;-~]+[ \t]*:")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))')
_LONGEST_PARAMETERS = 4_000

_SPACE_AT_LINE_END = re.compile(rb"(?<![ \t])[ \t]++(?=\r?\n|\Z)")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A message or one part of it: header fields as they came (unfolded), and the body still encoded."""

    fields: tuple[tuple[str, str], ...]
    body: bytes

    def field(self, name: str) -> str:
        """The first field of this name, whatever its case; empty when there is none."""
        return next((value for key, value in self.fields if key.lower() == name), "")

    @property
    def media_type(self) -> str:
        """The content type without parameters; text/plain where none or a broken one is said."""
        said = self.field("content-type").partition(";")[0].strip().lower()
        return said if said.count("/") == 1 else "text/plain"

    @property
    def is_attached(self) -> bool:
        """Is this a file to save, not a text to read?"""
        disposition = self.field("content-disposition")
        kind = disposition.partition(";")[0].strip().lower()
        return kind == "attachment" or bool(parameter(disposition, "filename"))

    @property
    def content(self) -> bytes:
        """The body with its transfer encoding undone; an unknown one is taken for none."""
        encoding = self.field("content-transfer-encoding").partition(";")[0].strip().lower()
        if encoding == "quoted-printable":
            return binascii.a2b_qp(_SPACE_AT_LINE_END.sub(b"", self.body))
        if encoding == "base64":
            return unbase64(self.body)
        return self.body


def read_part(raw: bytes) -> Part:
    """Header fields, then the body: after the first empty line, or from the first line that is no field."""
    fields: list[bytes] = []
    at = 0
    for found in _LINE.finditer(raw):
        line = found[0].rstrip(b"\r\n")
        if not line:
            at = found.end()
            break
        if len(fields) < MAX_HEADER_LINES and (_FIELD_START.match(line) or (fields and line[:1] in b" \t")):
            fields.append(found[0])
        elif not line.startswith((b"From ", b">From ")):  # the envelope line that mailbox files put first
            break
        at = found.end()
    return Part(_unfolded(b"".join(fields)), raw[at:])


def leaves(whole: Part) -> tuple[Part, ...]:
    """The parts of a message that hold no further parts, in reading order; the whole if it is single."""
    waiting = [(whole, 0)]
    found: list[Part] = []
    while waiting and len(found) < MAX_PARTS:
        part, depth = waiting.pop()
        pieces = _pieces(part) if depth < MAX_DEPTH else ()
        if pieces:
            waiting.extend((read_part(piece), depth + 1) for piece in reversed(pieces))
        else:
            found.append(part)
    return tuple(found)


def parameter(value: str, name: str) -> str:
    """A parameter of a structured field, such as the charset of a content type; empty without one."""
    for found in _PARAMETER.finditer(value[:_LONGEST_PARAMETERS]):
        if found[1].lower() == name:
            quoted = found[2]
            return found[3] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
    return ""


def unbase64(body: bytes) -> bytes:
    """Decode what is base64 in it: strange characters, a wrong padding and a letter too many are skipped."""
    letters = _NOT_BASE64.sub(b"", body)
    whole = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def _unfolded(head: bytes) -> tuple[tuple[str, str], ...]:
    text = _FOLD.sub("", decoded(head))
    split = (line.partition(":") for line in text.split("\n"))
    return tuple((name.strip(), value.strip()) for name, colon, value in split if colon)


def _pieces(part: Part) -> tuple[bytes, ...]:
    """The raw parts of a multipart; none when it is no multipart, or its boundary never comes."""
    boundary = parameter(part.field("content-type"), "boundary")
    if not part.media_type.startswith("multipart/") or not boundary:
        return ()
    line = rb"(?:\A|\n)--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*\r?(?=\n|\Z)"
    marks = list(islice(re.finditer(line, part.body), MAX_PARTS + 1))
    pieces = []
    for at, mark in enumerate(marks):
        if mark[1]:
            break
        end = marks[at + 1].start() if at + 1 < len(marks) else len(part.body)
        pieces.append(part.body[mark.end() + 1 : end].removesuffix(b"\r"))
    return tuple(pieces)
