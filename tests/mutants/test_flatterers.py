"""Servers that please everybody and keep nothing pass next to no case of the suite."""

from __future__ import annotations

from functools import partial

import pytest

from conformance.cli.embedded import mock_target
from conformance.engine.planning import Planner
from conformance.scenario.expansion import expand
from tests.support.flatterers.accepting import accept
from tests.support.flatterers.constants import CONSTANTS
from tests.support.flatterers.mailless import mailless
from tests.support.flatterers.refusing import refuse
from tests.support.flatterers.serving import Flatter, flattering
from tests.support.judging import bundled_suite, judge

pytestmark = pytest.mark.proof

#: Of all cases that ran or were claimed, at most this part may pass.
LIMIT = 0.05
#: What the one who accepts everything may pass, and why that is no fault of the scenario.
MAY_PASS_BY_ACCEPTING = {
    "envelope/the-mutation-id-comes-back": "whoever repeats what was said repeats the id, account or not",
    "envelope/the-schema-may-be-asked-for": "it has the schema of the contract, and tells it",
    "session/tokens-have-their-form": "its tokens have the form; that they open nothing is for other scenarios to show",
}


def scenario_of(address: str) -> str:
    """The scenario of a case: `area/scenario-id`."""
    return "/".join(address.split("[")[0].split("/")[:2])


async def passed_by(flatterer: Flatter) -> set[str]:
    """The cases that a flatterer passes; every case that it claims was judged, and we made no mistake of our own."""
    judged = await judge(partial(flattering, flatterer))
    passes = {address for address, verdict in judged.verdicts().items() if verdict == "pass"}

    assert {case.address.rpartition("dialect:")[2] for case in judged.cases} == set(bundled_suite().dialects)
    assert [case.reason for case in judged.cases if (case.reason or "").startswith("a bug of ours")] == []
    for dialect in bundled_suite().dialects:
        mine = [case.address for case in judged.cases if case.address.endswith(f"dialect:{dialect}")]
        assert len(passes.intersection(mine)) <= LIMIT * len(mine), dialect
    return passes


@pytest.mark.parametrize("flatterer", CONSTANTS.values(), ids=list(CONSTANTS))
async def test_a_server_that_says_the_same_to_everybody_passes_nothing(flatterer: Flatter) -> None:
    assert await passed_by(flatterer) == set()


async def test_a_server_that_refuses_everybody_passes_nothing() -> None:
    assert await passed_by(refuse) == set()


async def test_a_server_that_accepts_everybody_passes_what_is_named_here_and_no_more() -> None:
    assert {scenario_of(address) for address in await passed_by(accept)} == set(MAY_PASS_BY_ACCEPTING)


async def test_a_server_that_sends_no_mail_passes_no_case_that_waits_for_one() -> None:
    suite = bundled_suite()
    planned = expand(suite.scenarios, mock_target(suite), Planner(suite.vocabulary, suite.fragments), suite.dialects)
    waiting = {
        case.address
        for case in planned
        if case.plan and any(step.says.startswith("mail ") for step in (*case.plan.given, *case.plan.steps))
    }

    judged = await judge(mailless, waiting.__contains__)

    assert len(waiting) > 50
    assert {case.address for case in judged.cases} == waiting
    assert {address for address, verdict in judged.verdicts().items() if verdict not in ("fail", "error")} == set()
