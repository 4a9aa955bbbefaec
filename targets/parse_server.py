"""One Parse Server process: its options, its start, and the first use that brings its schema into shape."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from targets.description import Deployment
from targets.errors import DidNotStart
from targets.processes import Program, Workshop, tail
from targets.telling import Say
from targets.warming import App, warm_up

SERVE = Path(__file__).with_name("serve.cjs")
_LOOK_EVERY = 0.1
# Parse Server says goodbye to its clients before it ends, one of which may not listen; there is nothing to save.
_GRACE = 0.5
# What a process needs of our environment; the rest, PARSE_SERVER_… above all, could configure it unseen.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
_OPTION_OF_KEY = {
    "application": "appId",
    "appName": "appName",
    "master": "masterKey",
    "rest": "restAPIKey",
    "client": "clientKey",
    "javascript": "javascriptKey",
    "dotnet": "dotNetKey",
    "maintenance": "maintenanceKey",
    "readOnly": "readOnlyMasterKey",
}


@dataclass(frozen=True)
class Place:
    """Where one deployment lives: what differs from run to run."""

    port: int
    database: str
    mail_port: int

    @property
    def url(self) -> str:
        """The origin of the deployment."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def rest(self) -> str:
        """Where it speaks REST."""
        return f"{self.url}/parse"

    @property
    def graphql(self) -> str:
        """Where it speaks GraphQL."""
        return f"{self.url}/graphql"


def plan(deployment: Deployment, place: Place, packages: Path) -> dict[str, Any]:
    """What `serve.cjs` is told: the described options, completed by what the place decides."""
    keys = {_OPTION_OF_KEY[name]: value for name, value in deployment.says.keys.items()}
    where = {
        "host": "127.0.0.1",
        "port": place.port,
        "databaseURI": place.database,
        "serverURL": place.rest,
        "publicServerURL": place.rest,
        "mountPath": urlsplit(place.rest).path,
        "mountGraphQL": True,
        "graphQLPath": urlsplit(place.graphql).path,
    }
    return {
        "packages": str(packages),
        "options": {**deployment.server, **keys, **where},
        "mail": {"host": "127.0.0.1", "port": place.mail_port, "from": "parse-server@example.test"},
    }


@asynccontextmanager
async def parse_server(
    deployment: Deployment,
    place: Place,
    *,
    node: Path,
    packages: Path,
    workshop: Workshop,
    ready_within: float,
    say: Say,
) -> AsyncIterator[str]:
    """Run the deployment as long as the block lasts; when the block begins it answers and was used once."""
    folder = workshop.folder / deployment.name
    folder.mkdir()
    file = folder / "plan.json"
    file.write_text(json.dumps(plan(deployment, place, packages)), encoding="utf-8")
    log = folder / "server.log"
    command = [node, SERVE, file]
    program = Program(command, log=log, folder=folder, environment=_environment(deployment), grace=_GRACE)
    async with workshop.running(program) as process:
        try:
            async with asyncio.timeout(ready_within):
                await _come_up(deployment, place, process)
        except (TimeoutError, DidNotStart) as error:
            why = f"nothing but silence for {ready_within:g} s" if isinstance(error, TimeoutError) else str(error)
            raise DidNotStart(f"{deployment.name} did not come up: {why}\n{tail(log)}") from None
        try:
            yield place.url
        finally:
            if await _has_ended(process):
                say(f"{deployment.name} ended on its own, with exit code {process.returncode}\n{tail(log)}")


async def _has_ended(process: asyncio.subprocess.Process) -> bool:
    """Has it ended, whether or not asyncio has been told of that yet?"""
    at_once = os.WEXITED | os.WNOHANG | os.WNOWAIT
    try:
        ended = os.waitid(os.P_PID, process.pid, at_once) is not None  # noqa: ASYNC222 - it does not wait
    except ChildProcessError:  # somebody has waited for it already
        ended = True
    if ended:
        await process.wait()
    return ended


async def _come_up(deployment: Deployment, place: Place, process: asyncio.subprocess.Process) -> None:
    keys = deployment.says.keys
    app = App(keys["application"], keys["master"], keys.get("rest"))
    async with aiohttp.ClientSession() as client:
        await _healthy(client, f"{place.rest}/health", process)
        await warm_up(client, place.rest, place.graphql, app)


def _environment(deployment: Deployment) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {**inherited, **deployment.environment}


async def _healthy(client: aiohttp.ClientSession, url: str, process: asyncio.subprocess.Process) -> None:
    while process.returncode is None:
        try:
            async with client.get(url) as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientConnectionError:
            pass
        await asyncio.sleep(_LOOK_EVERY)
    raise DidNotStart(f"it ended with exit code {process.returncode}")
