"""The ledger: every account of a run, written down before the request that makes it is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from conformance.errors import BadInput


class Ledger:
    """Appends accounts to a file as JSON lines; one that does not keep writes nothing (the embedded mock).

    The file is made with the first account, holds no secrets, and is flushed line by line.
    """

    def __init__(self, path: Path, *, keeps: bool) -> None:
        self.path = path
        self._keeps = keeps
        self._file: IO[str] | None = None

    @property
    def is_written(self) -> bool:
        """Was any account written down?"""
        return self._file is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def note(self, account: Mapping[str, Any]) -> None:
        """Write one account down."""
        if not self._keeps:
            return
        if self._file is None:
            try:
                self._file = self.path.open("a", encoding="utf-8", errors="replace")
            except OSError as error:
                raise BadInput(f"the ledger {self.path} cannot be written: {error.strerror}") from None
        self._file.write(json.dumps(account, ensure_ascii=False, default=str) + "\n")
        self._file.flush()
