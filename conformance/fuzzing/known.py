"""Faults that somebody knows about: a list in YAML, each with its reason, as patterns of what came back.

known_faults:
- {promise: no failure of the server, answered: '500 {"code":1,*', because: the reference falls over it too}
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import Field

from conformance.errors import BadInput
from conformance.fuzzing.hunting import Found
from conformance.strict import Strict, validate
from conformance.yamltext import read_file


class KnownFault(Strict):
    """Faults of one kind."""

    promise: str = Field(min_length=1, description="The promise that is broken, as it is told.")
    operation: str = Field("*", description="A pattern of operations of the contract.")
    answered: str = Field("*", description="A pattern of status and body.")
    because: str = Field(min_length=1, description="The reason.")

    def covers(self, found: Found) -> bool:
        """Is this one of them?"""
        return (
            self.promise == found.fault.promise
            and fnmatchcase(found.operation, self.operation)
            and fnmatchcase(found.answered, self.answered.replace("[", "[[]"))
        )


class KnownFaults(Strict):
    """The whole file."""

    known_faults: list[KnownFault]


def read_known_faults(path: Path, shown: str) -> Sequence[KnownFault]:
    """Read a list; BadInput tells everything that is wrong with it."""
    read, problems = validate(KnownFaults, read_file(path, shown), shown, "CT")
    if read is None or problems:
        raise BadInput(problems)
    return read.known_faults
