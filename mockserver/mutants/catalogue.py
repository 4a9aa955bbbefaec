"""The catalogue: ways for a server of user accounts to be wrong, whether a mutant has them or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

TIERS: Final = ("must", "profile", "should", "info")
#: Why a defect need not be noticed: the same words that exclude a row of requirements.
REASONS: Final = (
    "not-observable-from-outside",
    "needs-internet",
    "needs-mongodb",
    "release-specific",
    "contradicted-by-reference",
)
_FILE: Final = Path(__file__).with_name("catalogue.yaml")


class CatalogueError(ValueError):
    """An entry of the catalogue is not as it should be."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why a defect need not be noticed: one of `REASONS`, and a sentence."""

    reason: str
    because: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One defect: what is wrong, in which area of the scenarios, on which dialects it can occur.

    `at` are the operations or kinds of steps at which it shows; any where it is empty. `absent` says of dialects
    that are like these why it cannot occur there.
    """

    id: str
    tier: str
    area: str
    defect: str
    dialects: tuple[str, ...]
    at: tuple[str, ...] = ()
    absent: Mapping[str, str] = field(default_factory=dict)
    excluded: Exclusion | None = None


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Entry]:
    """Every entry, by id."""
    return {entry.id: entry for entry in map(_entry, yaml.safe_load(_FILE.read_text(encoding="utf-8")))}


def _entry(raw: Mapping[str, Any]) -> Entry:
    known = {"id", "tier", "area", "defect", "dialects", "at", "absent", "excluded"}
    if raw.keys() - known or raw.get("tier") not in TIERS:
        raise CatalogueError(f"{raw.get('id')}: keys are {', '.join(sorted(known))}; tiers {', '.join(TIERS)}")
    lists = {name: tuple(raw.get(name, ())) for name in ("dialects", "at")}
    return Entry(
        raw["id"],
        raw["tier"],
        raw["area"],
        raw["defect"],
        **lists,
        absent=raw.get("absent", {}),
        excluded=_exclusion(raw),
    )


def _exclusion(raw: Mapping[str, Any]) -> Exclusion | None:
    if "excluded" not in raw:
        return None
    exclusion = Exclusion(**raw["excluded"])
    if exclusion.reason not in REASONS:
        raise CatalogueError(f"{raw['id']}: {exclusion.reason} is no reason to exclude; there are {', '.join(REASONS)}")
    return exclusion
