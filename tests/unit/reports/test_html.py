"""The page, read without a browser: what stands in it, and that strangers' text is only text."""

from __future__ import annotations

import base64
import json
import re
import zlib
from html.parser import HTMLParser
from typing import Any

import pytest

from reports.gathering import gather
from reports.html import body, render_html
from tests.support.run_records import HOSTILE, case, finding, footer, header, hostile_run


class Reader(HTMLParser):
    """Notes elements, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


def page_of(*records: dict[str, Any], **words: Any) -> str:
    return render_html(gather([header(**words), *records]))


def unpacked(page: str) -> list[str]:
    """The mark-up of the cases that the page has compressed."""
    pieces = re.findall(r'class="piece">([^<]*)<', page)
    return [one for piece in pieces for one in json.loads(zlib.decompress(base64.b64decode(piece)))]


def test_verdict_causes_and_red_cases_are_read_without_javascript() -> None:
    text = Reader(page_of(case(verdict="fail", text="hello-from-a-server"), footer(1))).text

    assert "Not conformant: 1 cause in 1 case" in text
    assert "1 cause" in text
    assert text.count("hello-from-a-server") > 5
    assert "scenarios/signup/one.yaml:12" in text


def test_one_green_case_of_a_scenario_is_kept_in_full() -> None:
    page = page_of(case("one[a]"), case("one[b]"), case("two"), footer())

    assert len(unpacked(page)) == 2
    assert "127.0.0.1:1/plain/hello" in unpacked(page)[0]


def test_all_red_cases_are_kept_in_full_even_beyond_what_the_page_has_room_for() -> None:
    many = [case(f"case-{number}", "fail", "y" * 9_000) for number in range(60)]
    page = page_of(*many, footer(1))

    assert page.count('class="steps"') + len(unpacked(page)) == 60
    assert unpacked(page)


def test_a_cut_run_says_so_on_top() -> None:
    page = page_of(case())

    assert page.index("Partial: the run was cut short") < page.index("<main>")
    assert 'class="bad">Cut short' in page


def test_the_page_fetches_nothing() -> None:
    reader = Reader(page_of(case(verdict="fail"), finding(), footer(1)))

    assert "link" not in reader.elements
    assert not [value for name, value in reader.attributes if name in ("src", "action", "srcset")]
    assert all(value.startswith("#") for name, value in reader.attributes if name == "href")


def test_an_earlier_run_is_compared() -> None:
    earlier = {f"signup/{name}/dialect:parse-rest@plain": verdict for name, verdict in
               {"now-red": "pass", "mended": "fail", "gone": "pass"}.items()}  # fmt: skip
    records = [header(), case("now-red", "fail"), case("mended"), case("added"), footer(1)]
    text = Reader(render_html(gather(records, earlier=earlier))).text

    for told in ("1 case newly red", "1 case fixed", "0 cases still red", "1 case new", "1 case vanished"):
        assert told in text


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_makes_no_element(hostile: str) -> None:
    calm = Reader(page_of(case(verdict="fail"), case("two"), finding(), footer(1)))
    page = page_of(case(verdict="fail", text=hostile), case("two", text=hostile), finding(hostile), footer(1))
    wild = Reader(page)
    packed = Reader("".join(unpacked(page)))

    assert wild.elements == calm.elements
    assert packed.elements <= calm.elements
    for name, value in wild.attributes + packed.attributes:
        assert not name.startswith("on")
        assert name != "href" or value.startswith("#")


def test_a_whole_hostile_run_can_be_written() -> None:
    assert "hacked" not in Reader(render_html(gather(hostile_run()))).elements


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"a":1}', '{\n  "a": 1\n}'),
        ("{broken", "{broken"),
        ("[" * 5000, "[" * 5000),
        (None, ""),
        ("a\nb\x1b", "a\nb�"),
        ("z" * 8_001, "z" * 8_000 + "… (8001 characters; the run log has more)"),
    ],
    ids=["json", "broken", "deep", "none", "control", "long"],
)
def test_a_body_is_shown_as_it_is_read(text: str | None, told: str) -> None:
    assert body(text) == told


def test_green_cases_beyond_what_a_page_holds_are_listed_and_red_ones_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.html._GREEN_BUDGET", 10_000)
    monkeypatch.setattr("reports.html._INLINE_BUDGET", 0)
    many = [case(f"green-{number:03}") for number in range(200)]
    page = page_of(*many, *(case(f"red-{number:02}", "fail") for number in range(50)), footer(1))

    kept = re.search(r"(\d+) green cases had no room here", page)
    assert kept is not None
    assert len(unpacked(page)) == 250 - int(kept[1]) > 50
    assert page.count('<li class="case') == 250
    assert page.count('data-at="') == len(unpacked(page))
