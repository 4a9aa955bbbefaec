"""Targets: one server in one or more deployments, each with its URLs, keys, mail route and settings."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.dialects.loading import Dialect, Variant
from conformance.dialects.requests import origin_and_path
from conformance.errors import BadInput, NotOurs
from conformance.strict import validate
from conformance.target_linting import environment_name, target_problems
from conformance.target_model import ClockModel, DeploymentModel, Lack, MailModel, SpokenModel, TargetModel
from conformance.templates import look_up
from conformance.vocabulary import Vocabulary
from conformance.yamltext import Map, read_file


@dataclass(frozen=True)
class Spoken:
    """A dialect as a deployment speaks it."""

    dialect: str
    variant: Variant
    origin: str
    at: Mapping[str, str]


@dataclass(frozen=True)
class Deployment:
    """One configuration of a target, ready to be asked."""

    name: str
    url: str
    link_origin: str
    spoken: Mapping[str, Spoken]
    keys: Mapping[str, str]
    settings: Mapping[str, Any]
    lacks: tuple[Lack, ...] = ()

    def moved_to(self, url: str) -> Deployment:
        """The same deployment at another base URL (an instance that a control plane made)."""
        old_origin, old_base = origin_and_path(self.url)
        origin, base = origin_and_path(url)
        spoken = {
            name: Spoken(
                one.dialect,
                one.variant,
                origin,
                {key: base + path.removeprefix(old_base) for key, path in one.at.items()},
            )
            if one.origin == old_origin
            else one
            for name, one in self.spoken.items()
        }
        return Deployment(self.name, url, origin, spoken, self.keys, self.settings, self.lacks)


@dataclass(frozen=True)
class Target:
    """A server under test."""

    name: str
    deployments: tuple[Deployment, ...]
    mail: MailModel = field(default_factory=lambda: MailModel.model_validate({}))
    clock: ClockModel = field(default_factory=lambda: ClockModel.model_validate({}))

    def hosts(self) -> set[str]:
        """Every host that requests may go to: doors, mailed links, the control plane and a sink."""
        urls = {one.origin for deployment in self.deployments for one in deployment.spoken.values()}
        urls |= {deployment.link_origin for deployment in self.deployments}
        urls |= {url for url in (self.clock.url, self.mail.url) if url}
        return {urlsplit(url).hostname or "" for url in urls} - {""}


def load_target(path: Path, dialects: Mapping[str, Dialect], vocabulary: Vocabulary) -> Target:
    """Read a target file; BadInput tells everything that is wrong with it."""
    return build_target(read_file(path), str(path), dialects, vocabulary)


def build_target(data: Map, file: str, dialects: Mapping[str, Dialect], vocabulary: Vocabulary) -> Target:
    """The target of a file's data."""
    model, problems = validate(TargetModel, data, file, "CT")
    if model is None:
        raise BadInput(problems)
    if problems := list(target_problems(model, data, file, dialects, vocabulary)):
        raise BadInput(problems)
    deployments = tuple(_deployment(model, one, dialects, file) for one in model.deployments)
    return Target(model.target, deployments, model.mail, model.clock)


def _deployment(model: TargetModel, one: DeploymentModel, dialects: Mapping[str, Dialect], file: str) -> Deployment:
    common = model.common
    url = one.url or common.url or ""
    spoken: dict[str, Spoken] = {}
    for name in {**common.dialects, **one.dialects}:
        words = [m.dialects[name] for m in (common, one) if name in m.dialects]
        spoken[name] = _spoken(dialects[name], words, url, f"{file}: deployment {one.name}")
    first = next(iter(spoken.values()))
    link_origin = origin_and_path(one.public_url)[0] if one.public_url else first.origin
    keys = {**common.keys, **one.keys}
    return Deployment(
        name=str(one.name),
        url=url or first.origin,
        link_origin=link_origin,
        spoken=spoken,
        keys={name: _from_environment(value) for name, value in keys.items()},
        settings=merged(common.settings, one.settings),
        lacks=(*common.lacks, *one.lacks),
    )


def _spoken(dialect: Dialect, words: list[SpokenModel], url: str, shown: str) -> Spoken:
    edition = next((word.edition for word in reversed(words) if word.edition), None)
    traits = {trait: value for word in words for trait, value in word.traits.items()}
    rules: dict[str, str] = {rule: value for word in words for rule, value in word.rules.items()}
    moved = {name: path for word in words for name, path in word.endpoints.items()}
    base_url = next((word.url for word in reversed(words) if word.url), None) or url
    origin, base = origin_and_path(base_url)
    at = {name: base + path for name, path in {**dialect.raw["endpoints"], **moved}.items()}
    return Spoken(dialect.name, dialect.settle(edition, traits, rules, shown), origin, at)


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of `common` under those of a deployment; groups are joined."""
    both = dict(below)
    for key, value in above.items():
        groups = isinstance(value, dict) and isinstance(both.get(key), dict)
        both[key] = merged(both[key], value) if groups else value
    return both


def _from_environment(value: str) -> str:
    """A key, looked up where the file says so (that it can be looked up was checked before)."""
    name = environment_name(value)
    return value if name is None else os.environ[name]


def setting(settings: Mapping[str, Any], name: str) -> Any:
    """A setting by its dotted name, ABSENT where unsaid."""
    return look_up(settings, tuple(name.split(".")))


def refuse_strangers(target: Target, owned: set[str]) -> None:
    """Raise NotOurs for a host beyond this machine that nobody said they own."""
    for host in sorted(target.hosts() - {host.lower() for host in owned}):
        if not is_loopback(host):
            raise NotOurs(
                f"{host} is not this machine. The suite makes accounts, guesses passwords and locks what it "
                f"made. If the server is yours to test, add: --i-own {host}"
            )


def refuse_to_show(target: Target) -> None:
    """Raise BadInput where secrets of a server beyond this machine would be written down."""
    for host in sorted(target.hosts()):
        if not is_loopback(host):
            raise BadInput(
                f"--show-secrets is for servers of this machine, and {host} is not: passwords, tokens and keys would "
                f"stand in the log and in every report. Leave it out"
            )


def is_loopback(host: str) -> bool:
    """Does every address of this name belong to this machine?"""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(str(ip).split("%")[0]).is_loopback for ip in found)
