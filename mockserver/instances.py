"""Instances: applications with a place on this server. One process serves many; making one costs microseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.core.app import App
from mockserver.core.clock import TurnableClock
from mockserver.core.hardened import HARDENED
from mockserver.core.mailing import Mailer
from mockserver.core.rules import FAITHFUL
from mockserver.core.store import Store
from mockserver.core.tokens import SecretTokens
from mockserver.fronts.hardened_shapes import hardened
from mockserver.fronts.parse_shapes import SHAPES, Shapes
from mockserver.links import MailedLinks
from mockserver.mutants import mutated, rewired
from mockserver.settings import Settings
from mockserver.systems import SYSTEMS, Served, serve_system
from mockserver.watching import Watch

_TOKENS = SecretTokens()


@dataclass(frozen=True, slots=True)
class Instance:
    """An application with its place on this server, as a front meets it.

    `url` is the root of the deployment, without a slash at the end: `{url}/parse`, `{url}/graphql`.
    `public_url` is the same root as the world is told: in mailed links and Location headers.
    """

    name: str
    app: App
    settings: Settings
    shapes: Shapes
    clock: TurnableClock
    url: str
    public_url: str
    mutants: tuple[str, ...] = ()
    systems: Mapping[str, Served[Any]] = field(default_factory=dict)
    """What is served beside Parse, by the name of the system: each has users of its own."""

    @property
    def edition(self) -> str:
        """The name of the edition that is served, such as "9" or "seed"."""
        return self.settings.edition.name

    def reset(self) -> None:
        """Forget everybody, and turn the clock back to the present."""
        self.app.store.clear()
        for served in self.systems.values():
            served.app.store.clear()
        self.clock.reset()


def shapes_of(settings: Settings) -> Shapes:
    """The encoders that these settings ask for."""
    shapes = SHAPES[settings.edition.name]
    return hardened(shapes) if settings.hardened else shapes


def make_instance(
    name: str,
    settings: Settings,
    *,
    url: str,
    mailer: Mailer,
    mutants: tuple[str, ...] = (),
    watch: Watch | None = None,
) -> Instance:
    """A fresh instance with a store and a clock of its own, which `watch` has the last hand on."""
    rules, shapes = mutated(mutants, shapes_of(settings), HARDENED if settings.hardened else FAITHFUL)
    public_url = settings.public_url or url
    policy, clock = settings.policy, TurnableClock()
    links = MailedLinks(
        root=public_url,
        application=policy.keys.application,
        names_user=policy.links_name_user,
        frame=settings.custom_pages.get("parseFrameURL"),
    )
    store = Store(names_ignore_case=settings.edition.names_ignore_case)
    app = App(policy, rules, store, clock, _TOKENS, mailer, links)
    beside = {word: serve_system(system, app, settings, mutants, public_url) for word, system in SYSTEMS.items()}
    app = rewired(mutants, app)
    if watch is not None:
        beside = {word: Served(*watch(served.app, served.shapes)) for word, served in beside.items()}
        app, shapes = watch(app, shapes)
    return Instance(name, app, settings, shapes, clock, url, public_url, mutants, beside)
