"""Kept answers: all fields of a reply under one name, for later steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.engine.state import CaseState, Reply
from conformance.templates import ABSENT, put_at


def nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields by dotted name as a tree: `{{ first.session.token }}` looks it up."""
    tree: dict[str, Any] = {}
    for name, value in fields.items():
        put_at(tree, tuple(name.split(".")), value)
    return tree


def keep(name: str, reply: Reply, state: CaseState) -> None:
    """Keep a reply, with its status and the JSON that it is, under a name."""
    state.kept[name] = reply
    body = reply.answer.body
    json = {} if body is ABSENT else {"json": body}
    state.scope[name] = {**nested(reply.fields), **json, "status": reply.answer.first.status}
