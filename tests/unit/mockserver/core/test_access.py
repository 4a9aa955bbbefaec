"""Keys, and who is known by them."""

from __future__ import annotations

import pytest

from mockserver.core import accounts
from mockserver.core import errors as e
from mockserver.core.model import Caller, Power
from tests.unit.mockserver.acting import MASTER, an_instance, session_in, signed_up, still_open


@pytest.mark.parametrize("application", [None, "", "wrong", "APP", "__proto__", "constructor"])
def test_an_unknown_application_is_refused_even_to_the_master(application: str | None) -> None:
    with pytest.raises(e.ApplicationUnknown):
        accounts.admit(an_instance().app, application=application, master="master", clients={})


@pytest.mark.parametrize(
    ("master", "power"),
    [
        ("master", Power.MASTER),
        ("Master", Power.NONE),
        ("mas", Power.NONE),
        (None, Power.NONE),
        ("reads", Power.READ_ONLY),
    ],
)
def test_a_wrong_master_key_is_as_good_as_none(master: str | None, power: Power) -> None:
    app = an_instance({"keys": {"readOnly": "reads", "maintenance": "mends"}}).app

    assert accounts.admit(app, application="app", master=master, clients={}) is power


@pytest.mark.parametrize(
    ("clients", "admitted"),
    [
        ({}, False),
        ({"rest": "RK"}, True),
        ({"client": "CK"}, True),
        ({"rest": "wrong", "client": "CK"}, True),
        ({"rest": "CK"}, False),
        ({"javascript": None}, False),
    ],
)
def test_where_client_keys_are_set_one_of_them_must_be_shown(clients: dict[str, str | None], admitted: bool) -> None:
    app = an_instance({"keys": {"rest": "RK", "client": "CK"}}).app

    if admitted:
        assert accounts.admit(app, application="app", master=None, clients=clients) is Power.NONE
    else:
        with pytest.raises(e.ClientUnknown):
            accounts.admit(app, application="app", master=None, clients=clients)


def test_the_master_needs_no_client_key() -> None:
    app = an_instance({"keys": {"rest": "RK"}}).app

    assert accounts.admit(app, application="app", master="master", clients={}) is Power.MASTER


@pytest.mark.parametrize(
    ("master", "maintenance", "address", "power"),
    [
        ("master", None, "127.0.0.1", Power.MASTER),
        ("master", None, "::1", Power.MASTER),
        ("master", None, "203.0.113.7", None),
        (None, "mends", "127.0.0.1", Power.MAINTENANCE),
        (None, "mends", "203.0.113.7", None),
        ("master", "mends", "127.0.0.1", Power.MAINTENANCE),
        ("reads", None, "203.0.113.7", Power.READ_ONLY),
        ("wrong", "wrong", "203.0.113.7", Power.NONE),
    ],
)
def test_keys_of_power_serve_on_the_machine_itself_only(
    master: str | None, maintenance: str | None, address: str, power: Power | None
) -> None:
    app = an_instance({"keys": {"readOnly": "reads", "maintenance": "mends"}}).app

    def admitted() -> Power:
        return accounts.admit(
            app, application="app", master=master, clients={}, maintenance=maintenance, address=address
        )

    if power is None:
        with pytest.raises(e.KeyFromElsewhere):
            admitted()
    else:
        assert admitted() is power


def test_keys_of_power_serve_everywhere_where_the_settings_say_so() -> None:
    app = an_instance({"localKeys": False}).app

    assert accounts.admit(app, application="app", master="master", clients={}, address="203.0.113.7") is Power.MASTER


async def test_who_holds_a_key_that_only_reads_writes_nothing() -> None:
    app = an_instance().app
    ann = await signed_up(app)
    reader = Caller(master=True, read_only=True)

    assert accounts.get_user(app, reader, ann.user.id).email == ann.user.email
    with pytest.raises(e.ReadOnlyKey):
        accounts.delete_user(app, reader, ann.user.id)
    with pytest.raises(e.ReadOnlyKey):
        await accounts.update_user(app, reader, ann.user.id, {"username": "x"})
    with pytest.raises(e.ReadOnlyKey):
        await accounts.sign_up(app, reader, {"username": "x", "password": "y"})
    with pytest.raises(e.ReadOnlyKey):
        accounts.create_session(app, reader, {})
    with pytest.raises(e.ReadOnlyKey):
        accounts.delete_session(app, reader, session_in(ann).id)
    with pytest.raises(e.MasterKeyRequired):
        accounts.log_in_as(app, reader, ann.user.id)
    assert still_open(app, ann)


async def test_who_maintains_writes_and_reads_hidden_fields_and_lists_no_sessions() -> None:
    app = an_instance().app
    ann = await signed_up(app)
    keeper = Caller(master=True, maintenance=True)

    await accounts.update_user(app, keeper, ann.user.id, {"_failed_login_count": 2})

    assert accounts.get_user(app, keeper, ann.user.id).extra == {"_failed_login_count": 2}
    assert accounts.get_user(app, MASTER, ann.user.id).extra == {}
    with pytest.raises(e.FieldNameInvalid):
        await accounts.update_user(app, MASTER, ann.user.id, {"_failed_login_count": 2})
    with pytest.raises(e.SessionMissing):
        accounts.list_sessions(app, keeper)


async def test_who_maintains_dates_new_users() -> None:
    app = an_instance().app
    made, changed = ({"__type": "Date", "iso": f"20{year}-01-01T00:00:00.000Z"} for year in (19, 20))
    named = {"username": "bob", "password": "p"}
    keeper = Caller(master=True, maintenance=True)

    with pytest.raises(e.DatesReversed):
        await accounts.sign_up(app, keeper, {**named, "createdAt": changed, "updatedAt": made})
    bob = (await accounts.sign_up(app, keeper, {**named, "createdAt": made, "updatedAt": changed})).user

    assert (bob.created_at.year, bob.updated_at.year) == (2019, 2020)
