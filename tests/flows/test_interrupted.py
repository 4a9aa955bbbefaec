"""Ctrl-C in the middle, or worse: a log that says by itself that it is not whole."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest
from aiohttp.web import BaseRequest, Response

from conformance.errors import BadInput
from conformance.runlog import read_log
from tests.support.command_line import LONGEST, start
from tests.support.fronted_mock import Answer, fronted_mock
from tests.support.own_scenarios import only
from tests.support.target_files import one_deployment, write_target

ENOUGH = 40


MESSAGE = "interrupted; a run log without its footer says that it is not whole"


@pytest.mark.parametrize(
    ("end", "code", "message"),
    [(signal.SIGINT, 2, MESSAGE), (signal.SIGKILL, -signal.SIGKILL, "")],
    ids=["Ctrl-C", "killed"],
)
async def test_a_run_that_ends_in_the_middle_leaves_a_log_without_footer(
    end: signal.Signals, code: int, message: str, tmp_path: Path
) -> None:
    """After some requests the server falls silent, so that the run is in the middle of its cases for certain."""
    reached = asyncio.Event()
    seen = 0

    async def falls_silent(request: BaseRequest, answer: Answer) -> Response:
        nonlocal seen
        seen += 1
        if seen > ENOUGH:
            reached.set()
            await asyncio.sleep(60)
        return await answer(request)

    async with fronted_mock({"one": {}}, falls_silent) as origin:
        target = write_target(tmp_path, one_deployment(f"{origin}/one"))
        words = ("run", target, *only(tmp_path, "login/*"), "--jobs", "2")
        process = await start(*words, cwd=tmp_path)
        async with asyncio.timeout(LONGEST):
            await reached.wait()
            process.send_signal(end)
            _, err = await process.communicate()

    log = tmp_path / "conformance-run.jsonl"
    assert (process.returncode, err.decode().strip()) == (code, message)
    with pytest.raises(BadInput, match=r"has no footer: the run was cut short"):
        read_log(log)
    kept = read_log(log, partial=True)
    assert 0 < len(kept.cases) < kept.header["cases"]
