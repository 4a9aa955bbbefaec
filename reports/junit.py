"""JUnit XML: a suite per area, a case per address, with level and requirements as properties."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import groupby
from typing import Any

from reports.gathering import Report, name_of
from reports.plain import describe_case
from reports.summary import LEFT_OUT
from reports.text import one_line, xml_text
from reports.verdict import headline, plain_header

#: Verdict to the element that says so; a known failure is told as skipped, with its reason.
_ELEMENTS = {"fail": "failure", "unexpected-pass": "failure", "error": "error"}
_ELEMENTS |= dict.fromkeys(LEFT_OUT | {"known-fail"}, "skipped")


def render_junit(report: Report) -> str:
    """The run as JUnit XML; a run that was cut short has an error of its own, so that no reader calls it green."""
    root = ET.Element("testsuites", {"name": "conformance"})
    for area, cases in groupby(report.cases, key=lambda case: str(case["area"])):
        root.append(_suite(area, list(cases), report))
    if wrong := [finding for finding in report.summary.findings if report.summary.gates(finding)]:
        root.append(_findings(wrong))
    if not report.is_whole or not report.summary.ran:
        root.append(_not_a_verdict(headline(report.summary)))
    _count(root, root.iter("testcase"))
    del root.attrib["skipped"]  # the one total that the common schema knows of suites only
    root.set("time", _seconds(sum(case["milliseconds"] for case in report.cases)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(area: str, cases: list[dict[str, Any]], report: Report) -> ET.Element:
    started = str(report.summary.header.get("started", ""))[:19]
    suite = ET.Element("testsuite", {"name": xml_text(area), "timestamp": xml_text(started), "hostname": "localhost"})
    words = plain_header(report.summary.header)
    _properties(suite, {name: words[name] for name in ("target", "seed", "tool", "gate", "secrets")})
    for case in cases:
        suite.append(_case(case))
    _count(suite, suite.iter("testcase"))
    suite.set("time", _seconds(sum(case["milliseconds"] for case in cases)))
    return suite


def _case(case: dict[str, Any]) -> ET.Element:
    row = case["address"].removeprefix(f"{case['area']}/")
    where = f"@{case['deployment']}" if case["deployment"] else ""
    element = ET.Element("testcase", {"name": xml_text(row + where), "classname": xml_text(case["scenario"])})
    element.attrib |= {
        "time": _seconds(case["milliseconds"]),
        "file": xml_text(case["file"]),
        "line": str(case["line"]),
    }
    told = {"address": name_of(case), "level": case["level"], "axis": case["axis"], "verdict": case["verdict"]}
    _properties(element, told, [("requirement", row) for row in case["shows"]])
    if (word := _ELEMENTS.get(case["verdict"])) is not None:
        message = f"{case['verdict']}: {one_line(case['reason'])}"
        child = ET.SubElement(element, word, {"message": xml_text(message)})
        if word != "skipped":
            child.set("type", case["verdict"])
            child.text = xml_text(describe_case(case))
    return element


def _findings(findings: list[dict[str, Any]]) -> ET.Element:
    """Findings gate like cases, so they are cases here."""
    suite = ET.Element("testsuite", {"name": "findings", "time": "0"})
    for one in findings:
        name = xml_text(f"{one['dialect']} {one['part']} {one['where']}")
        case = ET.SubElement(suite, "testcase", {"name": name, "classname": "findings", "time": "0"})
        _properties(
            case, {"level": one["level"], "requirement": one["requirement"] or "none", "address": one["address"]}
        )
        message = f"expected {one_line(one['expected'])}, got {one_line(one['got'])}"
        ET.SubElement(case, "failure", {"message": xml_text(message), "type": "finding"})
    _count(suite, suite.iter("testcase"))
    return suite


def _not_a_verdict(sentence: str) -> ET.Element:
    suite = ET.Element("testsuite", {"name": "run", "time": "0"})
    case = ET.SubElement(suite, "testcase", {"name": "the run came to its end", "classname": "run", "time": "0"})
    ET.SubElement(case, "error", {"message": sentence, "type": "no-verdict"})
    _count(suite, suite.iter("testcase"))
    return suite


def _properties(parent: ET.Element, words: dict[str, Any], more: list[tuple[str, str]] | None = None) -> None:
    holder = ET.SubElement(parent, "properties")
    for name, value in [*words.items(), *(more or [])]:
        ET.SubElement(holder, "property", {"name": name, "value": xml_text(str(value))})


def _count(element: ET.Element, cases: Any) -> None:
    """Write the totals that readers of suites expect."""
    found = list(cases)
    element.set("tests", str(len(found)))
    for name, word in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(name, str(sum(case.find(word) is not None for case in found)))


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.3f}"
