"""Differences between two targets that are known, each with its reason: a list in YAML.

    differences:
    - {address: "login/*", where: "header x-content-type-options", because: "…"}

`address` is a pattern as everywhere else, `where` a place as `conformance compare` prints it, in which `*`
stands for anything. `sometimes: true` is for what chance decides: it need not show in every run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from conformance.comparing import Comparison, Difference
from conformance.errors import BadInput
from conformance.scenario.selection import matches
from conformance.strict import Strict, validate
from conformance.yamltext import read_file


class Known(Strict):
    """Differences of one place that have a reason."""

    address: str
    where: str
    because: str
    sometimes: bool = False

    def covers(self, difference: Difference) -> bool:
        """Is this one of them?"""
        form = ".*".join(map(re.escape, self.where.split("*")))
        return re.fullmatch(form, difference.where) is not None and matches(difference.address, self.address)


class KnownList(Strict):
    """The whole file."""

    differences: list[Known]


def read_known(path: Path) -> list[Known]:
    """Read a list; BadInput tells everything that is wrong with it."""
    read, problems = validate(KnownList, read_file(path), str(path), "CT")
    if read is None or problems:
        raise BadInput(problems)
    return read.differences


def sort_out(comparison: Comparison, known: Sequence[Known]) -> tuple[list[Difference], list[Known]]:
    """The differences that nobody listed, and the listed ones that are gone, of cases that were compared."""
    found = comparison.differences
    unknown = [one for one in found if not any(entry.covers(one) for entry in known)]
    gone = [entry for entry in known if not entry.sometimes and not any(entry.covers(one) for one in found)]
    return unknown, [entry for entry in gone if any(matches(one, entry.address) for one in comparison.addresses)]
