"""What is wrong with a scenario although its keys are right: words, names, steps that show nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from conformance.dialects.loading import Dialect
from conformance.errors import BadInput, Problem, did_you_mean
from conformance.matchers import matcher_problems
from conformance.requirements import Requirements
from conformance.scenario import model as yaml
from conformance.scenario.examples import written_in
from conformance.scenario.expect_linting import Tell, Where, may_succeed
from conformance.scenario.loading import PARTS, Scenario
from conformance.scenario.model import ExpectMapping, FragmentModel, ScenarioModel
from conformance.scenario.step_linting import StepLint
from conformance.scenario.words import KnownWords
from conformance.strict import problem_at
from conformance.templates import names_in, places_of_names
from conformance.vocab import RESERVED_NAMES
from conformance.vocabulary import Vocabulary

#: Operations whose refusal can have had no effect that a later step could see.
_ONLY_READ = frozenset({"currentUser", "getUser", "listSessions", "verifyPassword", "logIn", "refresh"})


class Linter:
    """Lints scenarios against the words that are known."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        dialects: Mapping[str, Dialect],
        requirements: Requirements,
        fragments: Mapping[str, FragmentModel],
    ) -> None:
        self.words = KnownWords(vocabulary, dialects, fragments)
        self.requirements = requirements

    def problems(self, scenario: Scenario, bundled: bool) -> list[Problem]:
        """Every problem of one scenario; bundled ones must show requirements that exist."""
        lint = _Lint(self, scenario, bundled)
        found = list(lint.head())
        if not scenario.uses_examples:
            return [*found, *lint.steps(scenario.model, scenario.raw)]
        for row in scenario.model.examples:
            try:
                model = scenario.with_example(row)
            except BadInput as error:
                found.extend(error.problems)
            else:
                found.extend(lint.steps(model, written_in(scenario.raw, row)))
        return found

    def fragment_problems(self, fragment: FragmentModel, raw: Any, file: str) -> list[Problem]:
        """Every problem of one fragment, whose only person is `me`."""

        def tell(path: Where, code: str, text: str, *, key: bool = False) -> Problem:
            return problem_at(raw, path, file, code, text, key=key)

        lint = StepLint(self.words, ["me"], None, tell)
        found = list(self._circles(fragment, tell))
        for index, step in enumerate(fragment.steps):
            found += lint.of(step, raw["steps"][index], "given", ("steps", index))
        return found

    def _circles(self, fragment: FragmentModel, tell: Tell) -> Iterator[Problem]:
        """Steps of a fragment that use it again, directly or through other fragments."""
        for index, step in enumerate(fragment.steps):
            if isinstance(step, yaml.UseStep) and fragment.fragment in self._reached(step.use):
                yield tell(("steps", index, "use"), "CS014", f'"{fragment.fragment}" uses itself')

    def _reached(self, name: str) -> set[str]:
        """A fragment, and all that it uses."""
        reached: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one in reached or one not in self.words.fragments or one in self.words.vocabulary.preparations:
                continue
            reached.add(one)
            waiting += [step.use for step in self.words.fragments[one].steps if isinstance(step, yaml.UseStep)]
        return reached


