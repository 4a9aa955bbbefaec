"""The parts of a server that a mutant changes: what never reaches them cannot notice it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver.core.app import App
from mockserver.instances import Instance, make_instance
from mockserver.mail import PostOffice, SmtpMailer
from mockserver.mutants import mutated, rewired
from mockserver.settings import Plain, read_settings
from mockserver.watching import parts_that_differ

_URL = "http://127.0.0.1:9"


def parts_of_mutants(mutants: Iterable[str], instances: Mapping[str, Plain]) -> dict[str, frozenset[str]]:
    """For each mutant the names of the parts that it changes in any of these instances (names and plain settings)."""
    served = [one for name, plain in instances.items() for one in _served(_instance(name, plain))]
    return {name: frozenset(part for app, shapes in served for part in _changed(name, app, shapes)) for name in mutants}


def _instance(name: str, plain: Plain) -> Instance:
    """An instance that nobody asks anything; its mails would leave by SMTP, which some mutants change."""
    return make_instance(name, read_settings(plain), url=_URL, mailer=SmtpMailer(PostOffice("127.0.0.1", 9)))


def _served(instance: Instance) -> list[tuple[App, Any]]:
    return [(instance.app, instance.shapes), *((one.app, one.shapes) for one in instance.systems.values())]


def _changed(mutant: str, app: App, shapes: Any) -> Iterator[str]:
    rules, reshaped = mutated((mutant,), shapes, app.rules)
    yield from parts_that_differ(app.rules, rules)
    yield from parts_that_differ(shapes, reshaped)
    yield from parts_that_differ(app, rewired((mutant,), app))
