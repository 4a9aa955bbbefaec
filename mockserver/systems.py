"""Systems: servers that are served beside Parse, each with rules, ids, mails and users of its own.

The doors of Parse share one application. A dialect of another system has its own; clock and mailer are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from mockserver.core.app import App
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.core.tokens import Tokens
from mockserver.mutants import mutated, rewired
from mockserver.settings import Settings

_S = TypeVar("_S")


@dataclass(frozen=True, slots=True, kw_only=True)
class System(Generic[_S]):
    """How a system differs from Parse, once its settings are known."""

    rules: Rules
    shapes: Callable[[Settings], _S]
    tokens: Callable[[Settings], Tokens]
    policy: Callable[[Settings], Policy]


@dataclass(frozen=True, slots=True)
class Served(Generic[_S]):
    """A system in one instance: its application, and the encoders of its front."""

    app: App
    shapes: _S


def serve_system(system: System[_S], beside: App, settings: Settings, mutants: Iterable[str]) -> Served[_S]:
    """An application of a system, with the clock, the mailer and the links of the one that it stands beside."""
    rules, shapes = mutated(mutants, system.shapes(settings), system.rules)
    policy, tokens = system.policy(settings), system.tokens(settings)
    app = App(policy, rules, Store(), beside.clock, tokens, beside.mailer, beside.links)
    return Served(rewired(mutants, app), shapes)


SYSTEMS: Final[Mapping[str, System[Any]]] = {}
