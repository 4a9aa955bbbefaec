"""Flatterers that say the same to everybody."""

from __future__ import annotations

from aiohttp.web import BaseRequest, Response

from tests.support.flatterers.serving import Flatter


def always(status: int, body: str, kind: str = "application/json") -> Flatter:
    """Say this, whatever was asked."""

    async def flatter(request: BaseRequest) -> Response:
        return Response(status=status, text=body, content_type=kind)

    return flatter


async def echo(request: BaseRequest) -> Response:
    """Say what was said."""
    return Response(body=await request.read(), content_type=request.content_type or "application/json")


async def hang_up(request: BaseRequest) -> Response:
    """Say nothing, and close the connection."""
    if request.transport is not None:
        request.transport.close()
    return Response()


CONSTANTS: dict[str, Flatter] = {
    "200 with {}": always(200, "{}"),
    "200 with data null": always(200, '{"data": null}'),
    "400 with JSON": always(400, '{"code": 1, "error": "Bad request"}'),
    "200 with HTML": always(200, "<!doctype html><title>Welcome</title><p>Welcome</p>", "text/html"),
    "200 with nothing": always(200, "", "text/plain"),
    "echo": echo,
    "hang up": hang_up,
}
