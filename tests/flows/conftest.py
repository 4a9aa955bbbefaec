"""Whole runs of the bundled suite: they are dear, so that tests share them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from aiohttp.web import BaseRequest, Response

from conformance.cli.embedded import mock_instances
from tests.support.command_line import Ended, in_process, served
from tests.support.fronted_mock import Answer, Front, body_of, fronted_mock, is_sign_up
from tests.support.once import once_per_session
from tests.support.target_files import free_port, like_the_mock, write_target
from tests.support.watching import Watched, Watcher

#: The doors whose sign-ups are answered oddly by `swap_statuses_of_sign_ups`.
DOORS = ("parse-rest", "parse-graphql")


#: A third of the cases, chosen by address: enough to compare with, and the whole is run by `many_at_once` anyway.
A_THIRD = ("--shard", "1/3")


@pytest.fixture(scope="session")
def one_by_one(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """A third of the bundled suite on the embedded mock, one case after the other."""

    def run(folder: Path) -> None:
        keep(in_process("run", *A_THIRD, "--jobs", "1", "--seed", "1", cwd=folder), folder)

    return kept(once_per_session(tmp_path_factory, "one-by-one", run))


@pytest.fixture(scope="session")
def many_at_once(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """The whole suite with 32 cases at once and another seed, on a mock that is watched (`watched`)."""
    return kept(once_per_session(tmp_path_factory, "many-at-once", _run_watched))


@pytest.fixture(scope="session")
def watched(many_at_once: Ended) -> Watched:
    """What the mock was sent and gave away in that run, and what the ledger said before."""
    return Watched.read(many_at_once.log.parent)


@pytest.fixture(scope="session")
def oddly_answered(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """That third on a mock whose accepted sign-ups have the status of the other door."""

    def run(folder: Path) -> None:
        with _mock_behind(swap_statuses_of_sign_ups, folder) as target:
            doors = [word for dialect in DOORS for word in ("--dialect", dialect)]
            keep(in_process("run", target, *doors, *A_THIRD, cwd=folder), folder)

    return kept(once_per_session(tmp_path_factory, "oddly-answered", run))


def _run_watched(folder: Path) -> None:
    watcher = Watcher(folder / "conformance-run.jsonl", folder / "conformance-run.accounts.jsonl")
    with _mock_behind(watcher.front, folder, wrap_mailer=watcher.wrap) as target:
        ended = in_process("run", target, "--jobs", "32", "--seed", "2", "--report", "out", cwd=folder)
    watcher.seen(ended.out + ended.err).write(folder)
    keep(ended, folder)


@contextmanager
def _mock_behind(front: Front, folder: Path, **more: Any) -> Iterator[Path]:
    """A mock like the embedded one behind a front, with a target file for it."""
    port = free_port()
    with served(fronted_mock(mock_instances(), front, smtp_port=port, **more)) as origin:
        mail = {"route": "sink", "listen": f"127.0.0.1:{port}", "settle": 0}
        yield write_target(folder, like_the_mock(origin, control=True, mail=mail))


async def swap_statuses_of_sign_ups(request: BaseRequest, answer: Answer) -> Response:
    """Answer a sign-up that gives a session with 200 over REST and with 201 over GraphQL; all else as the mock does.

    Sign-ups by other means are left alone: nameless ones, and several in one GraphQL document.
    """
    asked = await body_of(request)
    response = await answer(request)
    told = response.body if isinstance(response.body, bytes) else b""
    is_plain = is_sign_up(request, asked) and b'"authData"' not in asked and asked.count(b"signUp(input:") < 2
    if is_plain and b'"sessionToken"' in told:
        response.set_status(401 - response.status)
    return response


def keep(ended: Ended, folder: Path) -> None:
    """Leave in the folder how a run ended, for `kept`."""
    (folder / "ended.json").write_text(json.dumps({**asdict(ended), "log": str(ended.log)}))


def kept(folder: Path) -> Ended:
    """How the run ended that `keep` was told of."""
    told = json.loads((folder / "ended.json").read_text())
    return Ended(told["code"], told["out"], told["err"], Path(told["log"]))
