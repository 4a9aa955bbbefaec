"""Accounts around fuzzed requests: a session to send along, and whether a refused sign-up left somebody behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from conformance.dialects.binding import OK
from conformance.dialects.shapes import Answer
from conformance.fuzzing.doors import Door
from conformance.people import Chance, make_person
from conformance.wire import WireRequest, WireResponse

Send = Callable[[WireRequest], WireResponse]

#: A session serves so many requests: some of them end it, or change its user.
_USES: Final = 20


@dataclass
class Accounts:
    """Makes people at one door, as the dialect does."""

    door: Door
    send: Send
    chance: Chance
    made: int = 0
    _session: dict[str, Any] = field(default_factory=dict)

    def headers(self, asked: int) -> dict[str, str]:
        """The headers of the next request: every second one has a session, if sign-ups give any."""
        if asked % 2:
            return self.door.headers()
        if asked % _USES == 0:
            self._session = self._sign_up()
        return self.door.headers(self._session or None)

    def may_enter(self, username: Any, password: Any) -> bool:
        """Do these credentials open a session?"""
        log_in = self.door.operation("logIn")
        if log_in is None:
            return False
        scope = self.door.scope({"username": username, "password": password, "email": username})
        answer = _answered(self.send(log_in.write(scope)))
        return log_in.recognises(OK, answer, scope)

    def session_in(self, response: WireResponse) -> dict[str, Any]:
        """The session that an answer gives, if it is one that a sign-up could have."""
        sign_up = self.door.operation("signUp")
        fields = sign_up.read_fields(_answered(response)) if sign_up else {}
        return {name: fields[f"session.{name}"] for name in ("token", "refresh") if f"session.{name}" in fields}

    def _sign_up(self) -> dict[str, Any]:
        sign_up = self.door.operation("signUp")
        if sign_up is None:
            return {}
        self.made += 1
        person = make_person(f"fuzzed{self.made}", self.chance)
        scope = self.door.scope({name: person[name] for name in ("username", "password", "email")})
        return self.session_in(self.send(sign_up.write(scope)))


def credentials_in(body: Mapping[str, Any]) -> tuple[str, str] | None:
    """The name and password of a sign-up, where both are text."""
    name, password = body.get("username"), body.get("password")
    return (name, password) if isinstance(name, str) and isinstance(password, str) and name and password else None


def _answered(response: WireResponse) -> Answer:
    return Answer(response, response)
