"""Access tokens: what is believed of them, and how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from mockserver.core.access_tokens import Claims, access_has_expired, claims_of, signed

KEY, OTHER = "k" * 64, "o" * 64
END = datetime(2030, 1, 1, tzinfo=UTC)


def test_what_was_signed_is_read_again() -> None:
    assert claims_of(KEY, signed(KEY, "ann", END)) == Claims("ann", END)


def test_two_tokens_of_one_second_are_the_same() -> None:
    assert signed(KEY, "ann", END) == signed(KEY, "ann", END + timedelta(milliseconds=900))


def test_a_token_is_read_however_old_it_is() -> None:
    past = datetime(2001, 1, 1, tzinfo=UTC)

    assert claims_of(KEY, signed(KEY, "ann", past)) == Claims("ann", past)


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_any_hmac_will_do(algorithm: str) -> None:
    assert claims_of(KEY, jwt.encode({"sub": "ann"}, KEY, algorithm=algorithm)) == Claims("ann", None)


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(signed(OTHER, "ann", END), id="another key"),
        pytest.param(jwt.encode({"sub": "ann"}, "", algorithm="none"), id="not signed"),
        pytest.param(jwt.encode({"exp": 1}, KEY), id="nobody is named"),
        pytest.param("a.b.c", id="no JSON"),
        pytest.param("", id="nothing"),
        pytest.param("\udc80.\udc80.\udc80", id="no text"),
    ],
)
def test_nothing_else_is_believed(token: str) -> None:
    assert claims_of(KEY, token) is None


@pytest.mark.parametrize(
    ("claims", "now", "over"),
    [
        (Claims("ann", END), END - timedelta(seconds=1), False),
        (Claims("ann", END), END, True),
        (Claims("ann", None), END, False),
    ],
)
def test_a_token_ends_when_it_says(claims: Claims, now: Any, over: bool) -> None:
    assert access_has_expired(claims, now) is over
