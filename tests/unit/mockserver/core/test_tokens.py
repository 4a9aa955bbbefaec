"""Ids and secrets."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from mockserver.core.tokens import SecretTokens

TOKENS = SecretTokens()


@pytest.mark.parametrize(
    ("draw", "form"),
    [
        (TOKENS.object_id, "[A-Za-z0-9]{10}"),
        (TOKENS.session_token, "r:[0-9a-f]{32}"),
        (TOKENS.mail_token, "[A-Za-z0-9]{25}"),
        (TOKENS.username, "[A-Za-z0-9]{25}"),
    ],
)
def test_secrets_have_the_form_of_the_reference_and_never_repeat(draw: Callable[[], str], form: str) -> None:
    drawn = [draw() for _ in range(200)]

    assert all(re.fullmatch(form, one) for one in drawn)
    assert len(set(drawn)) == 200
