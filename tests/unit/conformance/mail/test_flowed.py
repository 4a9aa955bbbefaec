"""format=flowed is undone as RFC 3676 says."""

from __future__ import annotations

import pytest

from conformance.mail.flowed import unflowed


@pytest.mark.parametrize(
    ("text", "delete_space", "paragraphs"),
    [
        pytest.param("one \ntwo\nthree", False, "one two\nthree", id="soft and hard breaks"),
        pytest.param("http://x/a \nbc", True, "http://x/abc", id="DelSp joins an address"),
        pytest.param("http://x/a \nbc", False, "http://x/a bc", id="without DelSp the space stays"),
        pytest.param(" > no quote", False, "> no quote", id="space-stuffing"),
        pytest.param("> a \n> b\nc", False, "> a b\nc", id="quoted lines join"),
        pytest.param("> a \n>> b", False, "> a \n>> b", id="other depths do not join"),
        pytest.param("bye \n-- \nAnn", False, "bye \n-- \nAnn", id="the signature line stands alone"),
        pytest.param("-- \nAnn", True, "-- \nAnn", id="and keeps its space"),
        pytest.param("end ", False, "end ", id="a soft break at the end"),
        pytest.param("", True, "", id="nothing"),
    ],
)
def test_paragraphs_come_back(text: str, delete_space: bool, paragraphs: str) -> None:
    assert paragraphs == unflowed(text, delete_space=delete_space)
