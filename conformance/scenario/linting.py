"""What is wrong with a scenario although its keys are right: words, names, steps that show nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from conformance.altered import ALTERATIONS
from conformance.dialects.loading import Dialect
from conformance.errors import Problem, did_you_mean
from conformance.matchers import matcher_problems
from conformance.requirements import Requirements
from conformance.scenario import model as yaml
from conformance.scenario.loading import Scenario
from conformance.scenario.model import ExpectMapping, FragmentModel
from conformance.strict import problem_at
from conformance.templates import bad_templates, names_in
from conformance.vocab import RESERVED_NAMES
from conformance.vocabulary import Vocabulary

#: Outcomes that are a single word of `expect`.
WORDS = ("ok", "created-unverified", "accepted")
_ACCEPTING = frozenset({"ok", "created-unverified", "accepted"})

Where = tuple[str | int, ...]


class Linter:
    """Lints scenarios against the words that are known."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        dialects: Mapping[str, Dialect],
        requirements: Requirements,
        fragments: Mapping[str, FragmentModel],
    ) -> None:
        self.vocabulary = vocabulary
        self.dialects = dialects
        self.requirements = requirements
        self.fragments = fragments

    def problems(self, scenario: Scenario, bundled: bool) -> list[Problem]:
        """Every problem of one scenario; bundled ones must show requirements that exist."""
        return list(_Lint(self, scenario, bundled).all())


