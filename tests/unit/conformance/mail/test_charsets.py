"""Bytes become text whatever they claim to be."""

from __future__ import annotations

import pytest

from conformance.mail.charsets import declared_in_html, decoded


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        pytest.param("héllo".encode(), "utf-8", "héllo", id="as declared"),
        pytest.param("héllo".encode(), None, "héllo", id="undeclared utf-8"),
        pytest.param("héllo".encode("latin-1"), None, "héllo", id="undeclared 8-bit"),
        pytest.param("héllo".encode("latin-1"), "utf-8", "héllo", id="wrongly declared utf-8"),
        pytest.param("héllo".encode(), "x-unknown", "héllo", id="unknown charset"),
        pytest.param("héllo".encode(), "us-ascii", "héllo", id="8-bit declared as ascii"),
        pytest.param(b"\x93hi\x94", "iso-8859-1", "“hi”", id="latin-1 is windows-1252"),
        pytest.param("привет".encode("koi8-r"), "koi8-r", "привет", id="koi8"),
        pytest.param("日本".encode("iso-2022-jp"), "ISO-2022-JP", "日本", id="iso-2022-jp"),
        pytest.param("<p>é".encode("utf-16"), "utf-16", "<p>é", id="utf-16 with its mark"),
        pytest.param("<p>é".encode("utf-16-be"), "utf-16be", "<p>é", id="utf-16be"),
        pytest.param("\ufeff<p>é".encode("utf-16-be"), None, "<p>é", id="undeclared utf-16be"),
        pytest.param("<p>é".encode("utf-16-le"), None, "<p>é", id="html in utf-16 without a mark"),
        pytest.param("<p>é".encode("utf-16-be"), None, "<p>é", id="html in utf-16be without a mark"),
        pytest.param("p é".encode("utf-16-le"), "utf-16", "p é", id="declared utf-16 without a mark"),
        pytest.param(b"plain text", "utf-16", "plain text", id="ascii declared as utf-16"),
        pytest.param("\ufeffhi".encode(), "latin-1", "hi", id="the mark of utf-8 wins"),
        pytest.param(b"\xff\xfea", None, "\ufffd", id="half a character of utf-16"),
        pytest.param(b"+ADw-", "utf-7", "+ADw-", id="utf-7 is not decoded"),
        pytest.param(rb"\u0041\z", "unicode_escape", r"\u0041\z", id="escapes are not decoded"),
        pytest.param(b"68690a", "hex", "68690a", id="a codec that is not of text"),
        pytest.param(b"hi", "a\0b", "hi", id="a NUL in the name"),
        pytest.param(b"hi", "é" * 5000, "hi", id="an endless name"),
        pytest.param(b"\x81\x8d", None, "\ufffd\ufffd", id="bytes of no charset"),
        pytest.param(b"", "utf-16", "", id="nothing"),
    ],
)
def test_text_is_read_as_mail_programs_read_it(data: bytes, charset: str | None, text: str) -> None:
    assert text == decoded(data, charset)


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b'<html><head><meta charset="windows-1251">', "windows-1251"),
        (b"<META http-equiv=Content-Type content='text/html; charset=koi8-r'>", "koi8-r"),
        (b"<meta name=viewport><p>charset=utf-8", None),
        (b"<meta " + b"x" * 300 + b" charset=utf-8>", None),
        (b" " * 1024 + b"<meta charset=utf-8>", None),
        (b"", None),
    ],
)
def test_a_page_may_declare_its_charset_near_its_start(head: bytes, charset: str | None) -> None:
    assert charset == declared_in_html(head)
