"""axe-core, the judge of accessibility that everybody uses, finds nothing serious in any page we write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reports.heat_map import render_heat_map
from tests.browser.test_page import RUN
from tests.strangers.scripts import packages
from tests.unit.reports.test_heat_map import proof

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Show


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, out of its npm package."""
    installed = packages(Path(__file__).parent / "axe")
    return (installed / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def serious(page: Page, axe: str) -> list[tuple[str, str, str]]:
    """What axe-core finds serious: rule, impact and the element."""
    page.evaluate(axe)
    found = page.evaluate("() => axe.run(document, {iframes: false}).then((told) => told.violations)")
    return [
        (one["id"], one["impact"], node["html"][:200])
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(show: Show, axe: str, scheme: str) -> None:
    page = show(RUN, color_scheme=scheme)
    page.evaluate("() => { for (const one of document.querySelectorAll('details')) one.open = true; }")
    page.wait_for_selector("li.v-pass .steps")

    assert serious(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_heat_map_is_read_by_everybody_and_fetches_nothing(
    browser: Browser, axe: str, tmp_path: Path, scheme: str
) -> None:
    path = tmp_path / "kill-matrix.html"
    path.write_text(render_heat_map(proof(("ALIVE survives",))), encoding="utf-8")
    told: list[str] = []
    with browser.new_context(color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("request", lambda request: told.append(request.url))
        page.goto(path.as_uri())
        found = serious(page, axe)

    assert (told, found) == ([path.as_uri()], [])
