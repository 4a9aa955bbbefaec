"""Shadows: which mutants would have answered otherwise, seen beside a faithful server at work.

Each time that the server applies a rule or an encoder, the mutants that change it are asked the same, on copies of what
it is given. A mutant that gives the same result each time, and leaves what it was given in the same state, would have
come to the very same answers: whoever asked that server need not ask the mutant. Wherever that cannot be told, the
mutant counts as one that differs.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from aiohttp.web import BaseRequest, Response
from multidict import CIMultiDict

from mockserver.core.app import App
from mockserver.core.passwords import password_matches
from mockserver.mutants import MUTANTS, mutated, rewired
from mockserver.watching import part_named, parts_that_differ, watched

#: Told the id of a mutant that differs.
Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Changed:
    """By the name of a part the mutants that change it: those that can be asked beside, and those that cannot."""

    asked: dict[str, list[str]] = field(default_factory=dict)
    unasked: dict[str, list[str]] = field(default_factory=dict)


class Shadows:
    """Watches applications, and tells which mutants would have differed."""

    def __init__(self, note: Note) -> None:
        """Tell `note` the id of each mutant that differs, once or more often."""
        self._note = note
        self._changed: dict[Any, _Changed] = {}

    def __call__(self, app: App, shapes: Any) -> tuple[App, Any]:
        """The application and the encoders of its front, watched."""
        key = (app.rules, shapes)
        if key not in self._changed:
            self._changed[key] = _changes(app, shapes)
        watcher = _Watcher(app, shapes, self._changed[key], self._note)
        return watched(app, watcher.hand_out), watched(shapes, watcher.hand_out)


def _changes(app: App, shapes: Any) -> _Changed:
    changed = _Changed()
    for name in MUTANTS:
        rules, reshaped = mutated((name,), shapes, app.rules)
        own = [*parts_that_differ(app.rules, rules), *parts_that_differ(shapes, reshaped)]
        # Who works with another clock, mailer or link than the faithful server acts on the world by himself.
        around = [*parts_that_differ(app, rewired((name,), app))]
        for part in (*own, *around):
            (changed.unasked if around else changed.asked).setdefault(part, []).append(name)
    return changed


class _Watcher:
    """Hands out the parts of one application."""

    def __init__(self, app: App, shapes: Any, changed: _Changed, note: Note) -> None:
        self._app, self._shapes = app, shapes
        self._changed = changed
        self._tell = note
        self._mutants: dict[str, tuple[Any, Any]] = {}
        self._differ: set[str] = set()

    def hand_out(self, name: str, part: Any) -> Any:
        """The part; one that mutants change asks them too, once it is called."""
        for mutant in self._changed.unasked.get(name, ()):
            self._note(mutant)
        mutants = [one for one in self._changed.asked.get(name, ()) if one not in self._differ]
        if not mutants:
            return part
        if not callable(part):
            for mutant in mutants:
                self._note(mutant)
            return part
        return lambda *args, **kwargs: self._ask(name, part, mutants, args, kwargs)

    def _ask(self, name: str, part: Any, mutants: list[str], args: Any, kwargs: Any) -> Any:
        given, shown = _frozen((args, kwargs)), _SHOWN.get(name, _as_it_is)
        faithful = _outcome(shown(part), given)
        for mutant in mutants:
            if faithful is None or _outcome(shown(self._version(mutant, name)), given) != faithful:
                self._note(mutant)
        return part(*args, **kwargs)

    def _version(self, mutant: str, name: str) -> Any:
        """What a mutant has in the place of a part: always the same, since it may remember."""
        if mutant not in self._mutants:
            self._mutants[mutant] = mutated((mutant,), self._shapes, self._app.rules)
        return part_named(name, *self._mutants[mutant])

    def _note(self, mutant: str) -> None:
        if mutant not in self._differ:
            self._differ.add(mutant)
            self._tell(mutant)


def _as_it_is(part: Any) -> Any:
    return part


def _without_salt(scrambled: Callable[[str, int], bytes]) -> Callable[[str, int], object]:
    """Two hashes differ in their salt by chance: what counts is how they are made, and whether of this password."""

    def told(password: str, cost: int) -> object:
        hashed = scrambled(password, cost)
        return hashed[:_BEFORE_SALT], password_matches(password, hashed)

    return told


_BEFORE_SALT: Final = len(b"$2b$04$")
#: Parts that chance has a share in, with what is compared of them.
_SHOWN: Final = {"Rules.scrambled": _without_salt}


@dataclass(frozen=True, slots=True)
class _Frozen:
    """All that there is to know of something, which can be thawed as often as wanted; requests are no part of it."""

    data: bytes
    requests: list[BaseRequest]


class _Freezer(pickle.Pickler):
    """Copies answers by what is sent of them; requests, which nobody changes, stay what they are."""

    def __init__(self, file: BytesIO) -> None:
        super().__init__(file)
        self.requests: list[BaseRequest] = []

    def persistent_id(self, what: Any) -> int | None:
        if not isinstance(what, BaseRequest):
            return None
        if what not in self.requests:
            self.requests.append(what)
        return self.requests.index(what)

    def reducer_override(self, what: Any) -> Any:
        if type(what) is not Response:
            return NotImplemented
        cookies = what.cookies.output()
        return _response, (what.status, what.reason, tuple(what.headers.items()), what.body, cookies)


class _Thawer(pickle.Unpickler):
    def __init__(self, frozen: _Frozen) -> None:
        super().__init__(BytesIO(frozen.data))
        self._requests = frozen.requests

    def persistent_load(self, number: int) -> BaseRequest:
        return self._requests[number]


def _response(status: int, reason: str, headers: tuple[tuple[str, str], ...], body: Any, cookies: str) -> Response:
    return Response(status=status, reason=reason, headers=CIMultiDict(headers), body=body)


_UNTOLD: Final = (pickle.PicklingError, TypeError, AttributeError, RecursionError)


def _frozen(what: Any) -> _Frozen | None:
    """The same, frozen; None where that cannot be."""
    file = BytesIO()
    freezer = _Freezer(file)
    try:
        freezer.dump(what)
    except _UNTOLD:
        return None
    return _Frozen(file.getvalue(), freezer.requests)


def _outcome(part: Any, given: _Frozen | None) -> bytes | None:
    """What comes of calling a part with copies of what is given, and what becomes of them."""
    if given is None:
        return None
    args, kwargs = _Thawer(given).load()
    try:
        result = ("returned", part(*args, **kwargs))
    except Exception as error:  # a refusal is an outcome like any other; so is a breakdown
        result = ("raised", (type(error).__qualname__, error.args, vars(error)))
    outcome = _frozen((result, args, kwargs))
    return outcome.data if outcome else None
