"""Signing up: what must be given, what may not be, who comes second."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mockserver.core import accounts
from mockserver.core import errors as e
from mockserver.core.model import EVERYBODY, NOBODY, Acl, Opened
from tests.unit.mockserver.acting import (
    MASTER,
    PREVENTING,
    VERIFYING,
    an_instance,
    by,
    logged_in,
    mails_of,
    session_in,
    signed_up,
    turn,
)

ANONYMOUS = {"authData": {"anonymous": {"id": "device-1"}}}


async def test_a_sign_up_gives_a_private_user_and_a_session() -> None:
    app = an_instance().app

    entry = await signed_up(app)

    assert entry.created
    assert entry.user.acl == Acl((entry.user.id,), (entry.user.id,))
    assert session_in(entry).opened is Opened.BY_SIGN_UP
    assert session_in(entry).provider == "password"
    assert accounts.current_user(app, by(entry)).user.username == "ann"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        pytest.param({"password": "x"}, e.UsernameMissing, id="no name"),
        pytest.param({}, e.UsernameMissing, id="neither: the name is asked for first"),
        pytest.param({"username": "", "password": "x"}, e.UsernameMissing, id="empty name"),
        pytest.param({"username": None, "password": "x"}, e.UsernameMissing, id="null name"),
        pytest.param({"username": {"$ne": None}, "password": "x"}, e.UsernameMissing, id="operator name"),
        pytest.param({"username": "a"}, e.PasswordMissing, id="no password"),
        pytest.param({"username": "a", "password": ""}, e.PasswordMissing, id="empty password"),
        pytest.param({"username": "a", "password": ["x"]}, e.PasswordMissing, id="list password"),
        pytest.param({"username": "a", "password": "x", "email": "nope"}, e.EmailMalformed, id="no at sign"),
        pytest.param({"username": "a", "password": "x", "email": "@"}, e.EmailMalformed, id="only an at sign"),
        pytest.param({"username": "a", "password": "x", "email": "a@b\nc"}, e.EmailMalformed, id="two lines"),
        pytest.param({"username": "a", "password": "x", "email": 5}, e.TypeMismatch, id="address of a number"),
        pytest.param({"username": "a", "password": "x", "emailVerified": True}, e.VerifiedByClient, id="verified"),
        pytest.param({"username": "a", "password": "x", "emailVerified": False}, e.VerifiedByClient, id="unverified"),
        pytest.param({"username": "a", "password": "x", "objectId": "abc"}, e.FieldReserved, id="chosen id"),
        pytest.param({"username": "a", "password": "x", "_hashed_password": "x"}, e.FieldNameInvalid, id="inner"),
        pytest.param({"username": "a", "password": "x", "bad-name": 1}, e.FieldNameInvalid, id="bad name"),
        pytest.param({"username": "a", "password": "x", "__proto__": {}}, e.FieldNameInvalid, id="prototype"),
        pytest.param({"username": "a", "password": "x", "constructor": {}}, e.TypeMismatch, id="constructor"),
        pytest.param({"username": "a", "password": "x", "createdAt": "2000"}, e.TypeMismatch, id="time as text"),
        pytest.param({"username": "a", "password": "x", "o": {"$ne": 1}}, e.NestedKeyInvalid, id="nested operator"),
        pytest.param({"username": "a", "password": "x", "o": {"_bsontype": "Code"}}, e.KeywordProhibited, id="code"),
        pytest.param({"username": "a\0b", "password": "x"}, e.NotStorable, id="NUL in name"),
        pytest.param({"username": "a", "password": "x", "authData": None}, e.ProviderUnknown, id="null identities"),
        pytest.param(
            {"username": "a", "password": "x", "authData": {"nope": {"id": "1"}}}, e.ProviderUnknown, id="provider"
        ),
    ],
)
async def test_a_refused_sign_up_makes_nobody(fields: dict[str, Any], refusal: type[e.Refusal]) -> None:
    app = an_instance().app

    with pytest.raises(refusal):
        await accounts.sign_up(app, NOBODY, fields)

    assert list(app.store.users()) == []
    assert list(app.store.sessions()) == []


@pytest.mark.parametrize("name", ["ann", "ANN", "Ann"])
async def test_a_name_is_taken_whatever_its_case(name: str) -> None:
    app = an_instance().app
    await signed_up(app)

    with pytest.raises(e.UsernameTaken):
        await signed_up(app, name, email="other@example.test")


async def test_an_address_is_taken_whatever_its_case() -> None:
    app = an_instance().app
    await signed_up(app)

    with pytest.raises(e.EmailTaken):
        await signed_up(app, "bob", email="ANN@example.test")


async def test_the_empty_address_is_accepted_once() -> None:
    app = an_instance().app
    await signed_up(app, email="")

    with pytest.raises(e.EmailTaken):
        await signed_up(app, "bob", email="")


@pytest.mark.parametrize("name", [" ", " ann ", "nl\nx", "<b>", "Ünï-用户-😀", "anń", "v" * 20_000])
async def test_names_are_kept_as_they_are(name: str) -> None:
    app = an_instance().app
    await signed_up(app)

    entry = await signed_up(app, name, email=None)

    assert entry.user.username == name
    assert (await logged_in(app, name)).user.id == entry.user.id


async def test_of_several_sign_ups_for_one_name_at_once_one_wins() -> None:
    app = an_instance().app

    results = await asyncio.gather(*(signed_up(app) for _ in range(6)), return_exceptions=True)

    refusals = [type(result) for result in results if isinstance(result, BaseException)]
    assert refusals == [e.UsernameTaken] * 5
    assert len(list(app.store.users())) == 1


async def test_fields_of_ones_own_are_kept_and_keep_their_type() -> None:
    app = an_instance().app
    entry = await signed_up(app, phone="1", sessionToken="r:mine", **{"a.b": 1})

    assert entry.user.extra == {"phone": "1", "a": {"b": 1}}
    with pytest.raises(e.TypeMismatch) as caught:
        await signed_up(app, "bob", phone=5)
    assert (caught.value.expected, caught.value.got) == ("String", "Number")


async def test_a_wanted_access_list_is_kept_beside_oneself() -> None:
    app = an_instance().app

    entry = await signed_up(app, ACL=Acl(readers=(EVERYBODY,)))

    assert entry.user.acl == Acl((EVERYBODY, entry.user.id), (entry.user.id,))


async def test_users_are_readable_where_they_are_not_private() -> None:
    app = an_instance({"usersPrivate": False}).app

    entry = await signed_up(app)

    assert entry.user.acl.readers == (EVERYBODY, entry.user.id)


async def test_names_and_addresses_are_lowered_where_the_settings_say_so() -> None:
    app = an_instance({"lowercaseUsernames": True, "lowercaseEmails": True}).app

    entry = await signed_up(app, "MiXed", email="MiXed@Example.Test")

    assert (entry.user.username, entry.user.email) == ("mixed", "mixed@example.test")
    with pytest.raises(e.WrongCredentials):
        await logged_in(app, "MiXed")


async def test_only_72_bytes_of_a_password_count() -> None:
    app = an_instance().app
    await signed_up(app, password="p" * 72)

    assert await logged_in(app, password="p" * 72 + "ZZZ")
    with pytest.raises(e.WrongCredentials):
        await logged_in(app, password="p" * 71)


async def test_the_master_may_say_that_an_address_is_verified() -> None:
    app = an_instance().app

    fields = {"username": "ann", "password": "x", "email": "a@b", "emailVerified": True}
    entry = await accounts.sign_up(app, MASTER, fields, with_session=False)

    assert entry.session is None
    assert entry.user.email_verified is True


async def test_where_addresses_are_verified_not_even_the_master_may() -> None:
    app = an_instance(VERIFYING).app

    fields = {"username": "ann", "password": "x", "email": "a@b", "emailVerified": True}
    entry = await accounts.sign_up(app, MASTER, fields)

    assert entry.user.email_verified is False
    assert len(mails_of(app)) == 1


async def test_no_session_where_log_in_waits_for_verification() -> None:
    app = an_instance(PREVENTING).app

    entry = await signed_up(app)

    assert entry.session is None
    assert entry.user.email_verified is False


async def test_a_prevented_sign_up_leaves_the_user_and_the_mail() -> None:
    app = an_instance({**PREVENTING, "preventSignupUnverified": True}).app

    with pytest.raises(e.EmailNotVerified):
        await signed_up(app)

    assert [user.username for user in app.store.users()] == ["ann"]
    assert [mail.to for mail in mails_of(app)] == ["ann@example.test"]


async def test_an_anonymous_user_comes_back_by_its_id() -> None:
    app = an_instance({"anonymousUsers": True}).app
    first = await accounts.sign_up(app, NOBODY, ANONYMOUS)

    again = await accounts.sign_up(app, NOBODY, ANONYMOUS)

    assert (first.created, again.created) == (True, False)
    assert again.user.id == first.user.id
    assert len(first.user.username or "") == 25
    assert session_in(again).provider == "anonymous"


async def test_an_empty_id_finds_nobody_and_is_taken_once() -> None:
    app = an_instance({"anonymousUsers": True}).app
    empty = {"authData": {"anonymous": {"id": ""}}}
    await accounts.sign_up(app, NOBODY, empty)

    with pytest.raises(e.IdentityTaken):
        await accounts.sign_up(app, NOBODY, empty)
    assert len(list(app.store.users())) == 1


async def test_there_are_no_anonymous_users_unless_allowed() -> None:
    with pytest.raises(e.ProviderUnknown):
        await accounts.sign_up(an_instance().app, NOBODY, ANONYMOUS)


@pytest.mark.parametrize(
    ("auth_data", "refusal"),
    [
        ({"anonymous": {"id": 5}}, e.IdentityIdInvalid),
        ({"anonymous": {"id": {"$ne": None}}}, e.IdentityIdInvalid),
        ({"anonymous": {}}, e.UsernameMissing),
        ({"google": {"id": "1"}}, e.ProviderNotConfigured),
        ({"mine": {"id": "u1", "access_token": "bad"}}, e.ProviderRefused),
        ({"mine": {"id": "u1"}}, e.ProviderRefused),
        ({}, e.UsernameMissing),
        ("x", e.UsernameMissing),
    ],
)
async def test_identities_that_nobody_vouches_for_are_refused(auth_data: Any, refusal: type[e.Refusal]) -> None:
    app = an_instance({"anonymousUsers": True, "providers": ["mine"]}).app

    with pytest.raises(refusal):
        await accounts.log_in_with(app, NOBODY, auth_data, {})

    assert list(app.store.users()) == []


async def test_a_vouched_identity_makes_a_user_once() -> None:
    app = an_instance({"providers": {"mine": "token-of-{id}"}}).app
    identity = {"mine": {"id": "u1", "access_token": "token-of-u1"}}

    first = await accounts.log_in_with(app, NOBODY, identity, {"email": "u1@example.test"})
    turn_was_new = first.created
    again = await accounts.log_in_with(app, NOBODY, identity, {})

    assert turn_was_new
    assert again.user.id == first.user.id
    assert again.user.email == "u1@example.test"
    assert again.user.auth_data == identity


async def test_identities_of_two_users_open_neither() -> None:
    app = an_instance({"anonymousUsers": True, "providers": ["mine"]}).app
    mine = {"mine": {"id": "u1", "access_token": "good-u1"}}
    await accounts.log_in_with(app, NOBODY, mine, {})
    await accounts.sign_up(app, NOBODY, ANONYMOUS)

    with pytest.raises(e.IdentityTaken):
        await accounts.log_in_with(app, NOBODY, {**mine, **ANONYMOUS["authData"]}, {})


async def test_a_request_is_taken_once_while_its_id_is_remembered() -> None:
    instance = an_instance({"idempotency": True})
    accounts.admit_once(instance.app, "one")

    with pytest.raises(e.DuplicateRequest):
        accounts.admit_once(instance.app, "one")
    accounts.admit_once(instance.app, "two")
    accounts.admit_once(instance.app, None)
    turn(instance, seconds=301)
    accounts.admit_once(instance.app, "one")


async def test_a_request_may_come_again_where_ids_do_not_count() -> None:
    app = an_instance().app

    accounts.admit_once(app, "one")
    accounts.admit_once(app, "one")

    assert app.store.request_ids == {}


async def test_a_chosen_id_must_be_one_and_nobody_elses() -> None:
    app = an_instance({"ownIds": True}).app
    ann = await accounts.sign_up(app, NOBODY, {"username": "ann", "password": "p", "objectId": "mine"})
    taken = {"username": "bob", "password": "p", "objectId": "mine"}

    assert ann.user.id == "mine"
    with pytest.raises(e.EmailTaken):
        await accounts.sign_up(app, NOBODY, taken)
    with pytest.raises(e.IdMissing):
        await accounts.sign_up(app, NOBODY, {**taken, "objectId": ""})
    assert len((await accounts.sign_up(app, NOBODY, {"username": "bob", "password": "p"})).user.id) == 10


@pytest.mark.parametrize(
    ("extra", "keyword"),
    [
        ({"badKey": 1}, '{"key":"badKey"}'),
        ({"a": [{"b": {"xbadKeyx": 1}}]}, '{"key":"badKey"}'),
        ({"a": {"b": ["a badValue it is"]}}, '{"value":"badValue"}'),
        ({"half": "other half"}, '{"key":"half","value":"other"}'),
        ({"half": "of it"}, None),
        ({"a": "other", "badkey": "BadValue", "n": 7}, None),
    ],
)
async def test_denied_words_are_found_wherever_they_are(extra: dict[str, Any], keyword: str | None) -> None:
    words = {"key": "badKey", "value": "badValue", "pairKey": "half", "pairValue": "other"}
    app = an_instance({"deniedWords": words}).app
    fields = {"username": "ann", "password": "p", **extra}

    if keyword is None:
        assert (await accounts.sign_up(app, NOBODY, fields)).created
        return
    with pytest.raises(e.KeywordProhibited) as refused:
        await accounts.sign_up(app, NOBODY, fields)
    assert refused.value.keyword == keyword
    assert list(app.store.users()) == []
