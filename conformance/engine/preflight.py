"""Knocking: one harmless request per door before a run, so that what is wrong for all is told once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conformance.dialects.binding import BoundOperation
from conformance.dialects.requests import origin_and_path
from conformance.dialects.shapes import Answer
from conformance.errors import BadInput, NoAnswer, NotApplicable
from conformance.target import Deployment, Spoken, Target
from conformance.transport import Transport
from conformance.wire import Exchange, WireRequest

#: Refusals that mean the target file is wrong, not the target.
_KEYS = ("application-unknown", "client-unknown")
PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Knock:
    """What came of knocking at one door."""

    deployment: Deployment
    spoken: Spoken
    exchange: Exchange | None
    refused: str | None = None
    nobody: bool = False

    @property
    def answered(self) -> bool:
        """Did anything come back?"""
        return self.exchange is not None and self.exchange.response is not None


async def knock(target: Target, transport: Transport) -> list[Knock]:
    """Ask at each door; NoAnswer when none opens, BadInput when one refuses the keys."""
    doors = [(one, spoken) for one in target.deployments for spoken in one.spoken.values()]
    knocks = list(await asyncio.gather(*(_knock(one, spoken, transport) for one, spoken in doors)))
    if not any(one.answered for one in knocks):
        raise NoAnswer(_silence(knocks))
    for one in knocks:
        if one.refused:
            raise BadInput(
                f"{one.deployment.name} refuses the keys it was given for {one.spoken.dialect} ({one.refused}, "
                f"{one.deployment.url}): check `keys` of the target"
            )
    return knocks


async def _knock(deployment: Deployment, spoken: Spoken, transport: Transport) -> Knock:
    request, operation = _request(deployment, spoken)
    try:
        async with asyncio.timeout(min(PATIENCE, transport.timeout)):
            exchange = await transport.send(request)
    except TimeoutError:
        exchange = Exchange(request, None, f"no answer within {min(PATIENCE, transport.timeout):g} s")
    response = exchange.response
    if response is None or operation is None:
        return Knock(deployment, spoken, exchange)
    answer, scope = Answer(response, response), {"settings": deployment.settings}
    known = [word for word in _KEYS if word in operation.outcomes]
    refused = next((word for word in known if operation.recognises(word, answer, scope)), None)
    nobody = response.status in (404, 405) and not isinstance(answer.body, dict)
    return Knock(deployment, spoken, exchange, refused, nobody)


def hints(knocks: Iterable[Knock]) -> Iterator[str]:
    """What to look at first where a server answers, but nothing seems to be behind the door."""
    for one in knocks:
        if one.nobody and one.exchange is not None and one.exchange.response is not None:
            request, response = one.exchange.request, one.exchange.response
            yield (
                f"{one.deployment.name}: {request.method} {request.url} was answered with {response.status} and no "
                f"JSON. Is `url` right? The paths of {one.spoken.dialect} are appended to it; conformance doctor looks "
                f"for them."
            )


def _request(deployment: Deployment, spoken: Spoken) -> tuple[WireRequest, BoundOperation | None]:
    """Who am I, asked by nobody: it changes nothing and every dialect of Parse has it."""
    binding = spoken.variant.binding
    scope = {
        "at": spoken.at,
        "keys": deployment.keys,
        "settings": deployment.settings,
        "target": {"origin": spoken.origin},
        "in": {},
        "session": {},
        "admin": {},
    }
    try:
        operation = binding.operation("currentUser")
    except NotApplicable:
        origin, base = origin_and_path(deployment.url)
        return WireRequest("GET", f"{origin}{base or '/'}"), None
    return operation.write(scope), operation


def _silence(knocks: list[Knock]) -> str:
    told = {f"{one.deployment.url}: {one.exchange.problem if one.exchange else 'nothing'}" for one in knocks}
    ask = (
        "Is the server running, and is the URL the one that the endpoints start from? conformance doctor looks around."
    )
    return "\n".join((*sorted(told), ask))
