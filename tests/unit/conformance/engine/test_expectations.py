"""Expectations judge the outcome and what the scenario itself asserts; wire details are told, and fail nothing."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.dialects.shapes import Answer, Difference
from conformance.engine.expecting import Door, compile_expectation, report
from conformance.errors import CannotTell, NotApplicable
from conformance.scenario.model import ExpectMapping
from conformance.wire import Exchange
from tests.support import toys
from tests.support.answers import answer, response
from tests.support.states import REQUEST, Told, reply, state

USER = {"id": "ab12", "name": "ann", "created": "2026-11-20T10:00:00Z"}
ACCEPTED = answer(200, json={"user": USER, "token": "t-00000000"}, x_done="1")
WRONG = answer(404, json={"code": 101, "error": "Invalid."})
LOCKED = answer(404, json={"code": 101, "error": "Account locked for 5 minute(s)"})
FORM = answer(200, html="<form>")


def door(name: str | None = "logIn", dialect: str = "toy", *, page: bool = False) -> Door:
    binding = toys.binding(dialect)
    return Door(binding, binding.operation(name) if name else None, is_page=page)


def judged(
    expect: Any, given: Answer, at: Door | None = None, told: Told | None = None, **inputs: Any
) -> list[tuple[str, str, str]]:
    """The differences of an answer from an expectation."""
    chosen = at or door()
    parsed = expect if isinstance(expect, str) else ExpectMapping.model_validate(expect)
    fields = chosen.operation.read_fields(given) if chosen.operation else {}
    found = compile_expectation(parsed, chosen)(reply(given, fields, **inputs), state(told))
    return [(one.where, one.expected, one.got) for one in found]


RAW, PAGE = door(None), door(None, page=True)
SIGN_UP = door("signUp")


@pytest.mark.parametrize(
    ("expect", "given", "at"),
    [
        pytest.param("ok", ACCEPTED, door(), id="ok"),
        pytest.param("accepted", ACCEPTED, door(), id="accepted, as ok"),
        pytest.param("accepted", answer(201, json={"id": "ab12"}), SIGN_UP, id="accepted, without a session"),
        pytest.param("created-unverified", answer(201, json={"id": "ab12"}), SIGN_UP, id="created-unverified"),
        pytest.param({"ok": {"user.username": "{{ ann.username }}"}}, ACCEPTED, door(), id="ok and a field"),
        pytest.param({"ok": {"user.email": {"is": "absent"}}}, ACCEPTED, door(), id="ok and a missing field"),
        pytest.param({"refused": "wrong-password"}, WRONG, door(), id="refused"),
        pytest.param({"refused": "account-locked"}, LOCKED, door(), id="refused, told by its text"),
        pytest.param({"refused": "not-allowed"}, answer(403, text="Forbidden"), SIGN_UP, id="refused, second look"),
        pytest.param({"refused": "session-missing"}, answer(401, json={"code": 209}), RAW, id="a raw refusal"),
        pytest.param({"refused": "not-allowed"}, answer(403, text="Forbidden"), RAW, id="a raw refusal, second look"),
        pytest.param({"page": "reset-form"}, FORM, PAGE, id="a page"),
        pytest.param({"page": "reset-form"}, FORM, RAW, id="a page of a raw step"),
        pytest.param({"status": 404, "json": {"code": 101}}, WRONG, RAW, id="raw keys"),
        pytest.param({"refused": "wrong-password", "status": 404}, WRONG, door(), id="raw keys beside a refusal"),
        pytest.param({"either": ["ok", {"refused": "wrong-password"}], "because": "x"}, WRONG, door(), id="either"),
        pytest.param(
            {"either": [{"refused": "refresh-me"}, {"refused": "wrong-password"}], "because": "x"},
            WRONG,
            door(),
            id="either, one of which the dialect lacks",
        ),
    ],
)
def test_an_expectation_is_met(expect: Any, given: Answer, at: Door) -> None:
    assert judged(expect, given, at) == []


@pytest.mark.parametrize(
    ("expect", "given", "at", "differences"),
    [
        pytest.param("ok", WRONG, door(), [("outcome", "ok", "wrong-password")], id="ok, but refused"),
        pytest.param(
            "ok",
            answer(500, text="x"),
            door(),
            [("outcome", "ok", "no outcome known here (HTTP 500)")],
            id="ok, but odd",
        ),
        pytest.param(
            "accepted", WRONG, SIGN_UP, [("outcome", "ok or created-unverified", "wrong-password")], id="accepted"
        ),
        pytest.param(
            "created-unverified",
            answer(201, json={"id": "ab12", "token": "t-00000000"}),
            SIGN_UP,
            [("outcome", "created-unverified", "ok")],
            id="created-unverified, but with a session",
        ),
        pytest.param(
            {"ok": {"user.username": "bob", "user.email": {"is": "text"}}},
            ACCEPTED,
            door(),
            [("user.username", '"bob"', '"ann"'), ("user.email", "text", "absent")],
            id="ok, but two fields",
        ),
        pytest.param(
            {"ok": {"user.username": "bob"}},
            WRONG,
            door(),
            [("outcome", "ok", "wrong-password")],
            id="fields of nothing",
        ),
        pytest.param(
            {"refused": "wrong-password"}, ACCEPTED, door(), [("outcome", "wrong-password", "ok")], id="not refused"
        ),
        pytest.param(
            {"refused": "wrong-password"},
            LOCKED,
            door(),
            [("outcome", "wrong-password", "account-locked")],
            id="refused for another reason",
        ),
        pytest.param(
            {"refused": "session-missing"},
            answer(200, json={}),
            RAW,
            [("outcome", "session-missing", "HTTP 200")],
            id="a raw answer that is no refusal",
        ),
        pytest.param(
            {"page": "reset-form"}, answer(200, html="done"), PAGE, [("outcome", "reset-form", "reset-done")], id="page"
        ),
        pytest.param(
            {"page": "reset-form"},
            answer(404, text="x"),
            PAGE,
            [("outcome", "reset-form", "no page known here (HTTP 404)")],
            id="no page",
        ),
        pytest.param(
            {"status": 200, "json": {"code": 102}, "headers": {"x": {"is": "present"}}},
            WRONG,
            RAW,
            [("status", "200", "404"), ("headers.x", "present", "absent"), ("json.code", "102", "101")],
            id="all raw keys",
        ),
        pytest.param(
            {"refused": "wrong-password", "json": {"hint": {"is": "text"}}},
            WRONG,
            door(),
            [("json.hint", "text", "absent")],
            id="refused, but a raw key",
        ),
        pytest.param(
            {"refused": "wrong-password", "status": 403},
            ACCEPTED,
            door(),
            [("outcome", "wrong-password", "ok"), ("status", "403", "200")],
            id="both halves",
        ),
        pytest.param(
            {"either": [{"refused": "wrong-password"}, {"refused": "account-locked"}], "because": "x"},
            ACCEPTED,
            door(),
            [("outcome", "wrong-password or account-locked", "ok")],
            id="either",
        ),
        pytest.param(
            {"either": ["ok", {"ok": {"user.username": "bob"}}], "because": "x"},
            WRONG,
            door(),
            [("outcome", "ok", "wrong-password")],
            id="either, said once",
        ),
    ],
)
def test_an_expectation_is_not_met(
    expect: Any, given: Answer, at: Door, differences: list[tuple[str, str, str]]
) -> None:
    assert judged(expect, given, at) == differences


@pytest.mark.parametrize(
    ("expect", "at", "told"),
    [
        pytest.param("created-unverified", door(), "logIn of toy is never created-unverified", id="an outcome"),
        pytest.param({"ok": {"sessions": 1}}, door(), "logIn answers no field sessions", id="a field"),
        pytest.param({"refused": "unknown-user"}, SIGN_UP, "signUp of toy has no refusal unknown-user", id="a reason"),
        pytest.param({"refused": "ok"}, door(), "logIn of toy has no refusal ok", id="a reason that is an outcome"),
        pytest.param({"refused": "unknown-user"}, RAW, "toy has no refusal unknown-user", id="a raw reason"),
        pytest.param({"page": "nowhere"}, PAGE, "toy has no page nowhere", id="a page"),
        pytest.param({"page": "reset-form"}, door(), "a page is what", id="a page of an operation"),
        pytest.param("ok", RAW, "only an operation can be `ok`", id="ok of a raw step"),
        pytest.param("accepted", PAGE, "only an operation can be `ok`", id="accepted of a page"),
        pytest.param(
            {"either": [{"refused": "a"}, {"refused": "b"}], "because": "x"},
            door(),
            "logIn of toy has no refusal a; logIn of toy has no refusal b",
            id="either of two that are lacking",
        ),
    ],
)
def test_a_word_that_the_dialect_lacks_is_not_applicable(expect: Any, at: Door, told: str) -> None:
    with pytest.raises(NotApplicable, match=told):
        judged(expect, ACCEPTED, at)


# Wire details


@pytest.mark.parametrize(
    ("expect", "given", "at", "parts"),
    [
        pytest.param("ok", ACCEPTED, door(), [], id="nothing to tell"),
        pytest.param(
            "ok",
            answer(201, json={"user": USER, "token": "T"}, x_done="1"),
            door(),
            [("logIn.ok", ["status", "field session.token"])],
            id="of an accepted answer",
        ),
        pytest.param(
            "accepted",
            answer(200, json={"id": "ab12"}),
            SIGN_UP,
            [("signUp.created-unverified", ["status"])],
            id="of whatever was accepted",
        ),
        pytest.param(
            {"refused": "wrong-password"},
            answer(400, json={"code": 101, "error": "Bad."}),
            door(),
            [("logIn.wrong-password", ["status", "json.error"])],
            id="of a refusal",
        ),
        pytest.param(
            {"refused": "not-allowed"},
            answer(401, text="Forbidden"),
            RAW,
            [("raw.not-allowed", ["status"])],
            id="of a raw refusal",
        ),
        pytest.param(
            {"page": "reset-form"}, answer(201, html="<form>"), PAGE, [("page.reset-form", ["status"])], id="page"
        ),
        pytest.param("ok", WRONG, door(), [], id="not of an answer that is something else"),
        pytest.param({"status": 404}, answer(404), RAW, [], id="not of raw keys"),
    ],
)
def test_wire_details_are_told_and_fail_nothing(
    expect: Any, given: Answer, at: Door, parts: list[tuple[str, list[str]]]
) -> None:
    told = Told()

    found = judged(expect, given, at, told)

    assert told.parts == parts
    assert [where for where, _, _ in found if where != "outcome"] == []


def test_of_two_looks_of_a_raw_refusal_the_nearest_is_told() -> None:
    told = Told()
    binding = toys.rebound(
        refusals={"not-allowed": [{"status": 400, "json": {"a": 1, "b": 2}}, {"status": 400, "json": {"a": 1}}]}
    )

    assert judged({"refused": "not-allowed"}, answer(400, json={"a": 2}), Door(binding), told) == []
    assert told.parts == [("raw.not-allowed", ["json.a"])]


def test_of_latitude_only_the_nearest_form_is_told() -> None:
    told = Told()
    binding = toys.rebound(
        operations={"logIn": {"request": {"path": "/x"}}},
        refusals={
            "wrong-password": {"status": 400, "json": {"a": 1, "b": 1}},
            "unknown-user": {"status": 400, "json": {"a": 1}},
        },
    )
    at = Door(binding, binding.operation("logIn"))
    expect = {"either": [{"refused": "wrong-password"}, {"refused": "unknown-user"}], "because": "x"}

    assert judged(expect, answer(400, json={"a": 2}), at, told) == []
    assert told.parts == [("logIn.unknown-user", ["json.a"])]


def test_a_form_of_latitude_that_is_not_met_tells_nothing() -> None:
    told = Told()
    odd = answer(201, json={"user": USER, "token": "t-00000000"}, x_done="1")
    expect = {"either": [{"ok": {"user.username": "bob"}}, "ok"], "because": "x"}

    assert judged(expect, odd, told=told) == []
    assert told.parts == [("logIn.ok", ["status"])]


def test_details_come_with_the_last_exchange() -> None:
    seen: list[Exchange | None] = []
    one = state(report=lambda dialect, part, differences, exchange: seen.append(exchange))
    exchanges = [Exchange(REQUEST, response(200)), Exchange(REQUEST, response(201))]

    report("toy", "a.ok", [], one)
    report("toy", "a.ok", [Difference("status", "1", "2")], one)
    one.trace.exchanges.extend(exchanges)
    report("toy", "a.ok", [Difference("status", "1", "2")], one)

    assert seen == [None, exchanges[1]]


def test_a_detail_belongs_to_the_door_that_was_asked() -> None:
    """A scenario of one door may speak through another: what that one does oddly is its own affair."""
    seen: list[tuple[str, str]] = []
    one = state(report=lambda dialect, part, differences, exchange: seen.append((dialect, part)), dialect="toy-graphql")
    odd = answer(404, json={"code": 101, "error": "Odd."})
    judge = compile_expectation(ExpectMapping.model_validate({"refused": "wrong-password"}), door())

    assert judge(reply(odd), one) == []
    assert seen == [("toy", "logIn.wrong-password")]


# What came, in words


def test_a_page_that_is_known_by_a_setting_that_is_absent_is_not_told() -> None:
    """Else a failure would become an error."""
    binding = toys.rebound(
        pages={
            "reset-form": {"status": 200, "html": {"contains": "{{ settings.banner }}"}},
            "reset-done": {"status": 200, "html": {"contains": "done"}},
        },
        operations={},
    )

    assert Door(binding, is_page=True).tell(reply(answer(200, html="done"))) == "reset-done"
    assert Door(binding, is_page=True).tell(reply(answer(200, html="x"))) == "no page known here (HTTP 200)"


# The same answer


def test_an_answer_is_compared_with_a_kept_one() -> None:
    judge = compile_expectation(ExpectMapping.model_validate({"same_answer_as": "first"}), door())
    one = state()
    one.kept["first"] = reply(WRONG)

    assert judge(reply(WRONG), one) == []
    assert [difference.where for difference in judge(reply(LOCKED), one)] == ["body"]


def test_sameness_may_stand_beside_a_refusal() -> None:
    expect = ExpectMapping.model_validate({"refused": "wrong-password", "same_answer_as": "first"})
    one = state()
    one.kept["first"] = reply(WRONG)

    found = compile_expectation(expect, door())(reply(ACCEPTED), one)

    assert [difference.where for difference in found][:2] == ["outcome", "status"]


def test_an_answer_that_was_never_kept_cannot_be_compared_with() -> None:
    judge = compile_expectation(ExpectMapping.model_validate({"same_answer_as": "first"}), door())

    with pytest.raises(CannotTell, match="no answer was kept as first"):
        judge(reply(WRONG), state())
