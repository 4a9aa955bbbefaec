"""Clears up when the process that started everything is killed and cannot do so itself.

A separate process (`python keeper.py FOLDER`) that reads orders from its standard input, one a line:
`watch PID`, `forget PID`, `done`. If the input ends without `done`, its starter is dead: it ends the process
groups that are still watched and removes the folder. tox, for one, kills a command half a second after
Ctrl-C, which is too little for PostgreSQL.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

_GRACE_SECONDS = 2.0
_LOOK_EVERY = 0.05


def main(folder: Path, lines: Iterable[str]) -> None:
    """Listen until `done`, or clear up."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    watched: set[int] = set()
    for line in lines:
        order, _, pid = line.strip().partition(" ")
        if order == "watch":
            watched.add(int(pid))
        elif order == "forget":
            watched.discard(int(pid))
        elif order == "done":
            return
    _end(watched)
    shutil.rmtree(folder, ignore_errors=True)


def _end(groups: set[int]) -> None:
    # SIGINT is PostgreSQL's fast shutdown; SIGTERM would make it wait for its clients.
    left = {group for group in groups if _told(group, signal.SIGINT)}
    until = time.monotonic() + _GRACE_SECONDS
    while left and time.monotonic() < until:
        time.sleep(_LOOK_EVERY)
        left = {group for group in left if _told(group, 0)}
    for group in left:
        _told(group, signal.SIGKILL)


def _told(group: int, what: int) -> bool:
    try:
        os.killpg(group, what)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin)
