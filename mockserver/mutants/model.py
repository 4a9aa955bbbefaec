"""What a mutant is, and the short ways to write one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from mockserver.core.app import App
from mockserver.core.rules import Rules
from mockserver.fronts.parse_shapes import Shapes

BOTH: Final = ("parse-rest", "parse-graphql")
REST: Final = ("parse-rest",)
GRAPHQL: Final = ("parse-graphql",)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A server that breaks one rule: `says` in which way, on which `dialects` it can be seen.

    `change` replaces one rule of the core, `reshape` wraps one encoder of a front (one of `encoders`), or `rewire`
    wraps one of those that the core works with: clock, tokens, links, mailer.
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
    rewire: Callable[[App], App] | None = None


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


def hashes(
    mutant_id: str,
    says: str,
    fold: Callable[[str], str],
    *,
    area: str,
    killers: tuple[str, ...] = (),
    dialects: tuple[str, ...] = BOTH,
) -> Mutant:
    """The mutant that hashes passwords otherwise; what is typed is changed alike before it is compared."""

    def change(rules: Rules) -> Rules:
        return replace(
            rules,
            scrambled=lambda password, cost: rules.scrambled(fold(password), cost),
            password_matches=lambda password, hashed: rules.password_matches(fold(password), hashed),
        )

    return Mutant(mutant_id, area, says, dialects, change, expected_killers=killers)


def rewires(
    mutant_id: str,
    says: str,
    *,
    area: str,
    killers: tuple[str, ...] = (),
    dialects: tuple[str, ...] = BOTH,
    **part: Callable[[Any], Any],
) -> Mutant:
    """The mutant that wraps one of those that the core works with, named by the keyword."""
    if len(part) != 1:
        raise ValueError(f"{mutant_id} wraps {len(part)} parts, not one")
    ((name, wrap),) = part.items()

    def rewire(app: App) -> App:
        return replace(app, **{name: wrap(getattr(app, name))})

    return Mutant(mutant_id, area, says, dialects, expected_killers=killers, rewire=rewire)


def distorts_graphql(
    mutant_id: str,
    says: str,
    *,
    area: str,
    killers: tuple[str, ...] = (),
    dialects: tuple[str, ...] = GRAPHQL,
    **shape: Callable[..., Any],
) -> Mutant:
    """The mutant that puts a function in the place of one choice of the GraphQL door, named by the keyword."""
    if len(shape) != 1:
        raise ValueError(f"{mutant_id} distorts {len(shape)} shapes, not one")

    def reshape(shapes: Shapes) -> Shapes:
        return replace(shapes, graphql=replace(shapes.graphql, **shape))

    return Mutant(mutant_id, area, says, dialects, None, reshape, killers)


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
