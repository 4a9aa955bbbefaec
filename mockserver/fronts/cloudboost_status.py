"""CloudBoost's `/status`, by which its clients find out whether the server is there."""

from __future__ import annotations

from aiohttp.web import BaseRequest, Response

from mockserver.fronts.cloudboost_calls import TurnedAway, arrival, json_reply
from mockserver.instances import Instance


async def handle(instance: Instance, request: BaseRequest, path: str) -> Response:
    """Answer that the service is there; nobody needs a key to ask."""
    try:
        call = await arrival(instance, request, path, keyed=False)
    except TurnedAway as away:
        return away.answer
    return call.shapes.answered(json_reply(call.visit, {"status": 200, "message": "Service status : OK"}))
