"""`together`: several operations at the same moment, and a tally of what came back."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from conformance.dialects.shapes import Difference
from conformance.engine.acting import compile_saying, times_of
from conformance.engine.context import PlanContext
from conformance.engine.expecting import report
from conformance.engine.saying import Saying
from conformance.engine.state import CaseState, Reply
from conformance.errors import NotApplicable
from conformance.matchers import Matcher, compile_matcher
from conformance.scenario.model import ExpectMapping, TogetherStep

OTHERS = "others"


def compile_together(step: TogetherStep, context: PlanContext) -> Callable[[CaseState], Awaitable[list[Difference]]]:
    """A race: all requests are written first, then sent at once."""
    runners = [(compile_saying(one, context), times_of(one.copies)) for one in step.together]
    if not isinstance(step.expect, ExpectMapping) or step.expect.tally is None:
        raise NotApplicable("together needs a tally")
    wanted = {word: compile_matcher(number) for word, number in step.expect.tally.items() if word != OTHERS}
    others = _known_others(step.expect.tally.get(OTHERS, []), [saying for saying, _ in runners])
    outcomes = [*wanted, *others]
    _need_outcomes(wanted, [saying for saying, _ in runners])

    async def run(state: CaseState) -> list[Difference]:
        sayings = [saying for saying, copies in runners for _ in range(copies(state))]
        written = [(saying, *saying.write(state)) for saying in sayings]
        answers = await asyncio.gather(*(saying.answer(request, state) for saying, request, _ in written))
        replies = [
            (saying, saying.read(request, answer, scope, state))
            for (saying, request, scope), answer in zip(written, answers, strict=True)
        ]
        differences = _tally(replies, outcomes, wanted, state)
        for saying, reply in replies:
            saying.learn(reply, state)
        return differences

    return run


def _known_others(words: list[str], sayings: list[Saying]) -> list[str]:
    """Of the other outcomes that may come, those that the dialect has."""
    return [word for word in words if any(word in saying.operation.outcomes for saying in sayings)]


def _need_outcomes(words: dict[str, Matcher], sayings: list[Saying]) -> None:
    for word in words:
        if not any(word in saying.operation.outcomes for saying in sayings):
            raise NotApplicable(f"{sayings[0].operation.name} is never {word} here")


def _tally(
    replies: list[tuple[Saying, Reply]], outcomes: list[str], wanted: dict[str, Matcher], state: CaseState
) -> list[Difference]:
    counts: Counter[str] = Counter()
    strangers: list[str] = []
    for saying, reply in replies:
        outcome = _outcome(saying, reply, outcomes)
        if outcome is None:
            strangers.append(saying.operation.tell(reply.answer, reply.scope))
            continue
        counts[outcome] += 1
        report(
            saying.spoken.dialect,
            f"{saying.operation.name}.{outcome}",
            saying.operation.details(outcome, reply.answer, reply.scope),
            state,
        )
    differences = [
        Difference(f"tally {word}", expected, str(counts[word]))
        for word, matcher in wanted.items()
        if (expected := matcher.expectation(counts[word], state.scope)) is not None
    ]
    known = " or ".join(outcomes)
    differences += [Difference("outcome", known, told) for told in dict.fromkeys(strangers)]
    return differences


def _outcome(saying: Saying, reply: Reply, outcomes: list[str]) -> str | None:
    """The outcome of one answer; of those that look alike, the one it deviates least from."""
    operation = saying.operation
    told = [
        word
        for word in outcomes
        if word in operation.outcomes and operation.recognises(word, reply.answer, reply.scope)
    ]
    return min(told, key=lambda word: len(operation.details(word, reply.answer, reply.scope)), default=None)
