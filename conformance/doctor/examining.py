"""One look at one URL, or at the doors that a target file names: everything in order, each thing once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.asking import Asker
from conformance.dialects.loading import Dialect
from conformance.doctor.account import Trial, session_of
from conformance.doctor.diagnosis import Diagnosis
from conformance.doctor.doors import Door, Search
from conformance.doctor.reaching import SLOW, reach
from conformance.doctor.settings import Questioner
from conformance.mail.mailbox import Mailboxes
from conformance.target import Deployment
from conformance.transport import Transport

INTROSPECTION = "{ __schema { queryType { name } } }"


@dataclass(frozen=True)
class Surroundings:
    """What an examination works with; without `owned` nothing but harmless questions is asked."""

    transport: Transport
    person: Mapping[str, Any]
    note: Callable[[Mapping[str, Any]], None]
    owned: bool
    mailboxes: Mailboxes | None = None
    listen: str = ""
    patience: float = 10.0
    with_account: bool = True


async def examine(
    url: str, dialects: Iterable[Dialect], keys: Mapping[str, str], surroundings: Surroundings
) -> Diagnosis:
    """Look at a URL: who answers, which dialects live there, what they seem to be set to."""
    diagnosis = Diagnosis(url, keys=dict(keys))
    if not await reach(url, surroundings.transport, diagnosis):
        return diagnosis
    asker = Asker(surroundings.transport)
    known = list(dialects)
    # Where an answer takes seconds, every door is looked for only where it usually is.
    doors = await Search(asker, url, keys, thorough=diagnosis.milliseconds < SLOW).doors(known)
    if not doors:
        names = ", ".join(dialect.name for dialect in known)
        diagnosis.complain(
            f"no user API that is known here ({names}) answers below this URL",
            "give the URL that the paths of the API are appended to; an API of another kind needs a dialect file "
            "(--dialects DIR, docs/guides/your-own-dialect.md)",
        )
    for family in sorted(families(doors), key=_room, reverse=True):
        part = diagnosis.part(family)
        part.doors = [await _with_introspection(door, asker, keys, part) for door in family]
        _tell_keys(part)
        if surroundings.owned and any(door.look.refused is None for door in family):
            door = _roomiest(family)
            await examine_inside(door, door.look.deployment(keys), asker, surroundings, part)
            surroundings = replace(surroundings, with_account=surroundings.with_account and not part.made_account)
    return diagnosis


def families(doors: Iterable[Door]) -> list[list[Door]]:
    """The doors of each server behind the URL."""
    sorted_out: dict[tuple[str, ...], list[Door]] = {}
    for door in doors:
        sorted_out.setdefault(door.look.family, []).append(door)
    return list(sorted_out.values())


def _roomiest(family: Iterable[Door]) -> Door:
    """Of the open doors of one server the one with most operations."""
    return max((door for door in family if door.look.refused is None), key=_operations)


def _room(family: Iterable[Door]) -> int:
    """How much the server can do: the one that can do most is where an account is made."""
    return max(map(_operations, family))


def _operations(door: Door) -> int:
    return len(door.look.spoken.variant.binding.model.operations)


def _tell_keys(part: Diagnosis) -> None:
    words: Mapping[str, Any] = part.doors[0].look.dialect.raw.get("keys", {})
    refused = [door for door in part.doors if door.look.refused is not None]
    told = [f"keys.{name}: {word['about']}" for name, word in words.items() if word["required"]]
    others = [f"keys.{name}" for name, word in words.items() if not word["required"]]
    if refused:
        names = " or ".join(door.look.dialect.name for door in refused)
        given = [name for name in words if name in part.keys]
        what = f"{names} refuses the keys it was shown ({', '.join(given)})" if given else f"{names} asks for keys"
        part.complain(
            what, f"give them with --set keys.NAME=…: {'; '.join(told)}; where it asks for more: {', '.join(others)}"
        )
    elif "master" in words and "master" not in part.keys:
        part.see("keys", f"without `master` ({words['master']['about']}) what it opens is skipped")


async def _with_introspection(door: Door, asker: Asker, keys: Mapping[str, str], diagnosis: Diagnosis) -> Door:
    """The door with what it tells of its schema; a dialect that knows the trait has it declared."""
    look = door.look
    if look.refused is not None:
        return door
    exchange = await asker.ask_document(look.deployment(keys), look.spoken, INTROSPECTION)
    if exchange is None or exchange.response is None:
        return door
    answer = exchange.response.json_or(None)
    data = answer.get("data") if isinstance(answer, dict) else None
    is_open = isinstance(data, dict) and isinstance(data.get("__schema"), dict)
    diagnosis.see("introspection", f"{look.dialect.name} tells its schema {'to everybody' if is_open else 'to nobody'}")
    value = "open" if is_open else "closed"
    trait = look.dialect.traits.get("introspection")
    if trait is None or dict(look.spoken.variant.traits)["introspection"] == value:
        return door
    return replace(door, look=replace(look, traits={**look.traits, "introspection": value}))


async def examine_inside(
    door: Door, deployment: Deployment, asker: Asker, around: Surroundings, diagnosis: Diagnosis
) -> None:
    """What a server of one's own shows through one door."""

    def note(account: Mapping[str, Any]) -> None:
        around.note(
            {"deployment": deployment.name, "url": deployment.url, "dialect": door.look.dialect.name, **account}
        )

    questioner = Questioner(asker, door, deployment, around.person, note)
    await questioner.look_around(diagnosis)
    trial = Trial(
        asker, door, deployment, around.person, diagnosis, note, around.mailboxes, around.listen, around.patience
    )
    for made in questioner.taken:
        gone = await trial.remove(made, session_of(made))
        diagnosis.left_behind |= gone is None
        left = "it was removed again" if gone else "it is still there"
        diagnosis.complain(
            f"a sign-up with an address that is none was taken; {left}", "that is a finding: see the area `signup`"
        )
    diagnosis.made_account |= bool(questioner.taken)
    if around.with_account and not questioner.taken:
        await trial.run()
