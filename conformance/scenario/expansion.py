"""Scenario x example x dialect to cases: where each runs, or why it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from conformance.errors import NotApplicable
from conformance.matchers import compile_matcher
from conformance.scenario.loading import Scenario
from conformance.scenario.model import ScenarioModel
from conformance.target import Deployment, Target, setting
from conformance.target_model import Lack
from conformance.templates import ABSENT, as_text
from conformance.vocab import Axis

#: Roots of `needs` that ask what a server does, not how it is configured: unmet, the case is n/a.
_SERVER = ("rules", "traits")
#: The setting of deployments that do what security asks, even where the reference does otherwise.
_HARDENED = "hardened"


class Plans(Protocol):
    """Compiles a scenario for one door of a deployment."""

    def plan(self, scenario: Scenario, model: ScenarioModel, example: str, deployment: Deployment, dialect: str) -> Any:
        """The compiled steps; raises NotApplicable."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: runs on `deployment`, or is skipped or n/a for a `reason`."""

    scenario: Scenario
    model: ScenarioModel
    address: str
    dialect: str
    deployment: Deployment | None = None
    plan: Any = None
    skipped: str | None = None
    not_applicable: str | None = None


def expand(
    scenarios: Iterable[Scenario],
    target: Target,
    plans: Plans,
    dialects: Iterable[str],
    wanted: Callable[[str], bool] = lambda address: True,
    *,
    gates: str = Axis.COMPATIBILITY,
) -> Iterator[Case]:
    """Every case of the scenarios on a target whose address is wanted, in a fixed order.

    `gates` is the axis that the run is about (or "all"): it decides where cases of security go first.
    """
    spoken = [name for name in dialects if any(name in one.spoken for one in target.deployments)]
    for scenario in scenarios:
        for row in scenario.model.examples or [{}]:
            named = [one for one in scenario.model.dialects or spoken if wanted(address_of(scenario, row, one))]
            here = [dialect for dialect in named if dialect in spoken]
            model = scenario.with_example(row) if here else scenario.model
            places = places_of(scenario.axis, target, gates)
            yield from (_place(scenario, model, row, dialect, places, plans) for dialect in here)


def places_of(axis: Axis, target: Target, gates: str) -> list[Deployment]:
    """Where cases of an axis may run, in the order in which they are tried.

    What is hardened may do otherwise than the reference, so it takes cases of security only. They go there first,
    unless security is what the run is about: then they ask what an ordinary deployment does.
    """
    hardened = [one for one in target.deployments if one.settings.get(_HARDENED) is True]
    ordinary = [one for one in target.deployments if one not in hardened]
    if axis is not Axis.SECURITY:
        return ordinary
    return [*hardened, *ordinary] if gates == Axis.COMPATIBILITY else [*ordinary, *hardened]


def address_of(scenario: Scenario, row: Mapping[str, Any], dialect: str) -> str:
    """`area/scenario-id[row]/dialect:NAME`."""
    example = f"[{row['name']}]" if row else ""
    return f"{scenario.id}{example}/dialect:{dialect}"


def _place(
    scenario: Scenario,
    model: ScenarioModel,
    row: Mapping[str, Any],
    dialect: str,
    places: Sequence[Deployment],
    plans: Plans,
) -> Case:
    address = address_of(scenario, row, dialect)
    if dialect in scenario.spared:
        told = f"none of its requirements is one of {dialect}"
        return Case(scenario, model, address, dialect, not_applicable=told)
    needs = {**model.needs, **row.get("needs", {})}
    lacking: list[str] = []
    strange: list[str] = []
    for deployment in places:
        if dialect not in deployment.spoken:
            continue
        if reason := _of_other_editions(scenario, deployment, dialect) or _unlike(needs, deployment, dialect):
            strange.append(f"{deployment.name}: {reason}")
        elif reason := _unmet(needs, deployment):
            lacking.append(f"{deployment.name}: {reason}")
        else:
            try:
                plan = plans.plan(scenario, model, str(row.get("name", "")), deployment, dialect)
            except NotApplicable as error:
                (lacking if getattr(error, "claimed", False) else strange).append(f"{deployment.name}: {error}")
            else:
                return Case(scenario, model, address, dialect, deployment, plan)
    if not any(dialect in one.spoken for one in places):
        told = f"every deployment that speaks {dialect} is hardened, and takes cases of security only"
        return Case(scenario, model, address, dialect, skipped=told)
    if not lacking:
        return Case(scenario, model, address, dialect, not_applicable=_one(strange))
    if reason := _never(scenario, model, row, needs, dialect, places, plans):
        return Case(scenario, model, address, dialect, not_applicable=reason)
    return Case(scenario, model, address, dialect, skipped="; ".join(lacking))


def _one(reasons: list[str]) -> str:
    """The reasons of several deployments; once, where they are all the same."""
    told = {reason.partition(": ")[2] for reason in reasons}
    return told.pop() if len(told) == 1 else "; ".join(reasons)


def _never(
    scenario: Scenario,
    model: ScenarioModel,
    row: Mapping[str, Any],
    needs: Mapping[str, Any],
    dialect: str,
    places: Sequence[Deployment],
    plans: Plans,
) -> str | None:
    """Why no deployment could run it whatever its settings: the dialect lacks a word of it in each."""
    reasons: list[str] = []
    for deployment in places:
        if dialect not in deployment.spoken or _of_other_editions(scenario, deployment, dialect):
            continue
        if _unlike(needs, deployment, dialect):
            continue
        try:
            plans.plan(scenario, model, str(row.get("name", "")), deployment, dialect)
        except NotApplicable as error:
            if getattr(error, "claimed", False):
                return None
            reasons.append(str(error))
        else:
            return None
    return reasons[0] if reasons else None


def _of_other_editions(scenario: Scenario, deployment: Deployment, dialect: str) -> str | None:
    """Why the deployment's edition is none that the scenario's requirements are about."""
    asked, spoken = scenario.editions.get(dialect), deployment.spoken[dialect].variant.edition
    if asked is None or spoken in asked:
        return None
    return f"its requirements are of edition {', '.join(sorted(asked))}, not {spoken}"


def _unlike(needs: Mapping[str, Any], deployment: Deployment, dialect: str) -> str | None:
    """The first rule or trait that the deployment's edition has otherwise."""
    variant = deployment.spoken[dialect].variant
    known = {"rules": variant.rules, "traits": dict(variant.traits)}
    for name, matcher in needs.items():
        root, _, word = name.partition(".")
        if root in _SERVER and not compile_matcher(matcher).holds(setting(known[root], word), {}):
            return f"{word} is {known[root].get(word, 'unknown')} there"
    return None


def _unmet(needs: Mapping[str, Any], deployment: Deployment) -> str | None:
    """The first setting that the deployment has otherwise, or lacks."""
    for name, matcher in needs.items():
        if name.partition(".")[0] in _SERVER:
            continue
        compiled = compile_matcher(matcher)
        if (lack := _lack_of(name, deployment)) and not compiled.holds(ABSENT, {}):
            return f"lacks {lack.setting}: {lack.because}"
        value = setting(deployment.settings, name)
        if not compiled.holds(value, {}):
            return f"no {name} is set" if value is ABSENT else f"{name} is {as_text(value)}, not {compiled.tell({})}"
    return None


def _lack_of(name: str, deployment: Deployment) -> Lack | None:
    """What the deployment says of a setting that it does not claim."""
    return next((one for one in deployment.lacks if one.setting and f"{name}.".startswith(f"{one.setting}.")), None)
