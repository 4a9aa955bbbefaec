"""Raw messages are split leniently, within limits."""

from __future__ import annotations

import pytest

from conformance.mail.mime import MAX_DEPTH, MAX_HEADER_LINES, MAX_PARTS, Part, leaves, parameter, read_part


def _body(head: str, body: bytes) -> Part:
    return read_part(head.encode() + b"\r\n\r\n" + body)


@pytest.mark.parametrize(
    ("raw", "fields", "body"),
    [
        pytest.param(b"A: 1\r\nB: 2\r\n\r\nhi", (("A", "1"), ("B", "2")), b"hi", id="as it should be"),
        pytest.param(b"A: 1\nB: 2\n\nhi", (("A", "1"), ("B", "2")), b"hi", id="bare line feeds"),
        pytest.param(b"A: 1\r\n\t2\r\n 3\r\n\r\n", (("A", "1\t2 3"),), b"", id="folded"),
        pytest.param(b"A:1\r\n", (("A", "1"),), b"", id="a head without an end"),
        pytest.param(b"A: 1", (("A", "1"),), b"", id="a head without a line end"),
        pytest.param(b"\r\nA: 1", (), b"A: 1", id="a body only"),
        pytest.param(b"A: 1\r\nno field\r\n", (("A", "1"),), b"no field\r\n", id="no empty line before the body"),
        pytest.param(b" odd: 1\r\n", (), b" odd: 1\r\n", id="a continuation of nothing"),
        pytest.param(b"From ann Thu\r\nA: 1\r\n\r\nhi", (("A", "1"),), b"hi", id="a mailbox file's first line"),
        pytest.param("A: é".encode(), (("A", "é"),), b"", id="utf-8"),
        pytest.param("A: é".encode("latin-1"), (("A", "é"),), b"", id="8-bit"),
        pytest.param(b"A : 1:2\r\n", (("A", "1:2"),), b"", id="a space before the colon"),
        pytest.param(b"A: 1\r\n\r\nB: 2\r\n", (("A", "1"),), b"B: 2\r\n", id="a body that looks like a header"),
        pytest.param(b"", (), b"", id="nothing"),
    ],
)
def test_header_and_body_are_told_apart(raw: bytes, fields: tuple[tuple[str, str], ...], body: bytes) -> None:
    assert Part(fields, body) == read_part(raw)


@pytest.mark.parametrize(
    ("value", "charset"),
    [
        ("text/plain; charset=utf-8", "utf-8"),
        ('text/plain; CharSet="utf-8"', "utf-8"),
        ('text/plain; name="a; charset=no"; charset=utf-8; charset=other', "utf-8"),
        (r'text/plain; charset="a\"b"', 'a"b'),
        ("text/plain ; charset = utf-8 ; x", "utf-8"),
        ("text/plain; charset=", ""),
        ('text/plain; charset="unclosed', '"unclosed'),
        ("text/plain", ""),
        ("", ""),
    ],
)
def test_parameters_are_found(value: str, charset: str) -> None:
    assert charset == parameter(value, "charset")


@pytest.mark.parametrize(
    ("said", "media_type"),
    [
        ("Text/HTML ; charset=x", "text/html"),
        ("html", "text/plain"),
        ("a/b/c", "text/plain"),
        ("", "text/plain"),
    ],
)
def test_a_broken_content_type_means_plain_text(said: str, media_type: str) -> None:
    assert media_type == _body(f"Content-Type: {said}", b"").media_type


@pytest.mark.parametrize(
    ("encoding", "body", "content"),
    [
        pytest.param("quoted-printable", b"a=3Db=\r\nc", b"a=bc", id="soft break"),
        pytest.param("Quoted-Printable", b"a= \t\r\nb  \r\nc ", b"ab\r\nc", id="spaces at the end of a line"),
        pytest.param("quoted-printable", b"100=% =ZZ=", b"100=% =ZZ", id="broken escapes"),
        pytest.param("base64", b"aGVs\r\nbG8=\r\n", b"hello", id="base64"),
        pytest.param("BASE64 ; x", b"aGVsbG8", b"hello", id="no padding"),
        pytest.param("base64", b"aGVs!bG8=\r\n--\r\n", b"hello", id="strange characters"),
        pytest.param("base64", b"aGVsb", b"hel", id="a letter too many"),
        pytest.param("8bit", b"=3D", b"=3D", id="8bit"),
        pytest.param("x-unknown", b"=3D", b"=3D", id="unknown"),
        pytest.param("", b"=3D", b"=3D", id="none"),
    ],
)
def test_transfer_encodings_are_undone(encoding: str, body: bytes, content: bytes) -> None:
    assert content == _body(f"Content-Transfer-Encoding: {encoding}", body).content


