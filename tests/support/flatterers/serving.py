"""Serving a flatterer: any answer to any request, as a target with the deployments of the mock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml
from aiohttp.web import BaseRequest, Response, Server, ServerRunner, TCPSite

from conformance.suite import Suite
from conformance.target import Target, build_target
from conformance.yamltext import read_text
from tests.support.target_files import like_the_mock

Flatter = Callable[[BaseRequest], Awaitable[Response]]
MAIL = {"route": "sink", "settle": 0.05, "patience": 0.2}


@asynccontextmanager
async def flattering(flatter: Flatter, suite: Suite, port: int) -> AsyncIterator[Target]:
    """A flatterer as a target that claims everything the mock claims; its clock is the wall's."""
    async with served_at_loopback(flatter) as origin:
        yield target_of(like_the_mock(origin, control=False, mail=MAIL), suite)


def target_of(data: dict[str, Any], suite: Suite) -> Target:
    """The target that a file with this data describes."""
    text = yaml.safe_dump(data, sort_keys=False)
    return build_target(read_text(text, "flatterer.yaml"), "flatterer.yaml", suite.dialects, suite.vocabulary)


@asynccontextmanager
async def served_at_loopback(flatter: Flatter) -> AsyncIterator[str]:
    """The origin at which every request gets what the flatterer says."""
    loop = asyncio.get_running_loop()

    def request_of(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> BaseRequest:
        return BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=1 << 24)

    runner = ServerRunner(Server(flatter, request_factory=request_of, access_log=None), shutdown_timeout=0.2)
    await runner.setup()
    try:
        await TCPSite(runner, "127.0.0.1", 0).start()
        yield "http://{}:{}".format(*runner.addresses[0][:2])
    finally:
        await runner.cleanup()


#: Where the contracts are that flatterers shape their answers by.
DIALECTS = Path(__file__).parents[3] / "scenarios" / "dialects"
