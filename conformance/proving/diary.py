"""The diary of a proof: what was found is written down as it comes, so that a proof that was cut goes on from there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from conformance.errors import BadInput
from conformance.proving.records import Repeats, Sight, Trial

FORMAT = 1


@dataclass(slots=True)
class Found:
    """What a proof found so far."""

    trials: dict[str, Trial] = field(default_factory=dict)
    #: By what they are called: `seed 1, 8 jobs`.
    clean: dict[str, Trial] = field(default_factory=dict)
    repeats: dict[str, Repeats] = field(default_factory=dict)


class Diary:
    """Keeps what is found, in memory and, where there is a file, line by line in it.

    What a file holds is taken over if it was written about the same suite and mutants (`digest`) and never ended.
    """

    def __init__(self, path: Path | None = None, digest: str = "") -> None:
        self.found = Found()
        self._path = path
        self._head = {"proof": FORMAT, "digest": digest}
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        if self._path is not None:
            try:
                self._open(self._path)
            except OSError as error:
                raise BadInput(f"the diary {self._path} cannot be written: {error.strerror}") from None
        return self

    def _open(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = list(_kept(path, self._head))
        for entry in kept:
            self._take(entry)
        # Written anew, so that a line that was cut does not spoil the next one.
        self._file = path.open("w", encoding="utf-8")
        for entry in (self._head, *kept):
            self._write(entry)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def tried(self, defect: str, trial: Trial) -> None:
        """Note the trial of a mutant."""
        self._note({"mutant": defect, "trial": asdict(trial)})

    def ran_clean(self, trial: Trial) -> None:
        """Note a clean run."""
        self._note({"clean": trial.note, "trial": asdict(trial)})

    def repeated(self, defect: str, repeats: Repeats) -> None:
        """Note how often a mutant was killed."""
        self._note({"again": defect, "repeats": asdict(repeats)})

    def end(self) -> None:
        """Nothing is left to be found: whoever opens the file next begins anew."""
        self._write({"end": True})

    def _note(self, entry: dict[str, Any]) -> None:
        self._take(entry)
        self._write(entry)

    def _write(self, entry: dict[str, Any]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            self._file.flush()

    def _take(self, entry: dict[str, Any]) -> None:
        match entry:
            case {"mutant": str(name), "trial": trial}:
                self.found.trials[name] = _trial(trial)
            case {"clean": str(name), "trial": trial}:
                self.found.clean[name] = _trial(trial)
            case {"again": str(name), "repeats": repeats}:
                self.found.repeats[name] = Repeats(**repeats)


def _kept(path: Path, head: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The entries of a diary that was cut; none of one about something else, or of one that ended."""
    entries = list(_entries(path))
    if entries[:1] == [head] and not any("end" in entry for entry in entries):
        yield from entries[1:]


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    """Every whole line of the file; where it was cut, reading ends."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            return
        yield entry if isinstance(entry, dict) else {}


def _trial(plain: dict[str, Any]) -> Trial:
    return Trial(**{**plain, "sights": [Sight(**sight) for sight in plain["sights"]]})
