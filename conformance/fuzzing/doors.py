"""Doors to be fuzzed: one dialect of one deployment, and the requests that the dialect writes there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.dialects.binding import BoundOperation
from conformance.dialects.loading import Dialect
from conformance.errors import NotApplicable
from conformance.target import Deployment, Spoken, Target
from conformance.templates import UnknownName


@dataclass(frozen=True)
class Written:
    """A request of the dialect, its inputs as `inputs` has them."""

    operation: BoundOperation
    parts: Mapping[str, Any]


@dataclass(frozen=True)
class Door:
    """One dialect of one deployment, with the contract that its edition has."""

    deployment: Deployment
    spoken: Spoken
    contract: Path
    #: What an acting person gives each operation unasked.
    gives: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """`dialect@deployment`, as reports name it."""
        return f"{self.spoken.dialect}@{self.deployment.name}"

    @property
    def is_graphql(self) -> bool:
        """Is the contract a schema of GraphQL?"""
        return self.contract.suffix == ".graphql"

    def scope(self, inputs: Mapping[str, Any], session: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the dialect writes a request from."""
        return {
            "at": self.spoken.at,
            "keys": self.deployment.keys,
            "settings": self.deployment.settings,
            "target": {"origin": self.spoken.origin, "links": self.deployment.link_origin},
            "in": inputs,
            "session": session or {},
            "admin": {},
        }

    def operations(self) -> Iterator[BoundOperation]:
        """Every operation of the dialect, through each of its routes."""
        binding = self.spoken.variant.binding
        for name, model in binding.model.operations.items():
            # What another dialect carries is that one's to be fuzzed.
            for route in () if model.via else model.routes or [None]:
                try:
                    yield binding.operation(name, route)
                except NotApplicable:
                    continue

    def written(self, inputs: Mapping[str, Any], *, given_only: bool = False) -> Iterator[Written]:
        """Every request of the dialect, with these inputs (or those that a person gives unasked).

        One that needs more than inputs is left out.
        """
        for operation in self.operations():
            given = self.gives.get(operation.name, frozenset())
            chosen = {name: value for name, value in inputs.items() if not given_only or name in given}
            try:
                yield Written(operation, operation.write.fill(self.scope(chosen)))
            except UnknownName:
                continue

    def operation(self, name: str) -> BoundOperation | None:
        """An operation, if the dialect has it."""
        return next((one for one in self.operations() if one.name == name), None)

    def headers(self, session: Mapping[str, Any] | None = None) -> dict[str, str]:
        """The headers that every request needs, with a session or without."""
        for one in self.operations():
            try:
                parts = one.write.fill(self.scope({}, session)) if one.sends_session or not session else {}
            except UnknownName:  # its path names somebody
                continue
            if parts:
                return {name: str(value) for name, value in parts.get("headers", {}).items() if _is_kept(name)}
        return {}


def _is_kept(header: str) -> bool:
    """Is this header one of every request? What a body is, is said by who sends it."""
    return header.lower() != "content-type"


def doors_of(target: Target, dialects: Mapping[str, Dialect], wanted: Sequence[str]) -> list[Door]:
    """The doors of a target that have a contract, one for each edition of a dialect that it speaks."""
    found: dict[tuple[str, str], Door] = {}
    for deployment in target.deployments:
        # What is hardened may do otherwise than the reference, whose contract this is.
        spoken_there = {} if deployment.settings.get("hardened") is True else deployment.spoken
        for name, spoken in spoken_there.items():
            path = dialects[name].contract_path(spoken.variant.edition)
            if path is not None and (not wanted or name in wanted):
                defaults = dialects[name].vocabulary.defaults.items()
                gives = {operation: frozenset(one for one, _ in given) for operation, given in defaults}
                found.setdefault((name, spoken.variant.edition), Door(deployment, spoken, path, gives))
    return list(found.values())
