"""Reading the mails of a sink that stands already (`conformance sink`), instead of listening for them."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, Self

import aiohttp

from conformance.errors import BadInput
from conformance.mail.outlet import LONGEST_WAIT, NAME
from conformance.mail.record import read_back
from conformance.mail.sink import Receiver

#: Seconds until a sink that went away is asked again.
_AGAIN = 0.5


class StandingSink:
    """Hands the mails that come to a standing sink from now on to the mailboxes; an async context manager."""

    def __init__(self, mailboxes: Receiver, url: str) -> None:
        self._mailboxes = mailboxes
        self._url = url.rstrip("/")
        self._last = 0

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=LONGEST_WAIT + 10))
        try:
            about = await self._get("/")
            if not isinstance(about, dict) or about.get("name") != NAME or not isinstance(about.get("last"), int):
                raise BadInput(
                    f"{self._url} is no mail sink of ours: `mail.url` is what conformance sink told as its URL"
                )
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            await self._session.close()
            raise BadInput(f"no mail sink answers at {self._url} ({error}): start one with conformance sink") from None
        except BadInput:
            await self._session.close()
            raise
        self._last = about["last"]
        self._reading = asyncio.get_running_loop().create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        await self._session.close()

    async def _get(self, path: str) -> Any:
        async with self._session.get(f"{self._url}{path}", allow_redirects=False) as answer:
            return await answer.json(content_type=None)

    async def _read(self) -> None:
        """Ask for more, again and again; a sink that is gone may come back."""
        while True:
            try:
                self._take(await self._get(f"/mails?after={self._last}&wait={LONGEST_WAIT:g}"))
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
                await asyncio.sleep(_AGAIN)

    def _take(self, answer: Any) -> None:
        if not isinstance(answer, dict) or not isinstance(answer.get("last"), int):
            raise ValueError("no answer of a sink")
        if answer["last"] < self._last:  # it was started anew, and counts from one
            self._last = 0
            return
        for record in answer.get("mails", []):
            raw, sender, recipients = read_back(record)
            self._mailboxes.receive(raw, sender=sender, recipients=recipients, arrived=self._now())
        self._last = answer["last"]

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
