"""Bodies of requests: bytes to JSON as the reference reads them, its complaints included."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from aiohttp import hdrs
from aiohttp.web import BaseRequest, HTTPRequestEntityTooLarge

FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/"
LARGEST: Final = 20 * 1024 * 1024
_CONTEXT: Final = 10
_DEFAULT_CHARSET: Final = "utf-8"
_SPACE: Final = " \t\r\n"
_STRING: Final = re.compile(r'"(?:\\.|[^"\\])*"')


@dataclass(eq=False)
class BodyRefused(Exception):
    """A body that cannot be read: the status, and the one sentence that the answer holds."""

    status: int
    message: str


async def read_bytes(request: BaseRequest, largest: int = LARGEST) -> bytes:
    """The body, unless it is too large."""
    if not request.can_read_body:
        return b""
    if request.content_length is not None and request.content_length > largest:
        raise BodyRefused(413, "request entity too large")
    try:
        return await request.read()
    except HTTPRequestEntityTooLarge:
        raise BodyRefused(413, "request entity too large") from None


async def read_object(request: BaseRequest) -> dict[str, Any]:
    """The members of the body, by whatever content type; a list or several parts count as no members."""
    data = await read_bytes(request)
    if not data:
        return {}
    kind, charset = content_type(request)
    if kind == FORM:
        return read_form(data)
    if kind.startswith(MULTIPART):
        return {}
    if not charset.startswith("utf-"):
        raise BodyRefused(415, f'unsupported charset "{charset.upper()}"')
    value = read_json(data.decode(charset, "replace"))
    return value if isinstance(value, dict) else {}


def content_type(request: BaseRequest) -> tuple[str, str]:
    """The media type without its parameters, and the charset, both in lower case."""
    header = request.headers.get(hdrs.CONTENT_TYPE, "")
    kind, _, parameters = header.partition(";")
    charset = next((value for name, value in _parameters(parameters) if name == "charset"), _DEFAULT_CHARSET)
    return kind.strip().lower(), charset.lower()


def read_form(data: bytes) -> dict[str, Any]:
    """The fields of a form; one that comes several times is a list."""
    fields: dict[str, Any] = {}
    for name, value in parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True):
        if name not in fields:
            fields[name] = value
        elif isinstance(fields[name], list):
            fields[name].append(value)
        else:
            fields[name] = [fields[name], value]
    return fields


def read_json(text: str) -> Any:
    """A JSON object or list; anything else is refused in the words of a JavaScript engine."""
    start = text.lstrip(_SPACE)
    if start[:1] not in ("{", "["):
        raise BodyRefused(400, _unexpected(text, len(text) - len(start)))
    try:
        return without_lone_surrogates(json.loads(text, parse_constant=_no_constant), text)
    except json.JSONDecodeError as error:
        raise BodyRefused(400, _complaint(text, error)) from None
    except (RecursionError, ValueError):
        raise BodyRefused(400, _unexpected(text, 0)) from None


def without_lone_surrogates(value: Any, text: str) -> Any:
    """The value with halves of characters replaced, as they are once they were sent; rarely anything to do."""
    if "\\ud" not in text and "\\uD" not in text:
        return value
    whole = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return json.loads(whole)


def _parameters(text: str) -> list[tuple[str, str]]:
    pairs = (part.partition("=") for part in text.split(";"))
    return [(name.strip().lower(), value.strip().strip('"')) for name, _, value in pairs]


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _complaint(text: str, error: json.JSONDecodeError) -> str:
    """What V8 says where Python says this."""
    if error.msg.startswith("Unterminated string"):
        return f"Unterminated string in JSON at position {len(text)}"
    position = error.pos + len(text[error.pos :]) - len(text[error.pos :].lstrip(_SPACE))
    words = {
        "Expecting property name enclosed in double quotes": _wanted_name(text[:position]),
        "Expecting ':' delimiter": "Expected ':' after property name",
        "Expecting ',' delimiter": _wanted_comma(text[:position]),
        "Extra data": "Unexpected non-whitespace character after",
    }.get(error.msg)
    if words is None:
        return _unexpected(text, position)
    return (
        f"{words} JSON at position {position}"
        if error.msg == "Extra data"
        else f"{words} in JSON at position {position}"
    )


def _wanted_name(before: str) -> str:
    first = before.rstrip(_SPACE).endswith("{")
    return "Expected property name or '}'" if first else "Expected double-quoted property name"


def _wanted_comma(before: str) -> str:
    open_ones: list[str] = []
    for mark in re.findall(r"[\[\]{}]", _STRING.sub("", before)):
        if mark in "[{":
            open_ones.append(mark)
        else:
            open_ones.pop()
    in_list = open_ones[-1:] == ["["]
    return "Expected ',' or ']' after array element" if in_list else "Expected ',' or '}' after property value"


def _unexpected(text: str, position: int) -> str:
    if position >= len(text):
        return "Unexpected end of JSON input"
    here = f"Unexpected token '{text[position]}', "
    if len(text) <= 2 * _CONTEXT:
        return f'{here}"{text}" is not valid JSON'
    start, end = max(position - _CONTEXT, 0), position + _CONTEXT
    before, after = "..." if start else "", "..." if end < len(text) else ""
    return f'{here}{before}"{text[start:end]}"{after} is not valid JSON'