@pytest.mark.parametrize(
    ("disposition", "attached"),
    [
        ("attachment", True),
        ("ATTACHMENT ; x", True),
        ("inline; filename=a.txt", True),
        ("inline", False),
        ("", False),
    ],
)
def test_files_are_told_from_texts(disposition: str, attached: bool) -> None:
    assert attached is _body(f"Content-Disposition: {disposition}", b"").is_attached


def _split(raw: bytes) -> tuple[Part, ...]:
    return leaves(read_part(raw))


def _multipart(boundary: str, body: bytes) -> bytes:
    return f"Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("body", "contents"),
    [
        pytest.param(b"pre\r\n--b\r\n\r\n1\r\n--b\r\n\r\n2\r\n--b--\r\npost", [b"1", b"2"], id="as it should be"),
        pytest.param(b"--b\r\n\r\n1\r\n--b--\r\n--b\r\n\r\n2", [b"1"], id="a part after the end"),
        pytest.param(b"--b\n\n1\n--b\n\n2\n--b--", [b"1", b"2"], id="bare line feeds"),
        pytest.param(b"--b\r\n\r\n1\r\n--b\r\n\r\n2", [b"1", b"2"], id="never closed"),
        pytest.param(b"--b \t\r\n\r\n1\r\n--b-- \r\n", [b"1"], id="spaces after the boundary"),
        pytest.param(b"--b\r\n--b\r\n\r\n2\r\n--b--", [b"", b"2"], id="an empty part"),
        pytest.param(b"--b\r\n\r\n1\r\n--b2\r\n--bx\r\n--b--", [b"1\r\n--b2\r\n--bx"], id="longer boundaries"),
        pytest.param(b"--b\r\n\r\n1\r\n\r\n--b--", [b"1\r\n"], id="a line end of the part itself"),
        pytest.param(b"--b\r\nX: 1\r\n--b--", [b""], id="a part without a body"),
        pytest.param(b"no boundary", [b"no boundary"], id="a boundary that never comes"),
        pytest.param(b"--b--\r\n", [b"--b--\r\n"], id="closed before it began"),
        pytest.param(b"--b", [b""], id="the end right after the boundary"),
    ],
)
def test_a_multipart_is_split_at_its_boundary(body: bytes, contents: list[bytes]) -> None:
    assert contents == [part.body for part in _split(_multipart("b", body))]


def test_a_multipart_without_a_boundary_stays_whole() -> None:
    assert [part.body for part in _split(b"Content-Type: multipart/mixed\r\n\r\n--b")] == [b"--b"]


def test_a_boundary_of_what_is_no_multipart_is_text() -> None:
    assert [part.body for part in _split(b"Content-Type: text/plain; boundary=b\r\n\r\n--b\r\n--b--")] == [
        b"--b\r\n--b--"
    ]


def test_a_boundary_is_not_a_pattern() -> None:
    assert [part.body for part in _split(_multipart('"a+(b"', b"--a+(b\r\n\r\n1\r\n--a+(b--"))] == [b"1"]


def test_parts_within_parts_come_in_reading_order() -> None:
    inner = _multipart("i", b"--i\r\n\r\n2\r\n--i\r\n\r\n3\r\n--i--")

    found = _split(_multipart("o", b"--o\r\n\r\n1\r\n--o\r\n" + inner + b"\r\n--o\r\n\r\n4\r\n--o--"))

    assert [part.body for part in found] == [b"1", b"2", b"3", b"4"]


def test_nesting_ends_at_the_limit() -> None:
    raw = b"innermost"
    for level in range(MAX_DEPTH + 1):
        raw = _multipart(f"b{level}", b"--b%d\r\n" % level + raw)

    (leaf,) = _split(raw)

    assert leaf.media_type == "multipart/mixed"
    assert leaf.body == b"--b0\r\ninnermost"


def test_the_number_of_parts_ends_at_the_limit() -> None:
    assert len(_split(_multipart("b", b"--b\r\n\r\nx\r\n" * (MAX_PARTS * 3)))) == MAX_PARTS


def test_the_number_of_header_lines_ends_at_the_limit() -> None:
    part = read_part(b"A: 1\r\n" * (MAX_HEADER_LINES + 2))

    assert len(part.fields) == MAX_HEADER_LINES
    assert part.body == b"A: 1\r\n" * 2
