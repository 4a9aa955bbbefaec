"""Walks follow links, and links are what the dialect knows of ids."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from conformance.cli.embedded import mock_target
from conformance.fuzzing.doors import Door, doors_of
from conformance.fuzzing.links import with_links
from conformance.fuzzing.making import schema_of
from conformance.fuzzing.walking import walk
from conformance.suite import load_suite


@pytest.fixture(scope="module")
def doors() -> dict[str, Door]:
    """The first door of each dialect of the embedded mock."""
    suite = load_suite(paths=[])
    return {door.spoken.dialect: door for door in reversed(doors_of(mock_target(suite), suite.dialects, []))}


def linked(door: Door) -> dict[str, Any]:
    """The contract of a door, with links."""
    return with_links(yaml.safe_load(door.contract.read_text(encoding="utf-8")), door)


def test_whoever_signed_up_can_be_read_changed_and_deleted(doors: dict[str, Door]) -> None:
    links = linked(doors["parse-rest"])["paths"]["/users"]["post"]["responses"]["201"]["links"]

    assert set(links) == {f"{method} /users/{{objectId}}" for method in ("get", "put", "delete")}
    assert links["get /users/{objectId}"] == {
        "operationRef": "#/paths/~1users~1{objectId}/get",
        "parameters": {"objectId": "$response.body#/objectId"},
    }


def test_sessions_lead_to_sessions_and_not_to_users(doors: dict[str, Door]) -> None:
    answers = linked(doors["parse-rest"])["paths"]["/sessions"]["get"]["responses"]

    assert all("/sessions/" in name for name in answers["200"]["links"])


def test_refusals_lead_nowhere(doors: dict[str, Door]) -> None:
    answers = linked(doors["parse-rest"])["paths"]["/users"]["post"]["responses"]

    assert "links" not in answers["400"]


def test_a_dialect_whose_paths_hold_no_ids_has_no_links(doors: dict[str, Door]) -> None:
    assert schema_of(doors["cloudboost"]).statistic.transitions.total == 0


def test_a_walk_begins_with_nothing_answered_and_ends_when_the_time_is_over(doors: dict[str, Door]) -> None:
    before: list[Any] = []

    def send(case: Any, answered: Any) -> None:
        before.append(answered)

    walk(schema_of(doors["parse-rest"]), send, seed_of_run=1, walks=2, goes_on=lambda: len(before) < 5)

    assert before == [None] * 5


def test_where_nothing_is_linked_nothing_is_sent(doors: dict[str, Door]) -> None:
    sent: list[Any] = []
    walk(
        schema_of(doors["cloudboost"]), lambda case, _: sent.append(case), seed_of_run=1, walks=3, goes_on=lambda: True
    )

    assert sent == []
