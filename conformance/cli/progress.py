"""A line of progress, on a terminal only."""

from __future__ import annotations

import os
import sys
from collections import Counter
from types import TracebackType
from typing import Self

from conformance.results import CaseResult
from conformance.vocab import Verdict

_SHOWN = (Verdict.PASS, Verdict.FAIL, Verdict.ERROR, Verdict.SKIP, Verdict.NOT_TESTABLE)


class Progress:
    """Counts cases as they finish; says nothing where stderr is no terminal, or in CI."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._counts: Counter[str] = Counter()
        self._live = sys.stderr.isatty() and not os.environ.get("CI")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            sys.stderr.write("\r\x1b[K")

    def advance(self, result: CaseResult) -> None:
        """One case more."""
        self._counts[result.verdict] += 1
        if self._live:
            told = ", ".join(f"{self._counts[word]} {word}" for word in _SHOWN if self._counts[word])
            sys.stderr.write(f"\r\x1b[K{sum(self._counts.values())}/{self._total}  {told}")
            sys.stderr.flush()
