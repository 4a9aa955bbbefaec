"""A target file held against the servers that it names: does each door open, and is what is declared so?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conformance.asking import Asker
from conformance.dialects.loading import Dialect
from conformance.doctor.diagnosis import Diagnosis
from conformance.doctor.doors import Door, Look, Search
from conformance.doctor.examining import Surroundings, examine_inside
from conformance.doctor.reaching import reach
from conformance.target import Deployment, Spoken, Target
from conformance.templates import ABSENT, look_up, split_path


async def check_target(target: Target, dialects: Mapping[str, Dialect], around: Surroundings) -> list[Diagnosis]:
    """A diagnosis of each deployment; the one account is made in the first that sends mails, else in the first."""
    mailing = (one for one in target.deployments if one.settings.get("mail"))
    chosen = next(mailing, target.deployments[0])
    return [
        await _check(one, dialects, replace(around, with_account=around.with_account and one is chosen))
        for one in target.deployments
    ]


async def _check(deployment: Deployment, dialects: Mapping[str, Dialect], around: Surroundings) -> Diagnosis:
    diagnosis = Diagnosis(f"{deployment.name} · {deployment.url}", keys=dict(deployment.keys))
    if not await reach(deployment.url, around.transport, diagnosis):
        return diagnosis
    asker = Asker(around.transport)
    search = Search(asker, deployment.url, deployment.keys)
    for name, spoken in deployment.spoken.items():
        await _check_door(dialects[name], spoken, search, diagnosis)
    opened = [door for door in diagnosis.doors if door.look.refused is None]
    if opened and around.owned:
        most = max(opened, key=lambda door: len(door.look.spoken.variant.binding.model.operations))
        await examine_inside(most, deployment, asker, around, diagnosis)
        _compare(deployment, diagnosis)
    return diagnosis


async def _check_door(dialect: Dialect, spoken: Spoken, search: Search, diagnosis: Diagnosis) -> None:
    """Does the dialect live where the file says, as the file says?"""
    defaults = dialect.editions[spoken.variant.edition].traits
    told = {name: value for name, value in spoken.variant.traits if value != _usual(dialect, name, defaults)}
    look = await search.look(dialect, spoken.origin, spoken.at, spoken.variant.edition, told)
    if look.refused is not None:
        diagnosis.complain(f"{dialect.name} refuses the keys ({look.refused})", "look at `keys` of the target")
        diagnosis.doors.append(Door(look))
        return
    sight = await search.sight(dialect, spoken.origin, spoken.at)
    best = await search.refined(sight.best)
    if not look.is_there and not best.is_there:
        await _tell_elsewhere(dialect, look, search, diagnosis)
        return
    diagnosis.doors.append(Door(look))
    if best.fit > look.fit:
        diagnosis.complain(
            f"{dialect.name} answers less like edition {look.edition} as it is declared than like {_told(best)}",
            "declare that, or take the findings of a run for what they are",
        )


def _usual(dialect: Dialect, trait: str, edition: Mapping[str, str]) -> str:
    return edition.get(trait, dialect.traits[trait].default)


def _told(look: Look) -> str:
    traits = ", ".join(f"{name}: {value}" for name, value in look.traits.items())
    return f"edition {look.edition}" + (f" with the traits {{{traits}}}" if traits else "")


async def _tell_elsewhere(dialect: Dialect, look: Look, search: Search, diagnosis: Diagnosis) -> None:
    elsewhere = await search.doors([dialect])
    remedy = (
        f"it seems to live at {elsewhere[0].look.url}: say so with `url` or `endpoints`"
        if elsewhere
        else "is `url` where the paths of the dialect are appended? Is this door open on the server?"
    )
    diagnosis.complain(f"{dialect.name} does not answer at {look.url}", remedy)


def _compare(deployment: Deployment, diagnosis: Diagnosis) -> None:
    """What was seen of the settings, held against what is declared."""
    for name, seen in diagnosis.settings().items():
        declared: Any = look_up(dict(deployment.settings), split_path(name))
        is_declared = declared is not ABSENT and declared is not False
        if isinstance(seen, bool) and seen != is_declared:
            on = "is on" if seen else "is off"
            said = "says that it is on" if is_declared else "does not say so, and what is unsaid counts as off"
            diagnosis.complain(f"{name} {on}, and the target file {said}", f"say {name}: {str(seen).lower()}")
