"""People are repeatable by seed and address, new in every run, and valid on every dialect."""

from __future__ import annotations

import re
from email.headerregistry import Address
from functools import cache
from typing import Any
from uuid import UUID

import pytest

from conformance.people import Chance, Fresh, make_person

CHANCE = Chance(seed=7, run_id="run-1", address="login/a/dialect:d")
#: What is said of people must hold for many of them: they are made by chance.
MANY = 300


@cache
def people() -> list[dict[str, Any]]:
    return [make_person("ann", Chance(number % 3, "run", f"case-{number}")) for number in range(MANY)]


def test_a_person_is_the_same_for_the_same_seed_run_and_address() -> None:
    assert make_person("ann", CHANCE) == make_person("ann", Chance(7, "run-1", "login/a/dialect:d"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Chance(7, "run-2", CHANCE.address), id="another run"),
        pytest.param(Chance(8, "run-1", CHANCE.address), id="another seed"),
        pytest.param(Chance(7, "run-1", "login/b/dialect:d"), id="another case"),
    ],
)
def test_nobody_meets_the_accounts_of_others(other: Chance) -> None:
    ours, theirs = make_person("ann", CHANCE), make_person("ann", other)

    unique = ("username", "email", "otherUsername", "otherEmail", "unknownUsername", "unknownEmail")
    assert {ours[key] for key in unique}.isdisjoint(theirs[key] for key in unique)


def test_a_repetition_with_the_same_seed_differs_in_names_only() -> None:
    """So a failure that hangs on a strange password or a long name comes again."""
    ours, again = make_person("ann", CHANCE), make_person("ann", Chance(7, "run-2", CHANCE.address))

    assert ours["password"] == again["password"]
    assert len(ours["username"]) == len(again["username"])
    assert ours["email"].partition("@")[2] == again["email"].partition("@")[2]


def test_two_people_of_a_case_share_nothing() -> None:
    ann, bob = make_person("ann", CHANCE), make_person("bob", CHANCE)

    assert {value for value in ann.values() if value}.isdisjoint(value for value in bob.values() if value)


def test_all_names_and_addresses_are_unique() -> None:
    keys = ("username", "email", "otherUsername", "otherEmail", "unknownUsername", "unknownEmail")
    everything = [person[key] for person in people() for key in keys]

    assert len(set(everything)) == len(everything)


@pytest.mark.parametrize(
    ("attribute", "form"),
    [
        ("username", r"[a-z0-9]{10,24}"),
        ("otherUsername", r"[a-z0-9]{10,24}"),
        ("unknownUsername", r"[a-z0-9]{10,24}"),
        ("USERNAME", r"[A-Z0-9]{10,24}"),
        ("password", r"[A-Za-z0-9]{16}"),
        ("newPassword", r"[A-Za-z0-9]{16}"),
        ("wrongPassword", r"[A-Za-z0-9]{16}"),
        ("weakPassword", r"[a-z]{6}"),
        ("email", r"[a-z0-9.+_'-]+@[a-z0-9.-]+\.test"),
        ("otherEmail", r"[a-z0-9.]+@example\.test"),
        ("unknownEmail", r"[a-z0-9.]+@example\.test"),
        ("EMAIL", r"[A-Z0-9.+_'-]+@[A-Z0-9.-]+\.TEST"),
    ],
)
def test_every_dialect_takes_what_a_person_has(attribute: str, form: str) -> None:
    wrong = [person[attribute] for person in people() if not re.fullmatch(form, person[attribute])]

    assert wrong == []


def test_addresses_are_addresses() -> None:
    for person in people():
        for key in ("email", "otherEmail", "unknownEmail"):
            local, _, domain = person[key].rpartition("@")
            assert Address(username=local, domain=domain).addr_spec == person[key]
            assert len(local) <= 64


@pytest.mark.parametrize("sort", [str.isupper, str.islower, str.isdigit], ids=["capital", "small letter", "digit"])
def test_a_password_has_every_sort_of_character(sort: Any) -> None:
    for person in people():
        assert any(map(sort, person["password"]))
        assert any(map(sort, person["newPassword"]))


def test_passwords_of_a_person_differ() -> None:
    for person in people():
        passwords = [person[key] for key in ("password", "newPassword", "wrongPassword", "weakPassword")]
        assert len(set(passwords)) == 4


def test_upper_case_is_another_spelling_of_the_same() -> None:
    for person in people():
        assert person["USERNAME"].lower() == person["username"] != person["USERNAME"]
        assert person["EMAIL"].lower() == person["email"] != person["EMAIL"]


def test_addresses_are_unusual_now_and_then() -> None:
    locals_ = [person["email"].partition("@")[0] for person in people()]

    for sign in "+'_.-":
        assert any(sign in local for local in locals_), sign
    assert any(local[0].isdigit() for local in locals_)


def test_names_come_from_all_over_the_world() -> None:
    names = "".join(person["unusualUsername"] for person in people())

    assert any("一" <= char <= "鿿" for char in names), "Chinese characters"
    assert any("α" <= char <= "ω" for char in names), "Greek letters"


def test_a_person_starts_without_a_session_of_its_own() -> None:
    ann, bob = make_person("ann", CHANCE), make_person("bob", CHANCE)
    ann["session"]["token"] = "x"

    assert bob["session"] == {}


def test_fresh_values_are_uuids_the_same_for_the_same_name() -> None:
    fresh = Fresh(CHANCE)

    assert fresh["phone"] == fresh["phone"]
    assert fresh["phone"] != fresh["tablet"]
    assert UUID(fresh["phone"]).version == 4
    assert Fresh(CHANCE)["phone"] == fresh["phone"]


@pytest.mark.parametrize(
    "other", [Chance(7, "run-2", CHANCE.address), Chance(7, "run-1", "other")], ids=["run", "case"]
)
def test_fresh_values_of_others_are_others(other: Chance) -> None:
    assert Fresh(CHANCE)["phone"] != Fresh(other)["phone"]
