"""A machine made of cardboard: the programs that a real server needs, each faked by a few lines of shell or Python."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.unit.targets.traces import Traces

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
    def traces(self) -> Traces:
        """What marks every process that is started here; nothing of it may be left when all is over."""
        return Traces(self.folder / "temporary")

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
        """What the fake target is started with."""
        return {**self.traces.environment(), "PYTHONPATH": str(HERE.parent.parent.parent)}

    def drive(self, *command: str) -> list[str]:
        """How to start the fake target as a process of its own."""
        return [sys.executable, str(HERE / "drive.py"), str(self.folder), *command]

    def left_over(self, within: float = 0) -> list[str]:
        """Processes and files that are still there after so many seconds."""
        return self.traces.left_over(within)


def build_stage(folder: Path) -> Stage:
    """Put up the fakes in an empty folder."""
    stage = Stage(folder)
    # PostgreSQL is started as another user where tests run as root: that user has to get through to it.
    folder.chmod(0o755)
    for place in (stage.traces.temporary, stage.programs, stage.target):
        place.mkdir(mode=0o755)
    stage.traces.temporary.chmod(0o777)
    stage.program("initdb", _INITDB)
    stage.program("postgres", _POSTGRES)
    stage.program("psql", "exit 0\n")
    stage.program("npm", _NPM)
    stage.program("node", f'exec "{sys.executable}" "{HERE / "fake_parse_server.py"}" "$@"\n')
    for name in ("package.json", "package-lock.json"):
        (stage.target / name).write_text('{"engines": {"node": ">=1"}}', encoding="utf-8")
    return stage
