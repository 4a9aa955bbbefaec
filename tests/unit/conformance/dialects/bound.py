"""An operation of the toys, bound, and a user as it answers him."""

from __future__ import annotations

from typing import Any

from conformance.dialects.binding import BoundOperation
from conformance.dialects.shapes import Answer
from tests.support import toys

SCOPE: dict[str, Any] = {
    "target": {"origin": "http://toy.test"},
    "at": {"api": "/api", "pages": "/pages", "graphql": "/graphql"},
    "keys": {"application": "app", "master": "m"},
    "settings": {"lockout": {"minutes": 5}},
    "in": {},
    "session": {},
    "admin": {},
}
USER = {"id": "ab12", "name": "ann", "email": "a@b.test", "created": "2026-11-20T10:00:00Z"}
PROMISED = {"user": USER, "token": "t-12345678"}


def toy(name: str, route: str | None = None, **traits: str) -> BoundOperation:
    """An operation of a toy."""
    return toys.binding(**traits).operation(name, route)


def scope(**inputs: Any) -> dict[str, Any]:
    """The scope of a step with these inputs."""
    return {**SCOPE, "in": inputs}


def where(operation: BoundOperation, outcome: str, given: Answer, **more: Any) -> list[str]:
    """Where an answer differs from what the operation says of this outcome."""
    return [difference.where for difference in operation.details(outcome, given, {**SCOPE, **more})]
