"""Installs the packages of a target into a cache, once per lock file."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from targets.errors import DidNotStart
from targets.processes import Program, Workshop, tail

CACHE = Path(__file__).parent.parent / "build" / "targets"
_FILES = ("package.json", "package-lock.json")
# Scripts of packages are not run: nothing here needs one, and nobody has to trust 445 packages with them.
_COMMAND = ("ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund")
# Node trusts the authorities that it brings along; where a proxy has one of its own, only the system knows of it.
_EXTRA = "NODE_EXTRA_CA_CERTS"
_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")


async def installed(folder: Path, *, npm: Path, workshop: Workshop, cache: Path) -> Path:
    """The folder that holds `node_modules` for exactly this lock file, filled now if it is not there yet."""
    place = cache / folder.name / _digest(folder)
    if place.is_dir():
        return place
    # Filled under another name first: a half-finished installation is never taken for a whole one.
    place.parent.mkdir(parents=True, exist_ok=True)
    filling = Path(tempfile.mkdtemp(prefix=f"{place.name}.", suffix=".part", dir=place.parent))
    try:
        for name in _FILES:
            shutil.copy(folder / name, filling / name)
        await _install(filling, npm, workshop)
        _take_into_use(filling, place)
    finally:
        shutil.rmtree(filling, ignore_errors=True)
    return place


def _digest(folder: Path) -> str:
    content = b"".join((folder / name).read_bytes() for name in _FILES)
    return hashlib.sha256(content).hexdigest()[:16]


async def _install(folder: Path, npm: Path, workshop: Workshop) -> None:
    log = workshop.folder / "npm.log"
    program = Program([npm, *_COMMAND], log=log, folder=folder, environment=_environment(os.environ))
    async with workshop.running(program) as process:
        if await process.wait() != 0:
            raise DidNotStart(f"npm {' '.join(_COMMAND)} failed:\n{tail(log)}")


def _environment(ours: Mapping[str, str], authorities: Path = _AUTHORITIES) -> dict[str, str]:
    extra = {_EXTRA: str(authorities)} if authorities.exists() and _EXTRA not in ours else {}
    return {**ours, **extra}


def _take_into_use(filling: Path, place: Path) -> None:
    try:
        filling.rename(place)
    except OSError:
        # Somebody else has just put the same packages there; theirs are as good as ours.
        if not place.is_dir():
            raise
