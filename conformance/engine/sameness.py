"""Are two answers the same answer, but for what two requests must differ in?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.dialects.model import Unlike
from conformance.dialects.shapes import Difference
from conformance.engine.state import Reply
from conformance.matchers.compiling import show
from conformance.matchers.registry import same
from conformance.templates import ABSENT


def same_answer(kept: Reply, now: Reply, unlike: Unlike) -> list[Difference]:
    """Where status, headers or body differ; inputs that the two requests differ in count as equal."""
    ours, theirs = _neutral(now, kept), _neutral(kept, now)
    differences = []
    if now.answer.first.status != kept.answer.first.status:
        differences.append(Difference("status", f"{kept.answer.first.status} as before", str(now.answer.first.status)))
    differences += _headers(kept, now, unlike, ours, theirs)
    before, after = _body(kept, unlike, theirs), _body(now, unlike, ours)
    if not same(before, after):
        differences.append(Difference("body", f"{show(before)} as before", show(after)))
    return differences


def _neutral(reply: Reply, other: Reply) -> list[tuple[str, str]]:
    """Inputs of this request that differ from the other's, with the word for each; the longest first.

    One may hold another, as an address may hold the username.
    """
    others = dict(_texts(other.inputs))
    differing = [(value, f"‹{name}›") for name, value in _texts(reply.inputs) if value and value != others.get(name)]
    return sorted(differing, key=lambda pair: -len(pair[0]))


def _texts(inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in inputs.items() if isinstance(value, str)]


def _headers(
    kept: Reply, now: Reply, unlike: Unlike, ours: list[tuple[str, str]], theirs: list[tuple[str, str]]
) -> list[Difference]:
    skip = {name.lower() for name in unlike.headers}
    before, after = _named(kept, skip, theirs), _named(now, skip, ours)
    return [
        Difference(f"headers.{name}", f"{_told(before, name)} as before", _told(after, name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _named(reply: Reply, skip: set[str], neutral: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Every value of every header; a name may come several times."""
    named: dict[str, list[str]] = {}
    for name, value in reply.answer.first.headers:
        if name not in skip:
            named.setdefault(name, []).append(_plain(value, neutral))
    return named


def _told(headers: Mapping[str, list[str]], name: str) -> str:
    values = headers.get(name)
    return show(ABSENT if values is None else values[0] if len(values) == 1 else values)


def _body(reply: Reply, unlike: Unlike, neutral: list[tuple[str, str]]) -> Any:
    response = reply.answer.first
    if not response.is_json:
        return _plain(response.text, neutral)
    return _pruned(response.json_or(None), frozenset(unlike.json_), neutral)


def _pruned(value: Any, skip: frozenset[str], neutral: list[tuple[str, str]]) -> Any:
    if isinstance(value, dict):
        return {key: _pruned(inner, skip, neutral) for key, inner in value.items() if key not in skip}
    if isinstance(value, list):
        return [_pruned(inner, skip, neutral) for inner in value]
    return _plain(value, neutral) if isinstance(value, str) else value


def _plain(text: str, neutral: list[tuple[str, str]]) -> str:
    for value, word in neutral:
        text = text.replace(value, word)
    return text
