"""The links and codes in a mail, found as its reader would find them.

Everything found is kept, decoys too; callers say which one they mean. A link that a server broke (wrapped
without a soft break, cut off) stays broken: mending it here would hide the fault from the user's judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from conformance.mail.browser import same_origin, tidy
from conformance.mail.markup import Start, Text, Token, breaks_line, page_text, tokens, unescaped
from conformance.mail.message import MailMessage

#: More is a flood, not a mail of a user API.
MAX_LINKS = 500
MAX_CODES = 100
MAX_URL = 8_192
#: Characters of one part that are searched.
MAX_SEARCHED = 500_000

#: `<…>` may fold an address over lines (RFC 3986, appendix C); outside of it white space ends one.
_ADDRESS = re.compile(
    r"""<(?:URL:)?[ \t]*+(?P<folded>https?://[^\s<>]++(?:[ \t]*+\n[ \t]*+[^\s<>]++)*+)\s*+>
      | (?<![A-Za-z0-9])(?P<plain>https?://[^\s<>"“”„«»`]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOT_AT_THE_END = tuple(".,;:!?'*…‘’。，、；：！？）】」』")
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_SHOWN_OF_AN_ANCHOR = 200


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a mail: where it stood, and the text that was shown for it (anchors only)."""

    url: str
    where: Literal["html", "text"]
    text: str = ""


def find_links(message: MailMessage) -> tuple[Link, ...]:
    """Every link of a mail: addresses in its texts, then anchors and bare addresses in its HTML."""
    return tuple(islice(_links(message), MAX_LINKS))


def matching_links(links: Iterable[Link], *, origin: str, path: str, query_names: Iterable[str]) -> tuple[str, ...]:
    """The different addresses on this origin with this path and exactly these query names, once each."""
    wanted = sorted(query_names)
    found = (link.url for link in links if _matches(link.url, origin, path, wanted))
    return tuple(dict.fromkeys(found))


def find_codes(message: MailMessage, pattern: str | re.Pattern[str]) -> tuple[str, ...]:
    """The different values of the pattern's one group; of HTML the visible text counts before its source.

    Values stay text (a leading zero is part of a code). Source is searched only where no reader would see
    a code: a bare `\\d{6}` would else find colours and coordinates.
    """
    search = re.compile(pattern)
    if search.groups != 1:
        raise ValueError(f"a pattern for codes has exactly one group, not {search.groups}: {search.pattern}")
    htmls = [html[:MAX_SEARCHED] for html in message.htmls]
    seen = _codes(search, [*message.texts, *map(page_text, htmls)])
    return seen or _codes(search, map(unescaped, htmls))


def _codes(search: re.Pattern[str], texts: Iterable[str]) -> tuple[str, ...]:
    found = (match[1] for text in texts for match in search.finditer(text[:MAX_SEARCHED]) if match[1])
    return tuple(dict.fromkeys(islice(found, MAX_CODES)))


def _links(message: MailMessage) -> Iterator[Link]:
    for text in message.texts:
        yield from (Link(url, "text") for url in _addresses(text[:MAX_SEARCHED]))
    for html in message.htmls:
        yield from _links_in_html(html[:MAX_SEARCHED])


def _links_in_html(source: str) -> Iterator[Link]:
    """Anchors as they come, then addresses that stand outside of anchors (readers make them links)."""
    loose: list[str] = []
    anchor: tuple[str, list[str]] | None = None
    for token in tokens(source):
        if anchor and _is_anchor(token):  # ended by its end tag, or by the next anchor
            yield from _anchored(*anchor)
            anchor = None
        if isinstance(token, Start) and token.name == "a" and "href" in token.attributes:
            anchor = (token.attributes["href"], [])
        (anchor[1] if anchor else loose).append(_shown(token))
    if anchor:
        yield from _anchored(*anchor)
    yield from (Link(url, "html") for url in _addresses("".join(loose)))


def _is_anchor(token: Token) -> bool:
    return not isinstance(token, Text) and token.name == "a"


def _shown(token: Token) -> str:
    if isinstance(token, Text):
        return token.text
    return "\n" if breaks_line(token) or token.name == "a" else ""


def _anchored(href: str, texts: list[str]) -> Iterator[Link]:
    if len(href) <= MAX_URL:
        yield Link(tidy(href), "html", " ".join("".join(texts).split())[:_SHOWN_OF_AN_ANCHOR])


def _addresses(text: str) -> Iterator[str]:
    for found in _ADDRESS.finditer(text):
        url = re.sub(r"\s+", "", found["folded"]) if found["folded"] else found["plain"]
        if len(url) > MAX_URL:
            continue
        if found["plain"]:
            url = _without_punctuation(url)
        if not url.endswith("//"):
            yield url


def _without_punctuation(url: str) -> str:
    """The address without what belongs to the sentence around it."""
    while url.endswith(_NOT_AT_THE_END) or _closes_the_sentence(url):
        url = url[:-1]
    return url


def _closes_the_sentence(url: str) -> bool:
    opening = _BRACKETS.get(url[-1:])
    return opening is not None and url.count(url[-1]) > url.count(opening)


def _matches(url: str, origin: str, path: str, query_names: list[str]) -> bool:
    if not same_origin(url, origin):
        return False
    parts = urlsplit(url)
    names = sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return names == query_names and _segments(parts.path) == _segments(path)


def _segments(path: str) -> list[str]:
    return [unquote(segment) for segment in path.split("/")]
