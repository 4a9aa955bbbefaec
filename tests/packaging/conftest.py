"""The three ways to have the project: each made once for all workers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.installing import CHECKOUT, Installed, build_editable, build_wheel, install, python_of
from tests.support.once import once_per_session


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel."""
    return _only_wheel(once_per_session(tmp_path_factory, "wheel", build_wheel))


@pytest.fixture(scope="session", params=["wheel", "editable", "checkout"])
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The project from its wheel, from an editable install, or from a mere checkout."""
    if request.param == "checkout":
        return Installed(Path(sys.executable), {"PYTHONPATH": str(CHECKOUT)})
    build: Callable[[Path], None] = build_wheel if request.param == "wheel" else build_editable
    built = once_per_session(tmp_path_factory, request.param, build)
    home = once_per_session(
        tmp_path_factory, f"{request.param}-venv", lambda folder: install(_only_wheel(built), folder)
    )
    return Installed(python_of(home))


def _only_wheel(folder: Path) -> Path:
    [found] = folder.glob("*.whl")
    return found
