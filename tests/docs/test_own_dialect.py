"""The guide to a dialect of one's own, typed as a reader would, against a server that knows nothing of the project."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.docs.markdown import ROOT, Fence
from tests.docs.shell import file_of, follow, typed
from tests.docs.test_guides import GUIDES, untrue, wait_for
from tests.support.command_line import in_process
from tests.support.target_files import free_port

PAGE = GUIDES / "your-own-dialect.md"
LODGE = ROOT / "tests" / "support" / "lodge.py"


@contextmanager
def lodge(port: int, smtp: int) -> Iterator[None]:
    """The foreign server in a process of its own."""
    process = subprocess.Popen([sys.executable, LODGE, str(port), str(smtp)])
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield
    finally:
        process.terminate()
        process.wait(20)


def test_a_dialect_is_brought_as_the_guide_says(tmp_path: Path) -> None:
    ports = {"1337": free_port(), "2525": free_port()}
    steps = typed(PAGE)

    with lodge(ports["1337"], ports["2525"]):
        ended = follow(steps, tmp_path, ports)

    assert untrue(steps, ended) == []
    assert len(ended) >= 7


def test_a_look_at_a_server_finds_a_dialect_that_was_brought(tmp_path: Path) -> None:
    files = [step for step in typed(PAGE) if isinstance(step, Fence) and file_of(step) == "my-dialects/lodge.yaml"]
    (tmp_path / "my-dialects").mkdir()
    (tmp_path / "my-dialects" / "lodge.yaml").write_text(files[-1].text, encoding="utf-8")
    port, smtp = free_port(), free_port()

    with lodge(port, smtp):
        words = ("--dialects", "my-dialects", "--listen", f"127.0.0.1:{smtp}")
        ended = in_process("doctor", f"http://127.0.0.1:{port}", *words, cwd=tmp_path)
        (tmp_path / "seen.yaml").write_text(ended.out)
        checked = in_process("check", "seen.yaml", "--dialects", "my-dialects", cwd=tmp_path)

    assert ended.code == 0, ended.err
    assert f"at http://127.0.0.1:{port}/v1, edition 1" in ended.err
    assert "removed again by itself" in ended.err
    assert checked.code == 0, checked.err


def test_the_foreign_server_shares_no_code_with_ours() -> None:
    found = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(LODGE.read_text(encoding="utf-8")))
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [one.name for one in getattr(node, "names", [])]
        )
        if isinstance(node, ast.Import | ast.ImportFrom) and name
    }

    assert found.isdisjoint({"conformance", "mockserver", "reports", "tests"})
