"""Limits: what is counted together, who is spared, and when counting begins anew."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mockserver.core import accounts
from mockserver.core import errors as e
from mockserver.core.limits import Allowance, Asking
from mockserver.core.model import NOBODY
from tests.unit.mockserver.acting import MASTER, an_instance, turn

LIMITED = {
    "rateLimit": {
        "count": 2,
        "seconds": 10,
        "message": "Later",
        "logIn": "address",
        "currentUser": "session",
        "updateUser": "user",
        "verifyPassword": "master-too",
        "requestReset": "everybody",
    }
}


def is_refused(app: Any, *asked: Asking) -> bool:
    """Is the last of these requests refused, and none before it?"""
    *before, last = asked
    for one in before:
        accounts.admit_so_often(app, one)
    try:
        accounts.admit_so_often(app, last)
    except e.AskedTooOften:
        return True
    return False


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        pytest.param([Asking("logIn", "a")] * 2, False, id="as many as the limit says"),
        pytest.param([Asking("logIn", "a")] * 3, True, id="one more"),
        pytest.param([*[Asking("logIn", "a")] * 2, Asking("logIn", "b")], False, id="from another address"),
        pytest.param([*[Asking("logIn", "a")] * 2, Asking("verifyPassword", "a")], False, id="something else"),
        pytest.param([Asking("logIn", "127.0.0.1")] * 3, False, id="on the machine itself"),
        pytest.param([Asking("logIn", "a", master=True)] * 3, False, id="with the master key"),
        pytest.param([Asking("verifyPassword", "a", master=True)] * 3, True, id="with the master key where it counts"),
        pytest.param([Asking("currentUser", at, token="t") for at in "abc"], True, id="one session, three addresses"),
        pytest.param([Asking("currentUser", "a", token=t) for t in "stu"], False, id="three sessions, one address"),
        pytest.param([Asking("currentUser", "a")] * 3, True, id="without a session by address"),
        pytest.param(
            [Asking("updateUser", at, token=at, user_id="u") for at in "abc"], True, id="one user, three sessions"
        ),
        pytest.param([Asking("requestReset", at) for at in "abc"], True, id="everybody together"),
        pytest.param([Asking("logOut", "a")] * 3, False, id="what has no limit"),
    ],
)
def test_requests_count_together_as_their_zone_says(asked: list[Asking], refused: bool) -> None:
    assert is_refused(an_instance(LIMITED).app, *asked) is refused


def test_counting_begins_anew_when_the_window_is_over_and_refusals_do_not_prolong_it() -> None:
    instance = an_instance(LIMITED)
    asking = Asking("logIn", "a")
    assert is_refused(instance.app, *[asking] * 3)

    turn(instance, seconds=9)
    assert is_refused(instance.app, asking)
    turn(instance, seconds=1)

    assert not is_refused(instance.app, asking, asking)


def test_what_is_left_is_told_and_the_refusal_says_how_long_to_wait() -> None:
    instance = an_instance(LIMITED)
    until = instance.clock.now()
    first = accounts.admit_so_often(instance.app, Asking("logIn", "a"))
    accounts.admit_so_often(instance.app, Asking("logIn", "a"))

    with pytest.raises(e.AskedTooOften) as refused:
        accounts.admit_so_often(instance.app, Asking("logIn", "a"))

    assert isinstance(first, Allowance)
    assert (first.limit, first.remaining) == (2, 1)
    assert 9 < (first.until - until).total_seconds() < 11
    assert (refused.value.message, refused.value.left.remaining) == ("Later", 0)
    assert 9 < refused.value.left.seconds <= 10


def test_the_machine_itself_is_limited_where_the_settings_say_so() -> None:
    app = an_instance({"rateLimit": {**LIMITED["rateLimit"], "machineToo": True}}).app

    assert is_refused(app, *[Asking("logIn", "127.0.0.1")] * 3)
    assert not is_refused(app, *[Asking("logIn", "127.0.0.1", master=True)] * 3)


def test_without_limits_nothing_is_counted() -> None:
    app = an_instance().app

    assert accounts.admit_so_often(app, Asking("logIn", "a")) is None
    assert app.store.asked == {}


@pytest.mark.parametrize(
    ("depth", "fields", "told"),
    [
        (2, 3, None),
        (3, 3, "GraphQL query depth of 3 exceeds maximum allowed depth of 2"),
        (2, 4, "Number of GraphQL fields (4) exceeds maximum allowed (3)"),
    ],
)
def test_a_question_that_is_too_deep_or_too_broad_is_refused(depth: int, fields: int, told: str | None) -> None:
    app = an_instance({"complexity": {"depth": 2, "fields": 3}}).app

    accounts.admit_question(app, MASTER, depth, fields)
    if told is None:
        accounts.admit_question(app, NOBODY, depth, fields)
    else:
        with pytest.raises(e.TooComplex, match=re.escape(told)):
            accounts.admit_question(app, NOBODY, depth, fields)


def test_a_batch_that_is_too_long_is_refused() -> None:
    app = an_instance({"complexity": {"batch": 2}}).app

    accounts.admit_batch(app, NOBODY, 2)
    accounts.admit_batch(app, MASTER, 3)
    accounts.admit_question(app, NOBODY, 100, 1000)
    with pytest.raises(e.TooComplex, match="contains 3 sub-requests"):
        accounts.admit_batch(app, NOBODY, 3)
