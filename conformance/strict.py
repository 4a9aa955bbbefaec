"""Strict models of YAML files: pydantic tells everything that is wrong, this tells where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from conformance.errors import Problem, did_you_mean
from conformance.yamltext import place_of


class Strict(BaseModel):
    """A frozen record that knows all its keys; field names with a trailing `_` drop it in YAML."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=False)


M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], data: Any, file: str, family: str) -> tuple[M | None, list[Problem]]:
    """The model of the data, or its problems; `family` is CS, CD or CT."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, list(_problems(error, model, data, file, family))


def _problems(error: ValidationError, model: type[BaseModel], data: Any, file: str, family: str) -> Iterator[Problem]:
    entries = [(real_path(data, entry["loc"]), entry) for entry in error.errors(include_url=False)]
    paths = {path for path, _ in entries}
    told: set[tuple[str | int, ...]] = set()
    for path, entry in entries:
        if _is_type(entry["type"]):
            # One of several types: what is wrong deeper inside says more, and once is enough.
            if path in told or any(len(other) > len(path) and other[: len(path)] == path for other in paths):
                continue
            told.add(path)
        code, text = _worded(entry, model, family)
        yield problem_at(data, path, file, code, text, key=entry["type"] == "extra_forbidden")


def _is_type(kind: str) -> bool:
    return kind.endswith("_type") and not kind.startswith("C")


def _worded(entry: Any, model: type[BaseModel], family: str) -> tuple[str, str]:
    """The lint code and the sentence of one of pydantic's errors."""
    kind, wrong = entry["type"], str(entry["loc"][-1]) if entry["loc"] else ""
    if kind == "extra_forbidden":
        return f"{family}012", f'unknown key "{wrong}"{did_you_mean(wrong, _keys_of(model))}'
    if kind == "missing":
        return f"{family}010", f'the key "{wrong}" is missing'
    if kind.startswith(("CS", "CD", "CT")):
        return kind, entry["msg"]
    return f"{family}011", f"{entry['msg'][:1].lower()}{entry['msg'][1:]}"


def problem_at(data: Any, path: Iterable[str | int], file: str, code: str, text: str, *, key: bool = False) -> Problem:
    """A problem at a path of the data, at the nearest place that is known."""
    place = place_of(data, tuple(path), key=key)
    if place is None:
        return Problem(file, 1, 1, code, text)
    return Problem(place.file, place.line, place.column, code, text)


def real_path(data: Any, location: Iterable[str | int]) -> tuple[str | int, ...]:
    """The part of pydantic's location that exists in the data (it also names models and tags)."""
    path: list[str | int] = []
    for part in location:
        if isinstance(data, dict) and part in data:
            data = data[str(part)]
            path.append(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
            path.append(part)
    return tuple(path)


def _keys_of(model: type[BaseModel]) -> set[str]:
    """All keys of the language a model belongs to: what an unknown key may have meant."""
    family = [other for other in _below(Strict) if other.__module__ == model.__module__]
    return {field.alias or name for one in family for name, field in one.model_fields.items()}


def _below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in model.__subclasses__():
        yield one
        yield from _below(one)
