"""A line that counts, on a terminal only."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Self


class Counting:
    """Counts to a total; says nothing where stderr is no terminal, or in CI."""

    def __init__(self, total: int, what: str) -> None:
        self._total, self._what, self._done = total, what, 0
        self._live = sys.stderr.isatty() and not os.environ.get("CI")

    def __enter__(self) -> Self:
        self._show()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            sys.stderr.write("\r\x1b[K")

    def advance(self) -> None:
        """One more is done."""
        self._done += 1
        self._show()

    def _show(self) -> None:
        if self._live:
            sys.stderr.write(f"\r\x1b[K{self._done}/{self._total} {self._what}")
            sys.stderr.flush()
