"""A known-failing list made from a run: what failed, by cause, in as few patterns as name nothing else of the run."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from conformance.scenario.selection import matches
from conformance.vocab import Verdict

#: What a list may hold; an error is never excused, and an unexpected pass belongs off the list.
_LISTED = frozenset({Verdict.FAIL, Verdict.KNOWN_FAIL})
_RAN = frozenset({Verdict.PASS, Verdict.UNEXPECTED_PASS, Verdict.ERROR, *_LISTED})
#: How a case that was listed already tells its reason.
_KNOWN = re.compile(
    r"known(?P<sometimes> to fail sometimes)?: (?P<because>.*?)(?: \((?P<link>\w+:[^\s)]+)\))?; ", re.DOTALL
)
#: A reason longer than this is cut; the run log has it whole.
_LONGEST = 300


class _Reason(NamedTuple):
    """What stands beside the pattern of an entry."""

    because: str
    link: str | None = None
    sometimes: bool = False


def write_list(cases: Sequence[Mapping[str, Any]]) -> str:
    """The list as YAML; each entry says what was seen, for somebody to put the reason in its place.

    It is in the order of addresses, not in that in which cases ended, so that two lists can be compared.
    """
    ran = sorted((case for case in cases if case["verdict"] in _RAN), key=_name)
    by_reason: dict[_Reason, list[Mapping[str, Any]]] = defaultdict(list)
    for case in ran:
        if case["verdict"] in _LISTED:
            by_reason[_reason(case)].append(case)
    if not by_reason:
        return "known_failing: []\n"
    lines = ["known_failing:"]
    for reason, failed in by_reason.items():
        lines.append(f"# {len(failed)} of {len(ran)} cases; {_requirements(failed)}")
        lines += [_entry(pattern, reason) for pattern in _patterns(failed, ran)]
    return "\n".join(lines) + "\n"


def _reason(case: Mapping[str, Any]) -> _Reason:
    """Why a case is on the list: what an older list said, else what was seen."""
    if case["verdict"] == Verdict.KNOWN_FAIL and (said := _KNOWN.match(case["reason"] or "")):
        return _Reason(said["because"], said["link"], said["sometimes"] is not None)
    cause = case["cause"]
    if cause is None:
        return _Reason(_plain(case["reason"] or "it failed"))
    seen = f"{cause['operation']} {cause['where']}: expected {cause['expected']}, got {cause['got']}"
    return _Reason(_plain(seen))


def _plain(text: str) -> str:
    """Text of a server on one line, without what YAML or a terminal could not show."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_LONGEST]


def _requirements(failed: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(sorted({row for case in failed for row in case["shows"]})) or "no requirement"


def _patterns(failed: Sequence[Mapping[str, Any]], ran: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """For each failure the shortest pattern that names only failures of this reason, each pattern once."""
    wanted = {_name(case) for case in failed}
    told: list[str] = []
    for case in failed:
        if not any(matches(_name(case), pattern) for pattern in told):
            told.append(next(one for one in _candidates(case) if _named(one, ran) <= wanted))
            yield told[-1]


def _candidates(case: Mapping[str, Any]) -> Iterator[str]:
    row = case["address"].rpartition("/dialect:")[0]
    yield from dict.fromkeys((row.partition("[")[0], row, case["address"], _name(case)))


def _named(pattern: str, ran: Sequence[Mapping[str, Any]]) -> set[str]:
    return {name for case in ran if matches(name := _name(case), pattern)}


def _name(case: Mapping[str, Any]) -> str:
    return f"{case['address']}@{case['deployment']}" if case["deployment"] else str(case["address"])


def _entry(pattern: str, reason: _Reason) -> str:
    """JSON strings are YAML strings, whatever signs are in them."""
    lines = [f"- address: {json.dumps(pattern)}", f"  because: {json.dumps(reason.because, ensure_ascii=False)}"]
    lines += [f"  link: {json.dumps(reason.link)}"] if reason.link else []
    lines += ["  sometimes: true"] if reason.sometimes else []
    return "\n".join(lines)
