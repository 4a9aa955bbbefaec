"""The formats of a report, by name: which file a folder gets, and what renders it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reports.annotations import render_annotations
from reports.badge import render_badge, render_badge_svg
from reports.gathering import Report
from reports.json_summary import render_json
from reports.junit import render_junit
from reports.markdown import render_markdown
from reports.sarif import render_sarif


@dataclass(frozen=True)
class Format:
    """One way to tell a run."""

    file: str
    render: Callable[[Report], str]


def _html(report: Report) -> str:
    from reports.html import render_html  # Jinja2 is imported only when a page is wanted

    return render_html(report)


FORMATS = {
    "html": Format("report.html", _html),
    "junit": Format("junit.xml", render_junit),
    "json": Format("summary.json", render_json),
    "markdown": Format("summary.md", render_markdown),
    "sarif": Format("results.sarif", render_sarif),
    "badge": Format("badge.json", render_badge),
    "badge-svg": Format("badge.svg", render_badge_svg),
    "annotations": Format("annotations.txt", render_annotations),
}


def write_format(report: Report, name: str, path: Path) -> None:
    """Write one format to a file; halves of characters that slipped through become question marks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(FORMATS[name].render(report).encode(errors="replace"))


def write_all(report: Report, folder: Path) -> list[Path]:
    """Write every format that stands in a file of its own into a folder; gives the files."""
    paths = [folder / one.file for name, one in FORMATS.items() if name != "annotations"]
    for name, path in zip(FORMATS, paths, strict=False):
        write_format(report, name, path)
    return paths
