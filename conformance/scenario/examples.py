"""Rows of examples, written into the text of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.templates import as_text
from conformance.yamltext import Map, Seq


def written_in(data: Any, row: Mapping[str, Any]) -> Any:
    """The data with `{{ example.KEY }}` replaced by the values of a row, places kept.

    A text that is nothing but the template becomes the value itself, whatever its type.
    """
    return _fill(data, {f"{{{{ example.{key} }}}}": value for key, value in row.items()})


def _fill(data: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(data, str):
        return _fill_text(data, values)
    if isinstance(data, Map):
        result = Map(data.place)
        for key in data:
            result.take(data, only=key)
            result[key] = data[key] if key == "examples" else _fill(data[key], values)
        return result
    if isinstance(data, Seq):
        filled = Seq(data.place)
        filled.items_at = data.items_at
        filled.extend(_fill(item, values) for item in data)
        return filled
    return data


def _fill_text(text: str, values: Mapping[str, Any]) -> Any:
    if text in values:
        return values[text]
    for hole, value in values.items():
        if hole in text:
            text = text.replace(hole, as_text(value))
    return text
