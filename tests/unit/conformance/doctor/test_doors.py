"""Where doors are looked for, and which of those that were seen are there."""

from __future__ import annotations

import pytest

from conformance.doctor.doors import Look, Sight, edition_of, keys_or_nobodys, without_neighbours
from conformance.doctor.places import places
from conformance.suite import Suite, load_suite
from conformance.target import Spoken

MAINS = ("/parse", "/graphql", "/query", "")


@pytest.fixture(scope="module")
def suite() -> Suite:
    return load_suite(paths=[])


def look(suite: Suite, dialect: str, edition: str, path: str, *, fit: int = 0, refused: str | None = None) -> Look:
    variant = suite.dialects[dialect].settle(edition, {}, {}, "test")
    origin = "http://x"
    at = dict.fromkeys(suite.dialects[dialect].raw["endpoints"], path)
    return Look(suite.dialects[dialect], origin, Spoken(dialect, variant, origin, at), recognised=fit, refused=refused)


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("http://x", ("http://x", "/parse")),
        ("http://x/parse", ("http://x", "/parse")),
        ("http://x/a/parse/", ("http://x/a", "/a/parse")),
        ("http://x/parse/users", ("http://x", "/parse")),
        ("http://x/a", ("http://x/a", "/a/parse")),
    ],
)
def test_the_usual_place_below_the_url_is_looked_at_first(url: str, first: tuple[str, str], suite: Suite) -> None:
    base, at, is_usual = next(places(url, suite.dialects["parse-rest"], MAINS))

    assert (base, at["rest"], is_usual) == (*first, True)


@pytest.mark.parametrize("path", ["/parse", "/api", "/1", ""])
def test_other_mounts_are_looked_at_each_once(path: str, suite: Suite) -> None:
    found = [at["rest"] for _, at, _ in places("http://x", suite.dialects["parse-rest"], MAINS)]

    assert path in found
    assert len(found) == len(set(found))


def test_pages_move_with_the_door_they_belong_to(suite: Suite) -> None:
    moved = [at for _, at, _ in places("http://x", suite.dialects["parse-rest"], MAINS) if at["rest"] == "/api"]

    assert [at["pages"] for at in moved] == ["/api"]


def test_of_two_dialects_at_one_url_the_one_that_fits_better_is_there(suite: Suite) -> None:
    nested = Sight((look(suite, "parse-graphql-legacy", "3.7", "/graphql", fit=1),))
    relay = Sight((look(suite, "parse-graphql", "9", "/graphql", fit=3),))

    assert without_neighbours([nested, relay]) == [relay]


def test_who_refuses_keys_refuses_them_for_all_below(suite: Suite) -> None:
    rest = Sight((look(suite, "parse-rest", "9", "/parse", refused="application-unknown"),))
    below = Sight((look(suite, "parse-graphql", "9", "/parse/graphql", refused="application-unknown"),))
    another = Sight((look(suite, "cloudboost", "intended", "/parse/x", refused="application-unknown"),))

    assert without_neighbours([rest, below, another]) == [rest, another]


def test_doors_of_one_server_are_taken_to_be_of_one_edition(suite: Suite) -> None:
    rest = Sight((look(suite, "parse-rest", "9", "/parse", fit=3), look(suite, "parse-rest", "seed", "/parse", fit=3)))
    relay = Sight((look(suite, "parse-graphql", "9", "/g", fit=3), look(suite, "parse-graphql", "seed", "/g", fit=4)))
    durudex = Sight((look(suite, "durudex", "seed", "/q", fit=9),))

    assert edition_of(rest, [rest, relay, durudex]) == "seed"


def test_a_door_that_asks_for_keys_is_shown_those_of_nobody(suite: Suite) -> None:
    assert keys_or_nobodys(suite.dialects["cloudboost"], {"client": "c"}) == {
        "application": "nobodys-key",
        "client": "c",
    }
    assert keys_or_nobodys(suite.dialects["durudex"], {}) == {}


@pytest.mark.parametrize(("bodies", "is_there"), [(1, False), (2, True)])
def test_one_answer_to_everything_that_is_not_put_right_is_no_door(bodies: int, is_there: bool, suite: Suite) -> None:
    from dataclasses import replace

    from conformance.dialects.shapes import Difference

    odd = replace(
        look(suite, "cloudboost", "intended", "", fit=3), differences=(Difference("a", "b", "c"),), bodies=bodies
    )

    assert odd.is_there is is_there
