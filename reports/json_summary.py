"""The JSON summary: what a run came to, for programs. Versioned; its schema stands in `schemas/summary.json`."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from reports.gathering import Report, name_of
from reports.summary import NOT_GREEN, Cause
from reports.text import plain
from reports.verdict import Claim, claims_of, headline

#: Grows with every change that a reader of an older one would trip over.
VERSION = 1
_HEADER = (
    *("target", "tool", "started", "command", "seed", "run"),
    *("level", "axis", "secrets", "not_applicable", "deployments"),
)


def render_json(report: Report) -> str:
    """The summary as JSON text; halves of characters are replaced, control characters escaped."""
    return json.dumps(summarise(report), ensure_ascii=True, indent=2) + "\n"


def summarise(report: Report) -> dict[str, Any]:
    """The summary as plain data."""
    summary = report.summary
    header = {name: summary.header[name] for name in _HEADER if name in summary.header}
    return {
        "format": "parse-conformance-summary",
        "version": VERSION,
        "whole": report.is_whole,
        "exit": report.exit,
        "headline": headline(summary),
        "seconds": (summary.footer or {}).get("seconds"),
        "run": header,
        "scenarios": summary.header.get("scenarios", {}),
        "verdicts": dict(sorted(summary.verdicts.items())),
        "areas": {area: dict(sorted(counts.items())) for area, counts in sorted(summary.areas.items())},
        "dialects": [_claim(claim) for claim in claims_of(summary)],
        "causes": [_cause(cause) for cause in summary.ranked_causes()],
        "findings": [_finding(one, gates=summary.gates(one)) for one in summary.findings],
        "not_green": [_case(case) for case in report.cases if case["verdict"] in NOT_GREEN],
        "left_out": summary.skipped,
        "reasons": dict(Counter(plain(case["reason"]) for case in summary.skipped).most_common()),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "dialect": claim.dialect,
        "editions": claim.editions,
        "compatible": claim.is_compatible,
        "sentence": claim.sentence(),
        "met": [
            {"axis": axis, "level": level, "met": met, "judged": total}
            for (axis, level), (met, total) in sorted(claim.met.items())
        ],
        "broken": claim.broken,
        "not_told": claim.not_told,
        "not_claimed": claim.not_claimed,
        "not_testable": claim.not_testable,
        "not_judged": claim.not_judged,
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "operation": cause.operation,
        "where": cause.where,
        "expected": cause.expected,
        "got": cause.got,
        "verdict": cause.verdict,
        "count": len(cause.cases),
        "requirements": sorted(cause.requirements),
        "cases": [name_of(case) for case in cause.cases],
    }


def _finding(finding: dict[str, Any], *, gates: bool) -> dict[str, Any]:
    left = ("type", "exchange")
    return {**{name: value for name, value in finding.items() if name not in left}, "gates": gates}


def _case(case: dict[str, Any]) -> dict[str, Any]:
    kept = (
        "address",
        "deployment",
        "verdict",
        "level",
        "axis",
        "title",
        "file",
        "line",
        "reason",
        "shows",
        "blocked_by",
    )
    return {name: case[name] for name in kept}
