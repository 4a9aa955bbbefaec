"""The command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from targets.__main__ import main
from targets.npm import CACHE

ROOT = CACHE.parent.parent


def test_an_unknown_target_is_refused_with_the_known_ones() -> None:
    answer = CliRunner().invoke(main, ["parse-server-1"])

    assert answer.exit_code != 0
    assert "parse-server-9" in answer.output


def test_an_unknown_deployment_is_refused_before_anything_starts() -> None:
    answer = CliRunner().invoke(main, ["parse-server-9", "--only", "nowhere"])

    assert answer.exit_code == 4
    assert "there are: plain, verify" in answer.output


def test_a_machine_without_node_is_told_what_to_install(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "targets", "parse-server-9", "--", "true"],
        env={"PATH": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert answer.returncode == 4
    assert "node is missing" in answer.stderr
    assert "apt-get install" in answer.stderr
