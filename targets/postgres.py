"""A private PostgreSQL on loopback that lives as long as a block, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from targets.accounts import Account
from targets.errors import DidNotStart
from targets.processes import Program, Workshop, tail

_USER = "suite"
_READY_WITHIN = 60.0
_LOOK_EVERY = 0.1

# Nothing in it outlives the run, so nothing has to survive a power cut.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "32MB",
    "timezone": "UTC",
}


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL."""

    port: int
    password: str

    def uri(self, database: str) -> str:
        """Where one of its databases is, as Parse Server wants to be told."""
        return f"postgres://{_USER}:{self.password}@127.0.0.1:{self.port}/{database}"


@asynccontextmanager
async def private_postgres(
    programs: Path,
    workshop: Workshop,
    *,
    port: int,
    account: Account | None,
    databases: Sequence[str],
) -> AsyncIterator[Cluster]:
    """Make a data folder, start PostgreSQL over it and create empty databases."""
    folder = _folder_of(account, workshop.folder / "postgres")
    cluster = Cluster(port, secrets.token_urlsafe(24))
    log = workshop.folder / "postgres.log"
    await _initialise(programs, workshop, folder, cluster, account)
    server = Program(
        [programs / "postgres", "-D", folder / "data", "-p", str(port), *_as_options(_SETTINGS)],
        log=log,
        folder=folder,
        account=account,
        end_with=signal.SIGINT,  # its fast shutdown
    )
    async with workshop.running(server) as process:
        await _ready(programs, workshop, cluster, process)
        await _create(programs, workshop, cluster, databases)
        yield cluster


def _folder_of(account: Account | None, folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    if account:
        os.chown(folder, account.user, account.group)
    return folder


async def _initialise(
    programs: Path, workshop: Workshop, folder: Path, cluster: Cluster, account: Account | None
) -> None:
    # A password, since a loopback port without one would lend our rights to every user of this machine.
    secret = folder / "password"
    secret.write_text(cluster.password, encoding="ascii")
    if account:
        os.chown(secret, account.user, account.group)
    options: list[str | Path] = [
        "-D",
        folder / "data",
        "-U",
        _USER,
        "-A",
        "scram-sha-256",
        "--pwfile",
        secret,
    ]
    # C.UTF-8 folds the case of every script alike on every machine; user names are compared that way.
    rest = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    log = workshop.folder / "initdb.log"
    program = Program([programs / "initdb", *options, *rest], log=log, folder=folder, account=account)
    async with workshop.running(program) as process:
        if await process.wait() != 0:
            raise DidNotStart(f"initdb failed:\n{tail(log)}")


def _as_options(settings: dict[str, str]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


async def _ready(programs: Path, workshop: Workshop, cluster: Cluster, process: asyncio.subprocess.Process) -> None:
    try:
        async with asyncio.timeout(_READY_WITHIN):
            while process.returncode is None:
                if await _psql(programs, workshop, cluster, ["SELECT 1"]) == 0:
                    return
                await asyncio.sleep(_LOOK_EVERY)
    except TimeoutError:
        pass
    raise DidNotStart(f"PostgreSQL did not come up:\n{tail(workshop.folder / 'postgres.log')}")


async def _create(programs: Path, workshop: Workshop, cluster: Cluster, databases: Sequence[str]) -> None:
    if await _psql(programs, workshop, cluster, [f'CREATE DATABASE "{name}"' for name in databases]) != 0:
        raise DidNotStart(f"the databases could not be created:\n{tail(workshop.folder / 'psql.log')}")


async def _psql(programs: Path, workshop: Workshop, cluster: Cluster, statements: Sequence[str]) -> int:
    where = ["-h", "127.0.0.1", "-p", str(cluster.port), "-U", _USER, "-d", "postgres"]
    orders = [part for statement in statements for part in ("-c", statement)]
    program = Program(
        [programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *where, *orders],
        log=workshop.folder / "psql.log",
        environment={**os.environ, "PGPASSWORD": cluster.password},
    )
    async with workshop.running(program) as process:
        return await process.wait()
