"""A ledger read back: what is known of each account that a run made, or was about to make."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.errors import BadInput, Problem

#: Larger ledgers are none of ours: a run of the whole suite notes some thousand accounts in half a megabyte.
_LARGEST = 100_000_000


@dataclass
class Account:
    """One name at one server, with everything that lines of a ledger say of it."""

    url: str
    dialect: str
    username: str | None = None
    anonymous_id: str | None = None
    ids: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    is_made_up: bool = False
    was_made: bool = False
    was_removed: bool = False
    people: set[tuple[int, str, str, str]] = field(default_factory=set)

    @property
    def name(self) -> str:
        """What people call it."""
        return self.username or f"anonymous {self.anonymous_id}"

    def learn(self, line: Mapping[str, Any]) -> None:
        """Take in one more line about it."""
        self.is_made_up |= line.get("made_up") is True
        self.was_made |= line.get("made") is True
        self.was_removed |= line.get("removed") is True
        if line.get("made") is True and line.get("removed") is not True:
            self.was_removed = False
        if isinstance(line.get("id"), str):
            self.ids.add(line["id"])
        if isinstance(line.get("email"), str):
            self.emails.add(line["email"])
        person = (line.get("seed"), line.get("run"), line.get("case"), line.get("person"))
        if isinstance(person[0], int) and all(isinstance(word, str) for word in person[1:]):
            self.people.add(person)  # type: ignore[arg-type]  # just looked at


def read_ledger(path: Path) -> list[Account]:
    """The accounts of a ledger, each once; BadInput tells every line that is none of a ledger."""
    accounts: dict[tuple[str, str, str, str], Account] = {}
    problems: list[Problem] = []
    for number, line in enumerate(_lines(path), start=1):
        entry = _entry(line)
        if entry is None:
            problems.append(
                Problem(str(path), number, 1, "CL001", "no line of a ledger: it is a JSON object with `url`")
            )
            continue
        for account in _of(entry, accounts):
            account.learn(entry)
    if problems:
        raise BadInput(problems[:20])
    return list(accounts.values())


def _lines(path: Path) -> Iterator[str]:
    try:
        if path.stat().st_size > _LARGEST:
            raise BadInput(f"{path} is larger than any ledger")
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from (line for line in file if line.strip())
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) and isinstance(entry.get("url"), str) else None


def _of(entry: Mapping[str, Any], accounts: dict[tuple[str, str, str, str], Account]) -> Iterator[Account]:
    """The account a line speaks of; none for a sign-up without any name, which nobody can be found by."""
    url, dialect = str(entry["url"]), str(entry.get("dialect", ""))
    for kind in ("username", "anonymousId"):
        name = entry.get(kind)
        if isinstance(name, str) and name:
            key = (url, dialect, kind, name)
            if key not in accounts:
                is_name = kind == "username"
                accounts[key] = Account(url, dialect, name if is_name else None, None if is_name else name)
            yield accounts[key]
            return
