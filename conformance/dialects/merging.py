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
            problems.append(problem_at(dialect, path, file, "CD013", text, key=True))
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
        if "by_trait" in data:
            yield from _by_trait_problems(data, traits, file)
        for value in data.values():
            yield from trait_problems(value, traits, file)
    elif isinstance(data, Seq):
        for value in data:
            yield from trait_problems(value, traits, file)


def _by_trait_problems(data: Map, traits: Mapping[str, Any], file: str) -> Iterator[Problem]:
    if not isinstance(data["by_trait"], Map) or not data["by_trait"]:
        yield problem_at(data, ("by_trait",), file, "CD001", "by_trait takes {TRAIT: {VALUE: …}}")
        return
    for trait, arms in data["by_trait"].items():
        at = ("by_trait", trait)
        if trait not in traits:
            yield problem_at(data, at, file, "CD001", f'unknown trait "{trait}"{did_you_mean(trait, traits)}', key=True)
        elif not isinstance(arms, Map):
            yield problem_at(data, at, file, "CD001", f"the trait {trait} takes an arm for each of its values")
        else:
            declared = set(traits[trait]["values"])
            for arm in set(arms) ^ declared:
                told = "missing" if arm in declared else "not a value"
                text = f'the arm "{arm}" is {told} of the trait {trait}'
                yield problem_at(data, (*at, arm), file, "CD001", text, key=True)


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
