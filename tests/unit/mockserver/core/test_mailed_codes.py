"""Accounts that are opened and recovered by mailed codes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mockserver.core import mailed_codes
from mockserver.core.app import App
from mockserver.core.codes import address_has_form, password_has_form, username_has_form
from mockserver.core.errors import CodeUnknown, CodeWrong, RefreshTokenInvalid, SessionInvalid, UsernameMalformed
from mockserver.core.model import Credentials
from tests.unit.mockserver.acting import an_instance, mails_of

ANN: Any = {"username": "ann", "email": "ann@b.test", "password": "Qwerty123"}


def an_app(**plain: Any) -> tuple[App, Any]:
    """An application with codes, and its clock."""
    instance = an_instance(plain)
    return instance.systems["durudex"].app, instance.clock


def code_in(app: App) -> int:
    """The code in the newest mail."""
    found = re.search(r"<h3>(\d{6})</h3>", mails_of(app)[-1].html or "")
    assert found
    return int(found[1])


async def with_ann(app: App) -> mailed_codes.Granted:
    """Ann has signed up and logged in."""
    mailed_codes.request_code(app, ANN["email"])
    await mailed_codes.sign_up_with_code(app, **ANN, code=code_in(app), with_session=False)
    return await mailed_codes.log_in_with_tokens(app, Credentials("ann", ANN["password"]), "127.0.0.1")


async def test_mails_follow_a_sign_up_and_a_log_in() -> None:
    app, _ = an_app()
    await with_ann(app)

    assert [(mail.to, mail.subject) for mail in mails_of(app)] == [
        ("ann@b.test", "Verification Code"),
        ("ann@b.test", "You have successfully created a new account"),
        ("ann@b.test", "You have successfully logged in"),
    ]


async def test_what_mails_show_is_no_markup() -> None:
    app, _ = an_app(durudex={"anyForm": True})
    mailed_codes.request_code(app, ANN["email"])
    strange = {**ANN, "username": "<b>ann"}
    await mailed_codes.sign_up_with_code(app, **strange, code=code_in(app), with_session=False)

    assert "Hi, &lt;b&gt;ann!" in (mails_of(app)[-1].html or "")


async def test_a_code_is_looked_at_before_the_form() -> None:
    app, _ = an_app()
    wrong: dict[str, Any] = {**ANN, "username": "x", "with_session": False}
    with pytest.raises(CodeUnknown):
        await mailed_codes.sign_up_with_code(app, **wrong, code=1)
    mailed_codes.request_code(app, ANN["email"])
    with pytest.raises(CodeWrong):
        await mailed_codes.sign_up_with_code(app, **wrong, code=1)
    with pytest.raises(UsernameMalformed):
        await mailed_codes.sign_up_with_code(app, **wrong, code=code_in(app))


async def test_a_refresh_token_and_an_access_token_end_at_times_of_their_own() -> None:
    app, clock = an_app(accessTokenValidity={"seconds": 60}, sessionLength={"seconds": 600})
    granted = await with_ann(app)
    clock.advance(timedelta(seconds=61))

    with pytest.raises(SessionInvalid):
        mailed_codes.who_shows(app, granted.access)
    again = mailed_codes.refresh(app, granted.refresh)
    assert app.store.user(mailed_codes.who_shows(app, again)) is not None
    clock.advance(timedelta(seconds=600))
    with pytest.raises(RefreshTokenInvalid):
        mailed_codes.refresh(app, granted.refresh)


async def test_a_session_is_ended_by_its_owner_alone() -> None:
    app, _ = an_app()
    granted = await with_ann(app)
    user_id = mailed_codes.who_shows(app, granted.access)

    mailed_codes.end_session(app, "somebody else", granted.refresh)
    assert mailed_codes.refresh(app, granted.refresh)
    mailed_codes.end_session(app, user_id, granted.refresh)
    with pytest.raises(RefreshTokenInvalid):
        mailed_codes.refresh(app, granted.refresh)


async def test_a_reset_is_for_who_has_the_address_and_tells_nobody_else() -> None:
    app, _ = an_app()
    granted = await with_ann(app)
    for email in ("ann@b.test", "nobody@b.test"):
        mailed_codes.request_code(app, email)
        await mailed_codes.finish_reset_with_code(app, email, "Another123", code_in(app))

    assert await mailed_codes.log_in_with_tokens(app, Credentials("ann", "Another123"), "127.0.0.1")
    assert mailed_codes.refresh(app, granted.refresh)
    assert len(list(app.store.users())) == 1


async def test_a_server_without_users_believes_no_token_of_before() -> None:
    app, _ = an_app()
    granted = await with_ann(app)
    app.store.clear()

    with pytest.raises(SessionInvalid):
        mailed_codes.who_shows(app, granted.access)


async def test_a_code_that_is_used_up_can_be_a_rule() -> None:
    app, _ = an_app()
    once = replace(app, rules=replace(app.rules, use_up_code=lambda store, email: store.codes.clear()))
    await with_ann(once)

    with pytest.raises(CodeUnknown):
        await mailed_codes.finish_reset_with_code(once, ANN["email"], "Another123", 1)


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (username_has_form, ["abc", "a-b_c.D1", "x" * 40], ["ab", "x" * 41, "a b", "abc\n", "äbc", ""]),
        (password_has_form, ["Qwerty12", "A1@$!%*?&", "x" * 100], ["qwerty1", "x" * 101, "Qwerty-12", "Qwerty12#", ""]),
        (address_has_form, ["a@b.test", "o'x.y+z@b-c.d.test"], ["A@b.test", "a@", "@b.test", "ab.test", ""]),
    ],
    ids=["username", "password", "address"],
)
def test_forms(check: Any, right: list[str], wrong: list[str]) -> None:
    assert [text for text in right if not check(text)] == []
    assert [text for text in wrong if check(text)] == []


async def test_hardened_access_tokens_end_with_their_own_session() -> None:
    app, _ = an_app(hardened=True)
    first = await with_ann(app)
    second = await mailed_codes.log_in_with_tokens(app, Credentials("ann", ANN["password"]), "127.0.0.1")
    user_id = mailed_codes.who_shows(app, first.access)
    mailed_codes.end_session(app, user_id, first.refresh)

    assert mailed_codes.who_shows(app, second.access) == user_id
    with pytest.raises(SessionInvalid):
        mailed_codes.who_shows(app, first.access)
