"""Finding the doors of a server: every dialect is asked the same few harmless questions where it might live.

Nothing here makes an account, guesses a password of anybody or sends a mail: it is asked who nobody is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.asking import Asked, Asker
from conformance.dialects.loading import Dialect
from conformance.dialects.requests import origin_and_path
from conformance.dialects.shapes import Difference
from conformance.doctor.places import main_endpoint, places
from conformance.errors import BadInput
from conformance.target import Deployment, Spoken
from conformance.templates import put_at, split_path

#: Refusals that mean: there is such a door, and these keys do not open it.
KEY_REFUSALS = ("application-unknown", "client-unknown", "client-missing")
#: What stands for a required key that was not given: a door that asks for one refuses it, and so shows itself.
NOBODYS_KEY = "nobodys-key"


@dataclass(frozen=True)
class Question:
    """An operation asked by nobody, and what the dialect may answer; a `weak` one shows no more than the edition."""

    operation: str
    expected: tuple[str, ...]
    inputs: tuple[str, ...] = ()
    with_session: bool = False
    weak: bool = False


QUESTIONS = (
    Question("currentUser", ("session-missing",)),
    Question("currentUser", ("session-invalid",), with_session=True),
    Question("getUser", ("not-found", "session-missing"), inputs=("user.id",)),
    Question("logOut", ("session-missing", "ok"), weak=True),
)


@dataclass(frozen=True)
class Look:
    """A dialect in one edition at one place: how much of what was answered is of it."""

    dialect: Dialect
    base: str
    spoken: Spoken
    recognised: int = 0
    weakly: int = 0
    bodies: int = 0
    differences: tuple[Difference, ...] = ()
    refused: str | None = None
    silent: bool = False
    traits: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_there(self) -> bool:
        """Does the dialect live here? One odd answer is chance; so is one answer to everything."""
        return self.refused is not None or (self.recognised > 0 and (not self.differences or self.bodies > 1))

    @property
    def fit(self) -> tuple[int, int]:
        """How well it fits; more is better."""
        return self.recognised + self.weakly, -len(self.differences)

    @property
    def edition(self) -> str:
        """The edition that was looked for."""
        return self.spoken.variant.edition

    @property
    def url(self) -> str:
        """Where its first endpoint is."""
        return self.spoken.origin + self.spoken.at[list(self.spoken.at)[-1]]

    @property
    def family(self) -> tuple[str, ...]:
        """What tells dialects of one server from those of another: doors of one server ask for the same keys."""
        return tuple(self.dialect.raw.get("keys", {})) or (self.dialect.name,)

    def deployment(self, keys: Mapping[str, str], name: str = "doctor") -> Deployment:
        """A deployment with this one door."""
        return Deployment(name, self.base, self.spoken.origin, {self.dialect.name: self.spoken}, keys, {})


@dataclass(frozen=True)
class Sight:
    """A dialect at one place, looked at in each of its editions."""

    looks: tuple[Look, ...]

    @property
    def best(self) -> Look:
        """The edition that fits best; of equals the first."""
        return max(self.looks, key=lambda look: look.fit)

    def of(self, edition: str) -> Look | None:
        """The look for an edition."""
        return next((look for look in self.looks if look.edition == edition), None)


@dataclass(frozen=True)
class Door:
    """A dialect that is there, in the edition that it seems to have; `alike` are those that look the same."""

    look: Look
    alike: tuple[str, ...] = ()


class Search:
    """Looks for doors below one URL, with the keys that were given."""

    def __init__(self, asker: Asker, url: str, keys: Mapping[str, str], *, thorough: bool = True) -> None:
        self._asker = asker
        self._thorough = thorough
        self._url = url
        self._keys = keys

    async def doors(self, dialects: Iterable[Dialect]) -> list[Door]:
        """Every dialect that is there, at the first place where it is."""
        known = list(dialects)
        mains = [main_endpoint(dialect) for dialect in known]
        found = await asyncio.gather(*(self._sight(dialect, mains) for dialect in known))
        sights = without_neighbours([sight for sight in found if sight is not None])
        return [await self._settled(sight, sights) for sight in sights]

    async def _sight(self, dialect: Dialect, mains: Sequence[str]) -> Sight | None:
        """The dialect at the first place where it lives; one that only refuses the keys may live elsewhere."""
        refusing = None
        for base, at, is_usual in places(self._url, dialect, mains):
            if not is_usual and (refusing or not self._thorough):
                break
            sight = await self.sight(dialect, base, at)
            if sight.best.is_there and sight.best.refused is None:
                return sight
            refusing = refusing or (sight if sight.best.is_there else None)
            if sight.best.silent:
                break
        return refusing

    async def sight(self, dialect: Dialect, base: str, at: Mapping[str, str]) -> Sight:
        """The dialect at one place."""
        return Sight(tuple([await self.look(dialect, base, at, edition, {}) for edition in _editions(dialect)]))

    async def _settled(self, sight: Sight, sights: Sequence[Sight]) -> Door:
        """The door in the edition that fits it and its sisters, with the traits that make it fit better."""
        edition = edition_of(sight, sights)
        look = sight.of(edition) or sight.best
        alike = tuple(one.edition for one in sight.looks if one.fit == look.fit and one is not look)
        return Door(await self.refined(look), alike)

    async def look(
        self, dialect: Dialect, base: str, at: Mapping[str, str], edition: str, traits: Mapping[str, str]
    ) -> Look:
        """What the questions show of one edition at one place."""
        variant = dialect.settle(edition, traits, {}, "doctor")
        origin, _ = origin_and_path(base)
        look = Look(dialect, base, Spoken(dialect.name, variant, origin, at), traits=traits)
        keys = keys_or_nobodys(dialect, self._keys)
        answers: list[tuple[Question, Asked]] = []
        for question in QUESTIONS:
            asked = await self._ask(question, look, keys)
            if asked is None:
                continue
            if asked.exchange.response is None:
                return replace(look, silent=True)
            answers.append((question, asked))
            if _nobody_there(asked):
                break
        return _judged(look, answers)

    async def _ask(self, question: Question, look: Look, keys: Mapping[str, str]) -> Asked | None:
        made_up = made_up_values(look.spoken)
        inputs = {name.rpartition(".")[2]: _at(made_up, name) for name in question.inputs}
        if None in inputs.values():
            return None
        session = made_up.get("session", {}) if question.with_session else {}
        if question.with_session and not session:
            return None
        return await self._asker.ask(
            look.deployment(keys), look.spoken, question.operation, inputs=inputs, session=session, again=False
        )

    async def refined(self, look: Look) -> Look:
        """The look with every trait that lessens the differences; one after the other, until none does."""
        while look.differences:
            others = [await self._with(look, name, value) for name, value in _other_traits(look)]
            best = max(others, key=lambda one: one.fit, default=look)
            if best.fit <= look.fit:
                break
            look = best
        return look

    async def _with(self, look: Look, name: str, value: str) -> Look:
        try:
            return await self.look(look.dialect, look.base, look.spoken.at, look.edition, {**look.traits, name: value})
        except BadInput:  # the contract of this edition knows no such answer
            return look


def _judged(look: Look, answers: Sequence[tuple[Question, Asked]]) -> Look:
    recognised: list[Asked] = []
    differences: list[Difference] = []
    weakly = 0
    for question, asked in answers:
        told: list[list[Difference]] = [asked.differences(word) for word in question.expected if word in asked.outcomes]
        if told and question.weak:
            weakly += 1
        elif told:
            recognised.append(asked)
            nearest = min(told, key=len)
            differences += nearest
    bodies = {(one.exchange.response.status, one.exchange.response.body) for one in recognised if one.exchange.response}
    refused = refused_keys(answers[0][1]) if answers and not recognised else None
    return replace(
        look,
        recognised=len(recognised),
        weakly=weakly,
        bodies=len(bodies),
        differences=tuple(differences),
        refused=refused,
    )


def without_neighbours(sights: Sequence[Sight]) -> list[Sight]:
    """The sights without those that are seen only because another dialect lives at the same place.

    Of two that are asked at one URL the one that fits better stays; and who refuses keys does so for all below.
    """
    kept = []
    for sight in sights:
        here = [one.best for one in sights if one.best.url == sight.best.url]
        sisters = [one.best for one in sights if one.best.family == sight.best.family]
        above = [look for look in sisters if sight.best.url.startswith(f"{look.url}/")]
        is_shadow = sight.best.refused is not None and any(one.refused is not None for one in above)
        if sight.best.fit == max(look.fit for look in here) and not is_shadow:
            kept.append(sight)
    return kept


def edition_of(sight: Sight, sights: Sequence[Sight]) -> str:
    """The edition that fits best, together with the other doors of the same server that have it too."""
    sisters = [one for one in sights if one.best.family == sight.best.family]

    def together(look: Look) -> tuple[int, int]:
        fits = [other.fit for one in sisters if (other := one.of(look.edition))]
        return sum(fit[0] for fit in fits), sum(fit[1] for fit in fits)

    return max(sight.looks, key=together).edition


def refused_keys(asked: Asked) -> str | None:
    """The refusal of the keys that an answer is, put exactly as the dialect puts it."""
    known = [word for word in KEY_REFUSALS if word in asked.outcomes]
    return next((word for word in known if not asked.differences(word)), None)


def keys_or_nobodys(dialect: Dialect, keys: Mapping[str, str]) -> dict[str, str]:
    """The keys that were given, and nobody's for each other one that the dialect asks for."""
    words = dialect.raw.get("keys", {})
    return {**{name: NOBODYS_KEY for name, word in words.items() if word["required"]}, **keys}


def made_up_values(spoken: Spoken) -> dict[str, Any]:
    """The well-formed values of nobody, as a tree."""
    values: dict[str, Any] = {}
    for name, value in spoken.variant.binding.model.made_up.items():
        put_at(values, split_path(name), value)
    return values


def _at(tree: Mapping[str, Any], name: str) -> Any:
    value: Any = tree
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _nobody_there(asked: Asked) -> bool:
    """Is this the answer of a path that nobody serves? Then nothing more is asked there."""
    response = asked.exchange.response
    return response is not None and response.status in (404, 405) and not asked.outcomes


def _editions(dialect: Dialect) -> list[str]:
    """The default edition first, so that it is taken where the questions do not tell."""
    others = [name for name in dialect.editions if name != dialect.default_edition]
    return [dialect.default_edition, *others]


def _other_traits(look: Look) -> Iterator[tuple[str, str]]:
    chosen = dict(look.spoken.variant.traits)
    for name, trait in look.dialect.traits.items():
        yield from ((name, value) for value in trait.values if value != chosen.get(name))
