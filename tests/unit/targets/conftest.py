"""The stage on which no real server plays."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.targets.stage import Stage, build_stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Fakes of node, npm and PostgreSQL; not in pytest's own folder, which nobody but its owner may enter."""
    folder = Path(tempfile.mkdtemp(prefix="parse-stage-"))
    yield build_stage(folder)
    shutil.rmtree(folder)
