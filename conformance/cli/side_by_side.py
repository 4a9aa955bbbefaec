"""Two targets run at once with one seed, each by a `conformance run` of its own, so that their logs can be compared."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import yaml

from conformance.cli.ending import Ended
from conformance.cli.twin import twin_of
from conformance.errors import BadInput
from conformance.suite import load_suite
from conformance.vocab import Exit

#: Stands for the mock in the place of a target: set up as the other side says.
MOCK = "mock"
#: Ends of a run that leave no whole log, the gravest first.
_WORSE = (Exit.OUR_BUG, Exit.INTERRUPTED, Exit.USAGE, Exit.NO_ANSWER)


@dataclass(frozen=True)
class Side:
    """One of the two: what was named, and the log it has or will have."""

    name: str
    word: str
    log: Path
    is_log: bool = False


def sides_of(left: str, right: str, folder: Path) -> tuple[Side, Side]:
    """The two sides that two words name; logs of targets go into the folder."""
    one, other = _side("A", left, folder), _side("B", right, folder)
    for mock, model in ((one, other), (other, one)):
        if mock.word == MOCK and (model.is_log or model.word == MOCK):
            raise BadInput(f"{MOCK} is set up as a target file says: conformance compare {MOCK} TARGET.yaml")
    return one, other


def _side(name: str, word: str, folder: Path) -> Side:
    if word != MOCK and _is_log(Path(word)):
        return Side(name, word, Path(word), is_log=True)
    if word != MOCK and not Path(word).is_file():
        raise BadInput(f"{word} is neither a run log nor a target file; a URL needs a target file to be compared")
    return Side(name, word, folder / f"{name}.jsonl")


def _is_log(path: Path) -> bool:
    """Does the name or the first line say that it is a run log?"""
    if path.suffix == ".jsonl":
        return True
    try:
        with path.open("rb") as file:
            return b'"type"' in file.readline(4096)
    except OSError:
        return False


async def run_sides(sides: tuple[Side, Side], options: Sequence[str], dialects: Path | None) -> None:
    """Run the sides that are targets, at once; Ended where one of them leaves no whole log.

    `dialects` is a folder of dialects beside the bundled ones, which a target file may name.
    """
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        runs = []
        for side, other in (sides, sides[::-1]):
            if not side.is_log:
                target = side.word
                if side.word == MOCK:
                    target = str(await stack.enter_async_context(_twin_file(Path(other.word), dialects, side.log)))
                click.echo(f"{side.name}: running the suite on {side.word}", err=True)
                runs.append(group.create_task(_run(side, target, options)))
    codes = {run.result() for run in runs}
    for code in _WORSE:
        if code in codes:
            raise Ended(code)


@asynccontextmanager
async def _twin_file(target: Path, dialects: Path | None, log: Path) -> AsyncIterator[Path]:
    """The target file of a twin that is up as long as the block lasts."""
    async with twin_of(target, load_suite(dialects=dialects, paths=[]), _free_port()) as twin:
        path = log.with_name("twin.yaml")
        path.write_text(yaml.safe_dump(twin, sort_keys=False, allow_unicode=True), encoding="utf-8")
        yield path


async def _run(side: Side, target: str, options: Sequence[str]) -> Exit:
    """One run in a process of its own; what it says is shown only if it leaves no whole log."""
    words = [sys.executable, "-m", "conformance", "run", target, *options, "--log", str(side.log)]
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    try:
        _, told = await process.communicate()
    except asyncio.CancelledError:
        await process.wait()  # Ctrl-C reaches it as well: it removes its accounts and ends
        raise
    code = Exit(process.returncode) if process.returncode in list(Exit) else Exit.OUR_BUG
    if code in _WORSE:
        click.echo(f"{side.name} ({side.word}): {told.decode(errors='replace').strip()}", err=True)
    return code


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
