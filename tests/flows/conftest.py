"""Whole runs of the bundled suite: they are dear, so that tests share them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from conformance.cli.embedded import mock_instances
from tests.support.command_line import Ended, in_process, served
from tests.support.fronted_mock import fronted_mock
from tests.support.once import once_per_session
from tests.support.target_files import free_port, like_the_mock, write_target
from tests.support.watching import Watched, Watcher


@pytest.fixture(scope="session")
def one_by_one(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """The whole bundled suite on the embedded mock, one case after the other."""
    return _embedded(tmp_path_factory, "one-by-one", "--jobs", "1", "--seed", "1")


@pytest.fixture(scope="session")
def many_at_once(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """The same with 32 cases at once and another seed."""
    return _embedded(tmp_path_factory, "many-at-once", "--jobs", "32", "--seed", "2")


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """The same on a mock that is watched: what it was sent, what it gave away, what the ledger said before."""
    folder = once_per_session(tmp_path_factory, "watched", _run_watched)
    return Watched.read(folder)


def _embedded(factory: pytest.TempPathFactory, name: str, *words: str) -> Ended:
    def run(folder: Path) -> None:
        ended = in_process("run", *words, cwd=folder)
        (folder / "ended.json").write_text(json.dumps({**asdict(ended), "log": str(ended.log)}))

    told = json.loads((once_per_session(factory, name, run) / "ended.json").read_text())
    return Ended(told["code"], told["out"], told["err"], Path(told["log"]))


def _run_watched(folder: Path) -> None:
    port = free_port()
    watcher = Watcher(folder / "conformance-run.jsonl", folder / "conformance-run.accounts.jsonl")
    front = fronted_mock(mock_instances(), watcher.front, smtp_port=port, wrap_mailer=watcher.wrap)
    with served(front) as origin:
        mail = {"route": "sink", "listen": f"127.0.0.1:{port}", "settle": 0}
        target = write_target(folder, like_the_mock(origin, control=True, mail=mail))
        ended = in_process("run", target, cwd=folder)
    watcher.seen(ended.out + ended.err).write(folder)
