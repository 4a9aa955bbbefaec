"""Raw YAML of a dialect to plain data of one edition: parts taken in, traits chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.errors import Problem, did_you_mean
from conformance.strict import problem_at
from conformance.yamltext import Map, Seq

#: Words that a part may not bring: they belong to the dialect itself.
OF_THE_DIALECT = frozenset({"dialect", "part", "title", "takes", "redefines"})


def take_in(dialect: Map, part: Map, file: str) -> tuple[Map, list[Problem]]:
    """The part with the dialect's own words over it; a word said twice is a problem unless `redefines` has it."""
    merged = Map(dialect.place)
    for key in part:
        if key not in OF_THE_DIALECT:
            merged.take(part, only=key)
    problems: list[Problem] = []
    allowed = set(dialect.get("redefines", ()))
    for path in _conflicts(merged, dialect, ()):
        if ".".join(path) not in allowed:
            text = f"{'.'.join(path)} is a word of the part too: list it under `redefines` if that is meant"
            problems.append(problem_at(dialect, path, file, "CD010", text, key=True))
    return overlay(merged, dialect), problems


def _conflicts(below: Any, above: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for key in above:
        if key in OF_THE_DIALECT or key not in below:
            continue
        if isinstance(below[key], Map) and isinstance(above[key], Map):
            yield from _conflicts(below[key], above[key], (*path, key))
        elif below[key] != above[key]:
            yield (*path, key)


def overlay(below: Map, above: Map) -> Map:
    """Both mappings as one, deeply; where both say something, the upper wins."""
    result = Map(above.place)
    result.take(below)
    for key in above:
        result.take(above, only=key)
        if isinstance(below.get(key), Map) and isinstance(above[key], Map):
            result[key] = overlay(below[key], above[key])
    return result


def trait_problems(data: Any, traits: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """Every `by_trait` whose trait or arms are not those declared (CD001)."""
    if isinstance(data, Map):
        for trait, arms in data.get("by_trait", {}).items():
            if trait not in traits:
                text = f'unknown trait "{trait}"{did_you_mean(trait, traits)}'
                yield problem_at(data, ("by_trait", trait), file, "CD001", text, key=True)
                continue
            declared = set(traits[trait]["values"])
            for arm in set(arms) ^ declared:
                text = f'the arm "{arm}" is {"missing" if arm in declared else "not a value"} of the trait {trait}'
                yield problem_at(data, ("by_trait", trait, arm), file, "CD001", text, key=True)
        for value in data.values():
            yield from trait_problems(value, traits, file)
    elif isinstance(data, Seq):
        for value in data:
            yield from trait_problems(value, traits, file)


def choose(data: Any, traits: Mapping[str, str]) -> Any:
    """The data with each `by_trait` replaced by, or merged with, the arm of the trait's value."""
    if isinstance(data, Map):
        return _choose_map(data, traits)
    if isinstance(data, Seq):
        result = Seq(data.place)
        result.items_at = data.items_at
        result.extend(choose(item, traits) for item in data)
        return result
    return data


def _choose_map(data: Map, traits: Mapping[str, str]) -> Any:
    rest = Map(data.place)
    for key in data:
        if key != "by_trait":
            rest.take(data, only=key)
            rest[key] = choose(data[key], traits)
    chosen: Any = rest
    for trait, arms in data.get("by_trait", {}).items():
        arm = choose(arms[traits[trait]], traits)
        chosen = overlay(chosen, arm) if isinstance(chosen, Map) and isinstance(arm, Map) and chosen else arm
    return chosen
