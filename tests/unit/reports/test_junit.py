"""JUnit XML: read back by another reader, inside the common schema (xunit plugin's junit-10)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import junitparser
import pytest

from reports.gathering import gather
from reports.junit import render_junit
from tests.support.run_records import HOSTILE, case, finding, footer, header, hostile_run

#: Element to the attributes and children that the schema allows it.
SCHEMA: dict[str, tuple[set[str], set[str]]] = {
    "testsuites": ({"name", "time", "tests", "failures", "disabled", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id", "package", "file"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name", "classname", "time", "assertions", "status", "class", "file", "line", "score", "group"},
        {"skipped", "error", "failure", "properties", "system-out", "system-err"},
    ),
    "properties": (set(), {"property"}),
    "property": ({"name", "value"}, set()),
    "skipped": ({"type", "message"}, set()),
    "failure": ({"type", "message"}, set()),
    "error": ({"type", "message"}, set()),
}


def rendered(*records: dict[str, Any], **words: Any) -> str:
    return render_junit(gather([header(**words), *records]))


@pytest.mark.parametrize("records", [[case(), footer()], [case()], hostile_run()[1:]], ids=["green", "cut", "hostile"])
def test_nothing_is_written_that_the_common_schema_lacks(records: list[dict[str, Any]]) -> None:
    for element in ET.fromstring(rendered(*records)).iter():
        attributes, children = SCHEMA[element.tag]

        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
        if element.tag in ("testsuite", "testcase"):
            assert "name" in element.attrib


def test_another_reader_finds_what_was_written() -> None:
    verdicts = ("pass", "fail", "error", "skip", "not-testable", "known-fail", "unexpected-pass")
    records = [case(verdict, verdict) for verdict in verdicts]
    found = junitparser.JUnitXml.fromstring(rendered(*records, footer(1)).encode())

    (suite,) = list(found)
    kinds = {str(one.name).split("/")[0]: [type(result).__name__ for result in one.result] for one in suite}
    assert kinds == {
        "pass": [],
        "fail": ["Failure"],
        "error": ["Error"],
        "skip": ["Skipped"],
        "not-testable": ["Skipped"],
        "known-fail": ["Skipped"],
        "unexpected-pass": ["Failure"],
    }
    assert (found.tests, found.failures, found.errors) == (7, 2, 1)
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (7, 2, 1, 3)


def test_levels_and_requirements_are_properties() -> None:
    root = ET.fromstring(rendered(case(shows=["R-1", "R-2"]), footer()))

    properties = [(one.get("name"), one.get("value")) for one in root.findall(".//testcase/properties/property")]
    assert ("level", "must") in properties
    assert [value for name, value in properties if name == "requirement"] == ["R-1", "R-2"]
    assert ("address", "signup/one/dialect:parse-rest@plain") in properties


def test_a_failure_points_at_its_step() -> None:
    root = ET.fromstring(rendered(case(verdict="fail"), footer(1)))

    (one,) = root.iter("testcase")
    assert (one.get("file"), one.get("line")) == ("scenarios/signup/one.yaml", "12")
    assert "step 2: do signUp as ann  (scenarios/signup/one.yaml:12)" in (one.findtext("failure") or "")


def test_a_finding_that_gates_is_a_failure_and_one_that_does_not_is_none() -> None:
    gated, loose = (
        render_junit(gather([header(), case(), finding(), footer()], lambda record, gates=gates: gates))
        for gates in (True, False)
    )

    assert ET.fromstring(gated).get("failures") == "1"
    assert ET.fromstring(loose).get("failures") == "0"


@pytest.mark.parametrize(
    "records",
    [pytest.param([case()], id="cut short"), pytest.param([case(verdict="skip"), footer(5)], id="nothing ran")],
)
def test_what_is_no_verdict_is_never_green(records: list[dict[str, Any]]) -> None:
    assert ET.fromstring(rendered(*records)).get("errors") == "1"


def test_hostile_text_stays_text() -> None:
    root = ET.fromstring(render_junit(gather(hostile_run())))

    told = "".join(one.text or "" for one in root.iter("failure"))
    assert "<script>window.hacked=1</script>" in told
    assert not any(sign in told for sign in "\x00\x1b\u202e\ufffe")
    assert len(list(root.iter("testcase"))) == 2 * len(HOSTILE) + 2 + len(HOSTILE)
