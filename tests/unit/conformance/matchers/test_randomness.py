"""What chance made looks like chance; counters, clocks and short tokens do not."""

from __future__ import annotations

import random
import string

import pytest

from conformance.matchers.randomness import weakness


def token(seed: int, length: int = 32, alphabet: str = "0123456789abcdef") -> str:
    dice = random.Random(seed)
    return "".join(dice.choices(alphabet, k=length))


@pytest.mark.parametrize(
    ("texts", "bits"),
    [
        pytest.param([f"r:{token(i)}" for i in range(5)], 100, id="session tokens with a shared prefix"),
        pytest.param([token(i, 25, string.ascii_letters + string.digits) for i in range(3)], 100, id="mail tokens"),
        pytest.param([token(i, 10, string.ascii_letters + string.digits) for i in range(4)], 40, id="object ids"),
        pytest.param([token(i, 6, string.digits) for i in range(4)], 15, id="six digits are enough for 15 bits"),
        pytest.param([token(1, 30) + "00", token(2, 31) + "0"], 90, id="of different lengths"),
        pytest.param([token(i, 32, "0123456789abcde") for i in range(3)], 128, id="a digit that happens to be missing"),
        pytest.param([f"{i}a{token(i, 30)}" for i in range(3)], 128, id="a place that happens to be the same in all"),
        pytest.param([f"{token(i)}.signature" for i in range(3)], 100, id="a shared end"),
    ],
)
def test_chance_looks_like_chance(texts: list[str], bits: int) -> None:
    assert weakness(texts, bits) is None


@pytest.mark.parametrize(
    ("texts", "bits", "told"),
    [
        pytest.param([], 1, "two or more texts", id="none"),
        pytest.param([token(1)], 1, "two or more texts", id="one"),
        pytest.param([token(1), token(2), token(1)], 1, "texts that all differ", id="one came twice"),
        pytest.param(["session-0041", "session-0042"], 20, "at least 20 bits of chance, not 1", id="a counter"),
        pytest.param(["1763632800123", "1763632800987"], 20, "at least 20 bits of chance, not 8", id="a clock"),
        pytest.param(["123456", "654321"], 64, "at least 64 bits of chance, not 16", id="too short"),
        pytest.param(
            [f"{i}{token(1, 12)}{token(i, 19)}" for i in range(4)],
            110,
            "at least 110 bits of chance, not 80",
            id="a part in the middle that never changes",
        ),
        pytest.param(["ann", "ann1"], 8, "at least 8 bits of chance, not 0", id="one continues the other"),
        pytest.param(
            ["a" * 40 + "b" + token(1, 8), "c" + "a" * 40 + token(2, 8)],
            64,
            "texts that differ in most places",
            id="long, yet nearly alike",
        ),
    ],
)
def test_what_only_looks_long_does_not(texts: list[str], bits: float, told: str) -> None:
    assert weakness(texts, bits) == told


def test_among_many_texts_the_two_most_alike_decide() -> None:
    first = token(1)
    near = first[:-4] + token(2, 4)

    assert weakness([first, token(3), token(4)], 100) is None
    assert weakness([first, token(3), near], 100) == "texts that differ in most places"


LONG_END = "0123456789abcdef" * 4


def test_what_all_texts_end_with_is_no_chance() -> None:
    told = weakness([f"ab{LONG_END}", f"cde{LONG_END}"], 100)

    assert told is not None and told.startswith("at least 100 bits of chance")


def test_just_enough_room_is_enough() -> None:
    assert weakness(["ab", "cd"], 4) is None
    assert weakness(["ab", "cd"], 4.1) is not None


def test_texts_that_agree_in_three_places_of_five_still_differ_in_enough() -> None:
    assert weakness(["aXYZb", "cXYZd"], 5) is None
    assert weakness(["aWXYZb", "cWXYZd"], 5) == "texts that differ in most places"