class _Lint:
    def __init__(self, linter: Linter, scenario: Scenario, bundled: bool) -> None:
        self.words = linter.vocabulary
        self.linter = linter
        self.scenario = scenario
        self.model = scenario.model
        self.raw = scenario.raw
        self.bundled = bundled
        self.kept: set[str] = set()
        self.used: set[str] = set()
        self.acting: set[str] = set()

    def tell(self, path: Where, code: str, text: str, *, key: bool = False) -> Problem:
        return problem_at(self.raw, path, self.scenario.file, code, text, key=key)

    def all(self) -> Iterator[Problem]:
        yield from self._head()
        for part in ("given", "steps", "always"):
            for index, step in enumerate(getattr(self.model, part)):
                yield from self._step(step, part, (part, index))
        yield from self._whole()

    def _head(self) -> Iterator[Problem]:
        for index, name in enumerate(self.model.people):
            if name in RESERVED_NAMES:
                yield self.tell(("people", index), "CS016", f'the name "{name}" is taken')
        for index, row in enumerate(self.model.examples):
            if not isinstance(row.get("name"), str):
                yield self.tell(("examples", index), "CS010", 'an example needs a "name"')
        for index, dialect in enumerate(self.model.dialects or []):
            if dialect not in self.linter.dialects:
                text = f'unknown dialect "{dialect}"{did_you_mean(dialect, self.linter.dialects)}'
                yield self.tell(("dialects", index), "CS044", text)
        yield from self._needs(self.model.needs, ("needs",))
        for index, row in enumerate(self.model.examples):
            yield from self._needs(row.get("needs", {}), ("examples", index, "needs"))
        yield from self._shows()

    def _shows(self) -> Iterator[Problem]:
        known = self.linter.requirements.rows
        if not self.model.shows:
            yield self.tell(("shows",), "CS011", "a scenario shows at least one requirement")
        if not self.bundled and not known:
            return
        for index, row in enumerate(self.model.shows):
            if row not in known and self.bundled:
                yield self.tell(("shows", index), "CS045", f'unknown requirement "{row}"{did_you_mean(row, known)}')
        axes = {self.linter.requirements.axis_of([row]) for row in self.model.shows if row in known}
        if len(axes) > 1:
            yield self.tell(("shows",), "CS045", "the requirements of one scenario are of one axis")

    def _needs(self, needs: Mapping[str, Any], path: Where) -> Iterator[Problem]:
        traits = {trait for dialect in self.linter.dialects.values() for trait in dialect.traits}
        known = {
            *self.words.settings,
            *self.words.setting_groups,
            *(f"rules.{rule}" for rule in self.words.rules),
            *(f"traits.{trait}" for trait in traits),
        }
        for name, matcher in needs.items():
            if name not in known:
                text = f'nothing called "{name}" can be needed{did_you_mean(name, known)}'
                yield self.tell((*path, name), "CS014", text, key=True)
            if name.startswith("traits.") and not self.model.dialects:
                yield self.tell((*path, name), "CS044", "a trait ties a scenario to dialects: list them", key=True)
            yield from self._matcher(matcher, (*path, name))

    def _matcher(self, matcher: Any, path: Where) -> Iterator[Problem]:
        for inner, code, text in matcher_problems(matcher):
            yield self.tell((*path, *inner), code, text)

    def _step(self, step: Any, part: str, path: Where) -> Iterator[Problem]:
        yield from self._names(step, path)
        if isinstance(step, yaml.DoStep):
            yield from self._do(step, part, path)
        elif isinstance(step, yaml.UseStep):
            yield from self._use(step, path)
        elif isinstance(step, yaml.MailStep | yaml.NoMailStep):
            yield from self._mail(step, path)
        elif isinstance(step, yaml.TogetherStep):
            yield from self._together(step, path)
        elif isinstance(step, yaml.CheckStep):
            yield from self._matcher(step.expect, (*path, "expect"))
        elif isinstance(step, yaml.SubmitStep) and step.submit not in self.words.forms:
            text = f'unknown form "{step.submit}"{did_you_mean(step.submit, self.words.forms)}'
            yield self.tell((*path, "submit"), "CS014", text)
        if isinstance(step, yaml.ActorStep):
            yield from self._actor(step.as_, path)
        if isinstance(step, yaml.StepBase):
            yield from self._expect_there(step, part, path)
        if name := getattr(step, "keep_as", None):
            self.kept.add(name)

    def _expect_there(self, step: yaml.StepBase, part: str, path: Where) -> Iterator[Problem]:
        if step.expect is None:
            if part == "steps":
                yield self.tell(path, "CS017", "a step of the rule says what it expects")
            elif isinstance(step, yaml.HttpStep | yaml.GraphqlStep):
                yield self.tell(path, "CS017", "a raw step says what it expects")
            return
        if part == "given" and step.expect == "ok":
            yield self.tell((*path, "expect"), "CS018", "`expect: ok` need not be said in `given`")
        yield from self._expect(step.expect, (*path, "expect"))

    def _expect(self, expect: Any, path: Where) -> Iterator[Problem]:
        if isinstance(expect, str):
            if expect not in WORDS:
                yield self.tell(path, "CS030", f'unknown outcome "{expect}"{did_you_mean(expect, WORDS)}')
            return
        if not isinstance(expect, ExpectMapping):
            return
        reason, page = expect.refused, expect.page
        if reason is not None and "{{" not in reason and reason not in self.words.reasons:
            text = f'unknown reason "{reason}"{did_you_mean(reason, self.words.reasons)}'
            yield self.tell((*path, "refused"), "CS030", text)
        if page is not None and "{{" not in page and page not in self.words.pages:
            text = f'unknown page "{page}"{did_you_mean(page, self.words.pages)}'
            yield self.tell((*path, "page"), "CS033", text)
        yield from self._fields(expect, path)
        for index, form in enumerate(expect.either or []):
            yield from self._expect(form, (*path, "either", index))
        for key in ("status", "text", "html"):
            yield from self._matcher(getattr(expect, key), (*path, key))
        for key, group in (("headers", expect.headers), ("json", expect.json_)):
            for name, matcher in group.items():
                yield from self._matcher(matcher, (*path, key, name))

    def _fields(self, expect: ExpectMapping, path: Where) -> Iterator[Problem]:
        for name, matcher in (expect.ok or {}).items():
            if name not in self.words.fields:
                text = f'unknown field "{name}"{did_you_mean(name, self.words.fields)}'
                yield self.tell((*path, "ok", name), "CS015", text, key=True)
            yield from self._matcher(matcher, (*path, "ok", name))
        known = {*self.words.reasons, *WORDS, "others"}
        for word in expect.tally or {}:
            if word not in known:
                yield self.tell((*path, "tally", word), "CS030", f'unknown outcome "{word}"{did_you_mean(word, known)}')
        for index, word in enumerate((expect.tally or {}).get("others", [])):
            if word not in known:
                text = f'unknown outcome "{word}"{did_you_mean(word, known)}'
                yield self.tell((*path, "tally", "others", index), "CS030", text)

    def _do(self, step: yaml.DoStep, part: str, path: Where) -> Iterator[Problem]:
        if step.do not in self.words.operations:
            text = f'unknown operation "{step.do}"{did_you_mean(step.do, self.words.operations)}'
            yield self.tell((*path, "do"), "CS014", text)
            return
        inputs = self.words.inputs_of(step.do)
        said = [
            *(("with", name) for name in (step.with_ if isinstance(step.with_, dict) else {})),
            *(("without", name) for name in (step.without if isinstance(step.without, list) else [])),
        ]
        for key, name in said:
            if name.split(".")[0] not in ("keys", "session") and name not in inputs:
                text = f'{step.do} takes no input "{name}"{did_you_mean(name, inputs)}'
                yield self.tell((*path, key, name), "CS015", text, key=True)

    def _actor(self, name: str | None, path: Where) -> Iterator[Problem]:
        if name is None or name == "admin":
            return
        self.acting.add(name)
        if name not in self.model.people:
            text = f'unknown person "{name}"{did_you_mean(name, self.model.people)}'
            yield self.tell((*path, "as"), "CS016", text)

    def _use(self, step: yaml.UseStep, path: Where) -> Iterator[Problem]:
        known = {*self.words.preparations, *self.linter.fragments}
        if step.use not in known:
            text = f'unknown preparation or fragment "{step.use}"{did_you_mean(step.use, known)}'
            yield self.tell((*path, "use"), "CS014", text)
        yield from self._actor(step.as_, path)

    def _mail(self, step: yaml.MailStep | yaml.NoMailStep, path: Where) -> Iterator[Problem]:
        kind = step.mail if isinstance(step, yaml.MailStep) else step.no_mail
        if kind not in self.words.mails and not (kind == "any" and isinstance(step, yaml.NoMailStep)):
            text = f'unknown mail "{kind}"{did_you_mean(kind, self.words.mails)}'
            yield self.tell((*path, "mail"), "CS014", text)
        if "{{" not in step.to and "@" not in step.to:
            yield from self._actor(step.to, (*path[:-1], path[-1]))
        for name, matcher in (step.expect if isinstance(step, yaml.MailStep) else {}).items():
            yield from self._matcher(matcher, (*path, "expect", name))

    def _together(self, step: yaml.TogetherStep, path: Where) -> Iterator[Problem]:
        for index, one in enumerate(step.together):
            inner = (*path, "together", index)
            yield from self._do(one, "given", inner)
            yield from self._actor(one.as_, inner)
            if one.expect is not None:
                yield self.tell((*inner, "expect"), "CS031", "what comes back is said once, as a tally")
        if not isinstance(step.expect, ExpectMapping) or step.expect.tally is None:
            yield self.tell(path, "CS031", "`together` expects a tally")

    def _names(self, step: Any, path: Where) -> Iterator[Problem]:
        """Templates that look up what nobody gave at this place."""
        raw: Any = self.raw
        for part in path:
            raw = raw[part]
        known = {*self.model.people, *self.kept, "fresh", "madeUp", "settings", "keys", "at", "target", "example"}
        for text in _texts(raw):
            for bad in bad_templates(text):
                yield self.tell(path, "CS019", bad)
        for name in set(names_in(raw)):
            root = _root_of(name)
            self.used.add(root)
            if root not in known:
                yield self.tell(path, "CS019", f"{{{{ {name} }}}} names nothing known here{did_you_mean(root, known)}")

    def _whole(self) -> Iterator[Problem]:
        for name in sorted(self.kept - self.used - self._compared()):
            yield self.tell((), "CS040", f'"{name}" is kept but never used')
        for name in sorted(set(self.model.people) - self.acting - self.used):
            index = self.model.people.index(name)
            yield self.tell(("people", index), "CS041", f'"{name}" does nothing')
        if not any(_may_succeed(step) for step in self.model.steps):
            yield self.tell(("steps",), "CS042", "no step expects success: a server that says nothing would pass")
        yield from self._unproven()
        if (
            any(isinstance(step, yaml.HttpStep | yaml.GraphqlStep) for step in self._steps())
            and not self.model.dialects
        ):
            yield self.tell((), "CS044", "a raw step ties a scenario to dialects: list them")

    def _unproven(self) -> Iterator[Problem]:
        """A refusal that no later step follows: its second promise, to be without effect, is not shown."""
        last = self.model.steps[-1] if self.model.steps else None
        expect = getattr(last, "expect", None)
        refused = isinstance(expect, ExpectMapping) and expect.refused is not None
        if isinstance(last, yaml.DoStep) and refused and not _only_reads(last.do):
            text = "a refusal is two promises: show after it that it had no effect"
            yield self.tell(("steps", len(self.model.steps) - 1), "CS043", text)

    def _steps(self) -> Iterable[Any]:
        return (*self.model.given, *self.model.steps, *self.model.always)

    def _compared(self) -> set[str]:
        return {
            step.expect.same_answer_as
            for step in self._steps()
            if isinstance(getattr(step, "expect", None), ExpectMapping) and step.expect.same_answer_as
        }


def _root_of(name: str) -> str:
    """The root that a template looks up: of `altered.case.ann.session.token`, ann."""
    parts = name.split(".")
    return parts[2] if parts[0] == "altered" and len(parts) > 2 and parts[1] in ALTERATIONS else parts[0]


def _only_reads(operation: str) -> bool:
    """Operations whose refusal can have had no effect that a later step could see."""
    return operation in ("currentUser", "getUser", "listSessions", "verifyPassword", "logIn", "refresh")


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def _may_succeed(step: Any) -> bool:
    """Does a step expect something that only a working server does?"""
    if isinstance(step, yaml.MailStep):
        return True
    return _accepts(getattr(step, "expect", None), step)


def _accepts(expect: Any, step: Any) -> bool:
    if isinstance(expect, str):
        return expect in _ACCEPTING
    if not isinstance(expect, ExpectMapping):
        return False
    if expect.ok is not None or expect.page is not None:
        return True
    if expect.tally is not None:
        return bool(_ACCEPTING & expect.tally.keys())
    if expect.same_answer_as is not None and expect.refused is None:
        return True
    raw = isinstance(step, yaml.HttpStep | yaml.GraphqlStep)
    return raw and bool(expect.json_) and expect.status in (200, 201)
