"""What is wrong with expectations: words nobody knows, words that do not belong to the step, nothing asserted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from conformance.errors import Problem, did_you_mean
from conformance.matchers import matcher_problems
from conformance.scenario import model as yaml
from conformance.scenario.model import ExpectMapping
from conformance.scenario.words import KnownWords

#: Outcomes that are a single word of `expect`.
WORDS = ("ok", "created-unverified", "accepted")
ACCEPTING = frozenset(WORDS)
OTHERS = "others"
#: Words of `expect` that only an operation can meet, only a page, only a race.
_OF_OPERATIONS, _OF_PAGES, _OF_RACES = ("ok",), ("page",), ("tally",)

Where = tuple[str | int, ...]


class Tell(Protocol):
    """Makes a problem of a path: at the value that stands there, or, with `key`, at its key."""

    def __call__(self, path: Where, code: str, text: str, *, key: bool = False) -> Problem: ...


class ExpectLint:
    """Lints the expectations of one scenario."""

    def __init__(self, words: KnownWords, tell: Tell) -> None:
        self.words = words
        self.tell = tell

    def of(self, step: yaml.StepBase, path: Where) -> Iterator[Problem]:
        """Everything wrong with what a step expects."""
        yield from self._expect(step.expect, step, (*path, "expect"))

    def matcher(self, matcher: Any, path: Where) -> Iterator[Problem]:
        """Everything wrong with a matcher."""
        for inner, code, text in matcher_problems(matcher):
            yield self.tell((*path, *inner), code, text, key=True)

    def _expect(self, expect: Any, step: yaml.StepBase, path: Where) -> Iterator[Problem]:
        if isinstance(expect, ExpectMapping):
            yield from self._mapping(expect, step, path)
        elif expect not in WORDS:
            yield self.tell(path, "CS030", f'unknown outcome "{expect}"{did_you_mean(str(expect), WORDS)}')
        elif not isinstance(step, yaml.DoStep):
            yield self.tell(path, "CS031", f"only an operation can be `{expect}`")

    def _mapping(self, expect: ExpectMapping, step: yaml.StepBase, path: Where) -> Iterator[Problem]:
        yield from self._strangers(expect, step, path)
        yield from self._words(expect, path)
        yield from self._tally(expect.tally or {}, path)
        for name, matcher in (expect.ok or {}).items():
            if name not in self.words.vocabulary.fields:
                text = f'unknown field "{name}"{did_you_mean(name, self.words.vocabulary.fields)}'
                yield self.tell((*path, "ok", name), "CS015", text, key=True)
            yield from self.matcher(matcher, (*path, "ok", name))
        for index, form in enumerate(expect.either or []):
            yield from self._expect(form, step, (*path, "either", index))
        yield from self._raw(expect, path)

    def _strangers(self, expect: ExpectMapping, step: yaml.StepBase, path: Where) -> Iterator[Problem]:
        """Words that such a step can never meet, so that the case would silently not exist."""
        for words, kinds, told in (
            (_OF_OPERATIONS, yaml.DoStep, "only an operation can be `ok`"),
            (
                _OF_PAGES,
                yaml.OpenStep | yaml.SubmitStep | yaml.HttpStep,
                "a page is what `open` and `submit` arrive at",
            ),
            (_OF_RACES, yaml.TogetherStep, "a tally is of what `together` sends"),
        ):
            for word in words:
                if getattr(expect, word) is not None and not isinstance(step, kinds):
                    yield self.tell((*path, word), "CS031", told, key=True)

    def _words(self, expect: ExpectMapping, path: Where) -> Iterator[Problem]:
        reason, page, words = expect.refused, expect.page, self.words.vocabulary
        if reason is not None and "{{" not in reason and reason not in words.reasons:
            text = f'unknown reason "{reason}"{did_you_mean(reason, words.reasons)}'
            yield self.tell((*path, "refused"), "CS030", text)
        if page is not None and "{{" not in page and page not in words.pages:
            yield self.tell((*path, "page"), "CS033", f'unknown page "{page}"{did_you_mean(page, words.pages)}')

    def _tally(self, tally: dict[str, Any], path: Where) -> Iterator[Problem]:
        known = {*self.words.vocabulary.reasons, "ok", "created-unverified"}
        counted = [(word, (*path, "tally", word)) for word in tally if word != OTHERS]
        others = tally.get(OTHERS, [])
        if not isinstance(others, list):
            yield self.tell((*path, "tally", OTHERS), "CS031", "`others` is a list of outcomes")
            others = []
        for word, at in [*counted, *((word, (*path, "tally", OTHERS, index)) for index, word in enumerate(others))]:
            if word not in known:
                text = f'unknown outcome "{word}"{did_you_mean(str(word), {*known, OTHERS})}'
                yield self.tell(at, "CS030", text, key=True)
        for word, at in counted:
            yield from self.matcher(tally[word], at)

    def _raw(self, expect: ExpectMapping, path: Where) -> Iterator[Problem]:
        for key in ("status", "text", "html"):
            yield from self.matcher(getattr(expect, key), (*path, key))
        redirect = expect.redirect
        groups: list[tuple[Where, dict[str, Any]]] = [(("headers",), expect.headers), (("json",), expect.json_)]
        if redirect is not None:
            groups += [(("redirect",), {"path": redirect.path}), (("redirect", "query"), redirect.query)]
        for keys, group in groups:
            for name, matcher in group.items():
                yield from self.matcher(matcher, (*path, *keys, name))


def may_succeed(step: Any) -> bool:
    """Does a step expect something that only a working server does?"""
    return isinstance(step, yaml.MailStep) or _accepts(getattr(step, "expect", None), step)


def _accepts(expect: Any, step: Any) -> bool:
    if isinstance(expect, str):
        return expect in ACCEPTING
    if not isinstance(expect, ExpectMapping):
        return False
    if expect.ok is not None or expect.page is not None:
        return True
    if expect.tally is not None:
        return any(number != 0 for word, number in expect.tally.items() if word in ACCEPTING)
    if expect.same_answer_as is not None and expect.refused is None:
        return True
    raw = isinstance(step, yaml.HttpStep | yaml.GraphqlStep)
    return raw and bool(expect.json_) and expect.status in (200, 201)
