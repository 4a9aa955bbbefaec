"""The target file that tells the conformance suite how to reach a mock, and what it claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import yaml

from mockserver.cloudboost import CLIENT_KEY
from mockserver.hosting import told_name
from mockserver.instances import Instance
from mockserver.settings import CLAIMED

# Settings that change how the wire looks or what the server does: dialect, kind, name and value to declare.
_DECLARED: Final[Mapping[tuple[str, Any], tuple[str, str, Any]]] = {
    ("pages", "redirect"): ("traits", "pages", "redirect-303"),
    ("errorDetail", True): ("traits", "error-detail", "shown"),
    ("verificationTells", True): ("traits", "unknown-address", "told"),
    ("usersPrivate", False): ("rules", "users-private", "no"),
    ("passwordChangeEndsSessions", False): ("rules", "password-change-ends-sessions", "no"),
    ("resetTells", True): ("rules", "reset-tells-unknown", "yes"),
}

#: Dialects that ask for no key at all.
_KEYLESS: Final = frozenset({"durudex"})
_CLOUDBOOST: Final = "cloudboost"


def target_text(
    instance: Instance, *, dialects: Iterable[str], smtp: tuple[str, int] | None, control: str | None
) -> str:
    """The target file of a server with this one instance, as YAML; `control` is the URL of its control plane."""
    spoken = tuple(dialects)
    target: dict[str, Any] = {"target": "mock", "mail": _mail(instance, smtp)}
    if control:
        target["clock"] = {"route": "control", "url": control}
    target["deployments"] = [
        {
            "name": told_name(instance),
            "url": instance.url,
            "dialects": {dialect: _dialect(instance, dialect) for dialect in spoken},
            "keys": _keys(instance, spoken),
            "settings": _settings(instance, spoken),
        }
    ]
    return yaml.safe_dump(target, sort_keys=False, allow_unicode=True, width=120)


def _mail(instance: Instance, smtp: tuple[str, int] | None) -> dict[str, Any]:
    if not instance.settings.policy.mail or smtp is None:
        return {"route": "none"}
    return {"route": "sink", "listen": f"{smtp[0]}:{smtp[1]}"}


def _settings(instance: Instance, spoken: tuple[str, ...]) -> dict[str, Any]:
    claimed = {name: value for name, value in instance.settings.plain.items() if name in CLAIMED}
    if spoken == (_CLOUDBOOST,) and instance.settings.policy.mail:
        claimed["verifyEmail"] = True  # whoever signs up there is mailed a link
    passwords = instance.settings.policy.passwords
    if passwords:
        asked = {
            "pattern": passwords.pattern.pattern if passwords.pattern else None,
            "message": passwords.message,
            "forbidsUsername": passwords.forbids_username,
            "history": passwords.history,
        }
        claimed["passwordPolicy"] = {name: value for name, value in asked.items() if value}
    return claimed


def _dialect(instance: Instance, dialect: str) -> dict[str, Any]:
    if dialect == _CLOUDBOOST:
        return {}
    if dialect == "durudex":
        return {"edition": instance.settings.durudex.edition}
    declared: dict[str, Any] = {"edition": instance.edition}
    for (setting, value), (kind, name, worth) in _DECLARED.items():
        if instance.settings.plain.get(setting) == value:
            declared.setdefault(kind, {})[name] = worth
    return declared


def _keys(instance: Instance, spoken: tuple[str, ...]) -> dict[str, str]:
    asking = set(spoken) - _KEYLESS
    if not asking:
        return {}
    keys = instance.settings.policy.keys
    client = keys.client or (CLIENT_KEY if _CLOUDBOOST in asking else None)
    if asking == {_CLOUDBOOST}:
        return {"application": keys.application, "client": str(client), "master": keys.master}
    shown = {"application": keys.application, "appName": instance.settings.policy.app_name, "master": keys.master}
    optional = {"client": client, "javascript": keys.javascript, "rest": keys.rest, "dotnet": keys.dotnet}
    return shown | {name: key for name, key in optional.items() if key is not None}
