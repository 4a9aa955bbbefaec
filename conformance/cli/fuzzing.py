"""What `conformance fuzz` does: every door of a target in turn, and what was found told as it comes."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

import click

from conformance.bundled import bundled_scenarios
from conformance.cli.embedded import embedded_target
from conformance.cli.targets import read_target
from conformance.errors import BadInput, NoAnswer
from conformance.fuzzing.doors import Door, doors_of
from conformance.fuzzing.hunting import Found, Hunt, hunt
from conformance.fuzzing.judging import Fault
from conformance.fuzzing.known import KnownFault, read_known_faults
from conformance.mail.mailbox import Mailboxes
from conformance.mail.sink import MailSink
from conformance.suite import Suite, load_suite
from conformance.target import Target, refuse_strangers
from conformance.threads import LoopThread

#: What is known of the embedded mock, beside its deployments.
_FAULTS: Final = "mock-faults.yaml"


@dataclass(frozen=True)
class Fuzz:
    """The words of one `conformance fuzz`."""

    target: str | None
    dialects: tuple[str, ...]
    folder: Path | None
    settings: tuple[str, ...]
    seed: int
    examples: int
    max_time: float
    known: Path | None
    i_own: tuple[str, ...]


def execute(command: Fuzz) -> list[Found]:
    """Fuzz it; everything that was found and that nobody knows about."""
    suite = load_suite(dialects=command.folder, paths=[])
    known = _known(command)
    deadline = monotonic() + command.max_time
    found: list[Found] = []
    with _target(command, suite) as (target, unforeseen):
        refuse_strangers(target, set(command.i_own))
        doors = doors_of(target, suite.dialects, command.dialects)
        if not doors:
            raise BadInput("no door with a contract: name a dialect that the target speaks with --dialect")
        for place, door in enumerate(doors):
            # What a door does not use of its share is left to those after it.
            ends = monotonic() + max(deadline - monotonic(), 0) / (len(doors) - place)
            found += _fuzzed(command, door, ends, known, unforeseen)
    return found


def _known(command: Fuzz) -> Sequence[KnownFault]:
    if command.known is not None:
        return read_known_faults(command.known, str(command.known))
    return () if command.target else read_known_faults(bundled_scenarios() / "targets" / _FAULTS, _FAULTS)


def _fuzzed(command: Fuzz, door: Door, ends: float, known: Sequence[KnownFault], unforeseen: Unforeseen) -> list[Found]:
    state = hunt(door, seed_of_run=command.seed, examples=command.examples, goes_on=lambda: monotonic() < ends)
    if not state.asked:
        raise NoAnswer(f"{door.name}: nothing could be asked at {door.deployment.url}")
    every = [*state.found.values(), *unforeseen.taken(door.name)]
    new = [one for one in every if not any(fault.covers(one) for fault in known)]
    click.echo(_summary(state, len(new), len(every) - len(new)), err=True)
    for one in new:
        click.echo(_told(one), err=True)
    return new


class Unforeseen(logging.Handler):
    """What the embedded mock logs as an error: it did not foresee it, whatever it answers."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one error, with the exception that caused it."""
        self._told.append(f"{record.getMessage()}: {record.exc_info[1]!r}" if record.exc_info else record.getMessage())

    def taken(self, door: str) -> list[Found]:
        """The errors since the last time, each once."""
        told, self._told = dict.fromkeys(self._told), []
        fault = "the mock foresees what it is asked"
        return [Found(door, "any", Fault(fault, one), "", "") for one in told]


def _summary(state: Hunt, new: int, known: int) -> str:
    word = "no fault" if not new else "1 fault" if new == 1 else f"{new} faults"
    besides = f", {known} known" if known else ""
    return f"{state.door.name:<36} {state.asked:>6} requests  {word}{besides}"


def _told(one: Found) -> str:
    again = f" ({one.count} times)" if one.count > 1 else ""
    what = f"  {one.operation}: {one.fault.promise}: {one.fault.told}{again}"
    return f"{what}\n    sent {one.asked}\n    came {one.answered}"


@contextmanager
def _target(command: Fuzz, suite: Suite) -> Iterator[tuple[Target, Unforeseen]]:
    """The target; without one the embedded mock, whose mails go to a sink that nobody reads."""
    unforeseen = Unforeseen()
    if command.target is not None:
        yield read_target(command.target, suite, command.dialects, command.settings), unforeseen
        return
    log = logging.getLogger("mockserver")
    log.addHandler(unforeseen)
    log.propagate = False
    try:
        with LoopThread() as thread:
            sink = thread.enter(MailSink(Mailboxes()))
            yield thread.enter(embedded_target(suite, sink.port)), unforeseen
    finally:
        log.removeHandler(unforeseen)
        log.propagate = True
