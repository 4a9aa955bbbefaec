"""A run that shows its secrets says so in every format; other runs say nothing of the kind."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET

import pytest
from rich.console import Console

from reports.console import print_summary
from reports.gathering import Report, gather
from reports.rendering import FORMATS
from reports.verdict import SECRETS_SHOWN
from tests.support.run_records import case, footer, header


def run(secrets: str) -> Report:
    """A green run."""
    return gather([header(secrets=secrets), case(), footer()])


@pytest.mark.parametrize("name", ["html", "markdown", "sarif"])
def test_formats_for_people_say_it_in_words(name: str) -> None:
    assert SECRETS_SHOWN in FORMATS[name].render(run("shown"))
    assert SECRETS_SHOWN not in FORMATS[name].render(run("hidden"))


def test_the_page_says_it_on_top() -> None:
    page = FORMATS["html"].render(run("shown"))

    assert page.index(SECRETS_SHOWN) < page.index("<main>")
    assert "Secrets are replaced" not in page


@pytest.mark.parametrize("word", ["shown", "hidden"])
def test_formats_for_programs_have_a_member_for_it(word: str) -> None:
    summary = json.loads(FORMATS["json"].render(run(word)))
    suite = ET.fromstring(FORMATS["junit"].render(run(word))).find("testsuite/properties/property[@name='secrets']")

    assert summary["run"]["secrets"] == word
    assert suite is not None and suite.get("value") == word


@pytest.mark.parametrize("word", ["shown", "hidden"])
def test_the_terminal_says_it(word: str) -> None:
    out = io.StringIO()
    print_summary(run(word).summary, console=Console(file=out, width=200))

    assert (SECRETS_SHOWN in out.getvalue()) == (word == "shown")
