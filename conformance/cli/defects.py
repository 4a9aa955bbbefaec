"""The defects to prove with: the mutants of the mock, and what its catalogue says of each."""

from __future__ import annotations

from conformance.proving.records import Defect, Exclusion


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
                dialects=mutant.dialects if mutant else entry.dialects if entry else (),
                killers=mutant.expected_killers if mutant else (),
                at=entry.at if entry else (),
                excluded=Exclusion(excluded.reason, excluded.because) if excluded else None,
                built=mutant is not None,
            )
        )
    return sorted(found, key=lambda defect: (defect.area, defect.id))
