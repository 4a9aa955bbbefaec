"""Answers and mails made comparable: ids, tokens, moments and ports are replaced by words, and nothing else is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

_WHOLE = (
    (re.compile(r"r:[0-9a-f]{32}"), "SESSION"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), "MOMENT"),
    (re.compile(r"X1VzZXI6\w+=*"), "GLOBAL-ID"),
)
#: Ids look like words, so they are known by where they stand.
_ID = re.compile(r"[A-Za-z0-9]{10}")
_LONG_ID = re.compile(r"[A-Za-z0-9]{25}")
_OF_MEMBERS = {
    "objectId": (_ID, "ID"),
    "username": (_LONG_ID, "LONG-ID"),
    "token": (_LONG_ID, "TOKEN"),
    "x-parse-page-param-token": (_LONG_ID, "TOKEN"),
}
_INSIDE = (
    (re.compile(r"127\.0\.0\.1(:|%3A)\d+"), r"HOST"),
    (re.compile(r"token=[A-Za-z0-9]{25}"), "token=TOKEN"),
    (re.compile(r"(?<=/users/)[A-Za-z0-9]{10}$"), "ID"),
    (re.compile(r"(?<=/_Session/)[A-Za-z0-9]{10}$"), "ID"),
    (re.compile(r"(?<=^Cannot modify user )[A-Za-z0-9]{10}"), "ID"),
)
_HEADERS = ("content-type", "location")
_PAGE_HEADER = "x-parse-page-param-"


def masked(value: Any, name: str = "") -> Any:
    """The value of this member with what is new in every run replaced; a page by what its reader sees."""
    if isinstance(value, dict):
        return {_key(inside, inner): masked(inner, inside) for inside, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner) for inner in value]
    if not isinstance(value, str):
        return value
    if value.startswith("<!DOCTYPE"):
        return _seen(value)
    form, word = _OF_MEMBERS.get(name, (None, ""))
    if form and form.fullmatch(value):
        return word
    return next((word for form, word in _WHOLE if form.fullmatch(value)), _inside(value))


def masked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that matter, by lower-case name."""
    return {
        name: masked(value.lower() if name == "content-type" else value, name)
        for name, value in sorted((name.lower(), value) for name, value in headers.items())
        if name in _HEADERS or name.startswith(_PAGE_HEADER)
    }


def masked_mail(to: str, subject: str, text: str) -> tuple[str, str, str]:
    """What a mail says to whom."""
    return to, subject, _inside(text.replace("\r\n", "\n").rstrip())


def codes(body: Any) -> Any:
    """The codes of an answer: all that is judged where the words are those of an engine."""
    if not isinstance(body, dict):
        return None
    return [error.get("extensions", {}).get("code") for error in body.get("errors", [])] or body.get("code")


def is_worded_by_an_engine(request: Mapping[str, Any], answer: Any) -> bool:
    """Are the words those of Express, of the JSON or the GraphQL engine, or about a NUL byte?"""
    if "\\u0000" in json.dumps(request):
        return True
    if isinstance(answer, str):
        return "<title>Error</title>" in answer
    if not isinstance(answer, dict):
        return False
    by_graphql = any(str(error["extensions"]["code"]).isupper() for error in answer.get("errors", []))
    return by_graphql or (answer.keys() == {"error"} and "JSON" in str(answer["error"]))


def _key(name: str, inner: Any) -> str:
    """The members of an ACL are ids."""
    of_acl = isinstance(inner, dict) and inner.keys() <= {"read", "write"}
    return "ID" if of_acl and _ID.fullmatch(name) else name


def _inside(text: str) -> str:
    for form, word in _INSIDE:
        text = form.sub(word, text)
    return text


class _Reader(HTMLParser):
    """Reads of a page its headings and the fields of its form. Its vice: it looks at nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Any] = []
        self._heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self._heading = tag == "h1"
        if tag == "form":
            self.seen.append(("form", named.get("method", "").lower(), masked(named.get("action"))))
        if tag == "input" and named.get("name"):
            self.seen.append(("input", named["name"], masked(named.get("value") or "", named["name"])))

    def handle_data(self, data: str) -> None:
        if self._heading:
            self.seen.append(("heading", data.strip()))

    def handle_endtag(self, tag: str) -> None:
        self._heading = False


def _seen(page: str) -> list[Any]:
    reader = _Reader()
    reader.feed(page)
    return reader.seen
