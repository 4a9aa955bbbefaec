"""A front of the mock that collects the secrets of a run, and looks at the ledger when an account is made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from aiohttp.web import BaseRequest, Response

from mockserver.core.mailing import Mail, Mailer
from tests.support.fronted_mock import Answer, is_control, is_sign_up

_SESSION = re.compile(rb"r:[0-9a-f]{32}")
_MAILED = re.compile(r"token=([^&\s]+)")
_PASSWORDS = ("password", "new_password")


@dataclass
class Watcher:
    """What a run sent and got that nobody else may read, and sign-ups that the ledger did not announce."""

    ledger: Path
    passwords: set[str] = field(default_factory=set)
    sessions: set[str] = field(default_factory=set)
    mailed: set[str] = field(default_factory=set)
    sign_ups: int = 0
    unannounced: list[str] = field(default_factory=list)

    async def front(self, request: BaseRequest, answer: Answer) -> Response:
        """Let the mock answer, and remember."""
        if is_control(request):
            return await answer(request)
        body = await request.read()
        if is_sign_up(request, body):
            self._sign_up(request, body)
        self._note(request.path_qs.encode() + repr(request.raw_headers).encode() + body)
        self.passwords |= set(_passwords_in(_members(request, body)))
        response = await answer(request)
        self._note(response.body if isinstance(response.body, bytes) else b"")
        return response

    def wrap(self, mailer: Mailer) -> Mailer:
        """A mailer whose mails are read on their way."""
        return _ReadMails(mailer, self.mailed)

    def _note(self, text: bytes) -> None:
        self.sessions |= {token.decode() for token in _SESSION.findall(text)}

    def _sign_up(self, request: BaseRequest, body: bytes) -> None:
        self.sign_ups += 1
        username = next(_members_named(_members(request, body), ("username",)), None)
        if isinstance(username, str) and username and not self._announced(username):
            self.unannounced.append(f"{request.path} {username}")

    def _announced(self, username: str) -> bool:
        """Does the ledger name this account already?"""
        if not self.ledger.exists():
            return False
        lines = self.ledger.read_text(encoding="utf-8").splitlines()
        return any(json.loads(line).get("username") == username for line in lines)


class _ReadMails(Mailer):
    """Reads every mail before another mailer sends it."""

    def __init__(self, mailer: Mailer, mailed: set[str]) -> None:
        self._mailer = mailer
        self._mailed = mailed

    def send(self, mail: Mail) -> None:
        """Note the tokens of a mail, and send it."""
        self._mailed |= set(_MAILED.findall(mail.text))
        self._mailer.send(mail)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mailer, name)


def _members(request: BaseRequest, body: bytes) -> Any:
    """The members of a request, wherever they stand: query, JSON or a form."""
    query: dict[str, Any] = dict(parse_qsl(request.query_string, keep_blank_values=True))
    text = body.decode("utf-8", "replace")
    try:
        return [query, json.loads(text)]
    except ValueError:
        return [query, dict(parse_qsl(text, keep_blank_values=True))]


def _members_named(data: Any, names: tuple[str, ...]) -> Iterator[Any]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name in names:
                yield value
            yield from _members_named(value, names)
    elif isinstance(data, list):
        for value in data:
            yield from _members_named(value, names)


def _passwords_in(data: Any) -> Iterator[str]:
    return (value for value in _members_named(data, _PASSWORDS) if isinstance(value, str))
