"""Forgotten passwords: who is mailed, which links are good, what a reset brings about."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mockserver.core import accounts
from mockserver.core import errors as e
from mockserver.core.app import App
from tests.unit.mockserver.acting import (
    MASTER,
    URL,
    WITH_MAIL,
    an_instance,
    by,
    logged_in,
    mails_of,
    signed_up,
    still_open,
    token_in,
    turn,
)


async def asked(app: App, email: str = "ann@example.test") -> str:
    """The token that a reset request brings."""
    accounts.request_reset(app, email)
    return token_in(mails_of(app)[-1])


async def test_the_mail_says_who_and_where() -> None:
    app = an_instance({**WITH_MAIL, "appName": "My App"}).app
    await signed_up(app)

    token = await asked(app)

    mail = mails_of(app)[0]
    assert (mail.to, mail.subject) == ("ann@example.test", "Password Reset for My App")
    assert mail.text == (
        "Hi,\n\nYou requested to reset your password for My App (your username is 'ann').\n\n"
        f"Click here to reset it:\n{URL}/parse/apps/app/request_password_reset?token={token}"
    )


@pytest.mark.parametrize(
    "email",
    ["nobody@example.test", "ANN@example.test", " ann@example.test", "ann", "nope", "ann@example.test\r\nBcc: x@y"],
)
async def test_a_request_for_nobody_says_nothing_and_mails_nobody(email: str) -> None:
    app = an_instance(WITH_MAIL).app
    await signed_up(app)

    accounts.request_reset(app, email)

    assert mails_of(app) == []


@pytest.mark.parametrize(
    ("email", "token", "refusal"),
    [
        (None, None, e.EmailMissing),
        ("", None, e.EmailMissing),
        (5, None, e.EmailNotText),
        ({"$regex": ".*"}, None, e.EmailNotText),
        (["ann@example.test"], None, e.EmailNotText),
        (None, "unknown", e.EmailNotText),
        (None, {"$ne": None}, e.ResetTokenNotText),
        ("ann@example.test\0", None, e.NotStorable),
    ],
)
async def test_a_request_that_makes_no_sense_is_refused(email: Any, token: Any, refusal: type[e.Refusal]) -> None:
    app = an_instance(WITH_MAIL).app
    await signed_up(app)

    with pytest.raises(refusal):
        accounts.request_reset(app, email, token)

    assert mails_of(app) == []


async def test_an_instance_without_mail_says_so() -> None:
    with pytest.raises(e.MailNotConfigured):
        accounts.request_reset(an_instance().app, "ann@example.test")


async def test_an_unknown_address_is_told_where_the_settings_say_so() -> None:
    with pytest.raises(e.ResetAddressUnknown):
        accounts.request_reset(an_instance({**WITH_MAIL, "resetTells": True}).app, "ann@example.test")


async def test_a_username_serves_as_address_for_who_has_none() -> None:
    app = an_instance(WITH_MAIL).app
    await signed_up(app, "me@example.test", email=None)
    await signed_up(app, "you@example.test", email="other@example.test")

    accounts.request_reset(app, "me@example.test")
    accounts.request_reset(app, "you@example.test")

    assert [mail.to for mail in mails_of(app)] == ["me@example.test"]


async def test_a_reset_changes_the_password_ends_sessions_and_uses_the_token_up() -> None:
    app = an_instance(WITH_MAIL).app
    entry = await signed_up(app)
    token = await asked(app)
    assert accounts.check_reset_token(app, token).username == "ann"
    assert still_open(app, entry)

    await accounts.finish_reset(app, token, "new")

    assert not still_open(app, entry)
    assert await logged_in(app, password="new")
    with pytest.raises(e.WrongCredentials):
        await logged_in(app)
    with pytest.raises(e.ResetTokenInvalid):
        accounts.check_reset_token(app, token)
    with pytest.raises(e.ResetTokenInvalid):
        await accounts.finish_reset(app, token, "newer")
    assert await logged_in(app, password="new")


async def test_sessions_go_on_where_the_settings_say_so() -> None:
    app = an_instance({**WITH_MAIL, "passwordChangeEndsSessions": False}).app
    entry = await signed_up(app)

    await accounts.finish_reset(app, await asked(app), "new")

    assert still_open(app, entry)


@pytest.mark.parametrize("token", ["", "unknown", None, {"$ne": None}, ["x"]])
async def test_no_other_token_will_do(token: Any) -> None:
    app = an_instance(WITH_MAIL).app
    await signed_up(app)
    await asked(app)

    with pytest.raises(e.ResetTokenInvalid):
        accounts.check_reset_token(app, token)


async def test_a_newer_request_kills_the_older_link() -> None:
    app = an_instance(WITH_MAIL).app
    await signed_up(app)

    first, second = await asked(app), await asked(app)

    assert first != second
    with pytest.raises(e.ResetTokenInvalid):
        accounts.check_reset_token(app, first)
    assert accounts.check_reset_token(app, second)


async def test_a_valid_token_is_mailed_again_where_the_settings_say_so() -> None:
    instance = an_instance({**WITH_MAIL, "resetTokenReuse": True, "resetTokenValidity": {"seconds": 10}})
    await signed_up(instance.app)

    first, second = await asked(instance.app), await asked(instance.app)
    turn(instance, seconds=10)
    third = await asked(instance.app)

    assert first == second
    assert third != first


async def test_an_expired_token_is_refused_but_brings_another_mail() -> None:
    instance = an_instance({**WITH_MAIL, "resetTokenValidity": {"seconds": 10}})
    app = instance.app
    await signed_up(app)
    token = await asked(app)

    with pytest.raises(e.EmailNotText):
        accounts.request_reset(app, None, token)
    turn(instance, seconds=10)
    with pytest.raises(e.ResetTokenExpired):
        await accounts.finish_reset(app, token, "new")
    accounts.request_reset(app, None, token)

    assert len(mails_of(app)) == 2
    assert await logged_in(app)


@pytest.mark.parametrize(("change", "dies"), [({"password": "n"}, True), ({"email": "a@b"}, True), ({"x": 1}, False)])
async def test_a_new_password_or_address_kills_the_link(change: dict[str, Any], dies: bool) -> None:
    app = an_instance(WITH_MAIL).app
    entry = await signed_up(app)
    token = await asked(app)

    await logged_in(app)
    await accounts.update_user(app, by(entry), entry.user.id, change)

    assert (app.store.reset_tokens.find(token) is None) is dies


async def test_the_link_of_a_deleted_user_opens_nothing() -> None:
    app = an_instance(WITH_MAIL).app
    entry = await signed_up(app)
    token = await asked(app)

    accounts.delete_user(app, MASTER, entry.user.id)

    with pytest.raises(e.ResetTokenInvalid):
        accounts.check_reset_token(app, token)


async def test_of_several_uses_of_one_token_at_once_one_wins() -> None:
    app = an_instance(WITH_MAIL).app
    await signed_up(app)
    token = await asked(app)

    results = await asyncio.gather(
        *(accounts.finish_reset(app, token, f"new-{number}") for number in range(4)), return_exceptions=True
    )

    won = [number for number, result in enumerate(results) if not isinstance(result, BaseException)]
    assert [type(result) for result in results if isinstance(result, BaseException)] == [e.ResetTokenInvalid] * 3
    assert await logged_in(app, password=f"new-{won[0]}")


async def test_the_policy_holds_for_resets_and_a_refused_password_keeps_the_token() -> None:
    policy = {"pattern": "[0-9]", "message": "One digit, please.", "forbidsUsername": True, "history": 2}
    app = an_instance({**WITH_MAIL, "passwordPolicy": policy}).app
    await signed_up(app, password="first-1")
    token = await asked(app)

    for password, message in [
        ("weak", "One digit, please."),
        ("my-ann-1", "Password cannot contain your username."),
        ("first-1", "New password should not be the same as last 2 passwords."),
    ]:
        with pytest.raises(e.PasswordRefused) as caught:
            await accounts.finish_reset(app, token, password)
        assert caught.value.message == message

    await accounts.finish_reset(app, token, "second-2")
    with pytest.raises(e.PasswordRefused):
        await accounts.finish_reset(app, await asked(app), "first-1")
    await accounts.finish_reset(app, await asked(app), "third-3")
    await accounts.finish_reset(app, await asked(app), "first-1")


async def test_a_reset_verifies_nothing() -> None:
    app = an_instance({**WITH_MAIL, "verifyEmail": True}).app
    await signed_up(app)

    await accounts.finish_reset(app, await asked(app), "new")

    assert (await logged_in(app, password="new")).user.email_verified is False


async def test_in_the_seed_edition_the_token_needs_its_name() -> None:
    app = an_instance({**WITH_MAIL, "edition": "seed"}).app
    await signed_up(app, "an na", email="ann@example.test")
    await signed_up(app, "bob")
    token = await asked(app)

    assert mails_of(app)[0].text.endswith(f"?token={token}&username=an%20na")
    with pytest.raises(e.ResetTokenInvalid):
        await accounts.finish_reset(app, token, "new", "bob")
    assert await accounts.finish_reset(app, token, "new", "an na")