class _Lint:
    def __init__(self, linter: Linter, scenario: Scenario, bundled: bool) -> None:
        self.words = linter.words
        self.requirements = linter.requirements
        self.scenario = scenario
        self.model = scenario.model
        self.raw = scenario.raw
        self.bundled = bundled

    def tell(self, path: Where, code: str, text: str, *, key: bool = False) -> Problem:
        return problem_at(self.raw, path, self.scenario.file, code, text, key=key)

    def head(self) -> Iterator[Problem]:
        """People, examples, dialects, needs and requirements."""
        yield from self._people()
        yield from self._examples()
        for index, dialect in enumerate(self.model.dialects or []):
            if dialect not in self.words.dialects:
                text = f'unknown dialect "{dialect}"{did_you_mean(dialect, self.words.dialects)}'
                yield self.tell(("dialects", index), "CS044", text)
        yield from self._needs(self.model.needs, ("needs",))
        for index, row in enumerate(self.model.examples):
            needs = row.get("needs", {})
            if isinstance(needs, dict):
                yield from self._needs(needs, ("examples", index, "needs"))
            else:
                yield self.tell(("examples", index, "needs"), "CS011", "needs is a mapping")
        yield from self._shows()

    def _people(self) -> Iterator[Problem]:
        for index, name in enumerate(self.model.people):
            if name in RESERVED_NAMES or name in self.model.people[:index]:
                yield self.tell(("people", index), "CS016", f'the name "{name}" is taken')
            elif not name.replace("-", "_").isidentifier():
                yield self.tell(("people", index), "CS016", f'"{name}" is no name that templates could look up')

    def _examples(self) -> Iterator[Problem]:
        names: list[Any] = []
        for index, row in enumerate(self.model.examples):
            name = row.get("name")
            if not isinstance(name, str):
                yield self.tell(("examples", index), "CS010", 'an example needs a "name"')
            elif name in names:
                yield self.tell(("examples", index, "name"), "CS009", f'an example before is called "{name}" too')
            names.append(name)
        steps = {part: self.raw.get(part, []) for part in PARTS}
        for path, used in places_of_names(steps):
            root, _, key = used.partition(".")
            lacking = [str(row.get("name")) for row in self.model.examples if key.partition(".")[0] not in row]
            if root == "example" and (lacking or not self.model.examples):
                told = f"the examples {', '.join(lacking)} lack it" if lacking else "there are no examples"
                yield self.tell(path, "CS019", f"{{{{ {used} }}}} names nothing: {told}")

    def _needs(self, needs: Mapping[str, Any], path: Where) -> Iterator[Problem]:
        for name, matcher in needs.items():
            at = (*path, name)
            if name not in self.words.needs:
                text = f'nothing called "{name}" can be needed{did_you_mean(name, self.words.needs)}'
                yield self.tell(at, "CS014", text, key=True)
            if name.startswith("traits.") and not self.model.dialects:
                yield self.tell(at, "CS044", "a trait ties a scenario to dialects: list them", key=True)
            for inner, code, text in matcher_problems(matcher):
                yield self.tell((*at, *inner), code, text, key=True)
            if any(True for _ in names_in(matcher)):
                yield self.tell(at, "CS019", "what is needed is written out: nothing runs yet that could be looked up")

    def _shows(self) -> Iterator[Problem]:
        known = self.requirements.rows
        if not self.model.shows:
            yield self.tell(("shows",), "CS011", "a scenario shows at least one requirement")
        for index, row in enumerate(self.model.shows):
            if row not in known and self.bundled:
                yield self.tell(("shows", index), "CS045", f'unknown requirement "{row}"{did_you_mean(row, known)}')
        axes = {self.requirements.axis_of([row]) for row in self.model.shows if row in known}
        if len(axes) > 1:
            yield self.tell(("shows",), "CS045", "the requirements of one scenario are of one axis")

    def steps(self, model: ScenarioModel, raw: Any) -> Iterator[Problem]:
        """All steps, with the values of an example written in, and what they show together."""
        lint = StepLint(self.words, model.people, model.dialects, self.tell)
        for part in PARTS:
            for index, step in enumerate(getattr(model, part)):
                yield from lint.of(step, raw[part][index], part, (part, index))
        for name in sorted(lint.kept.keys() - lint.used):
            yield self.tell(lint.kept[name], "CS040", f'"{name}" is kept but never used')
        for name in sorted(set(model.people) - lint.acting - lint.used):
            yield self.tell(("people", model.people.index(name)), "CS041", f'"{name}" does nothing')
        yield from self._whole(model)

    def _whole(self, model: ScenarioModel) -> Iterator[Problem]:
        if not any(may_succeed(step) for step in model.steps):
            yield self.tell(("steps",), "CS042", "no step expects success: a server that says nothing would pass")
        if (index := _unproven(model.steps)) is not None:
            text = "a refusal is two promises: show after it that it had no effect"
            yield self.tell(("steps", index), "CS043", text)
        every: Iterable[Any] = (*model.given, *model.steps, *model.always)
        if any(isinstance(step, yaml.HttpStep | yaml.GraphqlStep) for step in every) and not model.dialects:
            yield self.tell((), "CS044", "a raw step ties a scenario to dialects: list them")


def _unproven(steps: list[Any]) -> int | None:
    """The last step, when it is a refusal whose second promise, to be without effect, is not shown."""
    last = steps[-1] if steps else None
    expect = getattr(last, "expect", None)
    refused = isinstance(expect, ExpectMapping) and expect.refused is not None
    return len(steps) - 1 if isinstance(last, yaml.DoStep) and refused and last.do not in _ONLY_READ else None
