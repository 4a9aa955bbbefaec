"""One request, one exchange: a status is data, a broken wire is a reason, and nothing is followed or kept."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator

import pytest

from conformance.transport import MAX_BODY, SENT_AGAIN, USER_AGENT, Transport
from conformance.wire import Exchange, WireRequest
from tests.support.raw_server import RESET, Answer, RawServer, ok, raw_server


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    async with Transport(timeout=0.5) as one:
        yield one


def get(server: RawServer, path: str = "/") -> WireRequest:
    return WireRequest("GET", server.url + path)


async def exchanged(transport: Transport, *answers: Answer) -> tuple[Exchange, RawServer]:
    async with raw_server(*answers) as server:
        return await transport.send(get(server)), server


async def test_a_request_goes_out_as_it_was_written(transport: Transport) -> None:
    async with raw_server(ok()) as server:
        request = WireRequest(
            "PUT",
            f"{server.url}/a%2Fb/../c%20d?x=%26&y=+&z=é".replace("é", "%C3%A9"),
            (("X-One", "1"), ("X-One", "2"), ("Content-Type", "application/json")),
            '{"é":1}'.encode(),
        )
        exchange = await transport.send(request)

    lines = server.requests[0].split(b"\r\n")
    assert exchange.request is request
    assert lines[0] == b"PUT /a%2Fb/../c%20d?x=%26&y=+&z=%C3%A9 HTTP/1.1"
    assert lines.count(b"X-One: 1") == lines.count(b"X-One: 2") == 1
    assert lines[-1] == '{"é":1}'.encode()
    assert b"User-Agent: " + USER_AGENT.encode() in lines


async def test_a_large_body_arrives_whole_and_without_a_warning(transport: Transport) -> None:
    body = bytes(range(256)) * 8192  # two MiB; warnings are errors here
    async with raw_server(ok()) as server:
        exchange = await transport.send(WireRequest("POST", server.url, (("Content-Type", "text/plain"),), body))

    head, _, arrived = server.requests[0].partition(b"\r\n\r\n")
    assert exchange.response is not None
    assert f"Content-Length: {len(body)}".encode() in head.split(b"\r\n")
    assert b"Content-Disposition" not in head
    assert arrived == body


async def test_a_body_without_a_type_gets_none(transport: Transport) -> None:
    """What a server makes of such a body is a question of its own; the client must not answer it."""
    async with raw_server(ok()) as server:
        await transport.send(WireRequest("POST", server.url, (), b"text"))

    assert b"content-type" not in server.requests[0].lower()


async def test_headers_keep_their_order_in_lower_case(transport: Transport) -> None:
    exchange, _ = await exchanged(transport, ok(b"x", b"X-B: 1", b"Set-Cookie: a=1", b"X-A: 2", b"SET-COOKIE: b=2"))

    assert exchange.response is not None
    assert exchange.response.headers == (
        ("content-length", "1"),
        ("x-b", "1"),
        ("set-cookie", "a=1"),
        ("x-a", "2"),
        ("set-cookie", "b=2"),
    )


@pytest.mark.parametrize("status", [b"200 OK", b"404 Not Found", b"500 Oops", b"599 ", b"429 Too Many Requests"])
async def test_a_status_is_data(transport: Transport, status: bytes) -> None:
    exchange, _ = await exchanged(transport, ok(b'{"a":1}', status=status))

    assert exchange.response is not None
    assert exchange.response.status == int(status[:3])
    assert exchange.response.json_or(None) == {"a": 1}
    assert exchange.response.milliseconds > 0
    assert (exchange.problem, exchange.notes) == (None, ())


async def test_a_redirect_is_not_followed(transport: Transport) -> None:
    exchange, server = await exchanged(transport, ok(b"", b"Location: /elsewhere", status=b"302 Found"), ok())

    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.header("location")) == (302, "/elsewhere")
    assert len(server.requests) == 1


async def test_a_cookie_is_not_sent_back(transport: Transport) -> None:
    async with raw_server(ok(b"", b"Set-Cookie: session=1; Path=/"), ok()) as server:
        await transport.send(get(server))
        await transport.send(get(server))

    assert b"cookie" not in server.requests[1].lower()


async def test_a_packed_body_is_unpacked(transport: Transport) -> None:
    exchange, _ = await exchanged(transport, ok(gzip.compress(b'{"a":1}'), b"Content-Encoding: gzip"))

    assert exchange.response is not None
    assert exchange.response.body == b'{"a":1}'


async def test_connections_are_used_again(transport: Transport) -> None:
    async with raw_server(ok(), ok(), ok()) as server:
        for _ in range(3):
            await transport.send(get(server))

    assert server.connections == 1


@pytest.mark.parametrize("end", [None, RESET], ids=["closed", "reset"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_connection_that_was_closed_before_the_answer_is_tried_once_more(
    transport: Transport, end: Answer, method: str
) -> None:
    async with raw_server(ok(b"first"), end, ok(b"second")) as server:
        await transport.send(get(server))
        exchange = await transport.send(WireRequest(method, server.url, (), b"x"))

    assert exchange.response is not None
    assert exchange.response.body == b"second"
    assert exchange.notes == (SENT_AGAIN,)
    assert len(server.requests) == 3


@pytest.mark.parametrize("end", [None, RESET], ids=["closed", "reset"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_server_that_always_closes_is_asked_twice_and_no_more(
    transport: Transport, end: Answer, method: str
) -> None:
    """A log-in by GET that was sent three times would lock the account."""
    async with raw_server(end, end, ok()) as server:
        exchange = await transport.send(WireRequest(method, server.url))

    assert exchange.response is None
    assert exchange.problem
    assert exchange.notes == (SENT_AGAIN,)
    assert len(server.requests) == 2


async def silence(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(5)


async def half(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
    await writer.drain()


async def half_then_silence(writer: asyncio.StreamWriter) -> None:
    await half(writer)
    await asyncio.sleep(5)


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 65_536)
        await writer.drain()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        pytest.param(silence, "no answer within 0.5 s", id="no answer"),
        pytest.param(half_then_silence, "no answer within 0.5 s", id="half an answer, then silence"),
        pytest.param(half, "ClientPayloadError", id="half an answer, then closed"),
        pytest.param(endless, f"the answer is larger than {MAX_BODY} bytes", id="an answer without end"),
        pytest.param(
            ok(gzip.compress(b"\0" * (MAX_BODY + 1)), b"Content-Encoding: gzip"),
            f"the answer is larger than {MAX_BODY} bytes",
            id="a bomb",
        ),
        pytest.param(ok(b"no gzip", b"Content-Encoding: gzip"), "ClientPayloadError", id="packed wrongly"),
        pytest.param(b"SMTP ready\r\n\r\n", "ClientResponseError", id="no HTTP"),
        pytest.param(b"HTTP/1.1 abc\r\n\r\n", "ClientResponseError", id="no status"),
        pytest.param(ok(b"", b"X: " + b"x" * 70_000), "ClientResponseError", id="a header too long"),
        pytest.param(ok(b"", b"no colon"), "ClientResponseError", id="a broken header"),
    ],
)
async def test_a_broken_answer_is_a_reason_not_an_exception(transport: Transport, answer: Answer, problem: str) -> None:
    exchange, server = await exchanged(transport, answer, answer)

    assert exchange.response is None
    assert exchange.problem is not None
    assert problem in exchange.problem
    assert len(server.requests) == 1, "asked once: something did come back"


async def test_a_body_up_to_the_limit_is_taken(transport: Transport) -> None:
    exchange, _ = await exchanged(transport, ok(b"x" * MAX_BODY))

    assert exchange.response is not None
    assert len(exchange.response.body) == MAX_BODY


async def test_a_header_that_is_no_utf_8_can_be_written_down(transport: Transport) -> None:
    exchange, _ = await exchanged(transport, ok(b"", b"X-Odd: \xff\xfe"))

    assert exchange.response is not None
    assert exchange.response.header("x-odd") == "��"


async def test_nobody_listening_is_told_in_words(transport: Transport) -> None:
    async with raw_server() as server:
        request = get(server)
    exchange = await transport.send(request)

    assert exchange.problem is not None
    assert exchange.problem.startswith("no connection: ")
    assert "refused" in exchange.problem or "Connect call failed" in exchange.problem


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(WireRequest("GET", "http://127.0.0.1:99999/"), id="a port too high"),
        pytest.param(WireRequest("GET", "http://127.0.0.1:1x/"), id="no port"),
        pytest.param(WireRequest("GET", "/path"), id="no host"),
        pytest.param(WireRequest("GET", "ftp://127.0.0.1/"), id="another scheme"),
        pytest.param(WireRequest("GET", "http://127.0.0.1:9/", (("X", "a\r\nY: b"),)), id="a header with a line end"),
        pytest.param(WireRequest("GET", "http://127.0.0.1:9/", (("X", "\ud800"),)), id="half a character"),
        pytest.param(WireRequest("G T", "http://127.0.0.1:9/"), id="a method with a blank"),
    ],
)
async def test_a_request_that_cannot_be_sent_is_a_reason_as_well(transport: Transport, request_: WireRequest) -> None:
    exchange = await transport.send(request_)

    assert exchange.response is None
    assert exchange.problem


async def test_many_requests_go_side_by_side() -> None:
    async def late(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.write(ok())
        await writer.drain()

    loop = asyncio.get_running_loop()
    async with raw_server(*[late] * 20) as server, Transport(timeout=5) as transport:
        started = loop.time()
        exchanges = await asyncio.gather(*(transport.send(get(server)) for _ in range(20)))

    assert all(exchange.response for exchange in exchanges)
    assert loop.time() - started < 2
