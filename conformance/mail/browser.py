"""How a browser writes addresses, and what it says of itself."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

from conformance.wire import origin_of

#: What a browser sends when somebody follows a link; the language is fixed, so that pages do not vary.
NAVIGATION_HEADERS = (
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "en"),
)
#: What it sends when a script of a page asks.
SCRIPT_HEADERS = (("Accept", "*/*"), ("Accept-Language", "en"), ("X-Requested-With", "XMLHttpRequest"))

_LEFT_AS_IT_IS = "%/:?[]@!$&'()*+,;=|^{}\\`"
#: HTTP clients give bytes that are no UTF-8 as U+DC80 to U+DCFF; other halves of characters mean nothing.
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_IGNORED_IN_ADDRESSES = re.compile(r"[\t\r\n]+")


def origin_or_none(url: str) -> str | None:
    """The origin of a web address; None where a browser would not ask a server."""
    try:
        origin, host = origin_of(url), urlsplit(url).hostname
    except ValueError:  # a port that is no number, brackets that do not close
        return None
    return origin if host and origin.startswith(("http://", "https://")) else None


def same_origin(url: str, origin: str) -> bool:
    """Does this address lie on that origin (as `origin_of` writes it, or any address of it)?"""
    found = origin_or_none(url)
    return found is not None and found in (origin, origin_or_none(origin))


def tidy(url: str) -> str:
    """An address as a page wrote it, without the white space that browsers drop."""
    return _IGNORED_IN_ADDRESSES.sub("", url.strip())


def joined(base: str, url: str) -> str:
    """An address as seen from a page; one that cannot be read stays as it is."""
    try:
        return urljoin(base, tidy(url))
    except ValueError:
        return url


def encoded(url: str) -> str:
    """The address as it goes on the wire: no fragment; what is already encoded is left alone."""
    sent = _NO_BYTE.sub("\N{REPLACEMENT CHARACTER}", url.partition("#")[0])
    return quote(sent, safe=_LEFT_AS_IT_IS, errors="surrogateescape")
