"""A case goes through its steps until one is not met: in `given` that is an error, in `steps` a failure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.dialects.shapes import Difference
from conformance.engine.cases import run_case
from conformance.engine.state import CaseState
from conformance.errors import CannotTell, NotTestable
from conformance.mail.mailbox import Mailboxes
from conformance.results import CaseResult
from conformance.vocab import Verdict
from conformance.wire import Exchange, WireRequest
from tests.support.answers import response
from tests.support.states import state

Run = Callable[[CaseState], Awaitable[list[Difference]]]
ODD = Difference("status", "200", "500 for r:secret-of-ann")


def step(part: str = "steps", *differences: Difference, error: Exception | None = None, note: str | None = None) -> Any:
    """A planned step that ends as it is told to."""

    async def run(one: CaseState) -> list[Difference]:
        one.scope.setdefault("done", []).append(part)
        if error:
            raise error
        return list(differences)

    return SimpleNamespace(part=part, line=7, says="logIn as ann", operation="logIn", note=note, run=run)


def plan(*steps: Any) -> Any:
    return SimpleNamespace(
        people=["ann"], **{part: [one for one in steps if one.part == part] for part in ("given", "steps", "always")}
    )


def unjudged() -> CaseResult:
    return CaseResult("area/a/dialect:toy", "plain", Verdict.PASS, ["R-1"], "compatibility", "must", "A", "a.yaml")


async def ended(*steps: Any, **words: Any) -> tuple[CaseResult, CaseState]:
    one = state(**words)
    return await run_case(plan(*steps), one, unjudged()), one


async def test_a_case_whose_steps_are_all_met_passes() -> None:
    result, one = await ended(step("given"), step("steps"), step("always"))

    assert (result.verdict, result.reason, result.cause) == (Verdict.PASS, None, None)
    assert [(done.number, done.part) for done in result.steps] == [(1, "given"), (2, "steps"), (3, "always")]
    assert one.scope["done"] == ["given", "steps", "always"]


@pytest.mark.parametrize(("part", "verdict"), [("given", Verdict.ERROR), ("steps", Verdict.FAIL)])
async def test_what_is_not_met_ends_the_case_but_for_what_is_always_done(part: str, verdict: Verdict) -> None:
    result, one = await ended(step(part, ODD), step("steps"), step("always"))

    assert result.verdict is verdict
    assert one.scope["done"] == [part, "always"]
    assert result.reason == "status: expected 200, got 500 for r:secret-of-ann"


async def test_what_is_always_done_never_changes_the_verdict() -> None:
    result, _ = await ended(step("steps"), step("always", ODD))

    assert result.verdict is Verdict.PASS
    assert result.steps[1].verdict is Verdict.ERROR


@pytest.mark.parametrize(
    ("error", "verdict"), [(CannotTell("no answer"), Verdict.ERROR), (NotTestable("too long"), Verdict.NOT_TESTABLE)]
)
async def test_a_step_that_cannot_be_told_says_why(error: Exception, verdict: Verdict) -> None:
    result, _ = await ended(step("steps", error=error))

    assert (result.verdict, result.reason) == (verdict, str(error))
    assert result.cause is not None
    assert (result.cause["where"], result.cause["got"]) == ("problem", str(error))


async def test_the_cause_is_masked_and_the_record_hides_secrets() -> None:
    async def run(one: CaseState) -> list[Difference]:
        one.secrets.learn("r:secret-of-ann", "session ann")
        await one.send(WireRequest("POST", "http://127.0.0.1:9/x?t=r:secret-of-ann", (), b"r:secret-of-ann"))
        return [ODD, ODD]

    async def answers(request: WireRequest) -> Any:
        return Exchange(request, response(500, text="r:secret-of-ann"))

    one = step("steps")
    one.run = run
    result, _ = await ended(one, send_raw=answers)

    assert result.cause is not None
    assert result.cause["got"] == "500 for ‹session ann›"
    assert result.reason == "status: expected 200, got 500 for ‹session ann›"
    assert [difference["got"] for difference in result.steps[0].differences] == ["500 for ‹session ann›"] * 2
    [exchange] = result.steps[0].exchanges
    assert "r:secret-of-ann" not in str(exchange)
    assert (exchange["body"], exchange["answer"]) == ("‹session ann›", "‹session ann›")


async def test_addresses_of_a_case_are_open_while_it_runs() -> None:
    boxes = Mailboxes()
    seen: list[int] = []

    async def run(one: CaseState) -> list[Difference]:
        boxes.receive(b"Subject: x\n\nx", sender="", recipients=(one.scope["ann"]["email"],), arrived=0.0)
        seen.append(len(list(boxes.untaken(one.scope["ann"]["email"]))))
        return []

    one = step("steps")
    one.run = run
    _, ran = await ended(one, mailboxes=boxes)

    assert seen == [1]
    assert list(boxes.untaken(ran.scope["ann"]["email"])) == []
