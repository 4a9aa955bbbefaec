"""Tests of the page in a real browser: they need Debian's chromium, and run where somebody names this folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

HERE = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
#: Chromium refuses a sandbox to root, which is who CI is; it must not phone home either.
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]

#: Everything but the page itself, which is a file.
_NETWORK = re.compile(r"^(?:https?|wss?|ftp):")
#: Shows records as a page; further words go to the browser context (javascript, colours, size).
Show = Callable[..., "Page"]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave everything out of a run of all tests; `pytest tests/browser` is how to ask for it."""
    asked = [Path(config.invocation_params.dir, arg.split("::")[0]).resolve() for arg in config.args]
    return None if any(path.is_relative_to(HERE) for path in asked) else True


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield one
        one.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the console said, and every request beyond the page itself."""
    return []


@pytest.fixture
def overlooked() -> list[str]:
    """Words of complaints that a test expects; requests are never overlooked."""
    return []


@pytest.fixture
def show(browser: Browser, tmp_path: Path, complaints: list[str], overlooked: list[str]) -> Iterator[Show]:
    """Show a run as a page; at the end no console error and no request is left unexplained."""
    from reports.gathering import gather
    from reports.html import render_html

    contexts = []
    path = tmp_path / "report.html"

    def showing(records: list[dict[str, Any]], fragment: str = "", **context: Any) -> Page:
        path.write_bytes(render_html(gather(records)).encode(errors="replace"))
        contexts.append(made := browser.new_context(**context))
        page = made.new_page()
        page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        made.route(_NETWORK, lambda route: _refuse(route, complaints))
        page.goto(f"{path.as_uri()}{fragment}")
        return page

    yield showing
    for context in contexts:
        context.close()
    assert [one for one in complaints if one.startswith("request: ") or not any(w in one for w in overlooked)] == []


def _refuse(route: Route, complaints: list[str]) -> None:
    """Note what would go over the network; what the policy of the page forbids never comes so far."""
    complaints.append(f"request: {route.request.url}")
    route.abort()
