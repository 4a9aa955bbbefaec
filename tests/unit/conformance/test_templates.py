"""Templates: what is looked up keeps its type when it stands alone, and spaces in quotes are no decoration."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.templates import compile_template

SCOPE = {"ann": {"username": "ann", "logins": 3}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("{{ ann.logins }}", 3, id="alone-it-keeps-its-type"),
        pytest.param("{{ann.logins}}", 3, id="alone-without-spaces-in-the-braces"),
        pytest.param(" {{ ann.username }} ", " ann ", id="spaces-around-it-are-text"),
        pytest.param("{{ ann.logins }} ", "3 ", id="a-space-after-it-is-text"),
        pytest.param("x{{ ann.username }}", "xann", id="inside-text-it-is-inserted"),
    ],
)
def test_a_template_gives(text: str, value: Any) -> None:
    """A template's value, as scenarios write it."""
    assert value == compile_template(text)(SCOPE)
