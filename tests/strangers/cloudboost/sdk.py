"""The official CloudBoost SDK at work, and what it was told by the last public code of the server."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from conformance.fixtures import MailSinkHandle
from tests.strangers.scripts import answers, packages, steps_of

HERE = Path(__file__).parent
#: What a script of the same steps told on that server, numbered.
TOLD = HERE / "cloudboost-aa45640.json"
_MOMENTS = ("createdAt", "updatedAt")
_OF_ROLES = ("_id", "_type", "name")


def told_by_the_sdk(url: str, keys: dict[str, str], mails: MailSinkHandle) -> list[dict[str, Any]]:
    """What the SDK shows its users, step by step, on the server at this URL."""
    plan = {"packages": str(packages(HERE)), "url": url, **keys}
    return numbered(steps_of(HERE / "drive.cjs", answers(plan, mails)))


def told_by_the_real_server() -> list[dict[str, Any]]:
    """What it was when the real server was asked."""
    steps: list[dict[str, Any]] = json.loads(TOLD.read_text(encoding="utf-8"))
    return steps


def numbered(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps with `‹id 1›`, `‹session 1›` … in place of what a server made up."""
    names: dict[tuple[str, str], str] = {}

    def told(kind: str, text: str) -> str:
        number = sum(known == kind for known, _ in names) + 1
        return names.setdefault((kind, text), f"‹{kind} {number}›")

    def value_of(value: Any, member: str = "") -> Any:
        if isinstance(value, dict):
            return {name: value_of(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            inner = [_role(one) for one in value] if member == "roles" else value
            return [value_of(one) for one in inner]
        if not isinstance(value, str):
            return value
        return _shown(member, value, told)

    return [value_of(step) for step in steps]


def _shown(member: str, value: str, told: Any) -> str:
    if member in _MOMENTS:
        return "‹moment›"
    if member == "session":
        return str(told("session", value))
    if member in ("_id", "id") and re.fullmatch(r"[A-Za-z0-9]{8}", value):
        return str(told("id", value))
    return str(told("password", value)) if member == "password" else value


def _role(role: dict[str, Any]) -> dict[str, Any]:
    """Of a role that stands in a user, what the recorded script told of it."""
    return {name: role[name] for name in _OF_ROLES if name in role}
