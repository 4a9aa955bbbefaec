"""The keeper, which clears up after a launcher that was killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from targets import keeper


@pytest.fixture
def watched() -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own."""
    with subprocess.Popen(["/bin/sleep", "600"], start_new_session=True) as process:
        yield process
        process.kill()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with something in it."""
    (tmp_path / "workshop").mkdir()
    (tmp_path / "workshop" / "file").write_text("x", encoding="utf-8")
    return tmp_path / "workshop"


def keep(folder: Path, orders: str) -> None:
    """Run a keeper to its end on these orders; their end is the death of the launcher."""
    command = [sys.executable, "-I", keeper.__file__, str(folder)]
    subprocess.run(command, input=orders.encode(), timeout=30, check=True)


def test_without_done_everything_is_ended_and_removed(folder: Path, watched: subprocess.Popen[bytes]) -> None:
    keep(folder, f"watch {watched.pid}\n")

    assert watched.wait(10) < 0
    assert not folder.exists()


def test_after_done_nothing_is_touched(folder: Path, watched: subprocess.Popen[bytes]) -> None:
    keep(folder, f"watch {watched.pid}\ndone\n")

    assert watched.poll() is None
    assert folder.exists()


def test_what_was_forgotten_is_left_alone(folder: Path, watched: subprocess.Popen[bytes]) -> None:
    keep(folder, f"watch {watched.pid}\nforget {watched.pid}\n")

    assert watched.poll() is None
    assert not folder.exists()


def test_a_group_that_has_gone_already_is_no_trouble(folder: Path) -> None:
    with subprocess.Popen(["/bin/true"], start_new_session=True) as gone:
        gone.wait()
    keep(folder, f"watch {gone.pid}\n")

    assert not folder.exists()
