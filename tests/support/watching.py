"""A front of the mock that collects the secrets of a run, and looks at the ledger when an account is made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from aiohttp.web import BaseRequest, Response

from mockserver.core.mailing import Mail, Mailer
from tests.support.fronted_mock import Answer, body_of, is_control, is_sign_up
from tests.support.own_scenarios import BUNDLED

#: What gives access, by its form: sessions of Parse, refresh tokens of Durudex, the signature of a JWT.
_SESSION = re.compile(rb"r:[0-9a-f]{32}|\b[0-9a-f]{64}\b|\beyJ[\w-]+\.eyJ[\w-]+\.([\w-]{43})\b")
#: The header by which CloudBoost tells and is shown a session.
_SESSION_HEADER = "sessionID"
#: A shorter one is none: somebody tries a user's id as a session.
_LEAST = 16
_MAILED = re.compile(r"(?:token|resetKey|activateKey)=([\w-]+)|(?<![#\w])(\d{6})\b")
PASSWORDS = ("password", "new_password", "newPassword", "oldPassword")
#: Passwords of generated people; scenarios also send some of their own, which are no secrets: they stand in YAML.
GENERATED = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9]{16}|[a-z]{6}")


def is_secret(token: str) -> bool:
    """Is this not one of the well-formed tokens that dialects and scenarios make up, or of one character?"""
    return token not in _written() and len(set(token.removeprefix("r:"))) > 1


@cache
def _written() -> str:
    """All that stands in the bundled files: no secrets."""
    return "".join(path.read_text(encoding="utf-8") for path in BUNDLED.rglob("*.yaml"))


@dataclass
class Watched:
    """What a run sent and got that nobody else may read, what it wrote and said, and what its ledger announced."""

    passwords: list[str] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    mailed: list[str] = field(default_factory=list)
    announced: list[str] = field(default_factory=list)
    unannounced: list[str] = field(default_factory=list)
    said: str = ""
    log: Path = Path()
    ledger: Path = Path()

    @property
    def secrets(self) -> list[str]:
        """Everything that must stay secret."""
        return [*self.passwords, *self.sessions, *self.mailed]

    @classmethod
    def read(cls, folder: Path) -> Watched:
        """What was written to a folder."""
        told = json.loads((folder / "watched.json").read_text(encoding="utf-8"))
        return cls(**{**told, "log": Path(told["log"]), "ledger": Path(told["ledger"])})

    def write(self, folder: Path) -> None:
        """Write it to a folder."""
        text = json.dumps(asdict(self), default=str)
        (folder / "watched.json").write_text(text, encoding="utf-8")


@dataclass
class Watcher:
    """Watches one run from the side of the server."""

    log: Path
    ledger: Path
    passwords: set[str] = field(default_factory=set)
    sessions: set[str] = field(default_factory=set)
    mailed: set[str] = field(default_factory=set)
    announced: set[str] = field(default_factory=set)
    unannounced: set[str] = field(default_factory=set)
    _known: set[str] = field(default_factory=set)
    _read_to: int = 0

    def seen(self, said: str) -> Watched:
        """Everything that was seen of a run that said this."""
        found = (self.passwords, self.sessions, self.mailed, self.announced, self.unannounced)
        return Watched(*map(sorted, found), said, self.log, self.ledger)

    async def front(self, request: BaseRequest, answer: Answer) -> Response:
        """Let the mock answer, and remember."""
        if is_control(request):
            return await answer(request)
        body = await body_of(request)
        members = _members(request, body)
        if is_sign_up(request, body):
            self._look_into_the_ledger(members)
        self._note(request.path_qs.encode() + repr(request.raw_headers).encode() + body)
        self._note_header(request.headers)
        passwords = {value for value in _named(members, PASSWORDS) if GENERATED.fullmatch(value)}
        self.passwords |= {password for password in passwords if is_secret(password)}
        response = await answer(request)
        self._note(response.body if isinstance(response.body, bytes) else b"")
        self._note_header(response.headers)
        return response

    def wrap(self, mailer: Mailer) -> Mailer:
        """A mailer whose mails are read on their way."""
        return _ReadMails(mailer, self.mailed)

    def _note(self, text: bytes) -> None:
        found = {(match[1] or match[0]).decode() for match in _SESSION.finditer(text)}
        self.sessions |= {token for token in found if is_secret(token)}

    def _note_header(self, headers: Mapping[str, str]) -> None:
        session = headers.get(_SESSION_HEADER, "")
        if len(session) >= _LEAST and is_secret(session):
            self.sessions.add(session)

    def _look_into_the_ledger(self, members: Any) -> None:
        """Is the account that is about to be made written down, at this moment?"""
        if self.ledger.exists():
            with self.ledger.open("rb") as lines:
                lines.seek(self._read_to)
                # The run writes while this reads: what has no end yet is half a line.
                whole, end, _ = lines.read().rpartition(b"\n")
            self._known |= {str(json.loads(line).get("username")) for line in whole.splitlines()}
            self._read_to += len(whole + end)
        for name in filter(None, _named(members, ("username",))):
            (self.announced if name in self._known else self.unannounced).add(name)


class _ReadMails(Mailer):
    """Reads every mail before another mailer sends it."""

    def __init__(self, mailer: Mailer, mailed: set[str]) -> None:
        self._mailer = mailer
        self._mailed = mailed

    def send(self, mail: Mail) -> None:
        """Note the tokens of a mail, and send it."""
        found = {match[1] or match[2] for match in _MAILED.finditer(f"{mail.text} {mail.html or ''}")}
        self._mailed |= {secret for secret in found if is_secret(secret)}
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


def _named(data: Any, names: tuple[str, ...]) -> Iterator[str]:
    """Every text that is the value of a member with one of these names, however deep."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name in names and isinstance(value, str):
                yield value
            yield from _named(value, names)
    elif isinstance(data, list):
        for value in data:
            yield from _named(value, names)
