"""The command `conformance`, called as a person calls it: in a process of its own, or through its `main`.

A process of its own costs a second of start-up; through `main` everything else is the same: words, exit code,
outputs and current folder.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

from conformance.threads import LoopThread

T = TypeVar("T")

#: The console script of the environment that the tests run in.
SCRIPT = Path(sys.executable).with_name("conformance")
LONGEST = 120.0


@dataclass(frozen=True)
class Ended:
    """How a command ended, what it said, and the run log it left (`log`)."""

    code: int
    out: str
    err: str
    log: Path = field(default_factory=lambda: Path(os.devnull))

    def records(self, kind: str) -> list[dict[str, Any]]:
        """The records of one type, in the order of the log."""
        return [one for one in map(json.loads, self.log.read_text().splitlines()) if one["type"] == kind]

    def verdicts(self) -> dict[str, str]:
        """Address to verdict, of every case in the log."""
        return {case["address"]: case["verdict"] for case in self.records("case")}


async def conformance(*words: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Ended:
    """Run the console script to its end in this folder."""
    process = await start(*words, cwd=cwd, env=env)
    async with asyncio.timeout(LONGEST):
        out, err = await process.communicate()
    return Ended(process.returncode or 0, out.decode(), err.decode(), cwd / _log_of(words))


async def start(
    *words: str | Path, cwd: Path, env: Mapping[str, str] | None = None, script: Path = SCRIPT
) -> asyncio.subprocess.Process:
    """Start the console script, both outputs piped."""
    return await asyncio.create_subprocess_exec(
        str(script),
        *map(str, words),
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1", **(env or {})},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # A shell starts what runs in its background with Ctrl-C ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def in_process(*words: str | Path, cwd: Path) -> Ended:
    """The same through `conformance.cli.main`, without the price of a new process; not for use inside a loop."""
    from conformance.cli import main

    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(cwd),
        mock.patch.object(sys, "argv", ["conformance", *map(str, words)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = _exit_code(main)
    return Ended(code, out.getvalue(), err.getvalue(), cwd / _log_of(words))


@contextlib.contextmanager
def served(context: AbstractAsyncContextManager[T]) -> Iterator[T]:
    """A server of the tests, on a loop in the background while `in_process` has its own."""
    with LoopThread() as thread:
        yield thread.enter(context)


def _exit_code(main: Any) -> int:
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _log_of(words: tuple[str | Path, ...]) -> str:
    told = [str(word) for word in words]
    return told[told.index("--log") + 1] if "--log" in told else "conformance-run.jsonl"
