"""From a path to a front: which instance a request is for, and which of its doors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from typing import Final, TypeAlias

from aiohttp.web import BaseRequest, Response, Server

from mockserver.fronts import control
from mockserver.fronts.answers import json_answer, no_such_api
from mockserver.fronts.bodies import LARGEST
from mockserver.fronts.cross_origin import opened_to
from mockserver.hosting import ROOT, Hosting
from mockserver.instances import Instance

Front: TypeAlias = Callable[[Instance, BaseRequest, str], Awaitable[Response]]

# Dialect, and by the first word of a path (its mounts) the module whose `handle` opens the door there.
DIALECTS: Final[Mapping[str, Mapping[str, str]]] = {
    "parse-rest": {"parse": "mockserver.fronts.parse_rest"},
    "parse-graphql": {"graphql": "mockserver.fronts.parse_graphql"},
    "durudex": {"query": "mockserver.fronts.durudex", "graph": "mockserver.fronts.durudex"},
    "cloudboost": {
        "user": "mockserver.fronts.cloudboost_users",
        "data": "mockserver.fronts.cloudboost_data",
        "page": "mockserver.fronts.cloudboost_pages",
        "status": "mockserver.fronts.cloudboost_status",
    },
    # The same door: which of the two schemas stands behind it, the edition of the instance says.
    "parse-graphql-legacy": {"graphql": "mockserver.fronts.parse_graphql"},
}
_log = logging.getLogger(__name__)


class Dispatcher:
    """Hands each request to the front of the instance that its path names."""

    def __init__(self, hosting: Hosting, dialects: tuple[str, ...], *, controlled: bool) -> None:
        """Open the doors of these dialects, and the control plane if it is wanted."""
        self._hosting = hosting
        self._controlled = controlled
        self._fronts: dict[str, Front] = {}
        for dialect in dialects:
            for mount, module in DIALECTS[dialect].items():
                self._fronts[mount] = import_module(module).handle

    def server(self) -> Server:
        """The aiohttp server that asks this dispatcher."""
        loop = asyncio.get_running_loop()

        def request_of(message, payload, protocol, writer, task):  # type: ignore[no-untyped-def]
            return BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=LARGEST)

        return Server(self.answer, request_factory=request_of, access_log=None)

    async def answer(self, request: BaseRequest) -> Response:
        """Answer a request; what nobody foresaw is answered as the reference does, and logged."""
        try:
            return await self._answer(request)
        except Exception:
            _log.exception("unforeseen while answering %s %s", request.method, request.path)
            return json_answer({"code": 1, "message": "Internal server error."}, 500)

    async def _answer(self, request: BaseRequest) -> Response:
        head, _, below = request.path[1:].partition("/")
        if head == control.PREFIX and self._controlled:
            return await control.handle(self._hosting, request, below)
        instance = self._hosting.get(head) if head else None
        if instance is None:
            instance = self._hosting.get(ROOT)
        else:
            head, _, below = below.partition("/")
        front = self._fronts.get(head.lower())
        if instance is None or front is None:
            return no_such_api(request)
        instance.shapes.arrived(request)
        response = await front(instance, request, f"/{below}")
        response.headers.update(opened_to(instance.settings, request, response))
        response.headers.update(instance.shapes.protection(response.content_type))
        return instance.shapes.answered(request, response)
