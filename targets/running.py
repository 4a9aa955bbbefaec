"""Keeps a launched target up: as long as a command runs, or until somebody says stop."""

from __future__ import annotations

import asyncio
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from targets.errors import Unusable
from targets.launching import Launched, Request, launched
from targets.processes import Program
from targets.telling import Say
from targets.tools import Tools

INTERRUPTED = 2
# A conformance run that is interrupted still removes its accounts and writes the end of its log.
_COMMAND_GRACE = 20.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def run(request: Request, tools: Tools, command: Sequence[str], *, say: Say) -> int:
    """Launch, run the command (or wait to be stopped), take everything down; the answer is the exit code."""
    with _cancelled_by_signals(say):
        try:
            async with launched(request, tools, say=say) as target:
                if not command:
                    say(f"the target file is {target.target_file}; Ctrl-C stops the servers")
                    await _until_cancelled()
                    return 0
                before = _cpu_of_the_ended()
                code = await _run_command(command, target)
                after = _cpu_of_the_ended()
        except asyncio.CancelledError:
            return INTERRUPTED
    # Only what has ended is counted: the command by now, the servers with their starts once they are taken down.
    say(f"CPU: {after - before:.1f} s the command, {_cpu_of_the_ended() - after:.1f} s the servers")
    return code


def _cpu_of_the_ended() -> float:
    """Seconds of CPU, of users and kernel, that the processes took which we have waited for, and theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


async def _run_command(command: Sequence[str], target: Launched) -> int:
    words = [word.replace("{target}", str(target.target_file)) for word in command]
    program = Program(words, end_with=signal.SIGINT, grace=_COMMAND_GRACE)
    try:
        async with target.workshop.running(program) as process:
            code = await process.wait()
    except (FileNotFoundError, PermissionError) as error:
        raise Unusable(f"{words[0]} cannot be run: {error.strerror}") from None
    # As a shell tells it: a program that died of signal N has the exit code 128 + N.
    return code if code >= 0 else 128 - code


async def _until_cancelled() -> None:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task:
            task.uncancel()


@contextmanager
def _cancelled_by_signals(say: Say) -> Iterator[None]:
    """Let the first signal cancel this task; further ones must not disturb the stopping."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    stop = _first_only(lambda: task.cancel() if task else None, say)
    for name in _SIGNALS:
        loop.add_signal_handler(name, stop)
    try:
        yield
    finally:
        for name in _SIGNALS:
            loop.remove_signal_handler(name)


def _first_only(act: Callable[[], object], say: Say) -> Callable[[], None]:
    stopping = asyncio.Event()

    def handler() -> None:
        if not stopping.is_set():
            stopping.set()
            act()
            say("stopping")

    return handler
