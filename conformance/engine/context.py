"""What compiling a step may look at: the deployment, the dialect, who `me` is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.dialects.binding import Binding, BoundOperation
from conformance.errors import NotApplicable
from conformance.strict import Strict
from conformance.target import Deployment, Spoken
from conformance.templates import names_in
from conformance.vocabulary import Vocabulary

ADMIN = "admin"


@dataclass(slots=True)
class Notes:
    """What is learned about a plan while it is compiled."""

    passes_time: bool = False


@dataclass(frozen=True, slots=True)
class PlanContext:
    """The surroundings of a step; `me` and `overrides` are set inside preparations and fragments."""

    vocabulary: Vocabulary
    deployment: Deployment
    dialect: str
    me: str | None = None
    overrides: Mapping[str, Any] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)

    @property
    def spoken(self) -> Spoken:
        """The door the case goes through."""
        return self.deployment.spoken[self.dialect]

    @property
    def binding(self) -> Binding:
        """The dialect, compiled."""
        return self.spoken.variant.binding

    def speaking(self, dialect: str | None) -> Spoken:
        """The door a step names, or the case's own."""
        if dialect is None:
            return self.spoken
        if dialect not in self.deployment.spoken:
            raise NotApplicable(f"the deployment does not speak {dialect}")
        return self.deployment.spoken[dialect]

    def operation(self, name: str, route: str | None, speaking: str | None) -> tuple[Spoken, BoundOperation]:
        """An operation with the door it goes through (another one where the dialect says `via`)."""
        spoken = self.speaking(speaking)
        binding = spoken.variant.binding
        model = binding.model.operations.get(name)
        if model is not None and model.via is not None:
            spoken = self.speaking(model.via)
            binding = spoken.variant.binding
        self._refuse_lacking(name, route)
        return spoken, binding.operation(name, route)

    def _refuse_lacking(self, name: str, route: str | None) -> None:
        for lack in self.deployment.lacks:
            if lack.operation in (name, f"{name}.{route}"):
                raise Lacking(f"the target lacks {lack.operation}: {lack.because}")

    def need_keys(self, step: Strict) -> None:
        """Raise Lacking for a step that uses a key which a target may leave out, and this one does."""
        keys = self.binding.model.keys
        missing = keys.keys() - self.deployment.keys.keys()
        if not missing:
            return
        admin = self.binding.model.admin if getattr(step, "as_", None) == ADMIN else {}
        for name in names_in([step.model_dump(exclude_unset=True, warnings=False), dict(admin)]):
            # `keys.master`, and `altered.case.keys.master`
            root, _, key = name.rpartition(".")
            if key in missing and root.rpartition(".")[2] == "keys":
                raise Lacking(f"the target gives no key `{key}` ({keys[key].about})")

    def inside(self, person: str, overrides: Mapping[str, Any]) -> PlanContext:
        """The surroundings inside a preparation or fragment used for a person."""
        me = self.me if person == "me" and self.me else person
        return replace(self, me=me, overrides={**self.overrides, **overrides})

    def person(self, name: str | None) -> str | None:
        """The person a step names; `me` is whom the fragment is used for."""
        return self.me if name == "me" else name


class Lacking(NotApplicable):
    """The dialect has it, the target does not claim it: the case is skipped, and counted."""

    claimed = True
