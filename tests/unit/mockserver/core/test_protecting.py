"""Fields that are kept from some."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from mockserver.core import accounts
from mockserver.core.errors import FieldProtected, NotFound, ValueTaken
from mockserver.core.model import Acl, Query, Role, User
from mockserver.core.policy import Policy
from mockserver.core.protecting import fields_hidden_in, fields_kept_from
from mockserver.core.roles import change_members, create_role, find_roles
from mockserver.core.store import Store
from tests.unit.mockserver.acting import MASTER, an_instance, by, logged_in, signed_up

THEN = datetime(2026, 1, 1, tzinfo=UTC)
GROUPS = {
    "*": ("email", "phone", "town", "nickname"),
    "authenticated": ("email", "phone", "town", "mood"),
    "role:Clerk": ("email", "phone"),
    "role:Chief": (),
    "userField:helpers": ("email", "mood"),
    "byHimself1": ("town",),
}


def _user(user_id: str, **extra: Any) -> User:
    return User(id=user_id, created_at=THEN, updated_at=THEN, acl=Acl(), extra=extra)


def _store(**roles: Iterable[str]) -> Store:
    store = Store()
    store.parse_roles = {name: Role(name, name, THEN, THEN, set(members)) for name, members in roles.items()}
    return store


@pytest.mark.parametrize(
    ("reader", "roles", "kept"),
    [
        pytest.param(None, {}, {"email", "phone", "town", "nickname"}, id="everybody"),
        pytest.param("bob", {}, {"email", "phone", "town"}, id="what both groups are kept from"),
        pytest.param("bob", {"Clerk": ["bob"]}, {"email", "phone"}, id="and the role"),
        pytest.param("bob", {"Clerk": ["bob"], "Chief": ["bob"]}, set(), id="and every role"),
        pytest.param("bob", {"Chief": ["cat"]}, {"email", "phone", "town"}, id="a role of somebody else"),
        pytest.param("byHimself1", {}, {"town"}, id="one user by his id"),
    ],
)
def test_somebody_is_kept_from_what_all_the_own_groups_are_kept_from(
    reader: str | None, roles: dict[str, list[str]], kept: set[str]
) -> None:
    assert fields_kept_from(_store(**roles), Policy(protected_fields=GROUPS), reader) == kept


@pytest.mark.parametrize(
    "helpers",
    [
        pytest.param({"__type": "Pointer", "className": "_User", "objectId": "bob"}, id="one"),
        pytest.param(["cat", {"__type": "Pointer", "className": "_User", "objectId": "bob"}], id="among others"),
    ],
)
def test_who_is_referred_to_is_kept_from_less(helpers: Any) -> None:
    policy = Policy(protected_fields=GROUPS)

    assert fields_hidden_in(_store(), policy, "bob", _user("ann", helpers=helpers)) == {"email"}
    assert fields_hidden_in(_store(), policy, "cat", _user("ann", helpers=helpers)) == {
        "email",
        "phone",
        "town",
    }
    assert fields_hidden_in(_store(), policy, None, _user("ann", helpers=helpers)) == set(GROUPS["*"])


def test_nobody_is_referred_to_by_a_field_that_holds_something_else() -> None:
    hidden = fields_hidden_in(_store(), Policy(protected_fields=GROUPS), "bob", _user("ann", helpers="bob"))

    assert hidden == {"email", "phone", "town"}


def test_a_role_is_found_by_its_name_and_given_and_taken() -> None:
    app = an_instance({}).app
    clerk = create_role(app, "Clerk", ["ann"])
    create_role(app, "Chief", [])

    assert find_roles(app, "Clerk") == (clerk,)
    assert len(find_roles(app, None)) == 2
    assert change_members(app, clerk.id, ["bob"], ["ann"]).members == {"bob"}
    assert app.store.roles_of("bob") == ("Clerk",)


def test_a_role_of_a_name_that_is_taken_is_refused() -> None:
    app = an_instance({}).app
    create_role(app, "Clerk", [])

    with pytest.raises(ValueTaken):
        create_role(app, "Clerk", ["ann"])
    assert [role.members for role in find_roles(app, "Clerk")] == [set()]


def test_a_role_that_is_not_there_is_given_to_nobody() -> None:
    with pytest.raises(NotFound):
        change_members(an_instance({}).app, "nothing", ["ann"], [])


OWN = {"protectedFields": {"*": ["phone"]}, "ownFieldsProtected": True}


async def test_fields_that_are_kept_from_owners_are_nowhere_to_be_seen_by_them() -> None:
    app = an_instance(OWN).app
    entry = await signed_up(app, phone="1", email="ann@mail.test")
    me = by(entry)

    views = [
        accounts.current_user(app, me).user,
        accounts.get_user(app, me, entry.user.id),
        accounts.find_users(app, me, Query()).users[0],
        (await logged_in(app)).user,
    ]

    assert [(view.extra, view.email) for view in views] == [({}, "ann@mail.test")] * 4
    assert accounts.get_user(app, MASTER, entry.user.id).extra == {"phone": "1"}
    with pytest.raises(FieldProtected):
        accounts.find_users(app, me, Query({"objectId": entry.user.id, "phone": "1"}))


async def test_an_address_is_kept_from_everybody_unless_all_of_it_is_said() -> None:
    assert an_instance({"protectedFields": {"*": ["phone"]}}).app.policy.protected_fields["*"] == ("phone", "email")
    assert an_instance({"protectedFields": {}}).app.policy.protected_fields == {}
    assert an_instance(OWN).app.policy.protected_fields["*"] == ("phone",)
