"""Servers that listen and hardly answer: one that counts who comes, and stays silent or hangs up."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self


class Listener:
    """Takes connections and counts them; its vice is that it never answers, or with `hangs_up` ends each at once."""

    def __init__(self, host: str = "127.0.0.1", *, hangs_up: bool = False) -> None:
        self.host = host
        self.url = ""
        self.connections = 0
        self._hangs_up = hangs_up
        self._open: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._take, self.host, 0)
        host = f"[{self.host}]" if ":" in self.host else self.host
        self.url = f"http://{host}:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for writer in self._open:
            writer.close()
        await self._server.wait_closed()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self._hangs_up:
            writer.close()
        else:
            self._open.add(writer)
