"""Wire details that differ: each told once per target, under the requirement that owns the shape."""

from __future__ import annotations

from conformance.dialects.shapes import Difference
from conformance.engine.recording import exchange_record
from conformance.redact import Secrets
from conformance.requirements import Requirements
from conformance.results import Finding
from conformance.wire import Exchange


class Findings:
    """The findings of one run."""

    def __init__(self, requirements: Requirements) -> None:
        self._requirements = requirements
        self._found: dict[tuple[str, str, str, str, str], Finding] = {}

    def report(
        self,
        dialect: str,
        part: str,
        differences: list[Difference],
        exchange: Exchange | None,
        *,
        address: str,
        deployment: str,
        secrets: Secrets,
    ) -> None:
        """Note what differs; what was told before is only counted."""
        for one in differences:
            expected, got = secrets.mask(one.expected), secrets.mask(one.got)
            key = (dialect, part, one.where, expected, got)
            if (known := self._found.get(key)) is not None:
                known.count += 1
                if deployment not in known.deployments:
                    known.deployments.append(deployment)
                continue
            self._found[key] = self._new(key, exchange, address, deployment, secrets)

    def _new(
        self,
        key: tuple[str, str, str, str, str],
        exchange: Exchange | None,
        address: str,
        deployment: str,
        secrets: Secrets,
    ) -> Finding:
        dialect, part, where, expected, got = key
        owner = self._requirements.owner_of(dialect, part, where)
        record = exchange_record(exchange, secrets) if exchange else None
        return Finding(
            dialect=dialect,
            part=part,
            where=where,
            expected=expected,
            got=got,
            requirement=owner.id if owner else None,
            level=owner.level if owner else "must",
            axis=str(self._requirements.axis_of([owner.id])) if owner else "compatibility",
            deployments=[deployment],
            count=1,
            address=address,
            exchange=record,
        )

    def all(self) -> list[Finding]:
        """Every finding, in a fixed order."""
        return [self._found[key] for key in sorted(self._found)]
