"""Finds what a start of servers left behind: its processes and its temporary files."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Traces:
    """A folder for temporary files that marks every process it is told to, and all that those start."""

    temporary: Path

    def environment(self) -> dict[str, str]:
        """The mark: children inherit it, however deep."""
        return {**os.environ, "TMPDIR": str(self.temporary)}

    def left_over(self, within: float = 0) -> list[str]:
        """Processes and files that are still there after so many seconds; empty as soon as there are none."""
        until = time.monotonic() + within
        while (found := self.processes() + self._files()) and time.monotonic() < until:
            time.sleep(0.05)
        return found

    def processes(self) -> list[str]:
        """The command lines of all marked processes."""
        mark = f"TMPDIR={self.temporary}\0".encode()
        return [_command_line(entry) for entry in Path("/proc").glob("[0-9]*") if mark in _read(entry / "environ")]

    def _files(self) -> list[str]:
        return [str(file) for file in self.temporary.iterdir()]


def _command_line(process: Path) -> str:
    return _read(process / "cmdline").replace(b"\0", b" ").decode()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""
