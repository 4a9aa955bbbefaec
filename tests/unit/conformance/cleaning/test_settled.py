"""An account that has two names in a ledger is removed once, and left by neither."""

from __future__ import annotations

import pytest

from conformance.cleaning.noted import Account
from conformance.cleaning.removing import GONE, LEFT, REMOVED, Ended
from conformance.cli.cleaning import settled


def ended(how: str, name: str, *ids: str, url: str = "http://x") -> Ended:
    return Ended(Account(url, "parse-rest", name, ids=set(ids)), how)


def test_who_went_by_another_name_is_gone() -> None:
    told = settled([ended(LEFT, "old", "1"), ended(REMOVED, "new", "1")])

    assert [one.how for one in told] == [GONE, REMOVED]


@pytest.mark.parametrize(
    "other",
    [ended(REMOVED, "new", "2"), ended(REMOVED, "new", "1", url="http://y"), ended(LEFT, "new", "1")],
    ids=["another", "another server", "left as well"],
)
def test_who_did_not_is_left(other: Ended) -> None:
    assert settled([ended(LEFT, "old", "1"), other])[0].how == LEFT


def test_who_has_more_than_went_is_left() -> None:
    assert settled([ended(LEFT, "old", "1", "2"), ended(REMOVED, "new", "1")])[0].how == LEFT


def test_whom_nobody_knows_by_an_id_is_left() -> None:
    assert settled([ended(LEFT, "old"), ended(REMOVED, "new")])[0].how == LEFT
