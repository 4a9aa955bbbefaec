"""One application: its settings, rules and state, bundled for the use cases."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core.clock import Clock
from mockserver.core.policy import Policy
from mockserver.core.tokens import Tokens


@dataclass(frozen=True, slots=True)
class App:
    """Everything that a use case works on; rules, store and outbox join as they are written."""

    policy: Policy
    clock: Clock
    tokens: Tokens
