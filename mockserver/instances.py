"""Instances: applications with a place on this server. One process serves many; making one costs microseconds."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core.app import App
from mockserver.core.clock import TurnableClock
from mockserver.core.mailing import Mailer
from mockserver.core.store import Store
from mockserver.core.tokens import SecretTokens
from mockserver.fronts.parse_shapes import SHAPES, Shapes
from mockserver.links import MailedLinks
from mockserver.mutants import mutated
from mockserver.settings import Settings

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

    @property
    def edition(self) -> str:
        """The name of the edition that is served: "9" or "seed"."""
        return self.settings.edition.name

    def reset(self) -> None:
        """Forget everybody, and turn the clock back to the present."""
        self.app.store.clear()
        self.clock.reset()


def make_instance(
    name: str, settings: Settings, *, url: str, mailer: Mailer, mutants: tuple[str, ...] = ()
) -> Instance:
    """A fresh instance with a store and a clock of its own."""
    rules, shapes = mutated(mutants, SHAPES[settings.edition.name])
    public_url = settings.public_url or url
    policy, clock = settings.policy, TurnableClock()
    links = MailedLinks(
        root=public_url,
        application=policy.keys.application,
        names_user=policy.links_name_user,
        frame=settings.custom_pages.get("parseFrameURL"),
    )
    app = App(policy, rules, Store(), clock, _TOKENS, mailer, links)
    return Instance(name, app, settings, shapes, clock, url, public_url, mutants)
