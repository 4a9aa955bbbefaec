"""Systems: servers that are served beside Parse, each with rules, ids, mails and users of its own.

The doors of Parse share one application. A dialect of another system has its own; clock and mailer are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from mockserver.cloudboost import CloudLinks, cloud_policy
from mockserver.core.app import App
from mockserver.core.cloud.rules import CLOUD
from mockserver.core.cloud.tokens import CloudTokens
from mockserver.core.code_rules import WITH_CODES
from mockserver.core.hardened_cloud import HARDENED_CLOUD
from mockserver.core.hardened_codes import HARDENED_CODES
from mockserver.core.mailing import Links
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.core.tokens import Tokens
from mockserver.durudex import durudex_policy, durudex_shapes, durudex_tokens
from mockserver.fronts.cloudboost_shapes import CloudShapes
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
    links: Callable[[Policy, str], Links] | None = None
    """Where its mails lead, below the public URL of the instance; where unsaid, where Parse's lead."""
    hardened: Rules | None = None
    """Its rules where security goes before doing as the reference does; where unsaid, its rules."""


@dataclass(frozen=True, slots=True)
class Served(Generic[_S]):
    """A system in one instance: its application, and the encoders of its front."""

    app: App
    shapes: _S


def serve_system(
    system: System[_S], beside: App, settings: Settings, mutants: Iterable[str], public_url: str
) -> Served[_S]:
    """An application of a system, with the clock and the mailer of the one that it stands beside."""
    basis = (system.hardened if settings.hardened else None) or system.rules
    rules, shapes = mutated(mutants, system.shapes(settings), basis)
    policy, tokens = system.policy(settings), system.tokens(settings)
    links = system.links(policy, public_url) if system.links else beside.links
    app = App(policy, rules, Store(), beside.clock, tokens, beside.mailer, links)
    return Served(rewired(mutants, app), shapes)


SYSTEMS: Final[Mapping[str, System[Any]]] = {
    "durudex": System(
        rules=WITH_CODES,
        shapes=durudex_shapes,
        tokens=durudex_tokens,
        policy=durudex_policy,
        hardened=HARDENED_CODES,
    ),
    "cloudboost": System(
        rules=CLOUD,
        shapes=lambda settings: CloudShapes(),
        tokens=lambda settings: CloudTokens(),
        policy=cloud_policy,
        links=CloudLinks,
        hardened=HARDENED_CLOUD,
    ),
}
