"""Visits inside a case: the mail package follows, the case keeps the exchanges and judges the ends."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.dialects.shapes import Answer
from conformance.engine.state import CaseState
from conformance.errors import CannotTell
from conformance.mail.following import Ending, Visit, travel
from conformance.wire import WireRequest, WireResponse


@dataclass(frozen=True, slots=True)
class Arrival:
    """A visit and its answer: the first response, and the page it ended on."""

    visit: Visit
    answer: Answer


async def visit(request: WireRequest, state: CaseState) -> Arrival:
    """Send a request as a browser would, and follow its redirects inside the target."""

    async def send(one: WireRequest) -> WireResponse:
        exchange = await state.send(one)
        if exchange.response is None:
            raise CannotTell(f"{one.method} {one.url}: {exchange.problem}")
        return exchange.response

    found = await travel(request, send=send, allowed_origin=state.scope["target"]["links"])
    return Arrival(found, _answer(found, request))


def _answer(found: Visit, request: WireRequest) -> Answer:
    if not found.hops:
        raise CannotTell(f"{request.url} leads outside the target, so it was not opened")
    first, last = found.hops[0].response, found.hops[-1].response
    if first is None or last is None:  # travel() keeps answered hops only
        raise CannotTell(f"{request.url}: no answer")
    return Answer(first, last, landed=len(found.hops) > 1 and found.ending is Ending.ARRIVED)
