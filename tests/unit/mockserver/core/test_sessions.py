"""Sessions: what a token opens, for how long, and what ends it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mockserver.core import accounts
from mockserver.core import errors as e
from mockserver.core.model import NOBODY, Caller, Entry, Fields, Opened
from tests.unit.mockserver.acting import (
    MASTER,
    an_instance,
    by,
    logged_in,
    session_in,
    signed_up,
    still_open,
    turn,
)


async def test_a_token_opens_exactly_its_session() -> None:
    app = an_instance().app
    first = await signed_up(app)
    await logged_in(app)

    caller = accounts.authenticate(app, token=session_in(first).token)

    assert accounts.current_user(app, caller).session is first.session


@pytest.mark.parametrize("change", [str.upper, lambda token: token[:-1], lambda token: token[2:], lambda _: "r:"])
async def test_nothing_but_the_very_token_opens_it(change: Callable[[str], str]) -> None:
    app = an_instance().app
    token = session_in(await signed_up(app)).token

    with pytest.raises(e.SessionInvalid):
        accounts.authenticate(app, token=change(token))


@pytest.mark.parametrize("token", [None, ""])
async def test_without_a_token_the_caller_is_nobody(token: str | None) -> None:
    app = an_instance().app

    caller = accounts.authenticate(app, token=token)

    assert caller == NOBODY
    with pytest.raises(e.SessionMissing):
        accounts.current_user(app, caller)


async def test_beside_the_master_key_a_bad_token_is_no_trouble_but_opens_nobody() -> None:
    app = an_instance().app
    good = session_in(await signed_up(app)).token

    with_good = accounts.authenticate(app, token=good, master=True)
    with_bad = accounts.authenticate(app, token="r:bad", master=True)

    assert accounts.current_user(app, with_good).user.username == "ann"
    with pytest.raises(e.SessionMissing):
        accounts.current_user(app, with_bad)


async def test_a_session_ends_after_its_length_even_if_it_was_used() -> None:
    instance = an_instance({"sessionLength": {"seconds": 10}})
    token = session_in(await signed_up(instance.app)).token

    turn(instance, seconds=9)
    accounts.authenticate(instance.app, token=token)
    turn(instance, seconds=1)

    with pytest.raises(e.SessionExpired):
        accounts.authenticate(instance.app, token=token)
    assert accounts.own_session(instance.app, token).token == token


async def test_use_extends_a_session_where_the_settings_say_so() -> None:
    instance = an_instance({"sessionLength": {"seconds": 10}, "sessionsExtend": True})
    token = session_in(await signed_up(instance.app)).token

    for _ in range(3):
        turn(instance, seconds=9)
        accounts.authenticate(instance.app, token=token)
    turn(instance, seconds=10)

    with pytest.raises(e.SessionExpired):
        accounts.authenticate(instance.app, token=token)


async def test_use_in_the_first_half_of_its_length_extends_no_session() -> None:
    instance = an_instance({"sessionLength": {"seconds": 10}, "sessionsExtend": True})
    token = session_in(await signed_up(instance.app)).token

    turn(instance, seconds=4)
    accounts.authenticate(instance.app, token=token)
    turn(instance, seconds=6)

    with pytest.raises(e.SessionExpired):
        accounts.authenticate(instance.app, token=token)


async def test_sessions_never_end_where_the_settings_say_so() -> None:
    instance = an_instance({"sessionsEndless": True})
    entry = await signed_up(instance.app)

    turn(instance, days=1000)

    assert session_in(entry).expires_at is None
    assert accounts.authenticate(instance.app, token=session_in(entry).token).session


async def test_logging_out_ends_the_session_in_use_only() -> None:
    app = an_instance().app
    first, second = await signed_up(app), await logged_in(app)

    view = accounts.log_out(app, by(first))

    assert view and view.username == "ann"
    assert (still_open(app, first), still_open(app, second)) == (False, True)


async def test_logging_out_without_a_session_does_nothing() -> None:
    assert accounts.log_out(an_instance().app, NOBODY) is None


async def test_the_master_logs_out_whose_token_is_shown() -> None:
    app = an_instance().app
    entry = await signed_up(app)

    accounts.log_out(app, Caller(token=session_in(entry).token, master=True))

    assert not still_open(app, entry)


async def test_a_deleted_user_has_no_session_though_its_record_stays() -> None:
    app = an_instance().app
    entry = await signed_up(app)

    accounts.delete_user(app, by(entry), entry.user.id)

    assert still_open(app, entry)
    with pytest.raises(e.SessionMissing):
        accounts.current_user(app, by(entry))
    with pytest.raises(e.SessionRequired):
        accounts.create_session(app, by(entry), {})
    assert accounts.log_out(app, by(entry)) is None


async def test_everybody_lists_his_own_sessions_and_the_master_all() -> None:
    app = an_instance().app
    ann, bob = await signed_up(app), await signed_up(app, "bob")

    assert accounts.list_sessions(app, by(ann)) == (ann.session,)
    assert accounts.list_sessions(app, MASTER) == (ann.session, bob.session)
    with pytest.raises(e.SessionMissing):
        accounts.list_sessions(app, NOBODY)


async def test_sessions_of_others_are_out_of_reach() -> None:
    app = an_instance().app
    ann, bob = await signed_up(app), await signed_up(app, "bob")
    his = session_in(bob).id

    for reach, refusal in [
        (lambda caller: accounts.get_session(app, caller, his), e.NotFound),
        (lambda caller: accounts.update_session(app, caller, his, {"note": "x"}), e.NotFound),
        (lambda caller: accounts.delete_session(app, caller, his), e.NotFoundForDelete),
    ]:
        with pytest.raises(refusal):
            reach(by(ann))
    for reach_as_nobody in (accounts.get_session, accounts.delete_session):
        with pytest.raises(e.SessionMissing):
            reach_as_nobody(app, NOBODY, his)
    assert still_open(app, bob)


async def test_ones_own_session_can_be_seen_marked_and_ended() -> None:
    app = an_instance().app
    ann = await signed_up(app)
    session_id = session_in(ann).id

    assert accounts.get_session(app, by(ann), session_id) is ann.session
    marked = accounts.update_session(app, by(ann), session_id, {"note": "mine", "n": {"__op": "Increment"}})
    assert marked.extra == {"note": "mine", "n": 1}
    accounts.update_session(app, by(ann), session_id, {"note": {"__op": "Delete"}})
    assert marked.extra == {"n": 1}
    accounts.delete_session(app, by(ann), session_id)
    assert not still_open(app, ann)


async def test_that_a_session_is_ones_own_may_be_said_and_is_written_nowhere() -> None:
    app = an_instance().app
    ann, bob = await signed_up(app), await signed_up(app, "bob")
    his = session_in(ann).id

    def owner(entry: Entry) -> Fields:
        return {"user": {"__type": "Pointer", "className": "_User", "objectId": entry.user.id}}

    said = accounts.update_session(app, by(ann), his, owner(ann))

    assert (said.user_id, said.extra) == (ann.user.id, {})
    with pytest.raises(e.KeyNameInvalid):
        accounts.update_session(app, by(ann), his, owner(bob))
    with pytest.raises(e.NotFound):
        accounts.update_session(app, by(bob), his, owner(bob))
    assert session_in(ann).user_id == ann.user.id


@pytest.mark.parametrize("key", ["sessionToken", "expiresAt", "createdWith", "user", "installationId"])
async def test_what_a_session_is_cannot_be_changed(key: str) -> None:
    app = an_instance().app
    ann = await signed_up(app)

    with pytest.raises(e.KeyNameInvalid) as caught:
        accounts.update_session(app, by(ann), session_in(ann).id, {key: "x"})

    assert caught.value.key == key


async def test_nor_can_its_access_list_and_not_without_a_session() -> None:
    app = an_instance().app
    ann = await signed_up(app)

    with pytest.raises(e.SessionAclFixed):
        accounts.update_session(app, by(ann), session_in(ann).id, {"ACL": {}})
    with pytest.raises(e.SessionRequired):
        accounts.update_session(app, NOBODY, session_in(ann).id, {"note": "x"})


async def test_one_more_session_is_the_callers_whatever_he_asks() -> None:
    app = an_instance().app
    ann, bob = await signed_up(app), await signed_up(app, "bob")

    session = accounts.create_session(app, by(ann), {"sessionToken": "r:chosen", "user": bob.user.id, "note": "x"})

    assert session.user_id == ann.user.id
    assert session.token != "r:chosen"
    assert session.opened is Opened.BY_REQUEST
    assert session.extra == {"note": "x"}
    with pytest.raises(e.TypeMismatch):
        accounts.create_session(app, by(ann), {"note": 1})
    with pytest.raises(e.SessionRequired):
        accounts.create_session(app, NOBODY, {})


async def test_a_question_about_ones_own_session_needs_a_token_that_is_one() -> None:
    app = an_instance().app

    with pytest.raises(e.SessionRequired):
        accounts.own_session(app, None)
    with pytest.raises(e.SessionUnknown):
        accounts.own_session(app, "r:bad")
