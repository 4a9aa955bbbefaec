"""Walks: requests that follow each other, the later ones about what the earlier ones made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.errors import HypothesisException

#: How many requests one walk has.
_STEPS: Final = 6
Send = Callable[[Any, Any], Any]


class Over(Exception):
    """The time is over: nothing more is sent."""


def walk(schema: Any, send: Send, *, seed_of_run: int, walks: int, goes_on: Callable[[], bool]) -> None:
    """Go on so many walks through a schema with links; `send` is given each request and the answer before it.

    Where nothing is linked, there is nowhere to go.
    """
    from schemathesis.core.errors import NoLinksFound
    from schemathesis.generation.stateful.state_machine import StepOutput

    class Walk(schema.as_state_machine()):  # type: ignore[misc]
        """One walk."""

        def setup(self) -> None:
            """Begin with nothing answered."""
            self.before: Any = None

        def step(self, input: Any) -> Any:
            """Send one request."""
            if not goes_on():
                raise Over
            response = send(input.case, self.before)
            if response is None:
                return None
            self.before = response
            self.after_call(response, input.case)
            return StepOutput(response, input.case)

    chosen = settings(
        max_examples=max(1, walks),
        stateful_step_count=_STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        seed(seed_of_run)(Walk).run(settings=chosen)
    except (HypothesisException, NoLinksFound, Over):
        return
