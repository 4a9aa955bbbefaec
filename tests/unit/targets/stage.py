"""A machine made of cardboard: the programs that a real server needs, each faked by a few lines of shell or Python."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
_INITDB = 'mkdir -p "$2"\n'
# It leaves a child of its own behind, as PostgreSQL has many.
_POSTGRES = "sleep 600 &\nexec sleep 600\n"
_NPM = "mkdir node_modules\n"


@dataclass(frozen=True)
class Stage:
    """Where the fakes are, and where everything that they start has its traces."""

    folder: Path

    @property
    def temporary(self) -> Path:
        """The folder for temporary files; it has to be empty when all is over."""
        return self.folder / "temporary"

    @property
    def programs(self) -> Path:
        """The folder with node, npm and PostgreSQL."""
        return self.folder / "programs"

    @property
    def target(self) -> Path:
        """The folder that describes the fake target."""
        return self.folder / "fake-server"

    def program(self, name: str, script: str) -> Path:
        """Put a shell script among the programs."""
        file = self.programs / name
        file.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
        file.chmod(0o755)
        return file

    def describe(self, *deployments: dict[str, Any], ready_within: float = 20) -> None:
        """Write the description of the fake target."""
        keys = {"application": "app", "appName": "App", "master": "master"}
        content = {
            "target": "fake-server",
            "settle": 0.1,
            "ready_within": ready_within,
            "common": {"says": {"keys": keys}},
            "deployments": list(deployments),
        }
        (self.target / "deployments.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")

    def environment(self) -> dict[str, str]:
        """What marks every process that is started here, however deep."""
        root = str(HERE.parent.parent.parent)
        return {**os.environ, "TMPDIR": str(self.temporary), "PYTHONPATH": root}

    def drive(self, *command: str) -> list[str]:
        """How to start the fake target as a process of its own."""
        return [sys.executable, str(HERE / "drive.py"), str(self.folder), *command]

    def left_over(self, within: float = 0) -> list[str]:
        """Processes and files that are still there after so many seconds; empty as soon as there are none."""
        until = time.monotonic() + within
        while (found := self._processes() + self._files()) and time.monotonic() < until:
            time.sleep(0.05)
        return found

    def _files(self) -> list[str]:
        return [str(file) for file in self.temporary.iterdir()]

    def _processes(self) -> list[str]:
        mark = f"TMPDIR={self.temporary}".encode()
        return [
            (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            for entry in Path("/proc").glob("[0-9]*")
            if mark in _environment_of(entry)
        ]


def build_stage(folder: Path) -> Stage:
    """Put up the fakes in an empty folder."""
    stage = Stage(folder)
    # PostgreSQL is started as another user where tests run as root: that user has to get through to it.
    folder.chmod(0o755)
    for place in (stage.temporary, stage.programs, stage.target):
        place.mkdir(mode=0o755)
    stage.temporary.chmod(0o777)
    stage.program("initdb", _INITDB)
    stage.program("postgres", _POSTGRES)
    stage.program("psql", "exit 0\n")
    stage.program("npm", _NPM)
    stage.program("node", f'exec "{sys.executable}" "{HERE / "fake_parse_server.py"}" "$@"\n')
    for name in ("package.json", "package-lock.json"):
        (stage.target / name).write_text('{"engines": {"node": ">=1"}}', encoding="utf-8")
    return stage


def _environment_of(entry: Path) -> bytes:
    try:
        return (entry / "environ").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""
