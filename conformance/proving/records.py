"""What a proof is made of: defects, sights of cases on servers that have them, and trials of several sights."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

#: Tiers whose defects have to be killed; the others need a reason to survive, or none.
BINDING = ("must", "profile", "own")


class Fate(StrEnum):
    """What became of a defect in one dialect."""

    KILLED = "killed"
    FOREIGN = "killed by another area only"
    ELSEWHERE = "killed only at a step that does not show the rule"
    SURVIVED = "survived"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why a defect need not be killed: a word of the closed list, and a sentence."""

    reason: str
    because: str


@dataclass(frozen=True, slots=True)
class Defect:
    """One way to be wrong, and where it should be noticed.

    `killers` are scenarios that claim to notice; `at` are the operations or kinds of steps at which the rule shows,
    any where it is empty.
    """

    id: str
    tier: str
    area: str
    says: str
    dialects: tuple[str, ...]
    killers: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    excluded: Exclusion | None = None
    #: False for a defect that no mutant has; then it cannot be tried.
    built: bool = True


@dataclass(frozen=True, slots=True)
class Sight:
    """A case that was not green on a server, or a wire detail that differed in it.

    `how` is "fail" (at a step of the rule), "finding" (a wire detail at any step) or "error" (we could not tell).
    """

    address: str
    how: str
    at: str
    told: str

    @property
    def scenario(self) -> str:
        """`area/scenario-id`."""
        return "/".join(self.address.split("[")[0].split("/")[:2])

    @property
    def area(self) -> str:
        """The folder that the scenario lies in."""
        return self.address.partition("/")[0]

    @property
    def dialect(self) -> str:
        """The dialect that was spoken."""
        return self.address.rpartition("dialect:")[2]

    @property
    def kills(self) -> bool:
        """Does it tell the defect? Set-up that broke tells nothing about a rule."""
        return self.how in ("fail", "finding")


@dataclass(frozen=True, slots=True)
class Repeats:
    """How often a defect was killed of so many times, in each dialect that can be, and by each case that claims it."""

    times: int
    killed: int
    kills: dict[str, int]


@dataclass(slots=True)
class Trial:
    """A server with one defect (or with none: a clean one), and what the cases made of it."""

    defect: str | None
    ran: int = 0
    seconds: float = 0.0
    sights: list[Sight] = field(default_factory=list)
    bugs: list[str] = field(default_factory=list)
    #: What kind of a trial it was, for people: `seed 1, 8 jobs`.
    note: str = ""
