"""Evidence that a case was seen on a real server: what it came to there, and digests that tell when that is stale."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from conformance.pairing import Numbering
from conformance.redact import RunMask
from conformance.scenario.expansion import Case
from conformance.scenario.model import FragmentModel
from conformance.wire_reading import read_body, read_headers, read_mail

#: Runs that leave evidence have this seed: names are in digests.
SEED = 9
_PARTS = ("given", "steps", "always")
_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One case as it was seen on a real server."""

    address: str
    deployment: str
    verdict: str
    version: str
    date: str
    #: Digest of what the case does; another one says that the scenario was changed since.
    steps: str
    #: Digest of what was answered and mailed; none where a race decided it.
    exchanges: str | None


def read_evidence(path: Path) -> dict[str, Line]:
    """The lines of a file, by address; none where there is no file."""
    if not path.is_file():
        return {}
    lines = (Line(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())
    return {line.address: line for line in lines}


def write_evidence(path: Path, lines: Mapping[str, Line]) -> None:
    """Write lines in the order of their addresses, so that a change shows as few of them as it touches."""
    ordered = (json.dumps(asdict(lines[address]), ensure_ascii=False) for address in sorted(lines))
    path.write_text("".join(f"{line}\n" for line in ordered), encoding="utf-8")


def steps_digest(case: Case, fragments: Mapping[str, FragmentModel]) -> str:
    """A digest of what a case does: its people and steps, the example written in, and fragments it uses."""
    model = case.model
    steps = {part: [_plain(step) for step in getattr(model, part)] for part in _PARTS}
    used = {name: [_plain(step) for step in fragments[name].steps] for name in sorted(_used(model, fragments))}
    return _digest([model.people, steps, used])


def _plain(step: Any) -> dict[str, Any]:
    """A step as data, without what is for the reader only."""
    data: dict[str, Any] = step.model_dump(by_alias=True, exclude_unset=True, warnings=False)
    data.pop("note", None)
    return data


def _used(model: Any, fragments: Mapping[str, FragmentModel]) -> set[str]:
    """The fragments that steps use, and those which these use."""
    steps = [step for part in _PARTS for step in getattr(model, part, ())]
    direct = {step.use for step in steps if getattr(step, "use", None) in fragments}
    return direct.union(*(_used(fragments[name], fragments) for name in direct))


def exchanges_digest(header: Mapping[str, Any], case: Mapping[str, Any]) -> str | None:
    """A digest of what a case of a run log was answered and mailed, the same for servers that behave alike.

    As in comparisons, what two runs cannot have in common is overlooked. A race has no digest: its end is chance.
    """
    if any(step["says"].startswith("together ") for step in case["steps"]):
        return None
    mask, ids = RunMask(header, case), Numbering()
    return _digest([ids.numbered(told) for step in case["steps"] for told in _told(step, mask)])


def _told(step: Mapping[str, Any], mask: RunMask) -> Iterator[Any]:
    for one in step["exchanges"]:
        if "status" not in one:
            yield [one["method"], None]
            continue
        headers = read_headers(one["answer_headers"], mask)
        yield [one["method"], one["status"], headers, read_body(one["answer"], headers, mask)]
    for mail in step["mails"]:
        yield read_mail(mail, mask)


def _digest(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:_LENGTH]
