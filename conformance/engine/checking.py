"""`check`: compare kept values."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from conformance.dialects.shapes import Difference
from conformance.engine.context import PlanContext
from conformance.engine.state import CaseState
from conformance.matchers import compile_matcher
from conformance.matchers.compiling import show
from conformance.scenario.model import CheckStep
from conformance.templates import compile_template


def compile_check(step: CheckStep, context: PlanContext) -> Callable[[CaseState], Awaitable[list[Difference]]]:
    """A comparison of values that earlier steps kept."""
    fill = compile_template(step.check)
    matcher = compile_matcher(step.expect)

    async def run(state: CaseState) -> list[Difference]:
        value = fill(state.scope)
        expected = matcher.expectation(value, state.scope)
        return [] if expected is None else [Difference("value", expected, show(value))]

    return run
