"""Forty hostile texts in every field that a server controls: no element, no script, no link, no request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.run_records import HOSTILE, case, finding, footer, header, hostile_run

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Show

OPEN_ALL = """async () => {
    for (const one of document.querySelectorAll("#list > li > details")) one.open = true;
    const packed = () => document.querySelector(".unpack") || document.querySelector(".detail > p:only-child");
    while (packed()) await new Promise((go) => setTimeout(go, 20));
    for (const one of document.querySelectorAll("details")) one.open = true;
}"""


def run_of(text: str) -> list[dict[str, Any]]:
    return [header(target=text), case("red", "fail", text), case("green", "pass", text), finding(text), footer(1)]


def kinds(page: Page) -> dict[str, int]:
    """How many elements there are of each kind."""
    page.evaluate(OPEN_ALL)
    counted: dict[str, int] = page.evaluate("""() => {
        const counts = {};
        for (const one of document.querySelectorAll("*")) counts[one.tagName] = (counts[one.tagName] || 0) + 1;
        return counts;
    }""")
    return counted


@pytest.fixture(autouse=True)
def refusals_are_expected(overlooked: list[str]) -> None:
    """Frames say of mails that they tried a script or a picture, and could not."""
    overlooked += ["sandboxed", "Content Security Policy"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_only_text(show: Show, text: str) -> None:
    calm = kinds(show(run_of("hello")))
    page = show(run_of(text))
    wild = kinds(page)
    page.wait_for_timeout(100)

    assert wild == calm
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("[...document.links].every((link) => link.getAttribute('href').startsWith('#'))")


def test_no_request_leaves_the_page(show: Show) -> None:
    page = show(hostile_run())
    page.evaluate(OPEN_ALL)
    page.wait_for_timeout(1000)

    assert page.evaluate("window.hacked") is None


def test_a_request_would_be_noticed(show: Show, complaints: list[str]) -> None:
    """Else the tests above would prove nothing."""
    from playwright.sync_api import Error

    page = show(run_of("hello"))
    with pytest.raises(Error):
        page.goto("http://127.0.0.1:9/x")

    assert "request: http://127.0.0.1:9/x" in complaints
    complaints.clear()
