"""Parts of a run: disjoint, complete, stable; and their logs are merged only when they belong together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.errors import BadInput
from conformance.sharding import Shard, merged_records, read_shard
from tests.support.run_records import case, finding, footer, header

ADDRESSES = [f"area/scenario-{number}/dialect:parse-rest" for number in range(500)]
#: Written down once: a later version that moved cases between parts would lose some of a running fleet.
STABLE = [3, 9, 11]


@pytest.mark.parametrize("total", [1, 2, 3, 7])
def test_every_case_is_in_exactly_one_part(total: int) -> None:
    parts = [[one for one in ADDRESSES if Shard(index, total).holds(one)] for index in range(1, total + 1)]

    assert sorted(one for part in parts for one in part) == sorted(ADDRESSES)
    assert all(parts)


def test_a_part_is_the_same_everywhere() -> None:
    assert [one for one in ADDRESSES[:12] if Shard(1, 3).holds(one)] == [
        f"area/scenario-{number}/dialect:parse-rest" for number in STABLE
    ]


def test_a_shard_is_read() -> None:
    assert (read_shard("2/5"), str(read_shard("2/5"))) == (Shard(2, 5), "2/5")


@pytest.mark.parametrize("text", ["", "1", "0/3", "4/3", "1/0", "-1/3", "a/b", "1/2/3", "1.5/3", "²/3"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="--shard is I/N with I from 1 to N"):
        read_shard(text)


def part(folder: Path, shard: str | None, *records: dict[str, Any], end: int = 0, **words: Any) -> Path:
    path = folder / f"{len(list(folder.iterdir()))}.jsonl"
    last = {**footer(end), **words.pop("footer", {})}
    lines = [header(shard=shard, cases=len(records), **words), *records, last]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path


def test_parts_become_one_run(tmp_path: Path) -> None:
    first = part(tmp_path, "1/2", case("one"), finding(deployments=["plain"]), end=1)
    second = part(tmp_path, "2/2", case("two"), finding(count=2, deployments=["verify"]), end=1)

    head, one, two, found, last = merged_records([first, second])
    assert (head["cases"], "shard" in head) == (4, False)
    assert [one["address"], two["address"]] == ["signup/one/dialect:parse-rest", "signup/two/dialect:parse-rest"]
    assert (found["count"], found["deployments"]) == (5, ["plain", "verify"])
    assert (last["verdicts"], last["exit"]) == ({"pass": 2}, 1)


@pytest.mark.parametrize(
    ("ends", "verdicts", "expected"),
    [
        pytest.param((0, 0), ("pass", "pass"), 0, id="green"),
        pytest.param((0, 1), ("pass", "fail"), 1, id="one is red"),
        pytest.param((0, 5), ("pass", "skip"), 0, id="nothing ran in one"),
        pytest.param((5, 5), ("skip", "skip"), 5, id="nothing ran at all"),
        pytest.param((1, 3), ("fail", "error"), 3, id="a bug of ours"),
        pytest.param((2, 3), ("pass", "pass"), 3, id="a bug before an interrupt"),
        pytest.param((1, 6), ("fail", "error"), 6, id="no answer in one"),
    ],
)
def test_the_whole_comes_to(tmp_path: Path, ends: tuple[int, int], verdicts: tuple[str, str], expected: int) -> None:
    first = part(tmp_path, "1/2", case("one", verdicts[0]), end=ends[0])
    second = part(tmp_path, "2/2", case("two", verdicts[1]), end=ends[1])

    *_, last = merged_records([first, second])
    assert last["exit"] == expected


def test_a_stale_list_in_a_part_is_stale_in_the_whole(tmp_path: Path) -> None:
    paths = [part(tmp_path, f"{index}/2", case(f"c{index}"), end=7, footer={"stale": ["x"]}) for index in (1, 2)]

    *_, last = merged_records(paths)
    assert (last["exit"], last["stale"]) == (7, ["x"])


@pytest.mark.parametrize(
    ("shards", "words", "told"),
    [
        pytest.param(("1/3", "2/3"), {}, r"missing \['3/3'\]", id="one is missing"),
        pytest.param(("1/2", "1/2"), {}, r"missing \['2/2'\], more than once", id="one twice"),
        pytest.param((None, None), {}, "these are no parts of a run", id="whole runs"),
        pytest.param(("1/2", "2/2"), {"target": "other"}, "its target is other, not mock", id="another target"),
        pytest.param(("1/2", "2/2"), {"level": "must"}, "its level is must, not may", id="another gate"),
        pytest.param(
            ("1/2", "2/2"),
            {"scenarios": {"digest": "x", "origin": [], "count": 1}},
            "is of another suite",
            id="another suite",
        ),
    ],
)
def test_what_does_not_belong_together_is_refused(
    tmp_path: Path, shards: tuple[str, str], words: dict[str, Any], told: str
) -> None:
    paths = [part(tmp_path, shards[0], case("one")), part(tmp_path, shards[1], case("two"), **words)]

    with pytest.raises(BadInput, match=told):
        list(merged_records(paths))


def test_a_case_in_two_parts_is_refused(tmp_path: Path) -> None:
    paths = [part(tmp_path, f"{index}/2", case("one")) for index in (1, 2)]

    with pytest.raises(BadInput, match="parts of a run share no case"):
        list(merged_records(paths))
