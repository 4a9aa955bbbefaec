"""`conformance sink`: a server of somebody's mails to it, a person reads stdout, a run reads its URL."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiosmtplib
import pytest

import mockserver
from tests.support.command_line import conformance, in_process, start
from tests.support.target_files import KEYS, free_port, write_target

VERIFIED = "verification/the-mailed-link-verifies*"
SETTINGS = {"mail": True, "anonymousUsers": True, "verifyEmail": True}


@dataclass
class Sink:
    process: Process
    port: int
    url: str

    async def line(self) -> dict[str, object]:
        """The next mail that it tells."""
        assert self.process.stdout is not None
        async with asyncio.timeout(30):
            told: dict[str, object] = json.loads(await self.process.stdout.readline())
        return told


@asynccontextmanager
async def a_sink(folder: Path) -> AsyncIterator[Sink]:
    """The command, up and stopped as a person would."""
    process = await start("sink", "--listen", "127.0.0.1:0", cwd=folder)
    assert process.stderr is not None
    try:
        async with asyncio.timeout(30):
            told = (await process.stderr.readline()).decode()
        found = re.search(r"taken at 127\.0\.0\.1:(\d+); .*mail: \{url: (http://[\d.:]+)\}", told)
        assert found, told
        yield Sink(process, int(found[1]), found[2])
    finally:
        if process.returncode is None:
            process.terminate()
            await process.communicate()


async def send(port: int, text: str, to: str = "ann@example.test") -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, use_tls=False, start_tls=False) as client:
        await client.login("anybody", "anything")
        await client.sendmail("app@example.test", [to], text)


async def test_each_mail_is_a_line_on_stdout_that_a_terminal_can_take(tmp_path: Path) -> None:
    async with a_sink(tmp_path) as sink:
        await send(sink.port, "Subject: Hi \x1b[2J\r\n\r\nOpen http://127.0.0.1/verify?token=abc \x1b[2J now")
        raw = await sink.process.stdout.readline()  # type: ignore[union-attr]

    mail = json.loads(raw)
    assert b"\x1b" not in raw
    assert (mail["number"], mail["from"], mail["to"]) == (1, "app@example.test", ["ann@example.test"])
    assert mail["links"] == ["http://127.0.0.1/verify?token=abc"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_ends_well_when_it_is_told_to(number: signal.Signals, tmp_path: Path) -> None:
    async with a_sink(tmp_path) as sink:
        await send(sink.port, "Subject: one\r\n\r\n")
        await sink.line()
        sink.process.send_signal(number)
        _, err = await sink.process.communicate()

    assert (sink.process.returncode, err.decode()) == (0, "1 mails came\n")


async def test_a_run_and_the_one_after_it_read_their_mails_there(tmp_path: Path) -> None:
    async with (
        a_sink(tmp_path) as sink,
        mockserver.serve({"": {**SETTINGS, "keys": KEYS}}, smtp=("127.0.0.1", sink.port)) as server,
    ):
        one = {"name": "one", "url": server.url(), "dialects": {"parse-rest": {}}, "keys": KEYS, "settings": SETTINGS}
        target = {"target": "t", "mail": {"url": sink.url, "settle": 0}, "deployments": [one]}
        path = write_target(tmp_path, target)
        ended = [await conformance("run", path, "--select", VERIFIED, cwd=tmp_path) for _ in range(2)]
        looked_at = await conformance("doctor", path, cwd=tmp_path)

    assert [one.code for one in ended] == [0, 0], ended[0].err
    assert set(ended[0].verdicts().values()) == {"pass"}
    assert looked_at.code == 0, looked_at.err
    assert f"arrives at {sink.url}" in looked_at.err


async def test_a_sink_that_is_not_up_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    one = {"name": "one", "url": "http://127.0.0.1:9", "dialects": {"parse-rest": {}}, "keys": KEYS}
    mail = {"url": f"http://127.0.0.1:{free_port()}"}
    path = write_target(tmp_path, {"target": "t", "mail": mail, "deployments": [one]})

    ended = await conformance("run", path, cwd=tmp_path)

    assert ended.code == 4
    assert "no mail sink answers at" in ended.err


async def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    async with a_sink(tmp_path) as sink:
        smtp = await conformance("sink", "--listen", f"127.0.0.1:{sink.port}", cwd=tmp_path)
        http = await conformance("sink", "--listen", "127.0.0.1:0", "--http", sink.url[7:], cwd=tmp_path)

    assert (smtp.code, http.code) == (4, 4)
    assert "another program listens there" in smtp.err
    assert "--http names another" in http.err


@pytest.mark.parametrize("words", [("--listen", "2525"), ("--http", "x:y")])
def test_wrong_words_are_told(words: tuple[str, str], tmp_path: Path) -> None:
    ended = in_process("sink", *words, cwd=tmp_path)

    assert ended.code == 4
    assert "HOST:PORT" in ended.err
