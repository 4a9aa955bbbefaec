"""What schemathesis makes requests from: the operations of a contract, completed with what it leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import yaml
from graphql import build_schema, is_scalar_type, is_specified_scalar_type, parse_value
from hypothesis import strategies

from conformance.fuzzing.doors import Door
from conformance.fuzzing.links import with_links
from conformance.fuzzing.requests import with_requests

#: Literals in the place of a scalar whose form the schema does not say.
_LITERALS: Final = (
    '"2001-02-03T04:05:06.789Z"',
    '"text"',
    '""',
    "0",
    "-1",
    "18446744073709551616",
    "true",
    "null",
    "[]",
    "{}",
    "{a: {b: [1]}}",
    '{__op: "Delete"}',
    '{_ne: ""}',
)


def schema_of(door: Door) -> Any:
    """The door's contract as schemathesis reads it."""
    import schemathesis

    if door.is_graphql:
        _register_scalars(door)
        return schemathesis.graphql.from_path(door.contract)
    raw = yaml.safe_load(door.contract.read_text(encoding="utf-8"))
    return schemathesis.openapi.from_dict(with_links(with_requests(raw, door), door))


def operations_of(door: Door, schema: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Each operation of the door's contract, and whether it is asked rightly, wrongly, or both."""
    from schemathesis import GenerationMode

    modes = [GenerationMode.POSITIVE] if door.is_graphql else [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    for one in schema.get_all_operations():
        yield one.ok(), modes


def boundaries_of(operation: Any, modes: list[Any]) -> Iterator[Any]:
    """Requests that go to every edge of what the contract allows once: lengths, members left out, other methods.

    They are listed and not drawn, so no seed matters. For schemas of GraphQL schemathesis lists none.
    """
    config = operation.schema.config.generation_for(operation=operation, phase="coverage")
    yield from operation.schema.iter_coverage_cases(operation, generation_modes=modes, generation_config=config)


def _register_scalars(door: Door) -> None:
    import schemathesis

    literals = strategies.sampled_from([parse_value(text) for text in _LITERALS])
    known = build_schema(door.contract.read_text(encoding="utf-8"), assume_valid_sdl=True).type_map
    for name, kind in known.items():
        if is_scalar_type(kind) and not is_specified_scalar_type(kind):
            schemathesis.graphql.scalar(name, literals)
