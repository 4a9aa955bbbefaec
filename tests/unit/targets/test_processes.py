"""Child processes and the workshop they run in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from targets.processes import Program, tail, workshop


async def until(holds: Callable[[], bool]) -> None:
    """Wait, ten seconds at the most."""
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to be")


def runs(pid: int) -> bool:
    """Whether there is such a process; one that only waits to be collected by whoever inherited it is none."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and ") Z " not in stat.read_text(encoding="utf-8")


async def test_the_workshop_is_removed_whatever_happened() -> None:
    with pytest.raises(ZeroDivisionError):
        async with workshop() as place:
            (place.folder / "file").write_text("x", encoding="utf-8")
            raise ZeroDivisionError

    assert not place.folder.exists()


async def test_output_goes_to_the_log_and_nothing_is_inherited_that_was_not_given(tmp_path: Path) -> None:
    command = ["/bin/sh", "-c", "pwd; echo $WORD$HOME; echo oh >&2"]
    program = Program(command, log=tmp_path / "log", folder=tmp_path, environment={"WORD": "hello"})
    async with workshop() as place, place.running(program) as process:
        await process.wait()

    assert (tmp_path / "log").read_text(encoding="utf-8") == f"{tmp_path}\nhello\noh\n"


async def test_a_process_is_asked_to_end_when_the_block_ends(tmp_path: Path) -> None:
    script = "trap 'echo bye; exit' TERM; echo up; while :; do sleep 0.02; done"
    program = Program(["/bin/sh", "-c", script], log=tmp_path / "log")
    async with workshop() as place, place.running(program):
        await until(lambda: "up" in tail(tmp_path / "log"))

    assert tail(tmp_path / "log").endswith("bye")


async def test_one_that_does_not_listen_is_killed_with_its_children(tmp_path: Path) -> None:
    script = "trap '' TERM; sleep 600 & echo $!; while :; do sleep 0.02; done"
    program = Program(["/bin/sh", "-c", script], log=tmp_path / "log", grace=0.2)
    since = time.monotonic()
    async with workshop() as place, place.running(program) as process:
        await until(lambda: (tmp_path / "log").read_text(encoding="utf-8").endswith("\n"))

    assert process.returncode == -9
    assert time.monotonic() - since < 10
    child = int((tmp_path / "log").read_text(encoding="utf-8"))
    await until(lambda: not runs(child))


def test_a_tail_is_short_and_says_when_there_is_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("".join(f"line {number}\n" for number in range(100)), encoding="utf-8")

    assert tail(log).splitlines()[-1] == "    line 99"
    assert len(tail(log).splitlines()) == 25
    assert tail(tmp_path / "none") == "    (it wrote nothing)"


async def test_another_user_can_get_through_to_its_own_folder() -> None:
    async with workshop() as place:
        mode = place.folder.stat().st_mode & 0o777

    assert mode == 0o711
