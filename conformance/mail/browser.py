"""How a browser writes addresses, and what it says of itself."""

from __future__ import annotations

import re
from urllib.parse import quote, urldefrag, urljoin

from conformance.wire import origin_of

#: What a browser sends when somebody follows a link; the language is fixed, so that pages do not vary.
NAVIGATION_HEADERS = (
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "en"),
)
#: What it sends when a script of a page asks.
SCRIPT_HEADERS = (("Accept", "*/*"), ("Accept-Language", "en"), ("X-Requested-With", "XMLHttpRequest"))

_LEFT_AS_IT_IS = "%/:?#[]@!$&'()*+,;=|^{}\\`"
_IGNORED_IN_ADDRESSES = re.compile(r"[\t\r\n]+")


def origin_or_none(url: str) -> str | None:
    """The origin of a web address; None where a browser would not ask a server."""
    try:
        origin = origin_of(url)
    except ValueError:  # a port that is no number, brackets that do not close
        return None
    is_web = origin.startswith(("http://", "https://")) and "://:" not in origin
    return origin if is_web else None


def same_origin(url: str, origin: str) -> bool:
    """Does this address lie on that origin?"""
    found = origin_or_none(url)
    return found is not None and found == origin_or_none(origin)


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
    try:
        url = urldefrag(url).url
    except ValueError:
        return url
    return quote(url, safe=_LEFT_AS_IT_IS, errors="replace")
