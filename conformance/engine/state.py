"""What one running case knows: people and their sessions, kept answers, the page opened last."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from conformance.altered import Altered
from conformance.dialects.shapes import Answer, Difference
from conformance.filler import Filler
from conformance.mail.following import Visit
from conformance.mail.mailbox import Mailboxes
from conformance.mail.message import MailMessage
from conformance.people import Chance, Fresh, has_tag, make_person
from conformance.redact import Secrets
from conformance.target import Deployment, Spoken
from conformance.templates import put_at, split_path
from conformance.vocabulary import Vocabulary
from conformance.wire import Exchange, WireRequest


class Clock(Protocol):
    """The clock of a target: turned where it can be, else awaited."""

    async def pass_seconds(self, seconds: float) -> None:
        """Let that much time go by for the target."""

    async def settle(self) -> None:
        """Return when the target has sent every mail it was going to send."""

    async def has_mailed_all(self) -> bool:
        """Has every mail come that the target was going to send? No, where nobody can know."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as the dialect reads it, with the scope it is judged in."""

    answer: Answer
    request: WireRequest
    fields: Mapping[str, Any]
    inputs: Mapping[str, Any]
    scope: Mapping[str, Any]


@dataclass(slots=True)
class Trace:
    """What one step sent, received and read."""

    exchanges: list[Exchange] = field(default_factory=list)
    mails: list[MailMessage] = field(default_factory=list)


#: Tell the run of wire details: part (signUp.ok), differences, the exchange that shows them.
Report = Callable[[str, str, list[Difference], Exchange | None], None]


@dataclass
class CaseState:
    """Everything that changes while a case runs."""

    address: str
    deployment: Deployment
    spoken: Spoken
    vocabulary: Vocabulary
    chance: Chance
    send_raw: Callable[[WireRequest], Awaitable[Exchange]]
    mailboxes: Mailboxes | None
    clock: Clock
    patience: Callable[[], float]
    report: Report
    note_account: Callable[[Mapping[str, Any]], None]
    secrets: Secrets
    scope: dict[str, Any] = field(default_factory=dict)
    sessions: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    kept: dict[str, Reply] = field(default_factory=dict)
    visit: Visit | None = None
    trace: Trace = field(default_factory=Trace)

    def prepare(self, people: list[str]) -> None:
        """Make the people and fill the scope with what is there without asking."""
        deployment = self.deployment
        self.scope = {
            "settings": deployment.settings,
            "keys": deployment.keys,
            "fresh": Fresh(self.chance),
            "filler": Filler(),
            "madeUp": _made_up(self.spoken),
        }
        self.scope["altered"] = Altered(self.scope, self._learn_altered)
        self.place(self.spoken)
        for name in people:
            person = make_person(name, self.chance)
            self.scope[name] = person
            for attribute in ("password", "newPassword", "wrongPassword", "weakPassword"):
                self.secrets.learn(person[attribute], f"{attribute} {name}")
            for attribute, value in person.items():
                self.secrets.know(value, attribute)

    def _learn_altered(self, value: str, altered: str) -> None:
        """What is nearly a secret is one as well; what is nearly a name or an id is not."""
        if self.secrets.are_in(value):
            self.secrets.learn(altered, "altered")

    def place(self, spoken: Spoken) -> dict[str, Any]:
        """The scope for requests through one door of the deployment."""
        self.scope["at"] = spoken.at
        self.scope["target"] = {"origin": spoken.origin, "links": self.deployment.link_origin}
        return self.scope

    async def send(self, request: WireRequest) -> Exchange:
        """Send, and keep the exchange for the report."""
        exchange = await self.send_raw(request)
        self.trace.exchanges.append(exchange)
        return exchange

    def is_made_up(self, name: object) -> bool:
        """Is this a name that nobody but this run can have come upon, since it has the tag of one of its people?"""
        people = [who for who, value in self.scope.items() if isinstance(value, dict) and "otherEmail" in value]
        return any(has_tag(str(name), who, self.chance) for who in people)

    def addresses(self) -> list[str]:
        """Every mail address that people of this case may use."""
        people = [value for value in self.scope.values() if isinstance(value, dict) and "otherEmail" in value]
        return [person[key] for person in people for key in ("email", "otherEmail", "unknownEmail")]


def _made_up(spoken: Spoken) -> dict[str, Any]:
    """Well-formed values that nobody was given, as the dialect has them."""
    values: dict[str, Any] = {}
    for name, value in spoken.variant.binding.model.made_up.items():
        put_at(values, split_path(name), value)
    return values
