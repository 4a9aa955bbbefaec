"""A run in parts: which part a case belongs to, and how the logs of all parts become one.

The part follows from the address alone: disjoint, complete, and the same on every machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.errors import BadInput
from conformance.gating import Gate
from conformance.runlog import RunLog, read_log
from conformance.vocab import Exit

#: What has to be the same in all parts of a run.
_SAME = ("format", "tool", "target", "level", "axis")
#: Ends that say more than counts do, the most telling first (DESIGN: exit codes and their precedence).
_WORSE = (Exit.OUR_BUG, Exit.INTERRUPTED, Exit.USAGE, Exit.NO_ANSWER)


@dataclass(frozen=True)
class Shard:
    """Part `index` of `total`, counted from one."""

    index: int
    total: int

    def holds(self, address: str) -> bool:
        """Does a case belong to this part?"""
        digest = hashlib.sha256(address.encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.total == self.index - 1

    def __str__(self) -> str:
        return f"{self.index}/{self.total}"


def read_shard(text: str) -> Shard:
    """`2/5` as a shard; BadInput for anything else."""
    index, slash, total = text.partition("/")
    if not (slash and index.isdecimal() and total.isdecimal() and 1 <= int(index) <= int(total)):
        raise BadInput(f"--shard is I/N with I from 1 to N, not {text}")
    return Shard(int(index), int(total))


def merged_records(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """The records of one run, out of the logs of all its parts; BadInput when they are not that."""
    logs = [read_log(path) for path in paths]
    _refuse_strangers(logs, paths)
    header = {**logs[0].header, "cases": sum(log.header["cases"] for log in logs)}
    header.pop("shard", None)
    gate = Gate(header["level"], header["axis"])
    yield header
    for record in [*(case for log in logs for case in log.cases), *_findings(logs)]:
        gate.add(record)
        yield record
    yield _footer(logs, gate)


def _refuse_strangers(logs: Sequence[RunLog], paths: Sequence[Path]) -> None:
    first = logs[0].header
    for log, path in zip(logs, paths, strict=True):
        for name in _SAME:
            if log.header.get(name) != first.get(name):
                raise BadInput(f"{path} is of another run: its {name} is {log.header.get(name)}, not {first.get(name)}")
        if log.header["scenarios"]["digest"] != first["scenarios"]["digest"]:
            raise BadInput(f"{path} is of another suite: its scenarios are not those of {paths[0]}")
    _refuse_gaps([str(log.header.get("shard")) for log in logs])
    seen: dict[str, Path] = {}
    for log, path in zip(logs, paths, strict=True):
        for case in log.cases:
            if (other := seen.setdefault(case["address"], path)) is not path:
                raise BadInput(f"{case['address']} is in {other} and in {path}: parts of a run share no case")


def _refuse_gaps(shards: list[str]) -> None:
    total = shards[0].partition("/")[2]
    wanted = {f"{index}/{total}" for index in range(1, int(total) + 1)} if total.isdecimal() else set()
    if not wanted:
        raise BadInput("these are no parts of a run: --shard made none of them")
    if sorted(shards) != sorted(wanted):
        missing, odd = sorted(wanted - set(shards)), sorted(one for one in shards if shards.count(one) > 1)
        raise BadInput(f"not all parts of one run: missing {missing or 'none'}, more than once {odd or 'none'}")


def _findings(logs: Sequence[RunLog]) -> list[dict[str, Any]]:
    """The findings of all parts, each once."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for finding in (finding for log in logs for finding in log.findings):
        key = tuple(finding[name] for name in ("dialect", "part", "where", "expected", "got"))
        if (known := found.setdefault(key, finding)) is not finding:
            known["count"] += finding["count"]
            known["deployments"] = sorted({*known["deployments"], *finding["deployments"]})
    return [found[key] for key in sorted(found)]


def _footer(logs: Sequence[RunLog], gate: Gate) -> dict[str, Any]:
    footers = [log.footer or {} for log in logs]
    ends = [footer["exit"] for footer in footers]
    gate.stale = sorted({line for footer in footers for line in footer.get("stale", [])})
    code = next((end for end in _WORSE if end in ends), gate.exit_code())
    return {
        "type": "footer",
        "verdicts": dict(gate.counts),
        "exit": int(code),
        "stale": gate.stale,
        "seconds": max(footer["seconds"] for footer in footers),
    }
