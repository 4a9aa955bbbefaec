"""Reading, changing and deleting users: who may, and what it brings about."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mockserver.core import accounts
from mockserver.core import errors as e
from mockserver.core.model import EVERYBODY, NOBODY, Acl, Query
from tests.unit.mockserver.acting import MASTER, an_instance, by, logged_in, session_in, signed_up, still_open

READABLE = Acl(readers=(EVERYBODY,))


async def test_a_new_password_ends_every_session_and_opens_one() -> None:
    app = an_instance().app
    first, second = await signed_up(app), await logged_in(app)

    change = await accounts.update_user(app, by(first), first.user.id, {"password": "new"})

    assert (still_open(app, first), still_open(app, second)) == (False, False)
    assert change.session and app.store.session(change.session.token)
    assert await logged_in(app, password="new")
    with pytest.raises(e.WrongCredentials):
        await logged_in(app)


async def test_a_password_set_by_the_master_ends_every_session_and_opens_none() -> None:
    app = an_instance().app
    entry = await signed_up(app)

    change = await accounts.update_user(app, MASTER, entry.user.id, {"password": "new"})

    assert change.session is None
    assert not still_open(app, entry)


async def test_sessions_go_on_where_the_settings_say_so_and_one_more_is_opened() -> None:
    app = an_instance({"passwordChangeEndsSessions": False}).app
    entry = await signed_up(app)

    change = await accounts.update_user(app, by(entry), entry.user.id, {"password": "new"})

    assert still_open(app, entry)
    assert change.session


async def test_an_empty_password_is_accepted_and_opens_nothing() -> None:
    app = an_instance().app
    entry = await signed_up(app)

    await accounts.update_user(app, by(entry), entry.user.id, {"password": ""})

    with pytest.raises(e.WrongCredentials):
        await logged_in(app)
    with pytest.raises(e.LogInPasswordMissing):
        await logged_in(app, password="")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"username": "bob"}, e.UsernameTaken),
        ({"username": "BOB"}, e.UsernameTaken),
        ({"email": "bob@example.test"}, e.EmailTaken),
        ({"email": "bad"}, e.EmailMalformed),
        ({"emailVerified": True}, e.VerifiedByClient),
        ({"password": 5}, e.TypeMismatch),
        ({"password": None}, e.NotHandled),
        ({"password": {"__op": "Delete"}}, e.NotHandled),
        ({"username": 5}, e.TypeMismatch),
        ({"ACL": "x"}, e.TypeMismatch),
        ({"createdAt": "2000"}, e.TypeMismatch),
        ({"_hashed_password": "x"}, e.FieldNameInvalid),
        ({"authData": None}, e.ProviderUnknown),
        ({"phone": {"__op": "Nope"}}, e.NotHandled),
        ({"n": {"__op": "Increment", "amount": "x"}}, e.NotHandled),
        ({"l": {"__op": "Add", "objects": 5}}, e.NotHandled),
        ({"note": "a\0"}, e.NotHandled),
    ],
)
async def test_a_refused_change_changes_nothing(changes: dict[str, Any], refusal: type[e.Refusal]) -> None:
    app = an_instance().app
    ann = await signed_up(app)
    await signed_up(app, "bob")

    with pytest.raises(refusal):
        await accounts.update_user(app, by(ann), ann.user.id, changes)

    assert accounts.current_user(app, by(ann)).user == ann.user
    assert await logged_in(app)


@pytest.mark.parametrize("nothing", ["", None, {"__op": "Delete"}])
async def test_a_name_may_be_emptied_or_taken_away(nothing: Any) -> None:
    app = an_instance().app
    entry = await signed_up(app)

    change = await accounts.update_user(app, by(entry), entry.user.id, {"username": nothing})

    assert change.user.username == (nothing if nothing == "" else None)
    assert app.store.usernames.like("ann") == ()


async def test_a_new_name_is_taken_and_the_old_one_free() -> None:
    app = an_instance().app
    ann = await signed_up(app)

    await accounts.update_user(app, by(ann), ann.user.id, {"username": "anna"})
    await signed_up(app, "ann", email=None)

    with pytest.raises(e.UsernameTaken):
        await signed_up(app, "ANNA", email=None)


async def test_of_two_changes_to_one_name_at_once_one_wins() -> None:
    app = an_instance().app
    ann, bob = await signed_up(app), await signed_up(app, "bob")
    change = {"username": "carl", "password": "x"}

    results = await asyncio.gather(
        *(accounts.update_user(app, by(one), one.user.id, change) for one in (ann, bob)), return_exceptions=True
    )

    assert [isinstance(result, e.UsernameTaken) for result in results].count(True) == 1


async def test_operators_compute_and_tell_what_they_computed() -> None:
    app = an_instance().app
    entry = await signed_up(app)

    async def put(name: str, operation: str, **more: Any) -> Any:
        changes = {name: {"__op": operation, **more}}
        return (await accounts.update_user(app, by(entry), entry.user.id, changes)).computed[name]

    assert await put("n", "Increment", amount=2) == 2
    assert await put("n", "Increment") == 3
    assert await put("l", "Add", objects=[1, 1]) == [1, 1]
    assert await put("l", "AddUnique", objects=[1, 2]) == [1, 1, 2]
    assert await put("l", "Remove", objects=[1]) == [2]
    assert accounts.current_user(app, by(entry)).user.extra == {"n": 3, "l": [2]}


async def test_fields_can_be_changed_and_taken_away() -> None:
    app = an_instance().app
    entry = await signed_up(app, phone="1")

    await accounts.update_user(app, by(entry), entry.user.id, {"phone": "2", "sessionToken": "r:x"})
    change = await accounts.update_user(app, by(entry), entry.user.id, {"phone": {"__op": "Delete"}, "b": True})

    assert change.user.extra == {"b": True}


async def test_a_user_keeps_his_rights_whatever_list_he_sets_but_the_master_may_take_them() -> None:
    app = an_instance().app
    entry = await signed_up(app)
    himself = entry.user.id

    own = await accounts.update_user(app, by(entry), himself, {"ACL": READABLE})
    by_master = await accounts.update_user(app, MASTER, himself, {"ACL": Acl()})

    assert own.user.acl == Acl((EVERYBODY, himself), (himself,))
    assert by_master.user.acl == Acl()


async def test_an_id_that_is_changed_breaks_the_session() -> None:
    app = an_instance().app
    entry = await signed_up(app)

    await accounts.update_user(app, by(entry), entry.user.id, {"objectId": "aaaaaaaaaa"})

    assert app.store.user("aaaaaaaaaa")
    with pytest.raises(e.SessionMissing):
        accounts.current_user(app, by(entry))


async def test_others_can_neither_read_nor_change_nor_delete_a_private_user() -> None:
    app = an_instance().app
    ann, bob = await signed_up(app), await signed_up(app, "bob")

    for caller, anonymous in ((by(bob), False), (NOBODY, True)):
        with pytest.raises(e.NotFound):
            accounts.get_user(app, caller, ann.user.id)
        with pytest.raises(e.NotYours) as caught:
            await accounts.update_user(app, caller, ann.user.id, {"password": "x"})
        assert caught.value.anonymous is anonymous
        with pytest.raises(e.NotYoursToDelete if anonymous else e.NotYours):
            accounts.delete_user(app, caller, ann.user.id)
        with pytest.raises(e.NotFound):
            accounts.delete_user(app, caller, ann.user.id, visible_only=True)
    assert accounts.get_user(app, by(ann), ann.user.id).email == "ann@example.test"
    assert await logged_in(app)


async def test_others_see_a_readable_user_but_not_his_address_or_identities() -> None:
    app = an_instance({"providers": ["mine"]}).app
    ann, bob = await signed_up(app, ACL=READABLE), await signed_up(app, "bob")
    identity = {"mine": {"id": "1", "access_token": "good-1"}}
    await accounts.update_user(app, by(ann), ann.user.id, {"authData": identity})

    seen = accounts.get_user(app, by(bob), ann.user.id)

    assert (seen.username, seen.email, seen.auth_data) == ("ann", None, None)
    assert accounts.get_user(app, MASTER, ann.user.id).email == "ann@example.test"
    assert accounts.get_user(app, by(ann), ann.user.id).auth_data == identity


async def test_who_may_write_may_change_but_nobody_without_a_session_may() -> None:
    app = an_instance().app
    ann = await signed_up(app, ACL=Acl((EVERYBODY,), (EVERYBODY,)))
    bob = await signed_up(app, "bob")

    assert await accounts.update_user(app, by(bob), ann.user.id, {"phone": "1"})
    with pytest.raises(e.NotYours):
        await accounts.update_user(app, NOBODY, ann.user.id, {"phone": "2"})


@pytest.mark.parametrize(("caller", "refusal"), [(MASTER, e.NotFound), (NOBODY, e.NotYours)])
async def test_nobody_can_be_changed_who_does_not_exist(caller: Any, refusal: type[e.Refusal]) -> None:
    with pytest.raises(refusal):
        await accounts.update_user(an_instance().app, caller, "zzzzzzzzzz", {"phone": "x"})


async def test_a_deleted_user_is_gone_and_the_name_free() -> None:
    app = an_instance().app
    ann = await signed_up(app)

    gone = accounts.delete_user(app, by(ann), ann.user.id, visible_only=True)

    assert gone.username == "ann"
    with pytest.raises(e.WrongCredentials):
        await logged_in(app)
    with pytest.raises(e.NotFound):
        accounts.delete_user(app, MASTER, ann.user.id)
    assert await signed_up(app)


async def test_an_anonymous_user_becomes_named_and_stays_the_same() -> None:
    app = an_instance({"anonymousUsers": True}).app
    anonymous = {"anonymous": {"id": "device"}}
    entry = await accounts.log_in_with(app, NOBODY, anonymous, {})

    change = await accounts.update_user(
        app, by(entry), entry.user.id, {"username": "ann", "password": "x", "authData": {"anonymous": None}}
    )

    assert change.identities_changed
    assert (await logged_in(app, password="x")).user.id == entry.user.id
    assert (await accounts.log_in_with(app, NOBODY, anonymous, {})).user.id != entry.user.id


async def test_an_identity_that_belongs_to_another_cannot_be_linked() -> None:
    app = an_instance({"providers": ["mine"]}).app
    identity = {"mine": {"id": "1", "access_token": "good-1"}}
    await accounts.log_in_with(app, NOBODY, identity, {})
    ann = await signed_up(app)

    with pytest.raises(e.IdentityTaken):
        await accounts.update_user(app, by(ann), ann.user.id, {"authData": identity})


class TestFindingUsers:
    """Questions about users: who is found, in which order, what may not be asked."""

    async def test_everybody_finds_whom_he_may_see(self) -> None:
        app = an_instance().app
        ann = await signed_up(app)
        await signed_up(app, "bob")
        await signed_up(app, "pub", ACL=READABLE)

        def names(caller: Any) -> list[str | None]:
            return [view.username for view in accounts.find_users(app, caller, Query()).users]

        assert names(NOBODY) == ["pub"]
        assert names(by(ann)) == ["ann", "pub"]
        assert names(MASTER) == ["ann", "bob", "pub"]

    @pytest.mark.parametrize(
        ("where", "found"),
        [
            ({"username": "ann"}, ["ann"]),
            ({"username": {"$eq": "ann"}}, ["ann"]),
            ({"username": {"$ne": "ann"}}, ["bob", "carl"]),
            ({"username": {"$in": ["ann", "carl"]}}, ["ann", "carl"]),
            ({"username": {"$nin": ["ann", "carl"]}}, ["bob"]),
            ({"username": {"$regex": "^[ab]", "$options": ""}}, ["ann", "bob"]),
            ({"age": {"$gt": 1}}, ["bob"]),
            ({"age": {"$gte": 1}}, ["ann", "bob"]),
            ({"age": {"$lt": 2}}, ["ann"]),
            ({"age": {"$lte": 2}}, ["ann", "bob"]),
            ({"age": {"$lte": "2"}}, []),
            ({"age": {"$exists": False}}, ["carl"]),
            ({"$or": [{"username": "ann"}, {"age": 2}]}, ["ann", "bob"]),
            ({"$and": [{"username": "ann"}, {"age": 2}]}, []),
            ({"$nor": [{"username": "ann"}, {"age": 2}]}, ["carl"]),
            ({"email": "ann@example.test"}, ["ann"]),
            ({"emailVerified": {"$exists": True}}, []),
            ({"password": "pw-ann"}, []),
            ({"age": {"n": 1}}, []),
        ],
    )
    async def test_conditions(self, where: dict[str, Any], found: list[str]) -> None:
        app = an_instance().app
        await signed_up(app, age=1)
        await signed_up(app, "bob", age=2)
        await signed_up(app, "carl")

        assert [view.username for view in accounts.find_users(app, MASTER, Query(where)).users] == found

    async def test_order_and_window(self) -> None:
        app = an_instance().app
        for name, age in (("ann", 2), ("bob", 1), ("carl", None)):
            await signed_up(app, name, **({"age": age} if age else {}))

        def names(**query: Any) -> list[str | None]:
            return [view.username for view in accounts.find_users(app, MASTER, Query(**query)).users]

        assert names(order=("age",)) == ["carl", "bob", "ann"]
        assert names(order=("-username",)) == ["carl", "bob", "ann"]
        assert names(order=("createdAt", "objectId"), skip=1, limit=1) in (["ann"], ["bob"], ["carl"])
        assert names(order=("-updatedAt", "username"), limit=None, skip=5) == []
        assert accounts.find_users(app, MASTER, Query(limit=0)).count == 3

    @pytest.mark.parametrize(
        ("query", "refusal"),
        [
            (Query({"email": "x"}), e.FieldProtected),
            (Query({"$or": [{"email": "x"}]}), e.FieldProtected),
            (Query(order=("-email",)), e.FieldProtected),
            (Query({"_hashed_password": {"$exists": True}}), e.KeyNameInvalid),
            (Query({"username": {"$where": "1"}}), e.QueryInvalid),
            (Query({"username": {"$regex": "["}}), e.QueryInvalid),
            (Query({"$or": {}}), e.QueryInvalid),
        ],
    )
    async def test_what_may_not_be_asked(self, query: Query, refusal: type[e.Refusal]) -> None:
        app = an_instance().app
        ann = await signed_up(app)

        with pytest.raises(refusal):
            accounts.find_users(app, by(ann), query)

    async def test_in_the_seed_edition_anybody_may_ask_by_address(self) -> None:
        app = an_instance({"edition": "seed"}).app
        await signed_up(app)

        found = accounts.find_users(app, NOBODY, Query({"email": "ann@example.test"}))

        assert [(view.username, view.email) for view in found.users] == [("ann", None)]


async def test_a_session_of_ones_own_stays_when_somebody_else_is_deleted() -> None:
    app = an_instance().app
    ann, bob = await signed_up(app), await signed_up(app, "bob")

    accounts.delete_user(app, MASTER, bob.user.id)

    assert accounts.current_user(app, by(ann)).session is session_in(ann)
