"""The page in chromium: open, filter, search, deep links, keyboard, colours, print, copying."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.support.run_records import case, finding, footer, header

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Show

RUN: list[dict[str, Any]] = [
    header(),
    case("broken", "fail"),
    case("mended"),
    case("advice", "fail", axis="security", level="should", reason="a needle in the hay"),
    {**case("other"), "address": "login/other/dialect:parse-graphql"},
    case("left-out", "skip"),
    finding(),
    footer(1),
]
BROKEN = "signup/broken/dialect:parse-rest@plain"


def listed(page: Page) -> list[str]:
    return [
        one.split("/")[1]
        for one in page.locator("#list > li:visible code:first-of-type").all_inner_texts()
        if "/dialect:" in one
    ]


def test_the_page_opens_with_the_verdict_on_top(show: Show) -> None:
    page = show(RUN)

    assert page.inner_text("h1").startswith("Not conformant: ")
    assert page.inner_text("#shown") == "5 of 5 cases"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("verdict", "fail", ["advice", "broken"]),
        ("level", "should", ["advice"]),
        ("axis", "security", ["advice"]),
        ("area", "login", ["other"]),
        ("dialect", "parse-graphql", ["other"]),
    ],
)
def test_a_filter_leaves_what_fits_and_stands_in_the_fragment(
    show: Show, name: str, value: str, expected: list[str]
) -> None:
    page = show(RUN)
    page.select_option(f"select[name={name}]", value)

    assert listed(page) == expected
    assert page.evaluate("location.hash") == f"#{name}={value}"


def test_search_looks_into_reasons(show: Show) -> None:
    page = show(RUN)
    page.fill("input[name=q]", "needle HAY")

    assert listed(page) == ["advice"]
    assert page.inner_text("#shown") == "1 of 5 cases"


def test_clear_shows_everything_again(show: Show) -> None:
    page = show(RUN, "#verdict=fail&q=needle")
    page.click("button[type=reset]")
    page.wait_for_function("document.getElementById('shown').textContent === '5 of 5 cases'")

    assert page.evaluate("location.hash") == ""


def test_a_linked_view_shows_the_same_again(show: Show) -> None:
    page = show(RUN, "#area=signup&verdict=pass")

    assert listed(page) == ["mended"]
    assert page.input_value("select[name=area]") == "signup"


def test_a_linked_step_is_open_and_marked(show: Show) -> None:
    page = show(RUN, f"#case={quote(BROKEN)}&step=1")

    assert page.locator("li.case.now code").first.inner_text() == BROKEN
    assert page.locator(".step.now").get_attribute("data-step") == "1"
    assert page.locator(".step.now .exchange").first.is_visible()


def test_a_linked_step_is_not_hidden_below_the_filters(show: Show) -> None:
    many = [case(f"later-{number}") for number in range(40)]
    page = show([header(), case("broken", "fail"), *many, footer(1)], f"#case={quote(BROKEN)}&step=2")

    page.wait_for_function("""() => {
        const step = document.querySelector(".step.now").getBoundingClientRect();
        const filters = document.getElementById("filters").getBoundingClientRect();
        return step.top >= filters.bottom && step.top < innerHeight;
    }""")


def test_a_cause_leads_to_its_cases(show: Show) -> None:
    page = show(RUN)
    page.locator(".cause .members a", has_text="signup/broken").first.click()

    page.wait_for_selector("li.case.now .steps")
    assert page.locator("li.case.now code").first.inner_text() == BROKEN


def test_a_green_case_is_unpacked_when_it_is_opened(show: Show) -> None:
    page = show(RUN)
    page.locator("#list > li", has_text="signup/mended").locator("summary").first.click()

    page.wait_for_selector("li.v-pass .steps .exchange", state="attached")


def test_the_keyboard_is_enough(show: Show) -> None:
    page = show(RUN)
    page.keyboard.press("/")
    page.keyboard.type("broken")
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    assert page.locator("li.case.now > details").get_attribute("open") is not None
    assert listed(page) == ["broken"]


def test_a_request_is_copied_as_curl(show: Show) -> None:
    page = show(RUN)
    page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }")
    page.locator(".cause button.curl").first.click()
    page.wait_for_function("window.copied")

    assert page.evaluate("window.copied") == (
        "curl -i -X 'POST' 'http://127.0.0.1:1/plain/hello' -H 'X-Sent: hello' --data-binary '{\"name\": \"hello\"}'"
    )


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_colours_follow_the_system(show: Show, scheme: str, dark: bool) -> None:
    page = show(RUN, color_scheme=scheme)

    shade = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]")
    assert (shade < 128) is dark


def test_print_leaves_out_what_paper_cannot_do(show: Show) -> None:
    page = show(RUN)
    page.emulate_media(media="print")

    assert not page.locator("#filters").is_visible()
    assert page.locator("h1").is_visible()
    assert page.pdf().startswith(b"%PDF")


def test_without_javascript_verdict_causes_and_red_cases_are_read(show: Show) -> None:
    page = show(RUN, java_script_enabled=False)

    assert page.inner_text("h1").startswith("Not conformant: ")
    assert page.locator(".cause .exchange").first.is_visible()
    page.locator("li.v-fail summary").first.click()
    assert page.locator("li.v-fail .steps").first.is_visible()
    assert not page.locator("#filters").is_visible()


def test_a_mail_is_shown_in_a_frame_that_can_do_nothing(show: Show) -> None:
    page = show(RUN, f"#case={quote(BROKEN)}&step=2")
    page.locator("li.case.now .step.now .frame summary").click()
    frame = page.locator("li.case.now .step.now iframe")

    assert frame.get_attribute("sandbox") == ""
    assert frame.content_frame.locator("p").inner_text() == "hello"


def test_five_thousand_cases_are_filtered_at_once(show: Show, tmp_path: Path) -> None:
    """Seconds, not the 30 that a list of numbered items costs when most of them are hidden."""
    page = show([header(), *(case(f"case-{number}") for number in range(4999)), case("red", "fail"), footer(1)])
    spent = page.evaluate("""() => {
        const form = document.getElementById("filters"), since = performance.now();
        form.elements.verdict.value = "fail";
        form.dispatchEvent(new Event("input"));
        document.body.offsetHeight;
        return performance.now() - since;
    }""")

    assert listed(page) == ["red"]
    assert spent < 2000
    assert (tmp_path / "report.html").stat().st_size < 5_000_000
