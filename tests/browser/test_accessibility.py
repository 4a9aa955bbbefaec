"""axe-core, the judge of accessibility that everybody uses, finds nothing serious."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_page import RUN
from tests.strangers.scripts import packages

if TYPE_CHECKING:
    from tests.browser.conftest import Show


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, out of its npm package."""
    installed = packages(Path(__file__).parent / "axe")
    return (installed / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(show: Show, axe: str, scheme: str) -> None:
    page = show(RUN, color_scheme=scheme)
    page.evaluate("() => { for (const one of document.querySelectorAll('details')) one.open = true; }")
    page.wait_for_selector("li.v-pass .steps")
    page.evaluate(axe)
    found = page.evaluate("() => axe.run(document, {iframes: false}).then((told) => told.violations)")

    serious = [
        (one["id"], one["impact"], node["html"][:200])
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]
    assert serious == []
