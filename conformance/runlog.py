"""The run log: JSON lines with a header, cases, findings and a footer. Renderers read nothing else.

A log is written as the run goes; without its footer it says by that alone that it is not whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import orjson

from conformance.errors import BadInput
from conformance.results import FORMAT

#: Bodies longer than this are stored once and referred to by their digest.
SHARED_FROM = 512

#: Members of an exchange that hold a body.
_BODIES = ("body", "answer")


class RunLogWriter:
    """Writes a run log; a context manager that closes the file whatever happens."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stored: set[str] = set()
        self._file: IO[bytes]

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("wb")
        except OSError as error:
            raise self._not_written(error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        except OSError as failure:
            raise self._not_written(failure) from None

    def write(self, record: Mapping[str, Any]) -> None:
        """One line; long bodies in it become references to lines of their own. The record itself stays as it is."""
        line = dict(record)
        if "steps" in line:
            line["steps"] = [
                {**step, "exchanges": [self._shared(exchange) for exchange in step["exchanges"]]}
                for step in line["steps"]
            ]
        if line.get("exchange"):
            line["exchange"] = self._shared(line["exchange"])
        self._line(line)

    def _shared(self, exchange: Mapping[str, Any]) -> dict[str, Any]:
        """An exchange whose long bodies are references, each body written before the first line that needs it."""
        shared = dict(exchange)
        for key in _BODIES:
            text = exchange.get(key)
            if isinstance(text, str) and len(text) > SHARED_FROM:
                digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]
                if digest not in self._stored:
                    self._stored.add(digest)
                    self._line({"type": "body", "digest": digest, "text": text})
                shared[key] = {"digest": digest}
        return shared

    def _line(self, record: dict[str, Any]) -> None:
        try:
            line = orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
        except TypeError:  # half a character, or a number beyond 64 bits: rare, and no reason to lose a log
            line = json.dumps(record, ensure_ascii=False).encode(errors="replace") + b"\n"
        try:
            self._file.write(line)
            self._file.flush()  # whatever ends this process, what was written down is there
        except OSError as error:
            raise self._not_written(error) from None

    def _not_written(self, error: OSError) -> BadInput:
        return BadInput(f"the run log {self.path} cannot be written: {error.strerror}")


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
    """Read a run log; BadInput for one that is cut short (unless `partial`), newer, damaged, or no log at all."""
    records = each_record(path, partial=partial)
    log = RunLog(next(records))
    for record in records:
        match record["type"]:
            case "case":
                log.cases.append(record)
            case "finding":
                log.findings.append(record)
            case "footer":
                log.footer = record
    return log


def each_record(path: Path, *, partial: bool = False) -> Iterator[dict[str, Any]]:
    """Header, cases, findings and footer as they stand, with their bodies written in; refuses what read_log does.

    Only long bodies are held in memory, not the run.
    """
    lines = _lines(path)
    _, header = next(lines, (1, {}))
    if header.get("type") != "header":
        raise BadInput(f"{path} is no run log: its first line is no header")
    if not isinstance(version := header.get("format"), int) or version > FORMAT:
        raise BadInput(f"{path} has format {version}, this version reads up to {FORMAT}: update parse-conformance")
    yield header
    bodies: dict[str, str] = {}
    whole = False
    for number, record in lines:
        try:
            _fill_in(record, bodies)
        except (KeyError, TypeError):
            raise BadInput(f"{path}:{number}:1 not a line of a run log: the log is damaged") from None
        whole |= record["type"] == "footer"
        if record["type"] in ("case", "finding", "footer"):
            yield record
    if not whole and not partial:
        raise BadInput(f"{path} has no footer: the run was cut short. --partial reads what there is")


def _fill_in(record: dict[str, Any], bodies: dict[str, str]) -> None:
    """Write the bodies of a line back in; kinds of lines that a later version adds are overlooked."""
    match record["type"]:
        case "body":
            bodies[record["digest"]] = record["text"]
        case "case":
            for step in record["steps"]:
                for exchange in step["exchanges"]:
                    _fill(exchange, bodies)
        case "finding":
            if record["exchange"]:
                _fill(record["exchange"], bodies)


def _fill(exchange: dict[str, Any], bodies: dict[str, str]) -> None:
    """Write the bodies of an exchange back in."""
    for key in _BODIES:
        if isinstance(exchange.get(key), dict):
            exchange[key] = bodies[exchange[key]["digest"]]


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The records with their line numbers; a last line that was cut short is left out."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    record = orjson.loads(line)
                except ValueError:
                    if not line.endswith(b"\n"):
                        return
                    raise BadInput(f"{path}:{number}:1 not JSON: the log is damaged") from None
                if not isinstance(record, dict):
                    raise BadInput(f"{path}:{number}:1 not a line of a run log: the log is damaged")
                yield number, record
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None
