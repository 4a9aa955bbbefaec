"""A race is tallied: every answer counts once, under the first word that it is, and strangers are told."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.engine.context import PlanContext
from conformance.engine.racing import compile_together
from conformance.errors import CannotTell, NotApplicable
from conformance.scenario.model import TogetherStep
from conformance.wire import Exchange, WireRequest, WireResponse
from tests.support import toys
from tests.support.answers import response
from tests.support.states import Told, deployment, state

WON = response(
    201,
    json={"id": "ab12", "name": "ann", "email": None, "token": "t-00000000"},
    location="/users/ab12",
    x_done="1",
)
TAKEN = response(400, json={"code": 202, "error": "taken"})
ODD = response(500, text="oops")


class Answers:
    """Answers in the order given, whatever is asked."""

    def __init__(self, *answers: WireResponse | None) -> None:
        self.answers = list(answers)
        self.requests: list[WireRequest] = []

    async def __call__(self, request: WireRequest) -> Exchange:
        """The next answer."""
        self.requests.append(request)
        answer = self.answers.pop(0)
        return Exchange(request, answer, None if answer else "no answer")


def race(tally: dict[str, Any], copies: Any = 3, **words: Any) -> Any:
    step = TogetherStep.model_validate(
        {"together": [{"do": "signUp", "as": "ann", "copies": copies, **words}], "expect": {"tally": tally}}
    )
    return compile_together(step, PlanContext(toys.vocabulary(), deployment(), "toy"))


async def run(
    tally: dict[str, Any], *answers: WireResponse | None, told: Told | None = None
) -> list[tuple[str, str, str]]:
    one = state(told, send_raw=Answers(*answers))
    one.prepare(["ann"])
    return [(d.where, d.expected, d.got) for d in await race(tally, len(answers))(one)]


@pytest.mark.parametrize(
    ("tally", "answers"),
    [
        pytest.param({"ok": 1, "others": ["username-taken"]}, [TAKEN, WON, TAKEN], id="one wins"),
        pytest.param({"ok": 1, "username-taken": 2}, [WON, TAKEN, TAKEN], id="all counted"),
        pytest.param({"ok": {"at_least": 1}, "others": ["username-taken"]}, [WON, WON, TAKEN], id="a matcher"),
        pytest.param({"ok": 0, "username-taken": 2}, [TAKEN, TAKEN], id="none wins"),
        pytest.param({"others": ["ok", "username-taken"]}, [WON, TAKEN], id="any of these"),
        pytest.param(
            {"ok": 1, "others": ["username-taken", "unknown-user"]}, [WON, TAKEN], id="others that the dialect lacks"
        ),
    ],
)
async def test_a_tally_is_met(tally: dict[str, Any], answers: list[WireResponse]) -> None:
    assert await run(tally, *answers) == []


@pytest.mark.parametrize(
    ("tally", "answers", "differences"),
    [
        pytest.param(
            {"ok": 1, "others": ["username-taken"]}, [WON, WON, TAKEN], [("tally ok", "1", "2")], id="two win"
        ),
        pytest.param({"ok": 1, "others": ["username-taken"]}, [TAKEN], [("tally ok", "1", "0")], id="none wins"),
        pytest.param(
            {"ok": 1, "others": ["username-taken"]},
            [WON, ODD],
            [("outcome", "ok or username-taken", "no outcome known here (HTTP 500)")],
            id="a stranger",
        ),
        pytest.param(
            {"ok": 1},
            [WON, TAKEN, TAKEN],
            [("outcome", "ok", "username-taken")],
            id="two strangers alike are told once",
        ),
        pytest.param(
            {"ok": 2, "username-taken": 0},
            [WON, TAKEN],
            [("tally ok", "2", "1"), ("tally username-taken", "0", "1")],
            id="several counts",
        ),
    ],
)
async def test_a_tally_is_not_met(
    tally: dict[str, Any], answers: list[WireResponse], differences: list[tuple[str, str, str]]
) -> None:
    assert await run(tally, *answers) == differences


async def test_wire_details_of_every_known_answer_are_told() -> None:
    told = Told()
    odd = response(200, json={"id": "ab12", "name": "ann", "token": "T"}, location="/users/ab12", x_done="1")

    await run({"ok": 1, "others": ["username-taken"]}, odd, TAKEN, ODD, told=told)

    assert [part for part, _ in told.parts] == ["signUp.ok", "signUp.username-taken"]
    assert told.parts[0][1] == ["status", "field session.token"]


async def test_all_copies_say_the_same_and_the_person_learns_from_the_winner() -> None:
    answers = Answers(TAKEN, WON, TAKEN)
    one = state(send_raw=answers)
    one.prepare(["ann"])

    await race({"ok": 1, "others": ["username-taken"]})(one)

    assert len({request.body for request in answers.requests}) == 1
    assert one.sessions["ann", ""] == {"token": "t-00000000"}
    assert one.scope["ann"]["id"] == "ab12"


async def test_the_number_of_copies_may_be_looked_up() -> None:
    answers = Answers(WON, TAKEN)
    one = state(send_raw=answers)
    one.prepare(["ann"])
    one.scope["settings"] = {"lockout": {"threshold": 2}}

    await race({"ok": 1, "others": ["username-taken"]}, "{{ settings.lockout.threshold }}")(one)

    assert len(answers.requests) == 2


async def test_a_race_in_which_one_got_no_answer_cannot_be_told() -> None:
    with pytest.raises(CannotTell, match="no answer"):
        await run({"ok": 1, "others": ["username-taken"]}, WON, None)


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        pytest.param({"tally": {"unknown-user": 1}}, "signUp is never unknown-user here", id="a counted word"),
        pytest.param({"refused": "username-taken"}, "together needs a tally", id="no tally"),
    ],
)
def test_a_race_that_the_dialect_cannot_have_is_not_applicable(expect: dict[str, Any], told: str) -> None:
    step = TogetherStep.model_validate({"together": [{"do": "signUp", "as": "ann"}], "expect": expect})

    with pytest.raises(NotApplicable, match=told):
        compile_together(step, PlanContext(toys.vocabulary(), deployment(), "toy"))
