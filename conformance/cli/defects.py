"""The defects to prove with: the mutants of the mock, and what its catalogue says of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.proving.records import Defect, Exclusion

if TYPE_CHECKING:
    from mockserver.mutants import Mutant
    from mockserver.mutants.catalogue import Entry


def all_defects() -> list[Defect]:
    """Every defect of the catalogue and every mutant beside it, in the order of their areas and ids."""
    from mockserver.mutants import MUTANTS
    from mockserver.mutants.catalogue import catalogue

    known = catalogue()
    found = []
    for name in sorted({*known, *MUTANTS}):
        entry, mutant = known.get(name), MUTANTS.get(name)
        excluded = entry.excluded if entry else None
        found.append(
            Defect(
                id=name,
                tier=entry.tier if entry else "own",
                area=mutant.area if mutant else entry.area if entry else "",
                says=mutant.says if mutant else entry.defect if entry else "",
                dialects=_dialects(entry, mutant),
                killers=mutant.expected_killers if mutant else (),
                at=entry.at if entry else (),
                excluded=Exclusion(excluded.reason, excluded.because) if excluded else None,
                built=mutant is not None,
            )
        )
    return sorted(found, key=lambda defect: (defect.area, defect.id))


def _dialects(entry: Entry | None, mutant: Mutant | None) -> tuple[str, ...]:
    """Where the defect has to be noticed: where the catalogue says that it can occur, and where else it was built."""
    named = (*(entry.dialects if entry else ()), *(mutant.dialects if mutant else ()))
    return tuple(dict.fromkeys(named))
