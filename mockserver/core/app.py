"""One application: its settings, rules and state, bundled for the use cases."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core.clock import Clock
from mockserver.core.mailing import Links, Mailer
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.core.tokens import Tokens


@dataclass(frozen=True, slots=True)
class App:
    """Everything that a use case works on."""

    policy: Policy
    rules: Rules
    store: Store
    clock: Clock
    tokens: Tokens
    mailer: Mailer
    links: Links
