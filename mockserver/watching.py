"""Watching: a bundle of rules or encoders, which asks somebody each time that a part of it is taken."""

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

#: Given the name of a part, as `Rules.may_read`, `Shapes.user`, `App.links`, and the part: what is handed out.
HandOut = Callable[[str, Any], Any]
#: Given an application and the encoders of its front: the same, watched.
Watch = Callable[[App, Any], tuple[App, Any]]

#: Objects that are made of parts; a member of another kind is a part as a whole.
_BUNDLES: Final = (App, Rules, Shapes, GraphQLShapes, DurudexShapes, CloudShapes)
_T = TypeVar("_T")


def watched(bundle: _T, hand_out: HandOut) -> _T:
    """The same bundle, which asks `hand_out` each time that somebody takes a part of it."""
    kind: Any = type(bundle)
    parts = {one.name: getattr(bundle, one.name) for one in fields(kind)}

    def taken(self: Any, name: str) -> Any:
        part = kind.__getattribute__(self, name)
        return hand_out(f"{kind.__name__}.{name}", part) if name in parts else part

    # Of the same name and a kind of it: nobody who is handed it can tell.
    twin: Any = type(kind.__name__, (kind,), {"__slots__": (), "__getattribute__": taken})
    inner = {name: watched(part, hand_out) if isinstance(part, _BUNDLES) else part for name, part in parts.items()}
    made: _T = twin(**inner)
    return made


def part_named(name: str, *bundles: Any) -> Any:
    """The part of this name, in one of the bundles or in a bundle in them."""
    kind, _, member = name.partition(".")
    for bundle in bundles:
        if type(bundle).__name__ == kind:
            return getattr(bundle, member)
    inner = [getattr(one, field.name) for one in bundles for field in fields(one)]
    return part_named(name, *(one for one in inner if isinstance(one, _BUNDLES)))


def parts_that_differ(one: Any, other: Any) -> Iterator[str]:
    """The parts in which two bundles of one kind differ, down to those of bundles in them."""
    for field in fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, _BUNDLES) and isinstance(theirs, type(mine)):
            yield from parts_that_differ(mine, theirs)
        elif mine is not theirs:
            yield f"{type(one).__name__}.{field.name}"
