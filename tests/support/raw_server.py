"""A server that speaks no HTTP by itself: it sends the bytes it was given, and breaks off where it was told to.

Its vice: it reads a request only as far as it needs to see where it ends, and answers from a script, whatever
was asked.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

#: What happens with one request: bytes are sent, None closes the connection, RESET tears it, a function is called.
Answer = bytes | None | str | Callable[[asyncio.StreamWriter], Awaitable[None]]
RESET = "reset"


def ok(body: bytes = b"{}", *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """A complete answer; `headers` are lines without their ends."""
    head = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


@dataclass
class RawServer:
    """Where it listens, and the requests that came, as bytes."""

    answers: list[Answer]
    url: str = ""
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: a request, the next answer of the script, again."""
        self.connections += 1
        try:
            while self.answers and (request := await _request(reader)):
                self.requests.append(request)
                if not await self._answer(self.answers.pop(0), writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, answer: Answer, writer: asyncio.StreamWriter) -> bool:
        """Answer once; False when that was the last word on this connection."""
        if isinstance(answer, bytes):
            writer.write(answer)
            await writer.drain()
            return b"Connection: close" not in answer
        if callable(answer):
            await answer(writer)
        elif answer == RESET:
            sock: socket.socket = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    return head + await reader.readexactly(length)


@asynccontextmanager
async def raw_server(*answers: Answer) -> AsyncIterator[RawServer]:
    """A server on a free port of this machine that answers in this order."""
    script = RawServer(list(answers))
    server = await asyncio.start_server(script.serve, "127.0.0.1", 0)
    script.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield script
    finally:
        server.close()
