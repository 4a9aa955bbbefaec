"""What a comparison came to as plain data: the JSON that programs read, and what the page is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.comparing import Comparison, Difference, by_requirement
from conformance.known_differences import Known
from conformance.runlog import RunLog

#: Grows with every change that a reader of an older one would trip over.
VERSION = 1
_HEADER = ("target", "tool", "started", "command", "seed", "run", "scenarios")


def differences_document(
    comparison: Comparison,
    unknown: Sequence[Difference],
    gone: Sequence[Known],
    known: Sequence[Known],
    logs: tuple[RunLog, RunLog],
) -> dict[str, Any]:
    """The comparison of two logs, its unknown differences grouped by requirement and place."""
    rows = {**logs[1].header.get("requirements", {}), **logs[0].header.get("requirements", {})}
    return {
        "format": "parse-conformance-comparison",
        "version": VERSION,
        "equal": comparison.cases > 0 and not unknown and not gone,
        "sides": {name: _side(log) for name, log in zip("AB", logs, strict=True)},
        "cases": comparison.cases,
        "exchanges": comparison.exchanges,
        "races_left_to_chance": comparison.left_to_chance,
        "only_in": {"A": comparison.only_left, "B": comparison.only_right},
        "differences": len(unknown),
        "requirements": [_requirement(row, found, rows) for row, found in by_requirement(unknown).items()],
        "known": [_known(entry, comparison, is_gone=entry in gone) for entry in known],
    }


def _side(log: RunLog) -> dict[str, Any]:
    verdicts = Counter(case["verdict"] for case in log.cases)
    deployments = [one["name"] for one in log.header["deployments"]]
    told = {name: log.header[name] for name in _HEADER if name in log.header}
    return {**told, "deployments": deployments, "verdicts": dict(sorted(verdicts.items()))}


def _requirement(row: str, found: Sequence[Difference], rows: Mapping[str, Any]) -> dict[str, Any]:
    """One row with its differences; those that look the same wherever they were seen are told once."""
    alike: dict[tuple[str, str, str], list[Difference]] = {}
    for one in found:
        alike.setdefault((one.where, one.left, one.right), []).append(one)
    return {
        "id": row,
        "says": rows.get(row, {}).get("says"),
        "level": rows.get(row, {}).get("level"),
        "differences": [
            {
                "where": where,
                "A": left,
                "B": right,
                "seen": [{"address": one.address, "step": one.step} for one in seen],
            }
            for (where, left, right), seen in alike.items()
        ],
    }


def _known(entry: Known, comparison: Comparison, *, is_gone: bool) -> dict[str, Any]:
    count = sum(entry.covers(one) for one in comparison.differences)
    return {
        "address": entry.address,
        "where": entry.where,
        "because": entry.because,
        "differences": count,
        "gone": is_gone,
    }
