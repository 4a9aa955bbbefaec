"""What schemathesis makes requests from: the operations of a contract, completed with what it leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import yaml
from graphql import build_schema, is_scalar_type, is_specified_scalar_type, parse_value
from hypothesis import strategies

from conformance.fuzzing.doors import Door
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


def operations_of(door: Door) -> Iterator[tuple[Any, list[Any]]]:
    """Each operation of the door's contract, and whether it is asked rightly, wrongly, or both."""
    import schemathesis
    from schemathesis import GenerationMode

    if door.is_graphql:
        _register_scalars(door)
        schema: Any = schemathesis.graphql.from_path(door.contract)
    else:
        raw = with_requests(yaml.safe_load(door.contract.read_text(encoding="utf-8")), door)
        schema = schemathesis.openapi.from_dict(raw)
    modes = [GenerationMode.POSITIVE] if door.is_graphql else [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    for one in schema.get_all_operations():
        yield one.ok(), modes


def _register_scalars(door: Door) -> None:
    import schemathesis

    literals = strategies.sampled_from([parse_value(text) for text in _LITERALS])
    known = build_schema(door.contract.read_text(encoding="utf-8"), assume_valid_sdl=True).type_map
    for name, kind in known.items():
        if is_scalar_type(kind) and not is_specified_scalar_type(kind):
            schemathesis.graphql.scalar(name, literals)
