"""Watching: which rules and encoders a server makes use of.

Whatever is asked of a server without reaching the part that a mutant changes is answered as by the faithful one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, Final, TypeVar

from mockserver.core.app import App
from mockserver.core.rules import Rules
from mockserver.fronts.cloudboost_shapes import CloudShapes
from mockserver.fronts.durudex_shapes import DurudexShapes
from mockserver.fronts.graphql_shapes import GraphQLShapes
from mockserver.fronts.parse_shapes import Shapes

#: Told the name of each part as it is taken: `Rules.may_read`, `Shapes.user`, `App.links`.
Watch = Callable[[str], None]

#: Objects that are made of parts; a member of another kind is a part as a whole.
_BUNDLES: Final = (App, Rules, Shapes, GraphQLShapes, DurudexShapes, CloudShapes)
_T = TypeVar("_T")


def watched(bundle: _T, watch: Watch | None) -> _T:
    """The same bundle, which tells `watch`, if there is one, each time that somebody takes a part of it."""
    if watch is None:
        return bundle
    kind: Any = type(bundle)
    parts = {one.name: getattr(bundle, one.name) for one in fields(kind)}

    def taken(self: Any, name: str) -> Any:
        if name in parts:
            watch(f"{kind.__name__}.{name}")
        return kind.__getattribute__(self, name)

    # Of the same name and a kind of it: nobody who is handed it can tell.
    twin: Any = type(kind.__name__, (kind,), {"__slots__": (), "__getattribute__": taken})
    inner = {name: watched(part, watch) if isinstance(part, _BUNDLES) else part for name, part in parts.items()}
    made: _T = twin(**inner)
    return made


def parts_that_differ(one: Any, other: Any) -> Iterator[str]:
    """The parts in which two bundles of one kind differ, down to those of bundles in them."""
    for field in fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, _BUNDLES) and isinstance(theirs, type(mine)):
            yield from parts_that_differ(mine, theirs)
        elif mine is not theirs:
            yield f"{type(one).__name__}.{field.name}"
