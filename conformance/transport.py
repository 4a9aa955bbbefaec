"""The HTTP client: sends one request, records the exchange, takes a status as data, not as an error.

Follows no redirect, shares no cookie, and is limited in time and size.
"""

from __future__ import annotations

import asyncio
from io import BytesIO
from time import perf_counter
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from conformance import __version__
from conformance.wire import Exchange, WireRequest, WireResponse

MAX_BODY = 5_000_000
_AT_ONCE = 2**20
USER_AGENT = f"parse-conformance/{__version__}"
SENT_AGAIN = "sent again: the server had closed the connection before it answered"

#: The server closed a connection, which it may have kept alive till then.
_CLOSED = (aiohttp.ServerDisconnectedError, ConnectionResetError, BrokenPipeError)


class Transport:
    """An HTTP client for the whole run; an async context manager."""

    def __init__(self, *, timeout: float = 30.0, connections: int = 64) -> None:
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._connections = connections
        self.timeout = timeout

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self._timeout,
            connector=aiohttp.TCPConnector(limit=self._connections),
            headers={"User-Agent": USER_AGENT},
            max_line_size=65_536,
            max_field_size=65_536,
            skip_auto_headers=("Content-Type",),  # a body without a type is sent as one
        )
        # aiohttp sends GET and PUT a second time by itself and tells nobody: a log-in by GET would count twice.
        self._session._retry_connection = False
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def send(self, request: WireRequest) -> Exchange:
        """The exchange of one request; without an answer it says what the problem was."""
        try:
            return Exchange(request, await self._once(request))
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            if _was_closed(error):
                return await self._again(request)
            return Exchange(request, None, self._problem(error))

    async def _again(self, request: WireRequest) -> Exchange:
        try:
            return Exchange(request, await self._once(request), notes=(SENT_AGAIN,))
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            return Exchange(request, None, self._problem(error), notes=(SENT_AGAIN,))

    async def _once(self, request: WireRequest) -> WireResponse:
        started = perf_counter()
        async with self._session.request(
            request.method,
            URL(request.url, encoded=True),
            headers=request.headers,
            data=_sendable(request.body),
            allow_redirects=False,
        ) as response:
            body = await _limited(response.content)
        headers = tuple((name.lower(), _readable(value)) for name, value in response.headers.items())
        return WireResponse(response.status, headers, body, (perf_counter() - started) * 1000)

    def _problem(self, error: Exception) -> str:
        if isinstance(error, TimeoutError | asyncio.TimeoutError):
            return f"no answer within {self.timeout:g} s"
        if isinstance(error, aiohttp.ClientConnectorError):
            return f"no connection: {error.os_error.strerror or error.os_error}"
        return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _sendable(body: bytes | None) -> bytes | BytesIO | None:
    """The body; a large one piece by piece, so that other cases are not kept waiting (aiohttp warns of that)."""
    return BytesIO(body) if body is not None and len(body) > _AT_ONCE else body


def _was_closed(error: Exception) -> bool:
    """Did the connection break before the answer? Then nothing was answered, and we may ask again."""
    # aiohttp tells a reset as an error of its own, which has lost the kind of the system's.
    broke = isinstance(error, aiohttp.ClientOSError) and not isinstance(error, aiohttp.ClientConnectorError)
    return broke or isinstance(error, _CLOSED)


def _readable(value: str) -> str:
    """A header whose bytes were no UTF-8, with replacement characters as a body has them."""
    return value if value.isascii() else value.encode(errors="surrogateescape").decode(errors="replace")


async def _limited(content: aiohttp.StreamReader) -> bytes:
    """The body; a ValueError when it is larger than we take."""
    chunks = bytearray()
    while chunk := await content.readany():
        chunks += chunk
        if len(chunks) > MAX_BODY:
            raise ValueError(f"the answer is larger than {MAX_BODY} bytes")
    return bytes(chunks)
