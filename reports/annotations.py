"""Annotations for GitHub: workflow commands that point at the scenario's file and line."""

from __future__ import annotations

from reports.gathering import Report, name_of
from reports.text import plain

#: GitHub shows ten of a kind per step.
_SHOWN = 10


def render_annotations(report: Report) -> str:
    """One line per case that gates and is red, as many as GitHub shows."""
    red = [case for case in report.cases if case["verdict"] in ("fail", "error", "unexpected-pass")]
    gating = [case for case in red if report.summary.gates(case)]
    lines = []
    for case in gating[:_SHOWN]:
        place = f"file={_property(case['file'])},line={case['line']},title={_property(name_of(case))}"
        lines.append(f"::error {place}::{_data(case['title'])}: {_data(case['reason'])}")
    if len(gating) > _SHOWN:
        lines.append(f"::notice title=conformance::and {len(gating) - _SHOWN} more cases that are not green")
    return "".join(f"{line}\n" for line in lines)


def _data(text: object) -> str:
    """The message of a workflow command: per cent signs and line ends are escaped, so no second command can begin."""
    words = plain(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return words if len(words) <= 1000 else f"{words[:999]}…"


def _property(text: object) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
