"""`pass_time`: turn the clock of the target, or await it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from conformance.dialects.shapes import Difference
from conformance.engine.context import PlanContext
from conformance.engine.state import CaseState
from conformance.errors import CannotTell
from conformance.scenario.model import PassTimeStep
from conformance.templates import compile_template

_UNITS = {"seconds": 1, "minutes": 60, "hours": 3600}


def compile_pass_time(step: PassTimeStep, context: PlanContext) -> Callable[[CaseState], Awaitable[list[Difference]]]:
    """Let time go by."""
    context.notes.passes_time = True
    span = step.pass_time
    unit = next(name for name in _UNITS if getattr(span, name) is not None)
    fill = compile_template(getattr(span, unit))

    async def run(state: CaseState) -> list[Difference]:
        number = fill(state.scope)
        if not isinstance(number, int | float):
            raise CannotTell(f"pass_time wants a number, not {number!r}")
        await state.clock.pass_seconds(number * _UNITS[unit] * span.times)
        return []

    return run
