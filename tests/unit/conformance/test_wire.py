"""What travels is read leniently: wrong types, broken text and broken JSON are data."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.wire import WireResponse, origin_of


def test_the_first_header_of_a_name_counts() -> None:
    response = WireResponse(200, (("set-cookie", "a"), ("x", "1"), ("set-cookie", "b")))

    assert response.header("set-cookie") == "a"
    assert response.header("none") is None


@pytest.mark.parametrize(
    ("header", "media_type"),
    [
        pytest.param("application/json", "application/json", id="plain"),
        pytest.param(" Text/HTML ;charset=utf-8", "text/html", id="case, blanks and parameters"),
        pytest.param("", "", id="empty"),
        pytest.param(";", "", id="parameters only"),
        pytest.param(None, "", id="none"),
    ],
)
def test_a_media_type_has_no_parameters(header: str | None, media_type: str) -> None:
    headers = (("content-type", header),) if header is not None else ()

    assert WireResponse(200, headers).content_type == media_type


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("é".encode(), "é", id="UTF-8"),
        pytest.param(b"\xff\xfe", "��", id="no UTF-8"),
        pytest.param(b"", "", id="empty"),
    ],
)
def test_a_body_is_text_whatever_its_bytes(body: bytes, text: str) -> None:
    assert WireResponse(200, (), body).text == text


@pytest.mark.parametrize(
    ("body", "value"),
    [
        pytest.param(b'{"a": 1}', {"a": 1}, id="an object"),
        pytest.param(b"null", None, id="null is JSON"),
        pytest.param(b'"x"', "x", id="a text"),
        pytest.param('{"é": ["\\ud800x", 1, null]}'.encode(), {"é": ["?x", 1, None]}, id="half a character"),
        pytest.param(b'{"\\uD83D\\uDE00": "\\uDE00"}', {"\U0001f600": "?"}, id="a whole character and a half"),
    ],
)
def test_a_body_is_read_as_json_whatever_its_type(body: bytes, value: Any) -> None:
    response = WireResponse(200, (("content-type", "text/plain"),), body)

    assert response.is_json
    assert response.json_or("other") == value


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>", id="HTML"),
        pytest.param(b'{"a": ', id="cut short"),
        pytest.param(b"\xff", id="no UTF-8"),
        pytest.param(b"[" * 100_000, id="too deep"),
        pytest.param(b"1" * 5_000, id="a number without end"),
        pytest.param(b"1e400", id="a number beyond all"),
        pytest.param(b"NaN", id="no number"),
        pytest.param(b'["\\ud800", NaN]', id="no number beside half a character"),
        pytest.param(b'"\\ud800"' + b"[" * 100_000, id="half a character, then too deep"),
        pytest.param(b"\xef\xbb\xbf{}", id="a byte order mark"),
    ],
)
def test_what_is_no_json_is_something_else(body: bytes) -> None:
    response = WireResponse(200, (), body)

    assert not response.is_json
    assert response.json_or("other") == "other"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        pytest.param("http://X.test/a?b#c", "http://x.test:80", id="http"),
        pytest.param("https://x.test", "https://x.test:443", id="https"),
        pytest.param("http://x.test:1337/parse", "http://x.test:1337", id="a port"),
        pytest.param("http://[::1]:80/", "http://[::1]:80", id="IPv6"),
        pytest.param("ftp://x.test", "ftp://x.test:0", id="another scheme"),
        pytest.param("http://ann:pw@x.test", "http://x.test:80", id="with a user"),
        pytest.param("/a", "://:0", id="no URL"),
    ],
)
def test_an_origin_always_states_its_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin
    assert origin_of(origin) == origin
