"""Cases of security go to what is hardened, unless security is asked of everybody; other cases never do."""

from __future__ import annotations

import pytest

from conformance.scenario.expansion import places_of
from conformance.target import Deployment, Target
from conformance.vocab import Axis


def deployment(name: str, **settings: bool) -> Deployment:
    return Deployment(name, "http://127.0.0.1:9", "http://127.0.0.1:9", {}, {}, settings)


TARGET = Target("t", (deployment("plain"), deployment("hard", hardened=True), deployment("soft", hardened=False)))


@pytest.mark.parametrize(
    ("axis", "gates", "places"),
    [
        (Axis.COMPATIBILITY, "compatibility", ["plain", "soft"]),
        (Axis.COMPATIBILITY, "all", ["plain", "soft"]),
        (Axis.SECURITY, "compatibility", ["hard", "plain", "soft"]),
        (Axis.SECURITY, "security", ["plain", "soft", "hard"]),
        (Axis.SECURITY, "all", ["plain", "soft", "hard"]),
    ],
)
def test_where_a_case_may_run_depends_on_its_axis_and_on_what_gates(axis: Axis, gates: str, places: list[str]) -> None:
    assert [one.name for one in places_of(axis, TARGET, gates)] == places
