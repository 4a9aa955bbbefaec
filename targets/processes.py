"""Child processes that end when they should, with everything they started."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from targets import keeper
from targets.accounts import Account

_GRACE_SECONDS = 3.0
_TAIL_LINES = 25


@dataclass(frozen=True)
class Program:
    """What to run, and how."""

    command: Sequence[str | Path]
    log: Path | None = None
    """Where its output goes; None leaves it on the terminal, and the terminal's input with it."""
    folder: Path | None = None
    environment: Mapping[str, str] | None = None
    account: Account | None = None
    end_with: signal.Signals = signal.SIGTERM
    grace: float = _GRACE_SECONDS


@dataclass(frozen=True)
class Workshop:
    """The temporary folder of one start; its keeper outlives us if we are killed."""

    folder: Path
    _keeper: asyncio.subprocess.Process

    def tell(self, order: str) -> None:
        """Send the keeper a line."""
        if self._keeper.stdin and not self._keeper.stdin.is_closing():
            self._keeper.stdin.write(f"{order}\n".encode())

    @asynccontextmanager
    async def running(self, program: Program) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run the program as long as the block lasts, then end it and whatever it left behind."""
        process = await _spawn(program)
        self.tell(f"watch {process.pid}")
        try:
            yield process
        finally:
            await _end(process, program)
            self.tell(f"forget {process.pid}")


@asynccontextmanager
async def workshop() -> AsyncIterator[Workshop]:
    """A fresh temporary folder with a keeper, removed at the end."""
    folder = _fresh_folder()
    try:
        keeping = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            keeper.__file__,
            folder,
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        place = Workshop(folder, keeping)
        try:
            yield place
        finally:
            place.tell("done")
            await _closed(keeping)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tail(log: Path) -> str:
    """The last lines of a log, indented, for a message to a person."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"    {line[:300]}" for line in lines[-_TAIL_LINES:]) or "    (it wrote nothing)"


def _fresh_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="parse-target-"))
    # PostgreSQL runs as another user where we are root, and has to reach its own folder in this one.
    folder.chmod(0o711)
    return folder


async def _spawn(program: Program) -> asyncio.subprocess.Process:
    account = program.account
    as_account: dict[str, Any] = {}
    if account:
        as_account = {"user": account.user, "group": account.group, "extra_groups": [account.group]}
    output = _opened(program.log)
    try:
        return await asyncio.create_subprocess_exec(
            *program.command,
            stdin=None if output is None else asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=program.folder,
            env=program.environment,
            # A session of its own: Ctrl-C on the terminal reaches us alone, and we decide who ends when.
            start_new_session=True,
            **as_account,
        )
    finally:
        if output is not None:
            output.close()


def _opened(log: Path | None) -> IO[bytes] | None:
    return None if log is None else log.open("ab")


async def _end(process: asyncio.subprocess.Process, program: Program) -> None:
    if process.returncode is None:
        _signal_group(process.pid, program.end_with)
    try:
        async with asyncio.timeout(program.grace):
            await process.wait()
    except TimeoutError:
        pass
    # Also for a process that has ended: its children may be left in the group.
    _signal_group(process.pid, signal.SIGKILL)
    await process.wait()


async def _closed(keeping: asyncio.subprocess.Process) -> None:
    if keeping.stdin:
        keeping.stdin.close()
    await keeping.wait()


def _signal_group(group: int, what: signal.Signals) -> None:
    try:
        os.killpg(group, what)
    except ProcessLookupError:
        return
