"""SARIF 2.1.0: every case that is not green and every finding, at the scenario that shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from reports.gathering import Report, name_of
from reports.text import one_line, plain
from reports.verdict import SECRETS_SHOWN, are_secrets_shown, headline

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RED = ("fail", "error", "unexpected-pass")


def render_sarif(report: Report) -> str:
    """The run as SARIF; a run that was cut short says that it was not successful."""
    requirements = report.summary.header.get("requirements", {})
    results = [*_cases(report), *_findings(report)]
    rules = sorted({result["ruleId"] for result in results})
    for result in results:
        result["ruleIndex"] = rules.index(result["ruleId"])
    driver = {
        "name": "parse-conformance",
        "version": plain(report.summary.header.get("tool")).rpartition(" ")[2],
        "rules": [_rule(rule, requirements.get(rule)) for rule in rules],
    }
    done: dict[str, Any] = {"executionSuccessful": report.is_whole, "exitCode": report.exit}
    if not report.is_whole:
        done["exitCodeDescription"] = headline(report.summary)
    run = {"tool": {"driver": driver}, "invocations": [done], "columnKind": "unicodeCodePoints", "results": results}
    if are_secrets_shown(report.summary.header):
        run["properties"] = {"secrets": SECRETS_SHOWN}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _cases(report: Report) -> Iterator[dict[str, Any]]:
    for case in report.cases:
        if case["verdict"] in _RED:
            binding = "error" if report.summary.gates(case) else "note"
            text = f"{case['title']}. {case['verdict']} {name_of(case)}: {one_line(case['reason'])}"
            yield _result(case["shows"][0] if case["shows"] else "none", binding, text, case, name_of(case))


def _findings(report: Report) -> Iterator[dict[str, Any]]:
    by_address = {case["address"]: case for case in report.cases}
    for one in report.summary.findings:
        place = f"{one['dialect']} {one['part']} {one['where']}"
        text = f"{place}: expected {one_line(one['expected'])}, got {one_line(one['got'])}"
        binding = "error" if report.summary.gates(one) else "note"
        name = f"{place} {one['expected']}"
        case = by_address.get(one["address"], {})
        yield _result(one["requirement"] or "none", binding, text, case, name)


def _result(rule: str, level: str, text: str, case: Mapping[str, Any], name: str) -> dict[str, Any]:
    result: dict[str, Any] = {"ruleId": plain(rule), "level": level, "message": {"text": _no_links(plain(text))}}
    if case.get("file"):
        place = {"artifactLocation": {"uri": quote(plain(case["file"]))}, "region": {"startLine": max(1, case["line"])}}
        result["locations"] = [{"physicalLocation": place}]
    result["partialFingerprints"] = {"caseAddress/v1": plain(name)}
    return result


def _rule(rule: str, word: Mapping[str, Any] | None) -> dict[str, Any]:
    if word is None:
        return {"id": rule, "shortDescription": {"text": "No requirement owns this"}}
    return {
        "id": rule,
        "shortDescription": {"text": _no_links(plain(word["says"]))},
        "help": {"text": f"Source: {plain(word['source'])}. Level: {word['level']}, axis: {word['axis']}."},
    }


def _no_links(text: str) -> str:
    """SARIF messages know `[text](target)` and `{0}`; text of a server must not become either."""
    return re.sub(r"([\\\[\]])", r"\\\1", text).replace("{", "{{").replace("}", "}}")
