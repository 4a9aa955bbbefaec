"""Two answers are the same when nobody could tell by them which was which."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.dialects.model import Unlike
from conformance.dialects.shapes import Answer
from conformance.engine.sameness import same_answer
from conformance.wire import WireResponse
from tests.support.answers import answer
from tests.support.states import reply

UNLIKE = Unlike.model_validate({"headers": ["Date", "etag"], "json": ["id", "token"]})


def differences(kept: Answer, now: Answer, before: Any = None, after: Any = None) -> list[tuple[str, str, str]]:
    found = same_answer(reply(kept, **(before or {})), reply(now, **(after or {})), UNLIKE)
    return [(one.where, one.expected, one.got) for one in found]


def headers(*pairs: tuple[str, str]) -> Answer:
    response = WireResponse(200, pairs)
    return Answer(response, response)


@pytest.mark.parametrize(
    ("kept", "now"),
    [
        pytest.param(answer(200, json={"a": [1, {"b": None}]}), answer(200, json={"a": [1, {"b": None}]}), id="equal"),
        pytest.param(answer(200), answer(200), id="empty"),
        pytest.param(answer(200, html="<p>"), answer(200, html="<p>"), id="HTML"),
        pytest.param(answer(200, json={"a": 1}), answer(200, json={"a": 1.0}), id="equal as JSON has it"),
        pytest.param(answer(200, text='{"a":1,"b":2}'), answer(200, text='{ "b": 2, "a": 1 }'), id="other blanks"),
        pytest.param(answer(200, date="Mon", etag="1"), answer(200, date="Tue"), id="headers that may differ"),
        pytest.param(
            answer(200, json={"id": 1, "x": [{"token": "a"}]}),
            answer(200, json={"id": 2, "x": [{}]}),
            id="members that may",
        ),
        pytest.param(
            headers(("set-cookie", "a"), ("set-cookie", "b")),
            headers(("set-cookie", "a"), ("set-cookie", "b")),
            id="twice",
        ),
    ],
)
def test_answers_are_the_same(kept: Answer, now: Answer) -> None:
    assert differences(kept, now) == []


@pytest.mark.parametrize(
    ("kept", "now", "found"),
    [
        pytest.param(answer(404), answer(400), [("status", "404 as before", "400")], id="status"),
        pytest.param(
            answer(200, json={"a": 1}),
            answer(200, json={"a": True}),
            [("body", '{"a": 1} as before', '{"a": true}')],
            id="true is not 1",
        ),
        pytest.param(
            answer(200, json={"a": None}), answer(200, json={}), [("body", '{"a": null} as before', "{}")], id="null"
        ),
        pytest.param(answer(200, text="a"), answer(200, text="b"), [("body", '"a" as before', '"b"')], id="text"),
        pytest.param(answer(200, text="{}"), answer(200, text=""), [("body", "{} as before", '""')], id="JSON or none"),
        pytest.param(headers(("x", "1")), headers(), [("headers.x", '"1" as before', "absent")], id="a header less"),
        pytest.param(headers(), headers(("x", "1")), [("headers.x", "absent as before", '"1"')], id="a header more"),
        pytest.param(headers(("x", "")), headers(), [("headers.x", '"" as before', "absent")], id="an empty header"),
        pytest.param(
            headers(("x", "1"), ("x", "2")),
            headers(("x", "2")),
            [("headers.x", '["1", "2"] as before', '"2"')],
            id="a header that came twice",
        ),
    ],
)
def test_answers_differ(kept: Answer, now: Answer, found: list[tuple[str, str, str]]) -> None:
    assert differences(kept, now) == found


ANN = {"username": "ann", "email": "ann@mail.test", "password": "secret"}
BOB = {"username": "bob", "email": "robert@mail.test", "password": "secret"}


@pytest.mark.parametrize(
    ("kept", "now", "same"),
    [
        pytest.param(answer(200, text="no ann"), answer(200, text="no bob"), True, id="an input echoed in text"),
        pytest.param(answer(200, json={"e": "ann"}), answer(200, json={"e": "bob"}), True, id="in JSON"),
        pytest.param(answer(200, json=["x ann y"]), answer(200, json=["x bob y"]), True, id="inside a text in JSON"),
        pytest.param(headers(("x", "/u/ann")), headers(("x", "/u/bob")), True, id="in a header"),
        pytest.param(
            answer(200, text="to ann@mail.test"), answer(200, text="to robert@mail.test"), True, id="one holds another"
        ),
        pytest.param(answer(200, text="no ann"), answer(200, text="no ann"), False, id="the other's input"),
        pytest.param(answer(200, text="ann@mail.test"), answer(200, text="bob"), False, id="another input"),
        pytest.param(answer(200, text="no ann"), answer(200, text="unknown bob"), False, id="words around it"),
        pytest.param(answer(200, text="secret"), answer(200, text="public"), False, id="an input that was the same"),
    ],
)
def test_what_the_requests_differ_in_counts_as_equal(kept: Answer, now: Answer, same: bool) -> None:
    assert (differences(kept, now, ANN, BOB) == []) is same


def test_empty_inputs_and_numbers_stand_for_nothing() -> None:
    kept, now = answer(200, text="5"), answer(200, text="6")

    assert [where for where, _, _ in differences(kept, now, {"n": 5, "e": ""}, {"n": 6, "e": "x"})] == ["body"]


def test_an_input_that_only_one_request_has_counts_too() -> None:
    assert differences(answer(200, text="no ‹name›"), answer(200, text="no bob"), {}, {"name": "bob"}) == []
