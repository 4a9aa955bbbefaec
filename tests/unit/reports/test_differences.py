"""The page of a comparison tells every difference, and text of servers stays text in it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from reports.differences import render_differences
from tests.support.run_records import HOSTILE

SIDE = {"target": "mock", "started": "2026-11-21", "seed": 7, "deployments": ["plain"], "verdicts": {"pass": 3}}


def document(text: str = "B says so", **more: Any) -> dict[str, Any]:
    seen = [{"address": f"login/a[{text}]/dialect:parse-rest", "step": f"steps 1: {text}"}]
    row = {"id": "R-1", "says": "A rule", "level": "must"}
    return {
        "equal": False,
        "sides": {"A": SIDE, "B": {**SIDE, "target": text}},
        "cases": 3,
        "exchanges": 9,
        "races_left_to_chance": 1,
        "only_in": {"A": ["login/b/dialect:parse-rest"], "B": [text]},
        "differences": 1,
        "requirements": [{**row, "differences": [{"where": text, "A": "A says so", "B": text, "seen": seen}]}],
        "known": [{"address": "login/*", "where": text, "because": text, "differences": 2, "gone": False}],
        **more,
    }


class Elements(HTMLParser):
    """The elements of a page, and what they refer to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.targets: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.targets += [str(value) for name, value in attrs if name in ("href", "src", "action", "srcdoc")]
        assert not any(name.startswith("on") for name, _ in attrs)


def test_the_page_says_what_differs_where_and_in_which_requirement() -> None:
    page = render_differences(document())

    for words in ("1 difference in 9 exchanges of 3 cases", "R-1", "A rule", "A says so", "B says so", "login/a["):
        assert words in page
    assert "1 case only in A" in page
    assert "(2 differences)" in page


def test_equal_targets_have_a_page_that_says_so() -> None:
    page = render_differences(document(equal=True, differences=0, requirements=[], known=[]))

    assert "Nothing differs" in page
    assert 'class="good">0 differences' in page


def test_a_known_difference_that_is_gone_is_told() -> None:
    known = {"address": "login/*", "where": "body", "because": "so", "differences": 0, "gone": True}

    assert "No longer a difference" in render_differences(document(known=[known]))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_of_a_server_makes_no_element_and_no_link(text: str) -> None:
    page = render_differences(document(text))
    hostile, harmless = Elements(page), Elements(render_differences(document()))

    assert hostile.names == harmless.names
    assert {target for target in hostile.targets if not target.startswith("#")} == set()
    page.encode()
