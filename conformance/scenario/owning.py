"""Which scenario owns a step: where set-up breaks, a report names the scenario that shows the broken step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conformance.scenario.loading import Scenario
from conformance.scenario.model import DoStep, ExpectMapping, MailStep


def owners_of(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """Each step that can break set-up (`do signUp`, `mail verify-email`) to the scenario that judges it.

    Of several the shortest owns it: it shows little else.
    """
    owners: dict[str, str] = {}
    for scenario in sorted(scenarios, key=lambda one: (len(one.model.steps), len(one.model.given), one.id)):
        for step in scenario.model.steps:
            if (word := _judged(step)) is not None:
                owners.setdefault(word, scenario.id)
    return owners


def _judged(step: Any) -> str | None:
    if isinstance(step, MailStep):
        return f"mail {step.mail}"
    if isinstance(step, DoStep):
        accepts = step.expect == "ok" or (isinstance(step.expect, ExpectMapping) and step.expect.ok is not None)
        return f"do {step.do}" if accepts else None
    return None
