"""Keys, and who is known by them."""

from __future__ import annotations

import pytest

from mockserver.core import accounts
from mockserver.core import errors as e
from tests.unit.mockserver.acting import an_instance


@pytest.mark.parametrize("application", [None, "", "wrong", "APP", "__proto__", "constructor"])
def test_an_unknown_application_is_refused_even_to_the_master(application: str | None) -> None:
    with pytest.raises(e.ApplicationUnknown):
        accounts.admit(an_instance().app, application=application, master="master", clients={})


@pytest.mark.parametrize(("master", "is_master"), [("master", True), ("Master", False), ("mas", False), (None, False)])
def test_a_wrong_master_key_is_as_good_as_none(master: str | None, is_master: bool) -> None:
    assert accounts.admit(an_instance().app, application="app", master=master, clients={}) is is_master


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
        assert accounts.admit(app, application="app", master=None, clients=clients) is False
    else:
        with pytest.raises(e.ClientUnknown):
            accounts.admit(app, application="app", master=None, clients=clients)


def test_the_master_needs_no_client_key() -> None:
    app = an_instance({"keys": {"rest": "RK"}}).app

    assert accounts.admit(app, application="app", master="master", clients={})
