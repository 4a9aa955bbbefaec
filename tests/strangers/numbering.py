"""Makes what two servers told comparable: whatever is new in each run gets a number, equal things the same one."""

from __future__ import annotations

import re
from typing import Any

#: What is known by its form, wherever it stands.
_FORMS = (
    ("token", re.compile(r"r:[0-9a-f]{32}")),
    ("uuid", re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")),
    ("time", re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")),
)
#: What looks like words: known by the member it stands in.
_MEMBERS = {"objectId": ("id", 10), "id": ("id", 10), "username": ("name", 25)}
#: The tokens that the scripts make up are the same in every run.
_MADE_UP = f"r:{'0' * 32}"


def numbered(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps with `‹token 1›`, `‹id 2›` … in place of what a server made up; moments are all alike."""
    return _Numbering().value(steps)  # type: ignore[no-any-return]


class _Numbering:
    """The numbers given so far."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {_MADE_UP: _MADE_UP}
        self._counts: dict[str, int] = {}

    def value(self, value: Any, member: str = "") -> Any:
        """A value with everything in it replaced."""
        if isinstance(value, dict):
            return {self.value(name): self.value(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner) for inner in value]
        return self._text(value, member) if isinstance(value, str) else value

    def _text(self, text: str, member: str) -> str:
        kind, length = _MEMBERS.get(member, ("", 0))
        if kind and re.fullmatch(rf"[A-Za-z0-9]{{{length}}}", text):
            return self._name(kind, text)
        if text in self._names:  # an id once more, as the key of an access list
            return self._names[text]
        for kind, form in _FORMS:
            text = form.sub(lambda found, kind=kind: self._name(kind, found.group()), text)  # type: ignore[misc]
        return text

    def _name(self, kind: str, text: str) -> str:
        if kind == "time":
            return "‹time›"
        if text not in self._names:
            self._counts[kind] = number = self._counts.get(kind, 0) + 1
            self._names[text] = f"‹{kind} {number}›"
        return self._names[text]
