"""Starts a real server in all its deployments, and stops it again."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from targets.accounts import ordinary_account
from targets.description import Deployment, Description
from targets.errors import DidNotStart
from targets.npm import CACHE, installed
from targets.parse_server import Place, parse_server
from targets.ports import free_ports
from targets.postgres import private_postgres
from targets.processes import Workshop, workshop
from targets.target_file import target_document, write_target_file
from targets.telling import Say, Stopwatch
from targets.tools import Tools


@dataclass(frozen=True)
class Request:
    """What somebody asked for on the command line."""

    folder: Path
    description: Description
    cache: Path = CACHE
    mail_port: int | None = None
    target_file: Path | None = None


@dataclass(frozen=True)
class Launched:
    """A target that is up, until the block that started it ends."""

    target_file: Path
    workshop: Workshop


@asynccontextmanager
async def launched(request: Request, tools: Tools, *, say: Say) -> AsyncIterator[Launched]:
    """Bring everything up, write the target file, and take everything down at the end."""
    names = [deployment.name for deployment in request.description.deployments]
    ports = free_ports(random.SystemRandom())
    mail_port = request.mail_port or next(ports)
    async with workshop() as place, AsyncExitStack() as stack:
        watch = Stopwatch(say)
        packages = await installed(request.folder, npm=tools.npm, workshop=place, cache=request.cache)
        watch.lap(f"packages are in {packages}")
        database = private_postgres(
            tools.postgres, place, port=next(ports), account=ordinary_account(), databases=names
        )
        cluster = await stack.enter_async_context(database)
        watch.lap(f"PostgreSQL is up on port {cluster.port}")
        places = {name: Place(next(ports), cluster.uri(name), mail_port) for name in names}
        starter = _Starter(request.description, _node(request, packages, tools), packages, place, stack, say)
        await starter.start_all(places)
        watch.lap(f"{len(names)} of {len(names)} deployments are up")
        yield Launched(_write(request, places, place), place)
        watch.start()
    watch.lap("everything is stopped")


@dataclass(frozen=True)
class _Starter:
    description: Description
    node: Path
    packages: Path
    workshop: Workshop
    stack: AsyncExitStack
    say: Say

    async def start_all(self, places: dict[str, Place]) -> None:
        """Start them side by side, as many at once as there are processors: a start keeps one busy."""
        turns = asyncio.Semaphore(os.cpu_count() or 1)
        try:
            async with asyncio.TaskGroup() as group:
                for deployment in self.description.deployments:
                    group.create_task(self._start(deployment, places[deployment.name], turns))
        except ExceptionGroup as failures:
            raise _told_together(failures) from None

    async def _start(self, deployment: Deployment, place: Place, turns: asyncio.Semaphore) -> None:
        async with turns:
            watch = Stopwatch(self.say)
            server = parse_server(
                self.description.merged(deployment),
                place,
                node=self.node,
                packages=self.packages,
                workshop=self.workshop,
                ready_within=self.description.ready_within,
                say=self.say,
            )
            url = await self.stack.enter_async_context(server)
            watch.lap(f"{deployment.name} is up at {url}")


def _told_together(failures: ExceptionGroup[Exception]) -> BaseException:
    expected, surprising = failures.split(DidNotStart)
    if surprising or not expected:
        return failures
    return DidNotStart("\n".join(str(failure) for failure in expected.exceptions))


def _node(request: Request, packages: Path, tools: Tools) -> Path:
    if request.description.node == "packages":
        return packages / "node_modules" / ".bin" / "node"
    return tools.node


def _write(request: Request, places: dict[str, Place], workshop: Workshop) -> Path:
    file = (request.target_file or workshop.folder / "target.yaml").absolute()
    mail_port = next(iter(places.values())).mail_port
    urls = {name: place.url for name, place in places.items()}
    write_target_file(file, target_document(request.description, urls=urls, mail_port=mail_port))
    return file
