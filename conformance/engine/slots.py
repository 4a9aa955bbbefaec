"""Places for cases to run in: so many at once, and a way back in for those whose time has come."""

from __future__ import annotations

import asyncio
from collections import deque
from types import TracebackType


class Slots:
    """Like a semaphore, but who waited for a clock takes a place back without queueing.

    A case that waits for two seconds to pass means two seconds: behind a queue of log-ins, each of them a
    password hash, it would come too late for what it wants to see. So the number may be exceeded for a while.
    """

    def __init__(self, number: int) -> None:
        self._free = number
        self._queue: deque[asyncio.Future[None]] = deque()

    async def acquire(self) -> None:
        """Wait for a place; first come, first served."""
        if self._free > 0 and not self._queue:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the place was given in the very moment of giving up
                self.release()
            raise

    def take_back(self) -> None:
        """Take a place at once, if need be one too many."""
        self._free -= 1

    def release(self) -> None:
        """Give a place back; the next in the queue gets it."""
        self._free += 1
        while self._free > 0 and self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                self._free -= 1
                turn.set_result(None)

    async def __aenter__(self) -> None:
        await self.acquire()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
