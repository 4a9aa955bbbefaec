"""What can go wrong while a real server is started.

TargetsError            the exit code and the whole message for a person
├── Unusable            this machine or the description cannot start the target at all (exit code 4)
└── DidNotStart         everything was there, yet something did not come up (exit code 6)
"""

from __future__ import annotations


class TargetsError(Exception):
    """Something that a person has to mend; its text says what, and what to do."""

    exit_code = 4


class Unusable(TargetsError):
    """A tool is missing or the description of the target is wrong: trying again changes nothing."""


class DidNotStart(TargetsError):
    """A server, a database or an installation that should have come up did not."""

    exit_code = 6
