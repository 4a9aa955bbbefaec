"""Links are followed inside the allowed origin, and every step is kept."""

from __future__ import annotations

import pytest

from conformance.mail.following import MAX_REDIRECTS, Ending, Visit, follow, submit
from conformance.mail.forms import Form
from conformance.wire import WireRequest, WireResponse

ORIGIN = "http://x.test:80"


class Server:
    """Answers from a table of paths (with query) and keeps what it was asked; the vice is in the table."""

    def __init__(self, **answers: tuple[int, str | None]) -> None:
        self.answers = answers
        self.asked: list[WireRequest] = []

    async def send(self, request: WireRequest) -> WireResponse:
        self.asked.append(request)
        status, location = self.answers[request.url.removeprefix("http://x.test/")]
        headers = () if location is None else (("location", location),)
        return WireResponse(status, headers, b"<p>here</p>")

    async def visit(self, url: str = "http://x.test/a") -> Visit:
        return await follow(url, send=self.send, allowed_origin=ORIGIN)


async def test_a_page_is_asked_for_as_a_browser_does() -> None:
    server = Server(**{"a?token=%C3%A9": (200, None)})

    visit = await server.visit("http://x.test/a?token=é#top")

    assert visit.ending is Ending.ARRIVED
    assert visit.url == "http://x.test/a?token=%C3%A9"
    assert visit.response is not None
    assert visit.response.text == "<p>here</p>"
    assert server.asked[0].method == "GET"
    assert dict(server.asked[0].headers)["Accept"].startswith("text/html")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_inside_the_origin_are_followed_and_kept(status: int) -> None:
    server = Server(a=(status, "/b"), b=(status, "http://x.test/c#d"), c=(200, None))

    visit = await server.visit()

    assert visit.ending is Ending.ARRIVED
    assert visit.onward is None
    assert [hop.request.url for hop in visit.hops] == [f"http://x.test/{path}" for path in "abc"]
    assert [hop.response.status for hop in visit.hops if hop.response] == [status, status, 200]


@pytest.mark.parametrize(("status", "location"), [(200, "/b"), (304, "/b"), (302, None), (500, None)])
async def test_what_is_no_redirect_is_where_the_visit_arrives(status: int, location: str | None) -> None:
    visit = await Server(a=(status, location)).visit()

    assert (visit.ending, len(visit.hops)) == (Ending.ARRIVED, 1)


@pytest.mark.parametrize(
    ("location", "ending", "onward"),
    [
        pytest.param("http://evil.test/a", Ending.LEFT, "http://evil.test/a", id="another host"),
        pytest.param("//evil.test/a", Ending.LEFT, "http://evil.test/a", id="another host, without scheme"),
        pytest.param("https://x.test/a", Ending.LEFT, "https://x.test/a", id="another scheme"),
        pytest.param("http://x.test:81/", Ending.LEFT, "http://x.test:81/", id="another port"),
        pytest.param("http://x.test@evil.test/", Ending.LEFT, "http://x.test@evil.test/", id="a host as a user"),
        pytest.param("my.app://done?x=1", Ending.LEFT, "my.app://done?x=1", id="an app"),
        pytest.param("http://[::1", Ending.UNREADABLE, "http://[::1", id="unreadable"),
        pytest.param("http://x.test:port/", Ending.UNREADABLE, "http://x.test:port/", id="an impossible port"),
        pytest.param("/a", Ending.LOOP, "http://x.test/a", id="the page itself"),
        pytest.param("", Ending.LOOP, "http://x.test/a", id="an empty location"),
    ],
)
async def test_a_redirect_that_is_not_followed_is_kept_and_named(location: str, ending: Ending, onward: str) -> None:
    server = Server(a=(302, location))

    visit = await server.visit()

    assert (ending, onward) == (visit.ending, visit.onward)
    assert len(server.asked) == 1
    assert visit.response is not None
    assert visit.response.status == 302


async def test_a_loop_over_several_pages_is_named() -> None:
    visit = await Server(a=(302, "/b"), b=(302, "/a")).visit()

    assert (visit.ending, visit.onward, len(visit.hops)) == (Ending.LOOP, "http://x.test/a", 2)


async def test_endless_redirects_stop_at_the_limit() -> None:
    server = Server(a=(302, "/0"), **{str(n): (302, f"/{n + 1}") for n in range(20)})

    visit = await server.visit()

    assert visit.ending is Ending.TOO_MANY
    assert len(visit.hops) == MAX_REDIRECTS + 1
    assert visit.onward == f"http://x.test/{MAX_REDIRECTS}"


async def test_a_limit_of_nothing_follows_nothing() -> None:
    visit = await follow("http://x.test/a", send=Server(a=(302, "/b")).send, allowed_origin=ORIGIN, limit=0)

    assert (visit.ending, visit.onward) == (Ending.TOO_MANY, "http://x.test/b")


@pytest.mark.parametrize(
    ("url", "ending"),
    [
        ("http://evil.test/", Ending.LEFT),
        ("mailto:a@x.test", Ending.LEFT),
        ("/a", Ending.UNREADABLE),
        ("", Ending.UNREADABLE),
    ],
)
async def test_an_address_outside_is_never_asked_for(url: str, ending: Ending) -> None:
    visit = await Server().visit(url)

    assert visit == Visit((), ending, url)
    assert (visit.response, visit.url) == (None, None)


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [(301, "GET", None), (302, "GET", None), (303, "GET", None), (307, "POST", b"a=1"), (308, "POST", b"a=1")],
)
async def test_a_form_is_sent_and_its_redirect_followed(status: int, method: str, body: bytes | None) -> None:
    server = Server(a=(status, "/b"), b=(200, None))

    visit = await submit(Form("POST", "http://x.test/a"), {"a": "1"}, send=server.send, allowed_origin=ORIGIN)

    second = server.asked[1]
    assert visit.ending is Ending.ARRIVED
    assert (server.asked[0].method, server.asked[0].body) == ("POST", b"a=1")
    assert (second.method, second.body) == (method, body)
    assert ("Content-Type" in dict(second.headers)) is (body is not None)
    assert "X-Requested-With" not in dict(server.asked[0].headers)


async def test_a_form_as_a_script_stays_a_script_when_redirected() -> None:
    server = Server(a=(303, "/b"), b=(200, None))

    await submit(Form("POST", "http://x.test/a"), {}, send=server.send, allowed_origin=ORIGIN, as_xhr=True)

    assert all(dict(asked.headers)["X-Requested-With"] == "XMLHttpRequest" for asked in server.asked)


async def test_a_form_that_returns_to_its_own_address_is_no_loop() -> None:
    class Once(Server):
        """Redirects the POST to the same address and answers the GET."""

        async def send(self, request: WireRequest) -> WireResponse:
            self.asked.append(request)
            return WireResponse(303, (("location", "/a"),)) if request.method == "POST" else WireResponse(200)

    server = Once()

    visit = await submit(Form("POST", "http://x.test/a"), {}, send=server.send, allowed_origin=ORIGIN)

    assert (visit.ending, [asked.method for asked in server.asked]) == (Ending.ARRIVED, ["POST", "GET"])


async def test_a_form_is_not_sent_to_another_origin() -> None:
    server = Server()

    visit = await submit(Form("POST", "http://evil.test/"), {"password": "p"}, send=server.send, allowed_origin=ORIGIN)

    assert (visit.ending, visit.onward, server.asked) == (Ending.LEFT, "http://evil.test/", [])
