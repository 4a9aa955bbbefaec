"""A scenario on one deployment, compiled to steps that run; NotApplicable when the dialect lacks a word."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.dialects.binding import Binding
from conformance.dialects.shapes import Difference
from conformance.engine import acting, checking, mailing, racing, raw, waiting
from conformance.engine.context import Notes, PlanContext
from conformance.engine.state import CaseState
from conformance.errors import BadInput, NotApplicable
from conformance.matchers import compile_matcher
from conformance.scenario import model as yaml
from conformance.scenario.loading import Scenario
from conformance.scenario.model import FragmentModel, PreparationSteps, ScenarioModel
from conformance.strict import validate
from conformance.target import Deployment, setting
from conformance.vocabulary import Vocabulary

#: Runs a step; the differences it found, none when it was met.
Run = Callable[[CaseState], Awaitable[list[Difference]]]


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step ready to run, with what a report says of it."""

    part: str
    line: int
    says: str
    run: Run
    operation: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps of a case."""

    people: list[str]
    given: tuple[PlannedStep, ...]
    steps: tuple[PlannedStep, ...]
    always: tuple[PlannedStep, ...]
    passes_time: bool


class Planner:
    """Compiles scenarios; shares what does not change between them."""

    def __init__(self, vocabulary: Vocabulary, fragments: Mapping[str, FragmentModel]) -> None:
        self.vocabulary = vocabulary
        self.fragments = fragments
        self._compiled: dict[tuple[str, ...], tuple[tuple[PlannedStep, ...], Notes]] = {}
        self._preparations: dict[tuple[int, str, int], PreparationSteps] = {}

    def plan(
        self, scenario: Scenario, model: ScenarioModel, example: str, deployment: Deployment, dialect: str
    ) -> Plan:
        """Compile a scenario (the row named `example` written in) for one door of a deployment.

        Steps that are the same YAML share one compiled form, whatever scenario they stand in.
        """
        context = PlanContext(self.vocabulary, deployment, dialect)
        row = f"{scenario.id}[{example}]" if scenario.uses_examples else ""
        parts = {
            part: self._part(part, getattr(model, part), scenario, row, context)
            for part in ("given", "steps", "always")
        }
        return Plan(
            people=model.people,
            given=parts["given"],
            steps=parts["steps"],
            always=parts["always"],
            passes_time=context.notes.passes_time,
        )

    def _part(
        self, part: str, steps: list[Any], scenario: Scenario, row: str, context: PlanContext
    ) -> tuple[PlannedStep, ...]:
        planned: list[PlannedStep] = []
        for index, step in enumerate(steps):
            at = scenario.steps[part][index]
            line = at.line
            key = (at.text, row, part, context.deployment.name, context.dialect)
            if key not in self._compiled:
                notes = Notes()
                inner = replace(context, notes=notes)
                self._compiled[key] = (tuple(self._step(step, part, line, inner)), notes)
            compiled, notes = self._compiled[key]
            context.notes.passes_time |= notes.passes_time
            planned.extend(one if one.line == line else replace(one, line=line) for one in compiled)
        return tuple(planned)

    def _step(self, step: Any, part: str, line: int, context: PlanContext) -> list[PlannedStep]:
        if isinstance(step, yaml.UseStep):
            return self._use(step, part, line, context)
        context.need_keys(step)
        run = _COMPILERS[type(step)](step, context)
        operation, note = getattr(step, "do", None), getattr(step, "note", None)
        return [PlannedStep(part, line, words(step, context), _as_me(run, context.me), operation, note)]

    def _use(self, step: yaml.UseStep, part: str, line: int, context: PlanContext) -> list[PlannedStep]:
        """The steps of a preparation or fragment, said by the person it is used for."""
        inner = context.inside(step.as_, step.with_)
        found = self._prepared_steps(step.use, context)
        planned: list[PlannedStep] = []
        # A mail that ends a preparation is no answer: where addresses are verified, `account` ends with one.
        answers = [index for index, one in enumerate(found) if not isinstance(one, yaml.MailStep)] or [len(found) - 1]
        for index, one in enumerate(found):
            if index == answers[-1] and step.keep_as:
                one = one.model_copy(update={"keep_as": step.keep_as})
            planned.extend(self._step(one, part, line, inner))
        return planned

    def _prepared_steps(self, name: str, context: PlanContext) -> list[Any]:
        binding = context.binding
        ways = binding.model.preparations.get(name)
        if ways is not None:
            for index, way in enumerate(ways):
                if meets(way.needs, context.deployment.settings):
                    return self._preparation(binding, name, index).steps
            raise NotApplicable(f"no way of {binding.name} to {name} fits this deployment")
        if name in self.fragments:
            return self.fragments[name].steps
        raise NotApplicable(f"{binding.name} has no preparation {name}")

    def _preparation(self, binding: Binding, name: str, index: int) -> PreparationSteps:
        key = (id(binding), name, index)
        if key not in self._preparations:
            way = binding.model.preparations[name][index]
            model, problems = validate(PreparationSteps, {"steps": way.steps}, binding.name, "CS")
            if model is None:
                raise BadInput(problems)
            self._preparations[key] = model
        return self._preparations[key]


_COMPILERS: dict[type, Callable[[Any, PlanContext], Run]] = {
    yaml.DoStep: acting.compile_do,
    yaml.MailStep: mailing.compile_mail,
    yaml.NoMailStep: mailing.compile_no_mail,
    yaml.OpenStep: mailing.compile_open,
    yaml.SubmitStep: mailing.compile_submit,
    yaml.PassTimeStep: waiting.compile_pass_time,
    yaml.TogetherStep: racing.compile_together,
    yaml.HttpStep: raw.compile_http,
    yaml.GraphqlStep: raw.compile_graphql,
    yaml.CheckStep: checking.compile_check,
}


def _as_me(run: Run, me: str | None) -> Run:
    """Inside a preparation or fragment, `{{ me.… }}` is the person it is used for."""
    if me is None:
        return run

    async def run_as_me(state: CaseState) -> list[Difference]:
        state.scope["me"] = state.scope[me]
        return await run(state)

    return run_as_me


def meets(needs: Mapping[str, Any], settings: Mapping[str, Any]) -> bool:
    """Do the settings meet all needs of a preparation?"""
    return all(compile_matcher(matcher).holds(setting(settings, name), {}) for name, matcher in needs.items())


def words(step: Any, context: PlanContext) -> str:
    """A step in few words: `do logIn as ann on phone`."""
    kind = type(step).model_fields
    first = next(name for name in kind if name in _SPOKEN)
    value = getattr(step, first)
    if first == "together":
        said = "together " + ", ".join(f"{one.copies} × {one.do}" for one in value)
    elif first == "pass_time":
        said = "pass_time " + " ".join(f"{k} {v}" for k, v in value.model_dump(exclude_unset=True).items())
    elif first in ("http", "graphql", "check"):
        said = f"{first} {getattr(value, 'method', '')} {getattr(value, 'path', '')}".rstrip()
    else:
        said = f"{first} {value}"
    for word in ("as_", "on", "via", "to"):
        if other := getattr(step, word, None):
            said += f" {word.rstrip('_')} {context.person(other)}"
    return said


_SPOKEN = ("do", "mail", "no_mail", "open", "submit", "pass_time", "together", "http", "graphql", "check")
