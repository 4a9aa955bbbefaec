"""The state of a case against a toy, without any wire. Its vice: whoever sends with it gets no answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from conformance.dialects.shapes import Answer, Difference
from conformance.engine.state import CaseState, Reply
from conformance.people import Chance
from conformance.redact import Secrets
from conformance.target import Deployment, build_target
from conformance.wire import Exchange, WireRequest
from conformance.yamltext import read_text
from tests.support import toys

REQUEST = WireRequest("GET", "http://127.0.0.1:9/x")


def deployment(name: str = "plain", **words: str) -> Deployment:
    """A deployment of the toys; words are YAML."""
    more = "".join(f", {key}: {value}" for key, value in words.items())
    text = (
        "target: toys\ndeployments:\n"
        f'  - {{name: {name}, url: "http://127.0.0.1:9", dialects: {{toy: {{}}, toy-graphql: {{}}}}, '
        f"keys: {{application: app}}{more}}}\n"
    )
    return build_target(read_text(text, "t"), "t", toys.dialects(), toys.vocabulary()).deployments[0]


@dataclass
class Still:
    """A clock that does not go: time passes at once; it may know that all mails have come."""

    all_mailed: bool = False

    async def pass_seconds(self, seconds: float) -> None:
        """Nothing."""

    async def settle(self) -> None:
        """Nothing."""

    async def has_mailed_all(self) -> bool:
        """As it was made."""
        return self.all_mailed


@dataclass
class Told:
    """What a case told the run of wire details."""

    parts: list[tuple[str, list[str]]] = field(default_factory=list)

    def report(self, dialect: str, part: str, differences: list[Difference], exchange: Exchange | None) -> None:
        """Note a part and where it differs."""
        self.parts.append((part, [one.where for one in differences]))


async def nobody(request: WireRequest) -> Exchange:
    """Send to nobody."""
    return Exchange(request, None, "nobody listens")


def state(told: Told | None = None, dialect: str = "toy", **words: Any) -> CaseState:
    """The state of a case; `words` replace its fields."""
    there = deployment()
    given: dict[str, Any] = {
        "address": "area/a/dialect:toy",
        "deployment": there,
        "spoken": there.spoken[dialect],
        "vocabulary": toys.vocabulary(),
        "chance": Chance(1, "run", "area/a/dialect:toy"),
        "send_raw": nobody,
        "mailboxes": None,
        "clock": Still(),
        "patience": lambda: 0.0,
        "report": (told or Told()).report,
        "note_account": lambda account: None,
        "secrets": Secrets(),
    }
    return CaseState(**{**given, **words})


def reply(answer: Answer, fields: dict[str, Any] | None = None, **inputs: Any) -> Reply:
    """A reply as a dialect would have read it."""
    scope = {"in": inputs, "settings": {"lockout": {"minutes": 5}}, "reply": {}, "ann": {"username": "ann"}}
    return Reply(answer, REQUEST, fields or {}, inputs, scope)
