"""Hosting: the instances that one process serves, by name, and how new ones come to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count

from mockserver.core.mailing import Mailer
from mockserver.instances import Instance, make_instance
from mockserver.settings import Plain, Settings, read_settings
from mockserver.watching import Watch

ROOT = ""
ROOT_TOLD = "root"
RESERVED = ("parse", "graphql", "query", "graph", "user", "data", "page", "status", "__control", ROOT_TOLD)


def told_name(instance: Instance) -> str:
    """What the control plane and target files call an instance: the one at the root needs a name there."""
    return instance.name or ROOT_TOLD


class Hosting:
    """The instances of one server; those of the name `""` live at its root."""

    def __init__(
        self, make_mailer: Callable[[], Mailer], mutants: Iterable[str] = (), watch: Watch | None = None
    ) -> None:
        """Start empty; every instance that is made has these mutants, and `watch` the last hand on it."""
        self.origin = ""
        self._make_mailer = make_mailer
        self._mutants = tuple(mutants)
        self._watch = watch
        self._instances: dict[str, Instance] = {}
        self._numbers = count(1)

    def __iter__(self) -> Iterator[Instance]:
        """Every instance there is."""
        return iter(self._instances.values())

    def get(self, name: str) -> Instance | None:
        """The instance of this name."""
        return self._instances.get(name)

    def make(self, name: str, plain: Plain, mutants: Iterable[str] = ()) -> Instance:
        """Make an instance with these settings, in place of any of the same name."""
        if name in RESERVED or "/" in name:
            raise ValueError(f"an instance cannot be called {name!r}")
        return self._keep(name, read_settings(plain), (*self._mutants, *mutants))

    def make_like(self, model: Instance) -> Instance:
        """Make a fresh instance with the settings and mutants of another, and with nothing else of it."""
        return self._keep(self.fresh_name(model.name), model.settings, model.mutants)

    def fresh_name(self, model: str) -> str:
        """A name that no instance has."""
        return next(name for number in self._numbers if self.get(name := f"{model or ROOT_TOLD}.{number}") is None)

    def remove(self, instance: Instance) -> None:
        """Serve an instance no longer."""
        self._instances.pop(instance.name, None)

    def _keep(self, name: str, settings: Settings, mutants: tuple[str, ...]) -> Instance:
        url = f"{self.origin}/{name}" if name else self.origin
        instance = make_instance(
            name, settings, url=url, mailer=self._make_mailer(), mutants=mutants, watch=self._watch
        )
        self._instances[name] = instance
        return instance
