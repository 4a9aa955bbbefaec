"""The catalogue is whole, and says of every mutant what the mutant says of itself."""

from __future__ import annotations

from collections import Counter

from mockserver.app import DIALECTS
from mockserver.mutants import MUTANTS
from mockserver.mutants.catalogue import REASONS, catalogue


def test_the_catalogue_has_all_defects_by_tier() -> None:
    assert Counter(entry.tier for entry in catalogue().values()) == {
        "must": 95,
        "profile": 48,
        "should": 44,
        "info": 35,
    }


def test_every_mutant_is_of_the_catalogue_or_named_as_our_own() -> None:
    assert [name for name in MUTANTS if name not in catalogue() and not name.startswith("OWN-")] == []


def test_a_mutant_lies_in_the_area_that_the_catalogue_names() -> None:
    both = catalogue().keys() & MUTANTS.keys()

    assert {name: MUTANTS[name].area for name in both if MUTANTS[name].area != catalogue()[name].area} == {}


def test_what_has_to_be_noticed_has_a_mutant_or_a_reason() -> None:
    asked = [entry for entry in catalogue().values() if entry.tier in ("must", "profile", "should")]

    assert [entry.id for entry in asked if entry.id not in MUTANTS and entry.excluded is None] == []


def test_reasons_are_of_the_closed_list_and_end_in_a_sentence() -> None:
    excluded = [entry.excluded for entry in catalogue().values() if entry.excluded]

    assert {one.reason for one in excluded} <= set(REASONS)
    assert [one.because for one in excluded if not one.because.endswith(".")] == []


def test_defects_concern_dialects_that_the_mock_speaks() -> None:
    strange = {entry.id: set(entry.dialects) - set(DIALECTS) for entry in catalogue().values()}

    assert {name: dialects for name, dialects in strange.items() if dialects or not catalogue()[name].dialects} == {}
