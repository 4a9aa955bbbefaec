"""What a server makes use of is told, and so are the parts that a mutant changes."""

from __future__ import annotations

from dataclasses import replace

from mockserver.core.rules import FAITHFUL
from mockserver.fronts.parse_shapes import SHAPES
from mockserver.mutants import MUTANTS
from mockserver.mutants.parts import parts_of_mutants
from mockserver.watching import parts_that_differ, watched
from tests.unit.mockserver.served import a_server


def test_whoever_takes_a_part_is_noticed_and_gets_what_there_is() -> None:
    taken: list[str] = []
    rules = watched(FAITHFUL, taken.append)

    assert taken == []
    assert rules.may_read is FAITHFUL.may_read
    assert taken == ["Rules.may_read"]


def test_bundles_within_bundles_are_watched_too() -> None:
    taken: list[str] = []
    shapes = watched(SHAPES["9"], taken.append)

    assert shapes.graphql.viewer is SHAPES["9"].graphql.viewer
    assert taken == ["Shapes.graphql", "GraphQLShapes.viewer"]


def test_nobody_is_watched_unless_somebody_watches() -> None:
    assert watched(FAITHFUL, None) is FAITHFUL


def test_two_bundles_differ_in_the_parts_that_are_not_the_same() -> None:
    other = replace(SHAPES["9"], graphql=replace(SHAPES["9"].graphql, viewer=lambda body, token: body))

    assert list(parts_that_differ(SHAPES["9"], other)) == ["GraphQLShapes.viewer"]
    assert list(parts_that_differ(FAITHFUL, FAITHFUL)) == []


def test_every_mutant_changes_some_part() -> None:
    parts = parts_of_mutants(MUTANTS, {"": {}, "hardened": {"hardened": True}})

    assert [name for name, changed in parts.items() if not changed] == []
    assert parts["OUT-02"] == {"Rules.sessions_ended_by_log_out"}


async def test_a_server_tells_what_its_answers_took() -> None:
    taken: set[str] = set()
    async with a_server({"": {}}, watch=taken.add) as (server, client):
        taken.clear()
        url = f"{server.url()}/parse/login"
        async with client.get(url, headers={"X-Parse-Application-Id": "app"}) as answer:
            assert answer.status == 400

    assert {"Rules.application_is_known", "Rules.check_credentials", "Shapes.error"} <= taken
    assert "Rules.open_session" not in taken
