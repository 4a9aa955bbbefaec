"""The run log: JSON lines with a header, cases, findings and a footer. Renderers read nothing else.

A log is written as the run goes; without its footer it says by that alone that it is not whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import orjson

from conformance.errors import BadInput
from conformance.results import FORMAT

#: Bodies longer than this are stored once and referred to by their digest.
SHARED_FROM = 512


class RunLogWriter:
    """Writes a run log; an async-free context manager that closes the file whatever happens."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stored: set[str] = set()
        self._file: IO[bytes]

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("wb")
        except OSError as error:
            raise BadInput(f"the run log {self.path} cannot be written: {error.strerror}") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, record: dict[str, Any]) -> None:
        """One line; long bodies in it become references to lines of their own."""
        for step in record.get("steps", ()):
            for exchange in step["exchanges"]:
                self._share(exchange)
        if record.get("exchange"):
            self._share(record["exchange"])
        self._line(record)

    def _share(self, exchange: dict[str, Any]) -> None:
        for key in ("body", "answer"):
            text = exchange.get(key)
            if isinstance(text, str) and len(text) > SHARED_FROM:
                digest = hashlib.sha256(text.encode()).hexdigest()[:16]
                if digest not in self._stored:
                    self._stored.add(digest)
                    self._line({"type": "body", "digest": digest, "text": text})
                exchange[key] = {"digest": digest}

    def _line(self, record: dict[str, Any]) -> None:
        self._file.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))


@dataclass
class RunLog:
    """A run log, read."""

    header: dict[str, Any]
    cases: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    footer: dict[str, Any] | None = None

    @property
    def is_whole(self) -> bool:
        """Did the run come to its end?"""
        return self.footer is not None


def read_log(path: Path, *, partial: bool = False) -> RunLog:
    """Read a run log; BadInput for one that is cut short (unless `partial`), newer, or no log at all."""
    lines = list(_lines(path))
    if not lines or lines[0].get("type") != "header":
        raise BadInput(f"{path} is no run log: its first line is no header")
    if lines[0].get("format", 0) > FORMAT:
        raise BadInput(
            f"{path} has format {lines[0]['format']}, this version reads up to {FORMAT}: update parse-conformance"
        )
    log = RunLog(lines[0])
    bodies: dict[str, str] = {}
    for record in lines[1:]:
        kind = record.get("type")
        if kind == "body":
            bodies[record["digest"]] = record["text"]
        elif kind == "case":
            log.cases.append(_with_bodies(record, bodies))
        elif kind == "finding":
            log.findings.append(record)
        elif kind == "footer":
            log.footer = record
    if not log.is_whole and not partial:
        raise BadInput(f"{path} has no footer: the run was cut short. --partial reads what there is")
    return log


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                try:
                    record = json.loads(line)
                except ValueError:
                    if line.endswith("\n"):
                        raise BadInput(f"{path}:{number}:1 not JSON: the log is damaged") from None
                    return  # the last line of a log that was cut short
                if isinstance(record, dict):
                    yield record
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}") from None


def _with_bodies(record: dict[str, Any], bodies: dict[str, str]) -> dict[str, Any]:
    for step in record["steps"]:
        for exchange in step["exchanges"]:
            for key in ("body", "answer"):
                if isinstance(exchange.get(key), dict):
                    exchange[key] = bodies.get(exchange[key]["digest"], "")
    return record
