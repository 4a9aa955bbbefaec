"""The fixed words of the project: verdicts, levels, axes, exit codes, kinds of steps."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Verdict(StrEnum):
    """What a case came to (docs/glossary.md)."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"  # the target broke the rule
    ERROR = "error"  # we could not tell: set-up, network, time-out, our fault
    SKIP = "skip"  # not claimed by the target
    NOT_TESTABLE = "not-testable"  # claimed, cannot be tested here
    KNOWN_FAIL = "known-fail"
    UNEXPECTED_PASS = "unexpected-pass"  # noqa: S105 - a verdict, not a password


class Level(StrEnum):
    """How binding a requirement is (RFC 2119)."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


class Axis(StrEnum):
    """What a requirement measures: doing as the reference does, or doing what security asks."""

    COMPATIBILITY = "compatibility"
    SECURITY = "security"


class Exit(IntEnum):
    """Exit codes of the command line, stable; docs/reference/exit-codes.md says their precedence."""

    CONFORMANT = 0
    NOT_CONFORMANT = 1
    INTERRUPTED = 2
    OUR_BUG = 3
    USAGE = 4
    NOTHING_RAN = 5
    NO_ANSWER = 6
    STALE_LIST = 7


#: The keys of which each step has exactly one.
STEP_KINDS = (
    "do",
    "use",
    "mail",
    "no_mail",
    "open",
    "submit",
    "pass_time",
    "together",
    "http",
    "graphql",
    "check",
)

#: Names that no person may have, because templates use them for something else.
RESERVED_NAMES = frozenset(
    {"admin", "me", "in", "session"}
    | {"fresh", "madeUp", "altered", "filler", "settings", "keys", "at", "target", "example"}
)
