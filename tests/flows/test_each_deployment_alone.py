"""A faithful server has one configuration: none of them may be told wrong for what another would do."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from conformance.cli.embedded import embedded_target, mock_target
from conformance.engine.planning import Planner
from conformance.engine.running import Options, running
from conformance.mail.mailbox import Mailboxes
from conformance.mail.sink import MailSink
from conformance.results import CaseResult
from conformance.scenario.expansion import expand
from conformance.suite import Suite, load_suite

pytestmark = pytest.mark.nightly


@pytest.fixture(scope="module")
def suite() -> Suite:
    return load_suite()


#: A hardened deployment does otherwise than the reference, and takes cases of security only.
FAITHFUL = [one.name for one in mock_target(load_suite()).deployments if not one.settings.get("hardened")]


@pytest.mark.parametrize("name", FAITHFUL)
def test_a_faithful_server_passes_in_each_configuration(suite: Suite, name: str) -> None:
    results, findings = asyncio.run(_judged_alone(suite, name))

    assert [f"{one.address}: {one.reason}" for one in results if one.verdict != "pass"] == []
    assert findings == []
    assert len(results) > 100


async def _judged_alone(suite: Suite, name: str) -> tuple[list[CaseResult], list[object]]:
    """The results of every case that this deployment can take, as if the server had no other."""
    mailboxes = Mailboxes()
    results: list[CaseResult] = []
    async with MailSink(mailboxes) as sink, embedded_target(suite, sink.port) as target:
        alone = replace(target, deployments=tuple(one for one in target.deployments if one.name == name))
        planner = Planner(suite.vocabulary, suite.fragments)
        # What it does of security is told in `targets/mock/security-findings.yaml`.
        faithful = [one for one in suite.scenarios if one.area != "security"]
        cases = [case for case in expand(faithful, alone, planner, suite.dialects) if case.deployment]
        async with running(
            alone,
            suite.vocabulary,
            suite.requirements,
            Options(seed=1, run_id=name),
            mailboxes=mailboxes,
            note_account=lambda account: None,
        ) as runner:
            await runner.run(cases, results.append)
            return results, list(runner.findings.all())
