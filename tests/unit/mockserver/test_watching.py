"""A watched bundle hands out its parts through somebody else; nothing else about it is different."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mockserver.core.app import App
from mockserver.core.rules import FAITHFUL
from mockserver.fronts.parse_shapes import SHAPES
from mockserver.watching import part_named, parts_that_differ, watched
from tests.unit.mockserver.served import a_server

SHAPED = SHAPES["9"]


def test_whoever_takes_a_part_gets_what_is_handed_out() -> None:
    taken: list[str] = []

    def hand_out(name: str, part: Any) -> Any:
        taken.append(name)
        return None if name == "Rules.may_write" else part

    rules = watched(FAITHFUL, hand_out)

    assert taken == []
    assert (rules.may_read, rules.may_write) == (FAITHFUL.may_read, None)
    assert taken == ["Rules.may_read", "Rules.may_write"]


def test_bundles_within_bundles_are_watched_too() -> None:
    taken: list[str] = []
    shapes = watched(SHAPED, lambda name, part: taken.append(name) or part)

    assert shapes.graphql.viewer is SHAPED.graphql.viewer
    assert taken == ["Shapes.graphql", "GraphQLShapes.viewer"]


def test_two_bundles_differ_in_the_parts_that_are_not_the_same() -> None:
    other = replace(SHAPED, graphql=replace(SHAPED.graphql, viewer=lambda body, token: body))

    assert list(parts_that_differ(SHAPED, other)) == ["GraphQLShapes.viewer"]
    assert list(parts_that_differ(FAITHFUL, FAITHFUL)) == []


def test_a_part_is_found_by_its_name_wherever_it_lies() -> None:
    assert part_named("Rules.may_read", FAITHFUL, SHAPED) is FAITHFUL.may_read
    assert part_named("GraphQLShapes.viewer", FAITHFUL, SHAPED) is SHAPED.graphql.viewer


async def test_a_server_can_be_watched_at_work() -> None:
    taken: set[str] = set()

    def watch(app: App, shapes: Any) -> tuple[App, Any]:
        def hand_out(name: str, part: Any) -> Any:
            taken.add(name)
            return part

        return watched(app, hand_out), watched(shapes, hand_out)

    async with a_server({"": {}}, watch=watch) as (server, client):
        taken.clear()
        url = f"{server.url()}/parse/login"
        async with client.get(url, headers={"X-Parse-Application-Id": "app"}) as answer:
            assert answer.status == 400

    assert {"App.rules", "Rules.application_is_known", "Rules.check_credentials", "Shapes.error"} <= taken
    assert "Rules.open_session" not in taken
