"""Mail waiting to be taken, by the address in its envelope.

An address keeps its mail from the moment it is opened (before the request that causes the mail) until the
mail is taken or the address forgotten. Mail for addresses that nobody opened is kept too, for explanations
and for boxes opened late, but only the latest of it: `Limits` says how much.

Addresses are compared without regard to case, since some servers lower-case what they were given; the
message keeps the exact envelope, so that a scenario can still ask for it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

from conformance.mail.errors import MailTimeout
from conformance.mail.message import MailMessage, read_message

Accept = Callable[[MailMessage], bool]

#: Random names in one domain are alike to about 0.7; a typing error, a tag or a lost letter gives 0.9.
_ALIKE = 0.85
_COMPARED = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much mail is kept: an open address keeps the first that came, strangers keep the last."""

    messages_per_address: int = 1_000
    bytes_per_address: int = 32 * 1024 * 1024
    strangers: int = 200
    bytes_of_strangers: int = 32 * 1024 * 1024


@dataclass(slots=True, eq=False)
class _Box:
    """The untaken mail of one open address, oldest first, and who waits for more."""

    messages: list[MailMessage] = field(default_factory=list)
    waiting: set[asyncio.Future[None]] = field(default_factory=set)

    def wake(self) -> None:
        for waiter in self.waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def arrival(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self.waiting.add(waiter)
        try:
            await waiter
        finally:
            self.waiting.discard(waiter)


class Mailboxes:
    """All mail of a run; for use within one event loop."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._boxes: dict[str, _Box] = {}
        self._strangers: deque[tuple[str, MailMessage]] = deque()
        self._received = 0
        self._dropped = 0

    @property
    def received(self) -> int:
        """How many mails have come, taken or not."""
        return self._received

    @property
    def dropped(self) -> int:
        """How many copies went beyond the limits and were not kept (one per recipient)."""
        return self._dropped

    def open(self, addresses: Iterable[str]) -> None:
        """Keep all mail for these addresses from now on, with what strangers' mail holds for them."""
        for address in addresses:
            self._box(address)

    def receive(self, raw: bytes, *, sender: str, recipients: Iterable[str], arrived: float = 0.0) -> MailMessage:
        """Read a mail, number it and put it into the box of each recipient of its envelope."""
        self._received += 1
        message = read_message(raw, recipients=recipients, sender=sender, number=self._received, arrived=arrived)
        for key in dict.fromkeys(map(_key, message.recipients)):
            self._deliver(key, message)
        return message

    async def wait_for(
        self,
        address: str,
        accept: Accept,
        *,
        timeout: float,  # noqa: ASYNC109 - a parameter, since running out tells what came instead
    ) -> MailMessage:
        """The oldest untaken mail for this address that is accepted; it stays until `take`.

        Raises MailTimeout, which tells what came instead.
        """
        box = self._box(address)
        try:
            async with asyncio.timeout(timeout):
                while not (found := _oldest(box, accept)):
                    await box.arrival()
        except TimeoutError:
            found = _oldest(box, accept)  # it may have come in the very moment the time was up
        if found is None:
            raise self._timeout(address, timeout)
        return found

    def untaken(self, address: str) -> tuple[MailMessage, ...]:
        """What waits for this address, oldest first."""
        return tuple(self._box(address).messages)

    def take(self, message: MailMessage, *, address: str | None = None) -> None:
        """Remove a mail from the box of one recipient, or from the boxes of all."""
        for recipient in message.recipients if address is None else (address,):
            box = self._boxes.get(_key(recipient))
            if box:
                box.messages = [kept for kept in box.messages if kept.number != message.number]

    def forget(self, addresses: Iterable[str]) -> tuple[MailMessage, ...]:
        """Close these addresses and give back what nobody took; later mail for them is strangers' mail."""
        closed = (self._boxes.pop(_key(address), None) for address in addresses)
        left = {message.number: message for box in closed if box for message in box.messages}
        return tuple(left[number] for number in sorted(left))

    def _box(self, address: str) -> _Box:
        key = _key(address)
        if key not in self._boxes:
            self._boxes[key] = _Box([message for stranger, message in self._strangers if stranger == key])
            self._strangers = deque(kept for kept in self._strangers if kept[0] != key)
        return self._boxes[key]

    def _deliver(self, key: str, message: MailMessage) -> None:
        box = self._boxes.get(key)
        if box is None:
            self._strangers.append((key, message))
            self._drop_old_strangers()
        elif self._has_room(box, message):
            box.messages.append(message)
            box.wake()
        else:
            self._dropped += 1

    def _has_room(self, box: _Box, message: MailMessage) -> bool:
        full = len(box.messages) >= self._limits.messages_per_address
        return not full and _size([*box.messages, message]) <= self._limits.bytes_per_address

    def _drop_old_strangers(self) -> None:
        limits = self._limits
        while len(self._strangers) > limits.strangers or (
            _size(message for _, message in self._strangers) > limits.bytes_of_strangers
        ):
            self._strangers.popleft()
            self._dropped += 1

    def _timeout(self, address: str, seconds: float) -> MailTimeout:
        others = list(self._elsewhere(_key(address)))
        near = get_close_matches(_key(address), islice(dict.fromkeys(others), _COMPARED), n=1, cutoff=_ALIKE)
        return MailTimeout(
            address,
            seconds,
            came=self.untaken(address),
            elsewhere=len(others),
            nearest=near[0] if near else None,
        )

    def _elsewhere(self, key: str) -> Iterator[str]:
        """The address of each mail kept for somebody else: strangers first, they may be misdirected."""
        yield from (stranger for stranger, _ in self._strangers)
        yield from (other for other, box in self._boxes.items() if other != key for _ in box.messages)


def _oldest(box: _Box, accept: Accept) -> MailMessage | None:
    return next((message for message in box.messages if accept(message)), None)


def _key(address: str) -> str:
    return address.strip().casefold()


def _size(messages: Iterable[MailMessage]) -> int:
    return sum(len(message.raw) for message in messages)
