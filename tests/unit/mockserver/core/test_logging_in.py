"""Logging in: who is meant, in which order things are checked, what counts towards the lock."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mockserver.core import accounts
from mockserver.core import errors as e
from mockserver.core.model import NOBODY, Acl, Caller, Credentials, Opened
from mockserver.instances import Instance
from tests.unit.mockserver.acting import (
    LOCKING,
    MASTER,
    PREVENTING,
    WITH_MAIL,
    an_instance,
    by,
    logged_in,
    mails_of,
    session_in,
    signed_up,
    still_open,
    token_in,
    turn,
    typed,
)


async def outcomes_of(app: Any, *passwords: str) -> list[str]:
    """What log-ins with these passwords come to, one after the other."""
    outcomes = []
    for password in passwords:
        try:
            await logged_in(app, password=password)
            outcomes.append("ok")
        except e.WrongCredentials:
            outcomes.append("wrong")
        except e.AccountLocked:
            outcomes.append("locked")
    return outcomes


async def locked_instance(**more: Any) -> Instance:
    """An instance on which Ann has just been locked."""
    instance = an_instance({**LOCKING, **more})
    await signed_up(instance.app)
    assert await outcomes_of(instance.app, "x", "x", "x") == ["wrong"] * 3
    return instance


async def test_each_log_in_gives_a_session_of_its_own() -> None:
    app = an_instance().app
    first = await signed_up(app)

    second, third = await logged_in(app), await logged_in(app)

    assert len({session_in(entry).token for entry in (first, second, third)}) == 3
    assert all(still_open(app, entry) for entry in (first, second, third))
    assert session_in(second).opened is Opened.BY_LOG_IN


@pytest.mark.parametrize(
    ("credentials", "refusal"),
    [
        pytest.param(Credentials(password="x"), e.LogInNameMissing, id="no name"),
        pytest.param(Credentials(username="", password="x"), e.LogInNameMissing, id="empty name"),
        pytest.param(Credentials(), e.LogInNameMissing, id="nothing"),
        pytest.param(Credentials(username="ann"), e.LogInPasswordMissing, id="no password"),
        pytest.param(Credentials(username="ann", password=""), e.LogInPasswordMissing, id="empty password"),
        pytest.param(Credentials(username="ann", password="x"), e.WrongCredentials, id="wrong password"),
        pytest.param(Credentials(username="nobody", password="x"), e.WrongCredentials, id="unknown name"),
        pytest.param(Credentials(email="no@b", password="x"), e.WrongCredentials, id="unknown address"),
        pytest.param(Credentials(username="ANN", password="pw-ann"), e.WrongCredentials, id="other case"),
        pytest.param(Credentials(email="ANN@example.test", password="pw-ann"), e.WrongCredentials, id="other case 2"),
        pytest.param(Credentials(username={"$ne": None}, password="pw-ann"), e.WrongCredentials, id="operator"),
        pytest.param(Credentials(username="ann", password={"$ne": ""}), e.WrongCredentials, id="operator 2"),
        pytest.param(Credentials(username="ann", password=True), e.WrongCredentials, id="true"),
        pytest.param(
            Credentials(username="ann", email="bob@example.test", password="pw-ann"), e.WrongCredentials, id="mismatch"
        ),
        pytest.param(Credentials(username="ann\0", password="pw-ann"), e.NotStorable, id="NUL"),
    ],
)
async def test_what_opens_nothing(credentials: Credentials, refusal: type[e.Refusal]) -> None:
    app = an_instance().app
    await signed_up(app)
    await signed_up(app, "bob")
    before = len(list(app.store.sessions()))

    with pytest.raises(refusal):
        await accounts.log_in(app, NOBODY, credentials)

    assert len(list(app.store.sessions())) == before


@pytest.mark.parametrize(
    "credentials",
    [
        Credentials(username="ann", password="pw-ann"),
        Credentials(username="ann@example.test", password="pw-ann"),
        Credentials(email="ann@example.test", password="pw-ann"),
        Credentials(username="ann", email="ann@example.test", password="pw-ann"),
    ],
    ids=["name", "address as name", "address", "both"],
)
async def test_what_opens_the_account(credentials: Credentials) -> None:
    app = an_instance().app
    await signed_up(app)

    assert (await accounts.log_in(app, NOBODY, credentials)).user.username == "ann"


async def test_who_has_an_address_for_a_name_goes_before_who_has_it_for_an_address() -> None:
    app = an_instance().app
    owner = await signed_up(app, "x@example.test", email=None, password="pw-a")
    await signed_up(app, "bob", email="x@example.test", password="pw-b")

    assert (await logged_in(app, "x@example.test", "pw-a")).user.id == owner.user.id
    with pytest.raises(e.WrongCredentials):
        await logged_in(app, "x@example.test", "pw-b")


async def test_the_same_installation_keeps_one_session() -> None:
    app = an_instance().app
    await signed_up(app)
    await signed_up(app, "bob")
    phone = await logged_in(app, installation="phone")
    tablet = await logged_in(app, installation="tablet")
    bob = await logged_in(app, "bob", installation="phone")

    again = await logged_in(app, installation="phone")

    assert [still_open(app, entry) for entry in (phone, tablet, bob, again)] == [False, True, True, True]


async def test_a_user_whom_the_master_shut_out_stays_out() -> None:
    app = an_instance().app
    entry = await signed_up(app)
    await accounts.update_user(app, MASTER, entry.user.id, {"ACL": Acl()})

    with pytest.raises(e.WrongCredentials):
        await logged_in(app)
    with pytest.raises(e.SessionMissing):
        accounts.current_user(app, by(entry))
    assert await logged_in(app, master=True)


async def test_log_in_waits_for_verification_but_asks_for_the_password_first() -> None:
    app = an_instance(PREVENTING).app
    await signed_up(app)

    with pytest.raises(e.WrongCredentials):
        await logged_in(app, password="x")
    with pytest.raises(e.EmailNotVerified):
        await logged_in(app)
    accounts.verify_email(app, token_in(mails_of(app)[0]))
    assert (await logged_in(app)).user.email_verified is True


async def test_who_has_no_address_waits_for_ever() -> None:
    app = an_instance(PREVENTING).app
    await signed_up(app, email=None)

    with pytest.raises(e.EmailNotVerified):
        await logged_in(app)


@pytest.mark.parametrize(("caller", "let_in"), [(MASTER, True), (NOBODY, False)], ids=["master", "client"])
async def test_only_the_master_may_ignore_verification(caller: Caller, let_in: bool) -> None:
    app = an_instance(PREVENTING).app
    await signed_up(app)
    credentials = Credentials(username="ann", password="pw-ann", ignore_verification=True)

    if let_in:
        assert await accounts.log_in(app, caller, credentials)
    else:
        with pytest.raises(e.EmailNotVerified):
            await accounts.log_in(app, caller, credentials)


async def test_an_old_password_must_be_reset() -> None:
    instance = an_instance({"passwordValidity": {"seconds": 86_400}})
    await signed_up(instance.app)
    assert await logged_in(instance.app)

    turn(instance, days=1)

    with pytest.raises(e.PasswordExpired):
        await logged_in(instance.app)
    assert await accounts.verify_password(instance.app, NOBODY, typed())


async def test_checking_a_password_opens_no_session() -> None:
    app = an_instance().app
    await signed_up(app)
    before = list(app.store.sessions())

    view = await accounts.verify_password(app, NOBODY, typed())

    assert view.username == "ann"
    assert list(app.store.sessions()) == before


async def test_the_master_becomes_anybody() -> None:
    app = an_instance().app
    entry = await signed_up(app)

    assert accounts.log_in_as(app, MASTER, entry.user.id).user.id == entry.user.id
    for caller, user_id, refusal in [
        (NOBODY, entry.user.id, e.MasterKeyRequired),
        (MASTER, None, e.UserIdMissing),
        (MASTER, "zzzzzzzzzz", e.UserUnknown),
        (MASTER, {"$ne": 1}, e.UserUnknown),
    ]:
        with pytest.raises(refusal):
            accounts.log_in_as(app, caller, user_id)


class TestLockout:
    """The lock: when it begins, whom it holds for, when it ends."""

    async def test_the_failures_up_to_the_threshold_are_wrong_and_the_next_is_locked(self) -> None:
        app = (await locked_instance()).app

        assert await outcomes_of(app, "x", "pw-ann") == ["locked", "locked"]

    async def test_a_session_from_before_goes_on(self) -> None:
        app = an_instance(LOCKING).app
        entry = await signed_up(app)
        await outcomes_of(app, "x", "x", "x", "x")

        assert accounts.current_user(app, by(entry)).user.username == "ann"

    async def test_one_failure_less_does_not_lock_and_a_success_starts_the_count_again(self) -> None:
        app = an_instance(LOCKING).app
        await signed_up(app)

        outcomes = await outcomes_of(app, "x", "x", "pw-ann", "x", "x", "pw-ann")

        assert outcomes == ["wrong", "wrong", "ok", "wrong", "wrong", "ok"]

    async def test_the_lock_ends_by_time_and_the_right_password_clears_the_count(self) -> None:
        instance = await locked_instance()

        turn(instance, minutes=2.5)
        assert await outcomes_of(instance.app, "pw-ann") == ["locked"]
        turn(instance, minutes=2.5)
        assert await outcomes_of(instance.app, "pw-ann", "x", "x", "pw-ann") == ["ok", "wrong", "wrong", "ok"]

    async def test_a_failure_after_the_lock_locks_at_once(self) -> None:
        instance = await locked_instance()

        turn(instance, minutes=5)

        assert await outcomes_of(instance.app, "x", "pw-ann") == ["locked", "locked"]

    async def test_tries_while_locked_do_not_make_the_lock_longer(self) -> None:
        instance = await locked_instance()

        turn(instance, minutes=4)
        await outcomes_of(instance.app, "x")
        turn(instance, minutes=1)

        assert await outcomes_of(instance.app, "pw-ann") == ["ok"]

    async def test_the_lock_holds_for_the_address_the_check_and_the_master_too(self) -> None:
        app = (await locked_instance()).app
        tries = [
            accounts.log_in(app, NOBODY, Credentials(email="ann@example.test", password="pw-ann")),
            accounts.verify_password(app, NOBODY, typed()),
            accounts.log_in(app, MASTER, typed()),
        ]

        for attempt in tries:
            with pytest.raises(e.AccountLocked) as caught:
                await attempt
            assert caught.value.minutes == 5

    async def test_checking_a_password_counts(self) -> None:
        app = an_instance(LOCKING).app
        await signed_up(app)

        for _ in range(3):
            with pytest.raises(e.WrongCredentials):
                await accounts.verify_password(app, NOBODY, typed(password="x"))

        assert await outcomes_of(app, "pw-ann") == ["locked"]

    async def test_nobody_else_is_locked_and_unknown_names_never_are(self) -> None:
        app = (await locked_instance()).app
        await signed_up(app, "bob")

        assert await logged_in(app, "bob")
        for _ in range(5):
            with pytest.raises(e.WrongCredentials):
                await logged_in(app, "ghost")

    async def test_guesses_at_the_same_moment_are_all_counted(self) -> None:
        app = an_instance(LOCKING).app
        await signed_up(app)

        results = await asyncio.gather(*(logged_in(app, password="x") for _ in range(10)), return_exceptions=True)

        kinds = [type(result) for result in results]
        assert (kinds.count(e.WrongCredentials), kinds.count(e.AccountLocked)) == (3, 7)

    @pytest.mark.parametrize(("unlocks", "after"), [(True, "ok"), (False, "locked")])
    async def test_a_reset_opens_the_lock_where_the_settings_say_so(self, unlocks: bool, after: str) -> None:
        app = (await locked_instance(**WITH_MAIL, unlockOnPasswordReset=unlocks)).app
        accounts.request_reset(app, "ann@example.test")

        await accounts.finish_reset(app, token_in(mails_of(app)[0]), "new")

        assert await outcomes_of(app, "new") == [after]

    async def test_a_changed_password_does_not_open_the_lock(self) -> None:
        app = an_instance(LOCKING).app
        entry = await signed_up(app)
        await outcomes_of(app, "x", "x", "x")

        await accounts.update_user(app, by(entry), entry.user.id, {"password": "new"})

        assert await outcomes_of(app, "new") == ["locked"]


async def test_a_password_that_changes_while_it_is_compared_opens_nothing() -> None:
    app = an_instance().app
    entry = await signed_up(app)
    user = app.store.user(entry.user.id)
    assert user

    attempt = asyncio.create_task(logged_in(app))
    await asyncio.sleep(0)
    user.password_hash = b"another"

    with pytest.raises(e.WrongCredentials):
        await attempt


async def test_a_user_who_is_deleted_while_the_password_is_compared_does_not_get_in() -> None:
    app = an_instance().app
    entry = await signed_up(app)

    attempt = asyncio.create_task(logged_in(app))
    await asyncio.sleep(0)
    accounts.delete_user(app, MASTER, entry.user.id)

    with pytest.raises(e.WrongCredentials):
        await attempt
