"""The one place that hides secrets before anything is stored.

A secret is learned where it is born and replaced by a placeholder that keeps equality visible:
`‹session ann#2›`. Masking for causes goes further: names, addresses, ids and times as well.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from conformance.disguises import BLOB, SUSPICIOUS, decoded_blob, readings
from conformance.people import PARTS_OF_TAG, Chance

#: Shorter texts are not hidden: they would take half of every message with them.
MIN_LENGTH = 4

#: Headers whose value is hidden whatever it is.
HIDDEN_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})

_VARYING = (
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)"), "‹time›"),
    (re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9a-fA-F])"), "‹uuid›"),
    (re.compile(r"r:[0-9a-f]{32}"), "‹token›"),
    (re.compile(r"(127\.0\.0\.1|localhost|\[::1\]):\d+"), "‹host›"),
)

_WORD = re.compile(r"[A-Za-z][\w-]*")
_PLACEHOLDER = re.compile(r"‹([^›]*)›")
_SECRET_OF = re.compile(r"‹\w+ ([\w-]+)(?:#\d+)?›")

#: What writers of URLs leave as it is, each in its own way: Python, browsers, JavaScript.
_SAFE = ("", "/", ":", "/:", "!'()*~", "~")
_ESCAPE = re.compile(r"%[0-9A-F]{2}")
#: What tokens are made of.
_TOKEN = re.compile(r"[A-Za-z0-9_.:-]+")
#: So long a run of letters and digits is a secret by itself, whatever happened to the signs around it.
_RUN = re.compile(r"[A-Za-z0-9]{16,}")


def _encoded(value: str) -> set[str]:
    """A value in every form it travels in: as it is, in URLs, in JSON, in HTML, and its long runs alone."""
    if _TOKEN.fullmatch(value):  # the common case, ten times as fast: only the colon is ever written otherwise
        return {value, value.replace(":", "%3A"), value.replace(":", "%3a"), *_RUN.findall(value)}
    in_urls = {quote(value, safe=safe, errors="replace") for safe in _SAFE} | {quote_plus(value, errors="replace")}
    in_urls |= {_ESCAPE.sub(lambda found: found.group().lower(), form) for form in in_urls}
    in_json = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    in_html = {html.escape(value), html.escape(value, quote=False)}
    return {value, *in_urls, *in_json, *in_html, *_RUN.findall(value)}


class Secrets:
    """The secrets of one case; hides them in everything that is stored."""

    def __init__(
        self, keys: dict[str, str] | None = None, *, headers: Collection[str] = (), public: Collection[str] = ()
    ) -> None:
        """`headers` (in lower case) carry a session each time; `public` values look like secrets and are none."""
        self._headers = headers
        self._public = public
        self._names: dict[str, str] = {}
        self._forms: dict[str, str] = {}
        self._sorted = True
        self._counts: dict[str, int] = {}
        self._identities: dict[str, str] = {}
        for name, value in (keys or {}).items():
            self.learn(value, f"key {name}")

    def learn(self, value: Any, label: str) -> None:
        """Hide this value from now on."""
        if not isinstance(value, str) or len(value) < MIN_LENGTH or value in self._names:
            return
        self._counts[label] = number = self._counts.get(label, 0) + 1
        name = f"‹{label}›" if number == 1 else f"‹{label}#{number}›"
        self._names[value] = name
        forms = {value} if value.isalnum() and value.isascii() else _encoded(value)
        for form in forms:
            self._forms.setdefault(form, name)
        self._forms[value] = name
        self._sorted = False

    def know(self, value: Any, label: str) -> None:
        """Not a secret, but different in each case: masked in causes."""
        if isinstance(value, str) and len(value) >= MIN_LENGTH:
            self._identities.setdefault(value, f"‹{label}›")

    def look_into(self, headers: tuple[tuple[str, str], ...]) -> None:
        """Learn the sessions in headers of a message, whether or not anybody asked for one."""
        for name, value in headers:
            of_session = name.lower() in self._headers and name.lower() not in HIDDEN_HEADERS
            # What holds a secret already (a token in quotes) is hidden by it; the rest of it is none.
            if of_session and value not in self._public and value not in self._names and not self.are_in(value):
                self.learn(value, "session")

    def are_in(self, text: str) -> bool:
        """Does the text hold a secret that is known by now?"""
        return self._hidden(text) != text

    def hide(self, text: str) -> str:
        """The text with every secret replaced, also where it is escaped or inside of base64."""
        return self._hidden(text)

    def _hidden(self, text: str) -> str:
        text = self._replaced(text)
        if not SUSPICIOUS.search(text):
            return text
        text = BLOB.sub(self._without_blob, text)
        for plain in readings(text):
            # What gives a secret away once it is read is kept as it reads, without the secret.
            if (hidden := BLOB.sub(self._without_blob, self._replaced(plain))) != plain:
                return self._hidden(hidden)
        return text

    def _without_blob(self, found: re.Match[str]) -> str:
        """Base64 as it is, or a placeholder that tells which secret it held."""
        for plain in decoded_blob(found[0]):
            hidden = self._hidden(plain)
            if hidden != plain and (name := _PLACEHOLDER.search(hidden)):
                return f"‹base64 with {name[1].removeprefix('base64 with ')}›"
        return found[0]

    def _replaced(self, text: str) -> str:
        """The text with every secret replaced that stands in it as it is, or as URLs, JSON and HTML write it."""
        if not self._sorted:  # the longest first: one secret may be part of another
            self._forms = dict(sorted(self._forms.items(), key=lambda item: -len(item[0])))
            self._sorted = True
        for form, name in self._forms.items():
            if form in text:
                text = text.replace(form, name)
        return text

    def mask(self, text: str) -> str:
        """The text with secrets and everything that differs between cases replaced."""
        text = re.sub(r"#\d+›", "›", self._hidden(text))
        for value, name in sorted(self._identities.items(), key=lambda item: -len(item[0])):
            text = text.replace(value, name)
        for pattern, name in _VARYING:
            text = pattern.sub(name, text)
        return text

    def hide_headers(self, headers: tuple[tuple[str, str], ...]) -> list[list[str]]:
        """Headers with secrets replaced; credentials are hidden whole."""
        return [[name, "‹hidden›" if name.lower() in HIDDEN_HEADERS else self.hide(value)] for name, value in headers]


class ShownSecrets(Secrets):
    """The secrets of a case on a server of one's own: shown, but for causes, in which cases have to be alike."""

    def hide(self, text: str) -> str:
        """The text as it is."""
        return text

    def hide_headers(self, headers: tuple[tuple[str, str], ...]) -> list[list[str]]:
        """The headers as they are."""
        return [[name, value] for name, value in headers]


