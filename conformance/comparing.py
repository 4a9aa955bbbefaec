"""Two run logs, held against each other: every difference on the wire between two targets.

The same seed makes the same people in both runs, but for a tag that keeps runs apart; the tag is known, so it is
replaced. Ids that a server draws are known by being paired: where two texts of the same form stand in the same
place, they must stand for each other in the whole case. Nothing else is overlooked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from conformance.errors import BadInput
from conformance.pairing import Pairing
from conformance.redact import RunMask
from conformance.runlog import RunLog
from conformance.wire_reading import read_body, read_headers, read_mail

#: What a side lacks.
NOTHING = "‹nothing›"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which two targets are not alike."""

    address: str
    step: str
    where: str
    left: str
    right: str
    shows: tuple[str, ...]


@dataclass(slots=True)
class Comparison:
    """What came of holding two logs against each other."""

    differences: list[Difference] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    exchanges: int = 0
    left_to_chance: int = 0
    only_left: list[str] = field(default_factory=list)
    only_right: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How many cases were compared."""
        return len(self.addresses)

    @property
    def is_equal(self) -> bool:
        """Is there something to compare, and no difference in it?"""
        return self.cases > 0 and not self.differences


def compare_logs(left: RunLog, right: RunLog) -> Comparison:
    """Compare two whole logs of one seed, case by case and step by step; BadInput where that makes no sense."""
    if left.header["seed"] != right.header["seed"]:
        raise BadInput(
            f"the runs have different people (seeds {left.header['seed']} and {right.header['seed']}):"
            " run both with the same --seed"
        )
    ours, theirs = _by_address(left), _by_address(right)
    result = Comparison(only_left=sorted(ours.keys() - theirs.keys()), only_right=sorted(theirs.keys() - ours.keys()))
    for address in sorted(ours.keys() & theirs.keys()):
        _compare_case(result, ours[address], theirs[address], (left, right))
    return result


def _by_address(log: RunLog) -> dict[str, dict[str, Any]]:
    return {case["address"]: case for case in log.cases if case["steps"]}


def _compare_case(result: Comparison, left: dict[str, Any], right: dict[str, Any], logs: tuple[RunLog, RunLog]) -> None:
    masks = tuple(RunMask(log.header, case) for log, case in zip(logs, (left, right), strict=True))
    pairing, found = Pairing(), list[tuple[str, str, str, str]]()
    if left["verdict"] != right["verdict"]:
        found.append(("the case", "verdict", left["verdict"], right["verdict"]))
    for ours, theirs in _paired_steps(left, right):
        if _is_race(ours):  # who wins is chance, and everything that follows depends on who won
            result.left_to_chance += 1
            break
        said = f"{ours['part']} {ours['number']}: {ours['says']}"
        for where, one, other in _of_step(ours, theirs, (masks[0], masks[1]), pairing):
            found.append((said, where, one, other))
        result.exchanges += min(len(ours["exchanges"]), len(theirs["exchanges"]))
    result.addresses.append(left["address"])
    shows = tuple(left["shows"])
    result.differences += [Difference(left["address"], *one, shows) for one in found]


def _paired_steps(left: dict[str, Any], right: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Steps by part and number; one that only one side came to is missing because of a difference told already."""
    theirs = {(step["part"], step["number"]): step for step in right["steps"]}
    for step in left["steps"]:
        other = theirs.get((step["part"], step["number"]))
        if other is not None:
            yield step, other


def _of_step(
    left: dict[str, Any], right: dict[str, Any], masks: tuple[RunMask, RunMask], pairing: Pairing
) -> Iterator[tuple[str, str, str]]:
    for kind in ("exchanges", "mails"):
        if len(left[kind]) != len(right[kind]):
            yield f"number of {kind}", str(len(left[kind])), str(len(right[kind]))
    several = len(left["exchanges"]) > 1
    pairs = zip(left["exchanges"], right["exchanges"], strict=False)
    for number, (ours, theirs) in enumerate(pairs, 1):
        for where, one, other in _of_exchange(ours, theirs, masks, pairing):
            yield f"{where} (request {number})" if several else where, one, other
    for ours, theirs in zip(left["mails"], right["mails"], strict=False):
        yield from pairing.differences(read_mail(ours, masks[0]), read_mail(theirs, masks[1]), "mail")


def _is_race(step: dict[str, Any]) -> bool:
    return bool(step["says"].startswith("together "))


def _of_exchange(
    left: dict[str, Any], right: dict[str, Any], masks: tuple[RunMask, RunMask], pairing: Pairing
) -> Iterator[tuple[str, str, str]]:
    if "status" not in left or "status" not in right:
        if ("status" in left) != ("status" in right):
            yield "answer", left.get("problem") or "answered", right.get("problem") or "answered"
        return
    if left["status"] != right["status"]:
        yield "status", str(left["status"]), str(right["status"])
    headers = [read_headers(one["answer_headers"], mask) for one, mask in zip((left, right), masks, strict=True)]
    for name in sorted(headers[0].keys() | headers[1].keys()):
        values = [side.get(name, NOTHING) for side in headers]
        yield from pairing.differences(values[0], values[1], f"header {name}")
    bodies = [
        read_body(one["answer"], head, mask) for one, head, mask in zip((left, right), headers, masks, strict=True)
    ]
    yield from pairing.differences(bodies[0], bodies[1], "body")


def by_requirement(differences: Iterable[Difference]) -> dict[str, list[Difference]]:
    """The differences by the requirements that their cases show, in order."""
    grouped: dict[str, list[Difference]] = {}
    for one in differences:
        for row in one.shows or ("no requirement",):
            grouped.setdefault(row, []).append(one)
    return dict(sorted(grouped.items()))
