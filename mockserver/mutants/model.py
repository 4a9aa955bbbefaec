"""What a mutant is, and the short ways to write one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from mockserver.core.rules import Rules
from mockserver.fronts.parse_shapes import Shapes

BOTH: Final = ("parse-rest", "parse-graphql")
REST: Final = ("parse-rest",)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A server that breaks one rule: `says` in which way, on which `dialects` it can be seen.

    `change` replaces one rule of the core, or `reshape` wraps one encoder of a front (one of `encoders`).
    `expected_killers` are scenarios (`area/scenario`) that should notice.
    """

    id: str
    area: str
    says: str
    dialects: tuple[str, ...] = BOTH
    change: Callable[[Rules], Rules] | None = None
    reshape: Callable[[Any], Any] | None = None
    expected_killers: tuple[str, ...] = ()
    encoders: type = Shapes


def breaks(
    mutant_id: str,
    says: str,
    *,
    area: str,
    killers: tuple[str, ...] = (),
    dialects: tuple[str, ...] = BOTH,
    **rule: Callable[..., Any],
) -> Mutant:
    """The mutant that puts a function in the place of one rule, named by the keyword."""
    if len(rule) != 1:
        raise ValueError(f"{mutant_id} breaks {len(rule)} rules, not one")
    return Mutant(mutant_id, area, says, dialects, lambda rules: replace(rules, **rule), None, killers)


def distorts(
    mutant_id: str,
    says: str,
    *,
    area: str,
    killers: tuple[str, ...] = (),
    dialects: tuple[str, ...] = BOTH,
    encoders: type = Shapes,
    **shape: Callable[..., Any],
) -> Mutant:
    """The mutant that puts a function in the place of one encoder, named by the keyword."""
    if len(shape) != 1:
        raise ValueError(f"{mutant_id} distorts {len(shape)} shapes, not one")
    return Mutant(mutant_id, area, says, dialects, None, lambda shapes: replace(shapes, **shape), killers, encoders)
