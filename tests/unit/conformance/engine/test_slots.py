"""Places for cases to run in."""

from __future__ import annotations

import asyncio

from conformance.engine.slots import Slots


async def _settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_no_more_run_at_once_than_there_are_places() -> None:
    slots, running, most = Slots(2), 0, 0

    async def case() -> None:
        nonlocal running, most
        async with slots:
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    async with asyncio.TaskGroup() as group:
        for _ in range(7):
            group.create_task(case())

    assert (most, running) == (2, 0)


async def test_who_comes_first_is_served_first() -> None:
    slots, order = Slots(1), list[int]()
    await slots.acquire()

    async def case(number: int) -> None:
        async with slots:
            order.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(3):
            group.create_task(case(number))
        await _settled()
        slots.release()

    assert order == [0, 1, 2]


async def test_who_takes_a_place_back_does_not_queue() -> None:
    slots, order = Slots(1), list[str]()
    await slots.acquire()

    async def queued() -> None:
        async with slots:
            order.append("queued")

    async with asyncio.TaskGroup() as group:
        group.create_task(queued())
        await _settled()
        slots.take_back()
        order.append("back")
        slots.release()
        await _settled()
        order.append("first place given back")
        slots.release()

    assert order == ["back", "first place given back", "queued"]


async def test_who_gives_up_leaves_the_queue() -> None:
    slots = Slots(1)
    await slots.acquire()
    waiting = asyncio.create_task(slots.acquire())
    await _settled()
    waiting.cancel()
    await _settled()

    slots.release()

    await asyncio.wait_for(slots.acquire(), 1)


async def test_a_place_given_to_who_gives_up_goes_to_the_next() -> None:
    slots = Slots(1)
    await slots.acquire()
    first = asyncio.create_task(slots.acquire())
    second = asyncio.create_task(slots.acquire())
    await _settled()
    slots.release()
    first.cancel()

    await asyncio.wait_for(second, 1)
    assert first.cancelled()
