"""HTML is cut into tags and text as a browser would."""

from __future__ import annotations

import pytest

from conformance.mail.markup import MAX_MARKUP, End, Start, Text, Token, page_text, tokens


def _tag(name: str, **attributes: str) -> Start:
    return Start(name, attributes)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param("a<b>c</b>", [Text("a"), _tag("b"), Text("c"), End("b")], id="tags and text"),
        pytest.param("<A HREF=x></A>", [_tag("a", href="x"), End("a")], id="names in upper case"),
        pytest.param("""<a b="1 >" c='2"' d=3 e>""", [_tag("a", b="1 >", c='2"', d="3", e="")], id="quotes"),
        pytest.param("<a b = 1\n/c/>", [_tag("a", b="1", c="")], id="spaces and slashes"),
        pytest.param("<a b=1 B=2>", [_tag("a", b="1")], id="the first of a name"),
        pytest.param("<a =b>", [Start("a", {"=b": ""})], id="an attribute that begins with ="),
        pytest.param('<a b=""c="">', [_tag("a", b="", c="")], id="no space between"),
        pytest.param("<p>1 < 2", [_tag("p"), Text("1 < 2")], id="a stray sign"),
        pytest.param("a<!-- <b> -->c", [Text("a"), Text("c")], id="comment"),
        pytest.param("<!-->a<!--->b<!-- --!>c", [Text("a"), Text("b"), Text("c")], id="odd comments"),
        pytest.param("a<!-- <b>", [Text("a")], id="a comment that never ends"),
        pytest.param("<!DOCTYPE html><?xml ?></ p><![CDATA[x]]>a", [Text("a")], id="declarations"),
        pytest.param("a<b c", [Text("a")], id="a tag that never ends"),
        pytest.param('a<b c="d>e', [Text("a")], id="a quote that never ends"),
        pytest.param("a</b", [Text("a"), End("b")], id="an end tag that never ends"),
        pytest.param("<script>'<b>'</script>a", [_tag("script"), End("script"), Text("a")], id="script"),
        pytest.param("<style>a", [_tag("style")], id="a style that never ends"),
        pytest.param(
            "<textarea><b>&amp;</textarea >", [_tag("textarea"), Text("<b>&"), End("textarea")], id="textarea"
        ),
        pytest.param("<title></titles></title>", [_tag("title"), Text("</titles>"), End("title")], id="title"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_page_is_cut_into_tokens(source: str, found: list[Token]) -> None:
    assert found == list(tokens(source))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("?a=1&amp;b=2", "?a=1&b=2"),
        ("?a=1&param=2&copy=3&region=4&lt=5", "?a=1&param=2&copy=3&region=4&lt=5"),
        ("&copy &copy; &copy;=&amp", "© © ©=&"),
        ("&ampx &unknown; &unknown", "&ampx &unknown; &unknown"),
        ("&#x2F;&#47;&#47", "///"),
        ("&#" + "9" * 5000 + ";", "\ufffd"),
        ("100% & more", "100% & more"),
    ],
)
def test_entities_in_attributes_are_read_as_browsers_read_them(written: str, read: str) -> None:
    (tag,) = tokens(f'<a href="{written}">')

    assert tag == _tag("a", href=read)


@pytest.mark.parametrize(
    ("written", "read"),
    [("&lt;b&gt; &amp;amp; &copy", "<b> &amp; ©"), ("&#" + "9" * 5000 + ";", "\ufffd"), ("&#0;", "\ufffd")],
)
def test_entities_in_text_are_decoded(written: str, read: str) -> None:
    assert [Text(read)] == list(tokens(written))


def test_a_page_is_read_up_to_the_limit() -> None:
    (text,) = tokens("x" * (MAX_MARKUP + 1))

    assert text == Text("x" * MAX_MARKUP)


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("<title>T</title><h1>A  <b>b</b>\n c</h1><p>d<br>e&nbsp;f<span>g</span>", "A b c\nd\ne fg"),
        ("<script>x</script><style>y</style><noscript>z</noscript>a<!-- b -->", "a"),
        ("<td>1</td><td>2</td>", "1\n2"),
        ("", ""),
    ],
)
def test_page_text_is_what_a_reader_sees(source: str, seen: str) -> None:
    assert seen == page_text(source)


@pytest.mark.parametrize("name", ["script", "style", "noscript", "noembed", "noframes", "iframe", "template"])
def test_what_no_reader_sees_is_left_out(name: str) -> None:
    assert page_text(f"a<{name} x><p>b</p></{name}>c") == "ac"


@pytest.mark.parametrize("name", ["br", "div", "h1", "h3", "hr", "li", "option", "p", "table", "td", "textarea", "tr"])
def test_blocks_stand_on_lines_of_their_own(name: str) -> None:
    assert page_text(f"a<{name}>b</{name}>c") == "a\nb\nc"
