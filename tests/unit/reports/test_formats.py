"""JSON, Markdown, SARIF, annotations, badges: right in shape, and deaf to what servers say."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from markdown_it import MarkdownIt

import reports
from reports.annotations import render_annotations
from reports.badge import render_badge, render_badge_svg
from reports.gathering import Report, gather
from reports.json_summary import render_json, summarise
from reports.markdown import render_markdown
from reports.rendering import FORMATS, write_all
from reports.sarif import render_sarif
from tests.support.run_records import HOSTILE, case, finding, footer, header, hostile_run, row

SCHEMA = json.loads((Path(reports.__file__).parent / "schemas" / "summary.json").read_text())
RUNS: dict[str, list[dict[str, Any]]] = {
    "green": [header(), case(), footer()],
    "red": [header(), case(verdict="fail"), case("two", "error"), finding(), case("three", "skip"), footer(1)],
    "cut": [header(), case()],
    "empty": [header(), footer(5)],
    "hostile": hostile_run(),
}


@pytest.fixture(params=RUNS.values(), ids=RUNS)
def report(request: pytest.FixtureRequest) -> Report:
    return gather(request.param)


def red() -> Report:
    return gather(RUNS["red"])


def test_the_json_summary_keeps_its_schema(report: Report) -> None:
    jsonschema_rs.validator_for(SCHEMA).validate(json.loads(render_json(report)))


def test_the_schema_can_say_no() -> None:
    broken = {**summarise(red()), "verdicts": {"green": 1}}

    assert not jsonschema_rs.validator_for(SCHEMA).is_valid(broken)


def test_the_json_summary_counts() -> None:
    told = json.loads(render_json(red()))

    assert (told["exit"], told["whole"]) == (1, True)
    assert told["verdicts"] == {"error": 1, "fail": 1, "skip": 1}
    assert told["causes"][0]["count"] == 2
    assert [one["address"] for one in told["left_out"]] == ["signup/three/dialect:parse-rest"]


def test_every_format_says_that_a_log_was_cut_short() -> None:
    cut = gather(RUNS["cut"])

    for name in ("html", "junit", "json", "markdown", "sarif", "badge", "badge-svg"):
        assert "cut short" in FORMATS[name].render(cut).lower(), name


def test_every_format_is_written_into_a_folder(tmp_path: Path) -> None:
    written = {path.name for path in write_all(gather(hostile_run()), tmp_path / "out")}

    assert written == {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {
        "report.html",
        "junit.xml",
        "summary.json",
        "summary.md",
        "results.sarif",
        "badge.json",
        "badge.svg",
    }


def test_markdown_shows_causes_before_areas() -> None:
    told = render_markdown(red())

    assert told.startswith("## Not conformant: 1 cause and 1 finding in 2 cases\n")
    assert told.index("### 1 cause") < told.index("### Areas")


def test_hostile_text_is_no_markdown() -> None:
    told = render_markdown(gather(hostile_run()))
    page = MarkdownIt("gfm-like", {"linkify": False}).render(told)

    assert set(re.findall(r"<([a-z0-9-]+)", page)) <= {
        "h2", "h3", "ul", "li", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "br",
    }  # fmt: skip
    assert not re.search(r"https?://|www\.|(?<![&\w])@|(?<!&)#\d", re.sub(r"&#?\w+;", "", told))


def test_sarif_has_the_shape_of_2_1_0(report: Report) -> None:
    told = json.loads(render_sarif(report))

    (run,) = told["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert told["version"] == "2.1.0"
    assert run["tool"]["driver"]["name"] == "parse-conformance"
    assert run["invocations"][0]["executionSuccessful"] is report.is_whole
    assert len(rules) == len(set(rules))
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "note")
        assert result["message"]["text"]
        for place in result.get("locations", []):
            physical = place["physicalLocation"]
            assert re.fullmatch(r"[\w./%~-]+", physical["artifactLocation"]["uri"])
            assert physical["region"]["startLine"] >= 1


def test_sarif_points_at_the_step_that_decided() -> None:
    (first, *_) = json.loads(render_sarif(red()))["runs"][0]["results"]

    place = first["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "scenarios/signup/one.yaml"}, "region": {"startLine": 12}}
    assert first["ruleId"] == "R-1"


def test_what_does_not_gate_is_a_note() -> None:
    loose = gather(RUNS["red"], lambda record: False)

    assert {one["level"] for one in json.loads(render_sarif(loose))["runs"][0]["results"]} == {"note"}
    assert render_annotations(loose) == ""


def test_annotations_point_at_file_and_line() -> None:
    (first, *_) = render_annotations(red()).splitlines()

    assert first.startswith(
        "::error file=scenarios/signup/one.yaml,line=12,title=signup/one/dialect%3Aparse-rest@plain::"
    )


def test_no_server_can_write_a_workflow_command() -> None:
    lines = render_annotations(gather(hostile_run())).splitlines()

    assert len(lines) == 11
    assert all(line.startswith(("::error file=scenarios/", "::error file=<script>", "::notice ")) for line in lines)


@pytest.mark.parametrize(
    ("run", "message", "colour"),
    [
        ([header(requirements={"R-1": row("must")}), case(), footer()], "1 of 1 MUST", "brightgreen"),
        (
            [header(requirements={"R-1": row("must"), "R-9": row("must")}), case(), footer()],
            "1 of 1 MUST, 1 not judged",
            "yellow",
        ),
        (RUNS["red"], "not conformant, 0 of 1 MUST", "red"),
        (RUNS["empty"], "nothing ran", "lightgrey"),
        (RUNS["cut"], "no verdict: cut short", "lightgrey"),
    ],
    ids=["green", "gaps", "red", "empty", "cut"],
)
def test_a_badge_says(run: list[dict[str, Any]], message: str, colour: str) -> None:
    told = json.loads(render_badge(gather(run)))

    assert (told["schemaVersion"], told["label"], told["message"], told["color"]) == (1, "conformance", message, colour)
    assert told["isError"] is (colour != "brightgreen")


def test_a_badge_is_a_picture_that_says_the_same(report: Report) -> None:
    root = ET.fromstring(render_badge_svg(report))

    assert root.get("aria-label") == f"conformance: {json.loads(render_badge(report))['message']}"


def test_forty_hostile_texts_are_tried() -> None:
    assert len(set(HOSTILE)) == 40
