"""Patterns name cases: exactly, by folder, by star; what they do not name is not selected."""

from __future__ import annotations

import pytest

from conformance.scenario.selection import matches, selected

PLAIN = "lockout/a-locked-account/dialect:parse-rest"
ROW = "login/required-fields[no-name]/dialect:parse-graphql"


@pytest.mark.parametrize(
    ("pattern", "plain", "row"),
    [
        pytest.param("lockout", True, False, id="an area"),
        pytest.param("lockout/", True, False, id="an area with a slash"),
        pytest.param("lock", False, False, id="a part of an area"),
        pytest.param("lock*", True, False, id="a star in an area"),
        pytest.param("*", True, True, id="a star alone names every area"),
        pytest.param("lockout/*", True, False, id="all of an area"),
        pytest.param("lockout/a-locked-account", True, False, id="a scenario"),
        pytest.param("lockout/a-locked", False, False, id="a part of a scenario"),
        pytest.param("*/a-locked-account", True, False, id="a scenario of any area"),
        pytest.param("a-locked-account", False, False, id="a scenario without its area"),
        pytest.param(PLAIN, True, False, id="a whole address"),
        pytest.param(ROW, False, True, id="a whole address with a row"),
        pytest.param("login/required-fields", False, True, id="a scenario with all its rows"),
        pytest.param("login/required-fields[no-name]", False, True, id="a row"),
        pytest.param("login/required-fields[no-*]", False, True, id="a star in a row"),
        pytest.param("login/required-fields[no-password]", False, False, id="another row"),
        pytest.param("login/required-fields[nam]", False, False, id="brackets are no class of characters"),
        pytest.param("**/dialect:parse-rest", True, False, id="a dialect"),
        pytest.param("*/dialect:parse-rest", False, False, id="one star stays inside a part"),
        pytest.param("*/*/dialect:parse-*", True, True, id="stars in each part"),
        pytest.param("lockout/**", True, False, id="two stars cross parts"),
        pytest.param("l?gin", False, True, id="a question mark"),
        pytest.param("lockout?a-locked-account", False, False, id="a question mark is no slash"),
        pytest.param("LOCKOUT", False, False, id="letter case"),
        pytest.param("", False, False, id="nothing"),
        pytest.param("lockout/.*", False, False, id="no regular expression"),
        pytest.param(f"{PLAIN}@plain", True, False, id="a deployment, as lists show it"),
        pytest.param("lockout@plain", True, False, id="an area at a deployment"),
    ],
)
def test_a_pattern_names_cases(pattern: str, plain: bool, row: bool) -> None:
    assert (matches(PLAIN, pattern), matches(ROW, pattern)) == (plain, row)


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        pytest.param(PLAIN, True, id="any deployment"),
        pytest.param(f"{PLAIN}@verify", True, id="its own"),
        pytest.param(f"{PLAIN}@plain", False, id="another"),
        pytest.param("lockout@v*", True, id="by a star"),
        pytest.param("lockout@p*", False, id="another by a star"),
    ],
)
def test_the_deployment_counts_where_the_address_has_one(pattern: str, named: bool) -> None:
    assert matches(f"{PLAIN}@verify", pattern) is named


def test_the_name_of_an_example_may_hold_signs_of_addresses() -> None:
    address = "login/odd[a@b/c]/dialect:d"

    assert matches(address, "login/odd")
    assert matches(address, "login/odd[a@b/c]")
    assert matches(address, "login")
    assert not matches(address, "login/odd[a@b]")


def test_no_pattern_selects_everything_and_any_of_several_is_enough() -> None:
    assert selected(PLAIN, [])
    assert selected(PLAIN, iter(["login", "lockout"]))
    assert not selected(PLAIN, ["login", "session"])
