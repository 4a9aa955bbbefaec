"""Forms of a page filled in and made ready to send, as a browser would."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote_plus, urlsplit, urlunsplit

from conformance.mail.browser import NAVIGATION_HEADERS, SCRIPT_HEADERS, encoded, joined
from conformance.mail.controls import FormElement, Page
from conformance.mail.errors import FormNotFound
from conformance.mail.markup import page_text
from conformance.wire import WireRequest

__all__ = ["MULTIPART", "URLENCODED", "Form", "fill", "find_form", "page_text"]

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Form:
    """A form ready to be filled: where it goes, and what it would send as it stands."""

    method: Literal["GET", "POST"]
    action: str
    enctype: str = URLENCODED
    fields: tuple[tuple[str, str], ...] = ()


def find_form(html: str, *, page_url: str, wanted: Iterable[str]) -> Form:
    """The first form of a page that has all the wanted inputs, with what the page filled in already.

    Raises FormNotFound, which tells what forms the page has. What a script of the page would do is not
    done: an input that only a script fills comes as the page's text has it.
    """
    wanted = tuple(wanted)
    page = Page(html, url=page_url)
    seen = []
    for element in page.forms:
        names = tuple(dict.fromkeys(control.name for control in page.controls_of(element) if control.name))
        if set(wanted) <= set(names):
            return _form(page, element, page_url)
        seen.append(names)
    raise FormNotFound(wanted, tuple(seen))


def fill(form: Form, values: Mapping[str, str], *, as_xhr: bool = False) -> WireRequest:
    """The request that sends a form with these inputs written into it, by its button or by a script.

    An input that the form does not have is added at its end, as scripts of pages do; line ends become
    CR LF, as browsers make them.
    """
    fields = [(_line_ends(name), _line_ends(value)) for name, value in _filled(form.fields, values)]
    headers = SCRIPT_HEADERS if as_xhr else NAVIGATION_HEADERS
    if form.method == "GET":
        return WireRequest("GET", encoded(_with_query(form.action, _urlencoded(fields))), headers)
    if form.enctype == MULTIPART:
        kind, body = _multipart(fields)
    else:
        kind, body = URLENCODED, _urlencoded(fields).encode()
    return WireRequest("POST", encoded(form.action), (*headers, ("Content-Type", kind)), body)


def _form(page: Page, element: FormElement, page_url: str) -> Form:
    said = element.attributes
    action = said.get("action", "").strip()
    return Form(
        method="POST" if said.get("method", "").strip().lower() == "post" else "GET",
        action=joined(element.base, action) if action else page_url.partition("#")[0],
        enctype=MULTIPART if said.get("enctype", "").strip().lower() == MULTIPART else URLENCODED,
        fields=tuple(_successful(page, element)),
    )


def _successful(page: Page, element: FormElement) -> Iterable[tuple[str, str]]:
    """What would be sent: named, not disabled, and of the buttons only the first."""
    able = [control for control in page.controls_of(element) if not control.is_disabled]
    pressed = next((control for control in able if control.is_button), None)
    for control in able:
        if control.name and (not control.is_button or control is pressed):
            yield from ((control.name, value) for value in control.values)


def _filled(fields: Iterable[tuple[str, str]], values: Mapping[str, str]) -> list[tuple[str, str]]:
    """The fields with new values in the place of the old ones."""
    written: set[str] = set()
    result = []
    for name, value in fields:
        if name not in written:
            result.append((name, values.get(name, value)))
        if name in values:
            written.add(name)
    return result + [(name, value) for name, value in values.items() if name not in written]


def _line_ends(text: str) -> str:
    return _LINE_END.sub("\r\n", text)


def _urlencoded(fields: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in fields)


def _escaped(text: str) -> str:
    """As the URL standard serialises forms: a space is a plus sign; the star stays, the tilde does not."""
    return quote_plus(text, safe="*", errors="replace").replace("~", "%7E")


def _with_query(url: str, query: str) -> str:
    """A form sent by GET replaces the query of its action."""
    try:
        return urlunsplit(urlsplit(url)._replace(query=query, fragment=""))
    except ValueError:  # an action no browser could go to; following says so
        return url


def _multipart(fields: list[tuple[str, str]]) -> tuple[str, bytes]:
    """Boundary and body; the boundary is fixed unless a value holds it, so that runs can be compared."""
    boundary = "conformance-form"
    while any(boundary in value for _, value in fields):
        boundary += "-"
    pieces = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n{value}\r\n'
        for name, value in fields
    ]
    body = "".join(pieces) + f"--{boundary}--\r\n"
    return f"{MULTIPART}; boundary={boundary}", body.encode(errors="replace")


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r\n", "%0D%0A")
