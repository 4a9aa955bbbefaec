"""A target file from a diagnosis: what was seen, and nothing that was not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.dialects.requests import origin_and_path
from conformance.doctor.diagnosis import Diagnosis
from conformance.doctor.doors import Door
from conformance.templates import put_at


def environment_of(key: str) -> str:
    """The environment variable that a secret key is looked up in."""
    return f"CONFORMANCE_{key.upper()}_KEY"


def proposal(diagnosis: Diagnosis, listen: str) -> dict[str, Any]:
    """The data of a target file; keys that are secrets are looked up in the environment."""
    arrives = any(part.mail_arrives for part in diagnosis.parts)
    mail = {"route": "sink", "listen": listen} if arrives else {"route": "none"}
    only = len(diagnosis.parts) == 1
    deployments = [_deployment(part, "main" if only else part.doors[-1].look.dialect.name) for part in diagnosis.parts]
    return {"target": "my-server", "mail": mail, "deployments": deployments}


def _deployment(part: Diagnosis, name: str) -> dict[str, Any]:
    doors = [door for door in part.doors if door.look.refused is None] or part.doors
    base = doors[-1].look.base
    data: dict[str, Any] = {"name": name, "url": base}
    if part.public_url:
        data["public_url"] = part.public_url
    data["dialects"] = {door.look.dialect.name: _spoken(door, base, part.rules) for door in doors}
    if keys := _keys(doors[0].look.dialect.raw.get("keys", {}), part):
        data["keys"] = keys
    settings: dict[str, Any] = {}
    for setting, value in part.settings().items():
        # Unsaid is off; and that mails are sent counts once they reach us.
        if value is not False and (setting != "mail" or part.mail_arrives):
            put_at(settings, tuple(setting.split(".")), value)
    return {**data, "settings": settings} if settings else data


def _spoken(door: Door, base: str, rules: Mapping[str, str]) -> dict[str, Any]:
    look = door.look
    words: dict[str, Any] = {}
    if look.base != base:
        words["url"] = look.base
    if look.edition != look.dialect.default_edition:
        words["edition"] = look.edition
    if look.traits:
        words["traits"] = dict(look.traits)
    known = look.spoken.variant.rules
    if differing := {rule: value for rule, value in rules.items() if known.get(rule, value) != value}:
        words["rules"] = differing
    _, below = origin_and_path(look.base)
    moved = {name: path.removeprefix(below) for name, path in look.spoken.at.items()}
    if elsewhere := {name: path for name, path in moved.items() if path != look.dialect.raw["endpoints"][name]}:
        words["endpoints"] = elsewhere
    return words


def _keys(words: Mapping[str, Any], part: Diagnosis) -> dict[str, str]:
    """Keys that are no secrets as they were given; one that was not given, and has to be, by a word to replace."""
    keys: dict[str, str] = {}
    for name, word in words.items():
        given = part.keys.get(name)
        if given is not None:
            keys[name] = given if word.get("secret") is False else f"{{{{ env.{environment_of(name)} }}}}"
        elif word["required"] or (name == "appName" and part.mail_arrives):
            keys[name] = f"your-{name}"
    return keys


def secrets_in(diagnosis: Diagnosis) -> list[str]:
    """The keys that were given and are secrets: the file looks them up in the environment."""
    words = [part.doors[0].look.dialect.raw.get("keys", {}) for part in diagnosis.parts]
    found = (name for one in words for name, word in one.items() if word.get("secret") is not False)
    return [name for name in dict.fromkeys(found) if name in diagnosis.keys]
