"""Start-up is felt: what needs no library imports none."""

from __future__ import annotations

import subprocess
import sys

import pytest

DEAR = {"aiohttp", "pydantic", "yaml", "faker", "graphql", "gql", "schemathesis", "rich", "pytest", "mockserver"}
_PROGRAM = """
import sys
from conformance.cli import main
sys.argv = ["conformance", *sys.argv[1:]]
try:
    main()
finally:
    print("imported:", *{name.partition(".")[0] for name in sys.modules})
"""


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_and_version_import_no_dear_library(word: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, word], capture_output=True, text=True, timeout=60, check=True
    )
    said, _, imported = done.stdout.partition("imported:")

    assert "conformance" in said
    assert set(imported.split()) & DEAR == set()