class RunMask:
    """What differs between two runs of one case, although nothing about the target does: replaced by words.

    Those are the URL of the deployment, the tags that keep the people of two runs apart, and moments.
    """

    def __init__(self, header: Mapping[str, Any], case: Mapping[str, Any]) -> None:
        self._texts = _tags(header, case)
        urls = [one["url"] for one in header["deployments"] if one["name"] == case["deployment"]]
        forms = {form for url in urls for form in (url, quote(url, safe=""), url.split("://", 1)[-1])}
        # An instance of the mock that was made for one case has a number after its name.
        ordered = sorted(map(re.escape, forms), key=len, reverse=True)
        self._url = re.compile(rf"(?:{'|'.join(ordered)})(?:\.\d+)?(?!\d)") if ordered else None
        # A server that repeats the path it was asked for (`Cannot GET /plain/parse/x`) names the deployment as well.
        paths = "|".join(re.escape(path) for url in urls if (path := urlsplit(url).path.rstrip("/")))
        self._path = re.compile(rf"(?<![^\s\"'(=])(?:{paths})(?:\.\d+)?(?=/)") if paths else None

    def __call__(self, text: str) -> str:
        """The text with everything of that kind replaced."""
        if self._url:
            text = self._url.sub("‹url›", text)
        if self._path:
            text = self._path.sub("", text)
        for value, name in self._texts:
            text = text.replace(value, name)
        for pattern, name in _VARYING:
            text = pattern.sub(name, text)
        return text


def _tags(header: Mapping[str, Any], case: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The tags of everybody whom the steps of a case name, in lower and upper case, the longest first."""
    chance = Chance(header["seed"], header["run"], case["address"])
    names = {word for step in case["steps"] for word in _WORD.findall(step["says"])} | _named_in_secrets(case)
    found = [
        (tag[start:end], f"‹{part} {name}›")
        for name in sorted(names)
        for tag in (chance.tag(name),)
        for start, end, part in PARTS_OF_TAG
    ]
    both = {(form, name) for value, name in found for form in (value, value.upper())}
    return sorted(both, key=lambda one: (-len(one[0]), one))


def _named_in_secrets(case: Mapping[str, Any]) -> set[str]:
    bodies = (one.get("body") or "" for step in case["steps"] for one in step["exchanges"])
    return {name for body in bodies for name in _SECRET_OF.findall(body)}
