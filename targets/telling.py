"""Tells a person what happens, on standard error: standard output belongs to the command."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

Say = Callable[[str], None]


def on_stderr(name: str) -> Say:
    """Put the name of the target before each message."""

    def say(text: str) -> None:
        # Nobody may be listening any more (a closed terminal, say); that is no reason to leave servers running,
        # nor to end with 120, as Python does when what is left to say cannot be flushed at its end.
        try:
            click.echo(f"{name}: {text}", err=True)
        except OSError:
            sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as we live

    return say


class Stopwatch:
    """Tells how long each thing took."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self.start()

    def start(self) -> None:
        """Count from now."""
        self._since = time.monotonic()

    def lap(self, what: str) -> None:
        """Say what has happened and how long it took since the last time."""
        self._say(f"{what} ({time.monotonic() - self._since:.1f} s)")
        self.start()
