"""Time passes by waiting within a budget, or by asking a control plane; what it answers badly is told."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from conformance.engine.clocks import ControlPlane, WallClock, ask
from conformance.engine.slots import Slots
from conformance.errors import CannotTell, NoAnswer, NotTestable
from conformance.wire import Exchange, WireRequest, WireResponse
from tests.support.answers import response

URL = "http://127.0.0.1:9/__control"


class Plane:
    """A control plane that knows one instance. Its vice: its clock turns nothing."""

    def __init__(self, **answers: WireResponse | None) -> None:
        self.answers: dict[str, WireResponse | None] = {
            f"GET {URL}": response(json={"instances": {"plain": {"control": f"{URL}/plain"}}}),
            f"POST {URL}/plain/clock": response(json={}),
            f"GET {URL}/plain/outbox": response(json={"pending": 0}),
            f"POST {URL}/instances": response(201, json={"url": "http://127.0.0.1:9/plain.1", "control": f"{URL}/p1"}),
            f"POST {URL}/p1/clock": response(json={}),
            f"DELETE {URL}/p1": response(204),
            **answers,
        }
        self.asked: list[tuple[str, Any]] = []

    async def send(self, request: WireRequest) -> Exchange:
        """The answer there is; none to what nobody foresaw."""
        line = f"{request.method} {request.url}"
        self.asked.append((line, json.loads(request.body) if request.body else None))
        answer = self.answers.get(line)
        return Exchange(request, answer, None if answer else "no connection")


async def test_a_clock_behind_a_control_plane_is_turned() -> None:
    plane = Plane()
    control = ControlPlane(f"{URL}/", plane.send)
    await control.connect()

    clock = control.clock_of("plain")
    await clock.pass_seconds(90)
    await clock.settle()

    assert plane.asked[1:] == [(f"POST {URL}/plain/clock", {"advance": 90}), (f"GET {URL}/plain/outbox", None)]


async def test_a_fresh_instance_has_a_clock_of_its_own_and_is_let_go() -> None:
    plane = Plane()
    control = ControlPlane(URL, plane.send)

    url, clock, where = await control.fresh("plain")
    await clock.pass_seconds(1)
    await control.drop(where)

    assert (url, where) == ("http://127.0.0.1:9/plain.1", f"{URL}/p1")
    assert plane.asked == [
        (f"POST {URL}/instances", {"like": "plain"}),
        (f"POST {URL}/p1/clock", {"advance": 1}),
        (f"DELETE {URL}/p1", None),
    ]


async def test_a_control_plane_that_does_not_answer_ends_the_run() -> None:
    control = ControlPlane(URL, Plane(**{f"GET {URL}": None}).send)

    with pytest.raises(NoAnswer, match=r"the control plane does not answer: .*no connection"):
        await control.connect()


async def test_an_instance_that_the_plane_does_not_know_cannot_be_turned() -> None:
    control = ControlPlane(URL, Plane().send)
    await control.connect()

    with pytest.raises(CannotTell, match="knows no instance lockout"):
        control.clock_of("lockout")


@pytest.mark.parametrize(("answer", "known"), [({"pending": 0}, True), ({"pending": 2}, False), ([], False)])
async def test_whether_all_mails_have_come_is_known_by_the_plane_alone(answer: Any, known: bool) -> None:
    plane = Plane(**{f"GET {URL}/plain/outbox": response(json=answer)})
    control = ControlPlane(URL, plane.send)
    await control.connect()

    assert await control.clock_of("plain").has_mailed_all() is known
    assert await WallClock(60, 1, Slots(1)).has_mailed_all() is False


@pytest.mark.parametrize("status", [199, 300, 404, 500])
async def test_a_refusal_of_the_plane_tells_its_status(status: int) -> None:
    plane = Plane(**{f"GET {URL}": response(status, json={})})

    with pytest.raises(CannotTell, match=f"control plane: GET {URL}: HTTP {status}"):
        await ask(plane.send, "GET", URL)


async def test_waiting_uses_up_the_budget_of_the_case() -> None:
    clock = WallClock(0.02, 0, Slots(1))
    await clock.pass_seconds(0.015)

    with pytest.raises(NotTestable, match=r"it would wait 0\.015 s, and --max-wait leaves 0\.005 s"):
        await clock.pass_seconds(0.015)


async def test_who_waits_for_a_clock_leaves_the_place_to_others_and_takes_it_back() -> None:
    slots = Slots(1)
    clock = WallClock(10, 0.001, slots)
    await slots.acquire()

    waiting = asyncio.create_task(clock.pass_seconds(0.001))
    await asyncio.wait_for(slots.acquire(), 5)
    await waiting
    slots.release()
    other = asyncio.create_task(slots.acquire())
    await asyncio.sleep(0)

    assert not other.done()
    settling = asyncio.create_task(clock.settle())
    await asyncio.wait_for(other, 5)
    slots.release()
    await asyncio.wait_for(settling, 5)
