"""Mutants: each breaks exactly one thing, and a probe that the faithful mock passes shows it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from mockserver.core.rules import FAITHFUL
from mockserver.fronts.parse_shapes import SHAPES
from mockserver.mutants import MUTANTS, UnknownMutant, mutated
from mockserver.mutants.model import breaks, distorts, distorts_graphql, rewires
from tests.unit.mockserver.acting import an_instance
from tests.unit.mockserver.mutants.probes import PROBES, a_deleted_user_has_no_session, passes


@pytest.mark.parametrize("mutant_id", PROBES)
async def test_the_probe_passes_on_the_faithful_mock_and_on_the_mutant_it_does_not(mutant_id: str) -> None:
    settings, probe = PROBES[mutant_id]

    assert await passes(probe, an_instance(settings))
    assert not await passes(probe, an_instance(settings, mutant_id))


@pytest.mark.parametrize("mutant_id", PROBES)
def test_a_mutant_of_one_rule_changes_nothing_else(mutant_id: str) -> None:
    rules, shapes = mutated([mutant_id], SHAPES["9"])

    pairs = [(FAITHFUL, rules), (SHAPES["9"], shapes)]
    changed = [
        field.name
        for faithful, mutant in pairs
        for field in fields(faithful)
        if getattr(faithful, field.name) is not getattr(mutant, field.name)
    ]
    # What another system does its own way is built by a mutant of the same id, which may break another rule.
    assert 1 <= len(changed) <= 1 + any(name in ("durudex", "cloudboost") for name in MUTANTS[mutant_id].dialects)


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=lambda mutant: mutant.id)
def test_a_mutant_says_what_it_breaks_where_and_who_should_notice(mutant: Any) -> None:
    assert mutant.says and not mutant.says.endswith(".")
    assert mutant.expected_killers and all("/" in killer for killer in mutant.expected_killers)


@pytest.mark.parametrize("area", ["signup", "login", "session", "logout", "lockout", "reset", "verification"])
def test_every_area_has_mutants(area: str) -> None:
    assert sum(mutant.area == area for mutant in MUTANTS.values()) >= 3


def test_mutants_can_be_combined_and_unknown_ones_are_named() -> None:
    rules, _ = mutated(["SGN-01", "LGN-01"], SHAPES["9"])

    assert rules.username_is_taken is not FAITHFUL.username_is_taken
    assert rules.password_matches is not FAITHFUL.password_matches
    with pytest.raises(UnknownMutant, match='there is no mutant "NOPE"'):
        mutated(["NOPE"], SHAPES["9"])


def test_a_mutant_that_would_break_two_rules_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="breaks 2 rules"):
        breaks("X", "x", area="x", may_read=bool, may_write=bool)
    with pytest.raises(ValueError, match="distorts 0 shapes"):
        distorts("X", "x", area="x")
    with pytest.raises(ValueError, match="distorts 0 shapes"):
        distorts_graphql("X", "x", area="x")
    with pytest.raises(ValueError, match="wraps 2 parts"):
        rewires("X", "x", area="x", links=bool, mailer=bool)


def test_what_the_core_works_with_can_be_wrapped_and_the_graphql_door_distorted() -> None:
    instance, faithful = an_instance({}, "TOK-05", "GQL-05"), an_instance({})

    assert type(instance.app.tokens) is not type(faithful.app.tokens)
    assert instance.shapes.graphql.is_done_by_get("mutation") and not faithful.shapes.graphql.is_done_by_get("mutation")


async def test_a_mutant_that_remembers_starts_afresh_in_each_instance() -> None:
    first, second = an_instance({}, "SES-08"), an_instance({}, "SES-08")
    assert not await a_deleted_user_has_no_session(first)

    assert first.app.rules.user_of_session is not second.app.rules.user_of_session
