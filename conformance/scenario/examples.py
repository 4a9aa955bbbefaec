"""Rows of examples, written into the text of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.templates import ABSENT, Scope, as_text, look_up, templates_in
from conformance.yamltext import Map, Seq


def written_in(data: Any, row: Mapping[str, Any]) -> Any:
    """The data with `{{ example.KEY }}` replaced by the values of a row, places kept.

    A text that is nothing but the template becomes the value itself, whatever its type.
    """
    return _fill(data, {"example": row})


def _fill(data: Any, scope: Scope) -> Any:
    if isinstance(data, str):
        return _fill_text(data, scope)
    if isinstance(data, Map):
        result = Map(data.place)
        for key in data:
            result.take(data, only=key)
            result[key] = data[key] if key == "examples" else _fill(data[key], scope)
        return result
    if isinstance(data, Seq):
        filled = Seq(data.place)
        filled.items_at = data.items_at
        filled.extend(_fill(item, scope) for item in data)
        return filled
    return data


def _fill_text(text: str, scope: Scope) -> Any:
    for hole, name in list(templates_in(text)):
        value = look_up(scope, tuple(name.split("."))) if name.startswith("example.") else ABSENT
        if value is ABSENT:
            continue
        if hole == text:
            return value
        text = text.replace(hole, as_text(value))
    return text
