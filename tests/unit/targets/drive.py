"""Starts the fake target of a stage, as `python -m targets` starts a real one: `drive.py STAGE [COMMAND…]`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from targets.description import read_description
from targets.errors import TargetsError
from targets.launching import Request
from targets.running import run
from targets.telling import on_stderr
from targets.tools import Tools


def main(stage: Path, command: list[str]) -> int:
    """Run it; the answer is the exit code."""
    programs = stage / "programs"
    tools = Tools(node=programs / "node", npm=programs / "npm", postgres=programs)
    folder = stage / "fake-server"
    request = Request(folder, read_description(folder), cache=stage / "cache")
    say = on_stderr("fake-server")
    try:
        return asyncio.run(run(request, tools, command, say=say))
    except TargetsError as error:
        say(str(error))
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
