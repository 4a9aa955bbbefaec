"""Links and codes are found as the reader of a mail finds them."""

from __future__ import annotations

import re

import pytest

from conformance.mail.links import MAX_CODES, MAX_LINKS, MAX_URL, Link, find_codes, find_links, matching_links
from tests.support.mails import html_mail, mail, sample, text_mail

ORIGIN = "http://127.0.0.1:1340"
LONGEST = "http://x.test/".ljust(MAX_URL, "a")


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        pytest.param("see http://x.test/a now", ["http://x.test/a"], id="among words"),
        pytest.param("HTTPS://X.test/A", ["HTTPS://X.test/A"], id="upper case"),
        pytest.param("(http://x.test/a).", ["http://x.test/a"], id="brackets and a full stop"),
        pytest.param("(http://x.test/a_(bb))", ["http://x.test/a_(bb)"], id="brackets of its own"),
        pytest.param(
            "http://x.test/[1] http://x.test/{1}", ["http://x.test/[1]", "http://x.test/{1}"], id="other brackets"
        ),
        pytest.param(
            "[http://x.test/a], {http://x.test/b}!", ["http://x.test/a", "http://x.test/b"], id="more brackets"
        ),
        pytest.param("'http://x.test/a' \"http://x.test/b\"", ["http://x.test/a", "http://x.test/b"], id="quotes"),
        pytest.param("“http://x.test/a” «http://x.test/b»", ["http://x.test/a", "http://x.test/b"], id="other quotes"),
        pytest.param("*http://x.test/a*: http://x.test/b...", ["http://x.test/a", "http://x.test/b"], id="stars, dots"),
        pytest.param("打开http://x.test/a。", ["http://x.test/a"], id="a full stop of Chinese"),
        pytest.param("http://x.test/?t=a-_=", ["http://x.test/?t=a-_="], id="ends that belong to tokens"),
        pytest.param("http://x.test/?q=é&r=%20+", ["http://x.test/?q=é&r=%20+"], id="kept verbatim"),
        pytest.param("<http://x.test/a>", ["http://x.test/a"], id="angle brackets"),
        pytest.param("<URL: http://x.test/a\n  b\n>", ["http://x.test/ab"], id="folded in angle brackets"),
        pytest.param("<http://x.test/a.>", ["http://x.test/a."], id="punctuation in angle brackets"),
        pytest.param("<http://x.test/a b>", ["http://x.test/a"], id="words in angle brackets"),
        pytest.param("<http://x.test/a\nb <c", ["http://x.test/a"], id="angle brackets that never close"),
        pytest.param("http://x.test/a\nb", ["http://x.test/a"], id="a wrapped link stays broken"),
        pytest.param("http://x.test/a=3Db", ["http://x.test/a=3Db"], id="an undecoded link stays undecoded"),
        pytest.param("http://x.test/?a=1&amp;b=2", ["http://x.test/?a=1&amp;b=2"], id="an entity in text stays"),
        pytest.param("xhttp://x.test/a", [], id="inside a word"),
        pytest.param("http:// and http://. and ftp://x.test", [], id="no address"),
        pytest.param("http://x.test/" + "a" * 2_000, ["http://x.test/" + "a" * 2_000], id="a long line"),
        pytest.param("http://x.test/" + "a" * MAX_URL + " http://x.test/b", ["http://x.test/b"], id="too long"),
        pytest.param(LONGEST, [LONGEST], id="as long as may be"),
        pytest.param("http://x.test/a http://x.test/a", ["http://x.test/a"] * 2, id="twice"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_addresses_in_text_are_found(text: str, urls: list[str]) -> None:
    assert [Link(url, "text") for url in urls] == list(find_links(text_mail(text)))


@pytest.mark.parametrize(
    ("html", "links"),
    [
        pytest.param('<a href="http://x.test/a">Go <b>on</b></a>', [("http://x.test/a", "Go on")], id="anchor"),
        pytest.param('<a href="http://x.test/?a=1&amp;b=2">x</a>', [("http://x.test/?a=1&b=2", "x")], id="entities"),
        pytest.param("<A HREF=http://x.test/?a=1&para=2>x", [("http://x.test/?a=1&para=2", "x")], id="bare, unclosed"),
        pytest.param('<a href=" http://x.test/\r\n a ">x</a>', [("http://x.test/ a", "x")], id="white space"),
        pytest.param('<a href="/verify">x</a>', [("/verify", "x")], id="relative"),
        pytest.param('<a href="mailto:a@x.test">x</a><a name=n>y</a>', [("mailto:a@x.test", "x")], id="other kinds"),
        pytest.param('<a href="1">x<a href="2">y</a>', [("1", "x"), ("2", "y")], id="an anchor ends the one before"),
        pytest.param("read http://x.test/a<br>now", [("http://x.test/a", "")], id="an address outside of anchors"),
        pytest.param("<p>http://x.test/a<b>b</b></p>", [("http://x.test/ab", "")], id="an address in two elements"),
        pytest.param('http://x.test/a<a href="b">c</a>d', [("b", "c"), ("http://x.test/a", "")], id="neighbours"),
        pytest.param(
            '<a href="http://evil.test/">http://x.test/a</a>', [("http://evil.test/", "http://x.test/a")], id="a lie"
        ),
        pytest.param("<!-- http://x.test/a <a href=b> --><style>http://x.test/</style>", [], id="unseen"),
        pytest.param(f'<a href="{"a" * (MAX_URL + 1)}">x</a>', [], id="too long"),
        pytest.param(f'<a href="{LONGEST}">x</a>', [(LONGEST, "x")], id="as long as may be"),
    ],
)
def test_links_in_html_are_found(html: str, links: list[tuple[str, str]]) -> None:
    assert [Link(url, "html", text) for url, text in links] == list(find_links(html_mail(html)))


def test_links_of_all_parts_are_found_and_decoys_kept() -> None:
    links = find_links(mail(sample("both-parts")))

    assert links == (
        Link(f"{ORIGIN}/verify?token=abc", "text"),
        Link(f"{ORIGIN}/help", "text"),
        Link(f"{ORIGIN}/verify?token=abc", "html", "this"),
        Link(f"{ORIGIN}/terms", "html"),
    )


@pytest.mark.parametrize(
    ("name", "path", "names", "url"),
    [
        (
            "parse-server-9-reset",
            "/parse/apps/gtapp/request_password_reset",
            ["token"],
            "http://127.0.0.1:1340/parse/apps/gtapp/request_password_reset?token=KL6hEwxQ5pqwpZ5DxGXCIqRsy",
        ),
        (
            "parse-server-3-verify",
            "/parse/apps/APPLICATION_ID/verify_email",
            ["username", "token"],
            "http://127.0.0.1:1356/parse/apps/APPLICATION_ID/verify_email"
            "?token=iBwBxH52bMttGLq98l3jYAkYI&username=al%20ice%2Bx",
        ),
        (
            "cloudboost-reset",
            "/page/testapp/reset-password",
            ["resetKey", "user"],
            "http://127.0.0.1:4730/page/testapp/reset-password"
            "?user=ann&resetKey=3d19b1446054936cb8ff82db98d1f46088e153aaddbe1236660eb6d3f184ce67",
        ),
    ],
)
def test_the_link_of_a_real_mail_is_found(name: str, path: str, names: list[str], url: str) -> None:
    links = find_links(mail(sample(name)))

    assert (url,) == matching_links(links, origin=url.partition("/p")[0], path=path, query_names=names)


@pytest.mark.parametrize(
    ("url", "matches"),
    [
        pytest.param(f"{ORIGIN}/my%20app/verify?token=a", True, id="as asked for"),
        pytest.param(f"{ORIGIN}/my app/verify?token=", True, id="unencoded, with an empty value"),
        pytest.param(f"{ORIGIN}/my%20app/verify?token=a#top", True, id="with a fragment"),
        pytest.param("HTTP://127.0.0.1:1340/my%20app/verify?token=a", True, id="scheme in upper case"),
        pytest.param("http://127.0.0.1/my%20app/verify?token=a", False, id="another port"),
        pytest.param("https://127.0.0.1:1340/my%20app/verify?token=a", False, id="another scheme"),
        pytest.param("http://evil.test/my%20app/verify?token=a", False, id="another host"),
        pytest.param("http://127.0.0.1:1340@evil.test/my%20app/verify?token=a", False, id="a host as a user"),
        pytest.param(f"{ORIGIN}//my%20app/verify?token=a", False, id="a double slash"),
        pytest.param(f"{ORIGIN}/my%20app/verify/?token=a", False, id="a slash at the end"),
        pytest.param(f"{ORIGIN}/my%20app%2Fverify?token=a", False, id="an encoded slash"),
        pytest.param(f"{ORIGIN}/verify?token=a", False, id="another path"),
        pytest.param(f"{ORIGIN}/my%20app/verify", False, id="no query"),
        pytest.param(f"{ORIGIN}/my%20app/verify?token=a&token=b", False, id="a name twice"),
        pytest.param(f"{ORIGIN}/my%20app/verify?token=a&user=b", False, id="a name too many"),
        pytest.param(f"{ORIGIN}/my%20app/verify?Token=a", False, id="a name in another case"),
        pytest.param("/my%20app/verify?token=a", False, id="relative"),
        pytest.param("http://[::1/my%20app/verify?token=a", False, id="unreadable"),
        pytest.param("http://127.0.0.1:99999/my%20app/verify?token=a", False, id="an impossible port"),
    ],
)
def test_a_link_matches_by_origin_path_and_query_names(url: str, matches: bool) -> None:
    found = matching_links([Link(url, "html")], origin=ORIGIN, path="/my app/verify", query_names=["token"])

    assert ((url,) if matches else ()) == found


def test_different_links_of_one_kind_are_all_told_once() -> None:
    links = find_links(
        mail(
            "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nhttp://x.test/v?token=1 http://x.test/v?token=1\n"
            '--b\nContent-Type: text/html\n\n<a href="http://x.test/v?token=2">x</a>\n--b--'
        )
    )

    assert matching_links(links, origin="http://x.test:80", path="/v", query_names={"token"}) == (
        "http://x.test/v?token=1",
        "http://x.test/v?token=2",
    )


def test_the_number_of_links_ends_at_the_limit() -> None:
    assert len(find_links(text_mail("http://x.test/a " * (MAX_LINKS + 9)))) == MAX_LINKS


@pytest.mark.parametrize("pattern", [r"<h3>(\d{6})</h3>", r"Your code:\s+(\d{6})", r"(\d{6})"])
def test_the_code_of_a_real_mail_is_found_with_its_leading_zero(pattern: str) -> None:
    assert find_codes(mail(sample("durudex-code")), pattern) == ("012345",)


@pytest.mark.parametrize(
    ("html", "pattern", "codes"),
    [
        pytest.param("code <b>123</b>456 or 999999", r"code (\d{6})", ("123456",), id="cut by elements"),
        pytest.param("1234 1234 5678", r"\b(\d{4})\b", ("1234", "5678"), id="once each"),
        pytest.param("&lt;code&gt;42", r"<code>(\d+)", ("42",), id="unescaped"),
        pytest.param("<p data-code='77'>", r"data-code='(\d+)'", ("77",), id="only in the source"),
        pytest.param("nothing", r"(\d+)", (), id="none"),
        pytest.param("x y", r"x(\d)?", (), id="a group that takes no part"),
    ],
)
def test_codes_are_found_in_html(html: str, pattern: str, codes: tuple[str, ...]) -> None:
    assert codes == find_codes(html_mail(html), re.compile(pattern))


def test_codes_are_found_in_text() -> None:
    assert find_codes(text_mail("Code: 007."), r"Code: (\w+)") == ("007",)


def test_the_number_of_codes_ends_at_the_limit() -> None:
    assert len(find_codes(text_mail(" ".join(map(str, range(1000)))), r"(\d+)")) == MAX_CODES


@pytest.mark.parametrize("pattern", [r"\d+", r"(\d)(\d)"])
def test_a_pattern_has_exactly_one_group(pattern: str) -> None:
    with pytest.raises(ValueError, match="exactly one group"):
        find_codes(text_mail("1"), pattern)
