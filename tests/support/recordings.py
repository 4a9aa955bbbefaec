"""What real servers answered, read back from `tests/recordings`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

RECORDINGS = Path(__file__).parents[1] / "recordings"


@dataclass(frozen=True)
class Recorded:
    """One exchange as it was recorded; `group` is the file it stands in, which ran with one set of options."""

    group: str
    step: int
    label: str
    method: str
    path: str
    headers: dict[str, str]
    body: Any
    status: int
    answer_headers: dict[str, str]
    answer: Any

    def __str__(self) -> str:
        """Its name in test reports."""
        return f"{self.group}-{self.step}"


def lines(path: str) -> list[dict[str, Any]]:
    """The records of one file."""
    return [json.loads(line) for line in (RECORDINGS / path).read_text(encoding="utf-8").splitlines()]


def exchanges(folder: str) -> list[Recorded]:
    """All exchanges of one server."""
    return [one for path in sorted((RECORDINGS / folder).glob("*.jsonl")) for one in _exchanges(folder, path.stem)]


def _exchanges(folder: str, group: str) -> Iterator[Recorded]:
    for record in lines(f"{folder}/{group}.jsonl"):
        if record.get("response"):
            request, response = record["request"], record["response"]
            yield Recorded(
                group,
                record["step"],
                record["label"],
                request["method"],
                request["path"],
                request["headers"] or {},
                request["body"],
                response["status"],
                {name.lower(): value for name, value in response["headers"].items()},
                response["body"],
            )


def by_group(recorded: Iterable[Recorded]) -> list[Any]:
    """One test for each file of recordings, not one for each exchange."""
    groups: dict[str, list[Recorded]] = {}
    for one in recorded:
        groups.setdefault(one.group, []).append(one)
    return [pytest.param(members, id=group) for group, members in groups.items()]
