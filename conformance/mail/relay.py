"""A hub for several processes: takes the mails of a target on its one port and hands each to every sink.

Only the sink whose case waits for a recipient keeps the mail; for the others it is strangers' mail.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import Self

import aiosmtplib

from conformance.mail.sink import MailSink


class MailHub:
    """Listens on one port, delivers to many; an async context manager."""

    def __init__(self, host: str, port: int) -> None:
        self.ports: list[int] = []
        self._mails: asyncio.Queue[tuple[bytes, str, tuple[str, ...]]] = asyncio.Queue()
        self._sink = MailSink(self, host=host, port=port)

    async def __aenter__(self) -> Self:
        await self._sink.__aenter__()
        self._delivery = asyncio.get_running_loop().create_task(self._deliver())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._delivery.cancel()
        await asyncio.gather(self._delivery, return_exceptions=True)
        await self._sink.__aexit__(kind, error, trace)

    def receive(self, raw: bytes, *, sender: str, recipients: Iterable[str], arrived: float = 0.0) -> None:
        """Take a mail; it is handed on in the order of arrival."""
        self._mails.put_nowait((raw, sender, tuple(recipients)))

    async def _deliver(self) -> None:
        while True:
            raw, sender, recipients = await self._mails.get()
            await asyncio.gather(*(_hand_over(port, raw, sender, recipients) for port in list(self.ports)))


async def _hand_over(port: int, raw: bytes, sender: str, recipients: tuple[str, ...]) -> None:
    """Give one mail to one sink; a worker that does not listen (yet, or any more) waits for no mail."""
    try:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, use_tls=False, start_tls=False) as client:
            await client.sendmail(sender, list(recipients), raw)
    except (aiosmtplib.SMTPException, OSError):
        return
