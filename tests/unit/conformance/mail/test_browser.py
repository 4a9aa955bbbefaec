"""Addresses are written on the wire as a browser writes them."""

from __future__ import annotations

import pytest

from conformance.mail.browser import encoded, joined, origin_or_none, same_origin, tidy
from conformance.wire import origin_of


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://X.test/a", "http://x.test:80"),
        ("https://x.test", "https://x.test:443"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("http:///a", None),
        ("http://x.test:port/", None),
        ("http://[::1/", None),
        ("mailto:a@x.test", None),
        ("/a", None),
        ("", None),
    ],
)
def test_only_web_addresses_have_an_origin(url: str, origin: str | None) -> None:
    assert origin == origin_or_none(url)


def test_two_addresses_without_an_origin_share_none() -> None:
    assert not same_origin("/a", "/a")
    assert same_origin("http://x.test/a", "http://X.test:80")


def test_an_origin_may_be_written_as_our_own_function_writes_it() -> None:
    assert same_origin("http://[::1]:8080/a", origin_of("http://[::1]:8080/"))
    assert same_origin("http://[::1]:8080/a", "http://[::1]:8080")


@pytest.mark.parametrize(
    ("url", "on_the_wire"),
    [
        ("http://x.test/a%20b?c=%2B+d#e", "http://x.test/a%20b?c=%2B+d"),
        ("http://x.test/a b?c=é", "http://x.test/a%20b?c=%C3%A9"),
        ("http://x.test/?a=100%&b={1}|'2'", "http://x.test/?a=100%&b={1}|'2'"),
        ('http://x.test/<">', "http://x.test/%3C%22%3E"),
        ("http://x.test/\udce9\ud800", "http://x.test/%E9%EF%BF%BD"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_what_is_encoded_stays_and_the_rest_is_encoded(url: str, on_the_wire: str) -> None:
    assert on_the_wire == encoded(url)


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("b", "http://x.test/a/b"),
        ("/b", "http://x.test/b"),
        ("?c", "http://x.test/a/?c"),
        ("//y.test/", "http://y.test/"),
        (" /b\r\nc ", "http://x.test/bc"),
        ("http://[::1", "http://[::1"),
        ("", "http://x.test/a/"),
    ],
)
def test_addresses_are_seen_from_their_page(url: str, seen: str) -> None:
    assert seen == joined("http://x.test/a/", url)


def test_white_space_that_browsers_drop_is_dropped() -> None:
    assert tidy(" http://x.test/a\r\n\tb c ") == "http://x.test/ab c"
