"""One operation asked of one door, outside of any case: for commands that look around or tidy up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.dialects.binding import ACCEPTED, BoundOperation
from conformance.dialects.model import DialectModel
from conformance.dialects.requests import compile_request, merge_parts
from conformance.dialects.shapes import Answer, Difference
from conformance.engine.keeping import nested
from conformance.errors import NotApplicable
from conformance.redact import Secrets
from conformance.target import Deployment, Spoken
from conformance.templates import UnknownName
from conformance.transport import Transport
from conformance.wire import Exchange, WireRequest


@dataclass(frozen=True)
class Asked:
    """What came of asking: the exchange, and every outcome that its answer is recognised as."""

    operation: BoundOperation
    model: DialectModel
    exchange: Exchange
    scope: Mapping[str, Any]
    outcomes: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """Was it done?"""
        return any(word in ACCEPTED for word in self.outcomes)

    def is_one_of(self, *words: str) -> bool:
        """Is the answer one of these outcomes?"""
        return any(word in self.outcomes for word in words)

    def differences(self, outcome: str) -> list[Difference]:
        """In what the answer is not put as the dialect puts this outcome."""
        response = self.exchange.response
        return [] if response is None else self.operation.details(outcome, Answer(response, response), self.scope)

    def told(self) -> str:
        """What came, in a few words; what the server says is shown without the secrets it was told."""
        response = self.exchange.response
        if response is None:
            return self.hidden.hide(self.exchange.problem or "no answer")
        words = " / ".join(self.outcomes)
        return words or self.hidden.hide(f"HTTP {response.status} {response.text}").strip()

    @property
    def hidden(self) -> Secrets:
        """The secrets that the request carried."""
        words = self.model.keys
        keys = {name: key for name, key in self.scope["keys"].items() if name not in words or words[name].secret}
        secrets = Secrets(keys, public=self.model.made_up.values())
        for name, value in (*self.scope["in"].items(), *self.scope["session"].items()):
            if "assword" in name or name in self.scope["session"]:
                secrets.learn(value, name)
        return secrets


class Asker:
    """Asks at the doors of deployments; a request that changes nothing is sent once, however often it is asked."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self._remembered: dict[WireRequest, Exchange] = {}

    async def ask(
        self,
        deployment: Deployment,
        spoken: Spoken,
        operation: str,
        *,
        inputs: Mapping[str, Any] | None = None,
        session: Mapping[str, Any] | None = None,
        as_admin: bool = False,
        again: bool = True,
    ) -> Asked | None:
        """The answer to an operation; None where the dialect has none, or it takes what was not given."""
        spoken = _through(deployment, spoken, operation)
        binding = spoken.variant.binding
        scope = _scope(deployment, spoken, inputs or {}, session or {})
        try:
            bound = binding.operation(operation)
            if as_admin:
                scope["admin"] = {"key": binding.admin_key(scope)}
            request = bound.write(scope)
        except (NotApplicable, UnknownName):
            return None
        exchange = await (self.transport.send(request) if again else self._once(request))
        if exchange.response is None:
            return Asked(bound, binding.model, exchange, scope)
        answer = Answer(exchange.response, exchange.response)
        fields = bound.read_fields(answer)
        scope["reply"] = nested(fields)
        return Asked(bound, binding.model, exchange, scope, tuple(bound.outcomes_of(answer, scope)), fields)

    async def ask_document(
        self, deployment: Deployment, spoken: Spoken, document: str, *, as_admin: bool = False
    ) -> Exchange | None:
        """The answer to a GraphQL document; None where the dialect has no endpoint for one, or no such key."""
        binding = spoken.variant.binding
        scope = _scope(deployment, spoken, {}, {})
        parts = {"method": "POST", "path": "{{ at.graphql }}", "json": {"query": document}}
        try:
            if as_admin:
                scope["admin"] = {"key": binding.admin_key(scope)}
            request = compile_request(merge_parts(binding.beside(scope), parts))(scope)
        except UnknownName:
            return None
        return await self._once(request)

    async def _once(self, request: WireRequest) -> Exchange:
        if request not in self._remembered:
            self._remembered[request] = await self.transport.send(request)
        return self._remembered[request]


def _through(deployment: Deployment, spoken: Spoken, operation: str) -> Spoken:
    """The door an operation goes through: another of the deployment where the dialect says so."""
    model = spoken.variant.binding.model.operations.get(operation)
    return deployment.spoken.get(model.via, spoken) if model is not None and model.via else spoken


def _scope(
    deployment: Deployment, spoken: Spoken, inputs: Mapping[str, Any], session: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "at": spoken.at,
        "keys": deployment.keys,
        "settings": deployment.settings,
        "target": {"origin": spoken.origin, "links": deployment.link_origin},
        "in": dict(inputs),
        "session": dict(session),
        "admin": {},
    }
