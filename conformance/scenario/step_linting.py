"""What is wrong with the steps of a scenario: words, names, templates, and steps that do nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from conformance.altered import ALTERATIONS
from conformance.errors import Problem, did_you_mean
from conformance.filler import LONGEST, is_length
from conformance.people import ATTRIBUTES
from conformance.scenario import model as yaml
from conformance.scenario.expect_linting import ExpectLint, Tell, Where
from conformance.scenario.model import ExpectMapping
from conformance.scenario.words import ROOTS, KnownWords
from conformance.templates import bad_templates, names_in, places_of_names
from conformance.vocab import RESERVED_NAMES


class StepLint:
    """Lints steps in their order: later ones may use what earlier ones kept."""

    def __init__(self, words: KnownWords, people: Iterable[str], dialects: Iterable[str] | None, tell: Tell) -> None:
        self.words = words
        self.people = list(people)
        self.dialects = dialects
        self.tell = tell
        self.expect = ExpectLint(words, tell)
        self.kept: dict[str, Where] = {}
        self.answers: set[str] = set()
        self.used: set[str] = set()
        self.acting: set[str] = set()

    def unknown(self, path: Where, code: str, kind: str, word: str, known: Iterable[str]) -> Problem:
        """A word nobody knows: the key at the end of the path, or else the value there."""
        return self.tell(path, code, f'unknown {kind} "{word}"{did_you_mean(word, known)}', key=path[-1] == word)

    def of(self, step: Any, raw: Any, part: str, path: Where) -> Iterator[Problem]:
        """Everything wrong with one step."""
        yield from self._names(raw, path)
        yield from self._kind(step, path)
        if isinstance(step, yaml.ActorStep):
            yield from self._actor_step(step, path)
        if isinstance(step, yaml.StepBase):
            yield from self._expectation(step, part, path)
        if name := getattr(step, "keep_as", None):
            yield from self._keep(name, step, path)

    def _kind(self, step: Any, path: Where) -> Iterator[Problem]:
        match step:
            case yaml.DoStep():
                yield from self._do(step, path)
            case yaml.UseStep():
                yield from self._use(step, path)
            case yaml.MailStep() | yaml.NoMailStep():
                yield from self._mail(step, path)
            case yaml.TogetherStep():
                yield from self._together(step, path)
            case yaml.CheckStep():
                yield from self._check(step, path)
            case yaml.SubmitStep():
                yield from self._submit(step, path)

    def _do(self, step: yaml.DoStep, path: Where) -> Iterator[Problem]:
        known = self.words.vocabulary.operations
        if step.do not in known:
            yield self.unknown((*path, "do"), "CS014", "operation", step.do, known)
            return
        if step.via is not None and "{{" not in step.via and step.via not in self.words.routes(step.do):
            yield self.unknown((*path, "via"), "CS014", "route", step.via, self.words.routes(step.do))
        said: list[tuple[str, str | int, str]] = [
            *(("with", name, name) for name in (step.with_ if isinstance(step.with_, dict) else {})),
            *(("without", i, name) for i, name in enumerate(step.without if isinstance(step.without, list) else [])),
        ]
        for key, at, name in said:
            yield from self._input(step.do, name, (*path, key, at))

    def _input(self, operation: str, name: str, path: Where) -> Iterator[Problem]:
        root, _, rest = name.partition(".")
        if root == "keys":
            if rest not in self.words.keys:
                yield self.unknown(path, "CS015", "key", name, {f"keys.{key}" for key in self.words.keys})
        elif root == "session":
            if rest not in ("", "token", "refresh"):
                yield self.unknown(path, "CS015", "part of a session", name, ("session.token", "session.refresh"))
        elif name not in (inputs := self.words.vocabulary.inputs_of(operation)):
            text = f'{operation} takes no input "{name}"{did_you_mean(name, inputs)}'
            yield self.tell(path, "CS015", text, key=path[-1] == name)

    def _actor_step(self, step: yaml.ActorStep, path: Where) -> Iterator[Problem]:
        yield from self._actor(step.as_, (*path, "as"))
        times = step.repeat.times if isinstance(step.repeat, yaml.Repeat) else step.repeat
        if isinstance(times, int) and times - (step.repeat.less if isinstance(step.repeat, yaml.Repeat) else 0) < 1:
            yield self.tell((*path, "repeat"), "CS011", "a step is done at least once")
        if step.speaking is not None:
            if step.speaking not in self.words.dialects:
                yield self.unknown((*path, "speaking"), "CS044", "dialect", step.speaking, self.words.dialects)
            elif not self.dialects:
                yield self.tell((*path, "speaking"), "CS044", "`speaking` ties a scenario to dialects: list them")

    def _actor(self, name: str | None, path: Where) -> Iterator[Problem]:
        if name is None or name == "admin":
            return
        self.acting.add(name)
        if name not in self.people:
            yield self.unknown(path, "CS016", "person", name, self.people)

    def _use(self, step: yaml.UseStep, path: Where) -> Iterator[Problem]:
        if step.use not in self.words.starts:
            yield self.unknown((*path, "use"), "CS014", "preparation or fragment", step.use, self.words.starts)
        for name in step.with_:
            if name not in ATTRIBUTES:
                yield self.unknown((*path, "with", name), "CS015", "attribute of a person", name, ATTRIBUTES)
        yield from self._actor(step.as_, (*path, "as"))

    def _mail(self, step: yaml.MailStep | yaml.NoMailStep, path: Where) -> Iterator[Problem]:
        key, kind = ("mail", step.mail) if isinstance(step, yaml.MailStep) else ("no_mail", step.no_mail)
        known = self.words.vocabulary.mails
        if kind not in known and not (kind == "any" and key == "no_mail"):
            yield self.unknown((*path, key), "CS014", "mail", kind, known)
        if "{{" not in step.to and "@" not in step.to:
            yield from self._actor(step.to, (*path, "to"))
        fields = self.words.mail_fields(kind)
        for name, matcher in (step.expect if isinstance(step, yaml.MailStep) else {}).items():
            if name.partition(".")[0] not in fields:
                yield self.unknown((*path, "expect", name), "CS015", "part of a mail", name, fields)
            yield from self.expect.matcher(matcher, (*path, "expect", name))

    def _together(self, step: yaml.TogetherStep, path: Where) -> Iterator[Problem]:
        if not step.together:
            yield self.tell((*path, "together"), "CS011", "`together` sends at least one operation")
        for index, one in enumerate(step.together):
            inner = (*path, "together", index)
            yield from self._do(one, inner)
            yield from self._actor_step(one, inner)
            if isinstance(one.copies, int) and one.copies < 1:
                yield self.tell((*inner, "copies"), "CS011", "at least one copy is sent")
            for key in ("expect", "repeat", "within", "keep_as"):
                if getattr(one, key) is not None:
                    text = "what comes back is said once, as a tally" if key == "expect" else f"no `{key}` in a race"
                    yield self.tell((*inner, key), "CS031", text)
        if step.keep_as is not None:
            yield self.tell((*path, "keep_as"), "CS031", "a race has many answers, and none that could be kept")
        if not isinstance(step.expect, ExpectMapping) or step.expect.tally is None:
            yield self.tell(path, "CS031", "`together` expects a tally")

    def _check(self, step: yaml.CheckStep, path: Where) -> Iterator[Problem]:
        yield from self.expect.matcher(step.expect, (*path, "expect"))
        if not any(True for _ in names_in(step.check)):
            yield self.tell((*path, "check"), "CS031", "a check of what stands here says nothing of the server")

    def _submit(self, step: yaml.SubmitStep, path: Where) -> Iterator[Problem]:
        forms = self.words.vocabulary.forms
        if step.submit not in forms:
            yield self.unknown((*path, "submit"), "CS014", "form", step.submit, forms)
            return
        inputs = self.words.form_inputs(step.submit)
        for name in step.with_:
            if name not in inputs:
                yield self.unknown((*path, "with", name), "CS015", f"input of {step.submit}", name, inputs)

    def _expectation(self, step: yaml.StepBase, part: str, path: Where) -> Iterator[Problem]:
        if step.expect is None:
            if part == "steps":
                yield self.tell(path, "CS017", "a step of the rule says what it expects")
            elif isinstance(step, yaml.HttpStep | yaml.GraphqlStep):
                yield self.tell(path, "CS017", "a raw step says what it expects")
            return
        if part == "given" and step.expect == "ok":
            yield self.tell((*path, "expect"), "CS018", "`expect: ok` need not be said in `given`")
        yield from self.expect.of(step, path)
        if (name := getattr(step.expect, "same_answer_as", None)) is not None:
            self.used.add(name)
            if name not in self.answers:
                text = f'"{name}" is no kept answer{did_you_mean(name, self.answers)}'
                yield self.tell((*path, "expect", "same_answer_as"), "CS019", text)

    def _keep(self, name: str, step: Any, path: Where) -> Iterator[Problem]:
        if name in RESERVED_NAMES or name in ROOTS or name in self.people or "." in name:
            yield self.tell((*path, "keep_as"), "CS016", f'the name "{name}" is taken')
        self.kept.setdefault(name, (*path, "keep_as"))
        if not isinstance(step, yaml.MailStep):
            self.answers.add(name)

    def _names(self, raw: Any, path: Where) -> Iterator[Problem]:
        """Templates that look up what nobody gave at this place."""
        known = {*self.people, *self.kept, *ROOTS}
        for where, name in places_of_names(raw, path):
            root, member = _root_and_member(name)
            self.used.add(root)
            members = self.words.below(root, self.people)
            if root not in known:
                text = f"{{{{ {name} }}}} names nothing known here{did_you_mean(root, known)}"
                yield self.tell(where, "CS019", text)
            elif members is not None and member and not _fits(member, members):
                text = f'"{root}" has no "{member}"{did_you_mean(member, members)}'
                yield self.tell(where, "CS019", text)
            elif root == "filler" and not is_length(member):
                yield self.tell(
                    where, "CS019", f"{{{{ {name} }}}} is no length: a number of characters up to {LONGEST}"
                )
        for where, text in _texts(raw, path):
            for bad in bad_templates(text):
                yield self.tell(where, "CS019", bad)


def _fits(member: str, known: Iterable[str]) -> bool:
    """Is a dotted member one of those known, or below one that is no group (`session.token`)?"""
    first = member.partition(".")[0]
    return member in known or (first in known and not any(one.startswith(f"{first}.") for one in known))


def _root_and_member(name: str) -> tuple[str, str]:
    """The root that a template looks up, and what below it: of `altered.case.ann.session.token`, ann."""
    parts = name.split(".")
    if parts[0] == "altered" and len(parts) > 2 and parts[1] in ALTERATIONS:
        parts = parts[2:]
    return parts[0], ".".join(parts[1:])


def _texts(data: Any, path: Where) -> Iterator[tuple[Where, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _texts(value, (*path, key))
