"""Mutants of other areas that Durudex notices too, and by whom: what is broken stands with the first of the same id."""

from __future__ import annotations

from typing import Final

from mockserver.mutants.model import Mutant

_NOTICED: Final = (
    ("LGN-02", "login", "letter case does not count in passwords", "login/a-wrong-password-opens-nothing"),
    ("LGN-04", "login", "spaces around a password do not count", "login/a-wrong-password-opens-nothing"),
    ("OUT-03", "logout", "logging out ends everybody's sessions", "logout/a-log-out-ends-its-refresh-token-only"),
    ("SGN-22", "signup", "a sign-up that is refused leaves its name taken", "signup/an-address-belongs-to-one-user"),
    ("RAC-01", "signup", "sign-ups at the same moment all make a user", "signup/two-sign-ups-race-for-one-name"),
    ("RST-15", "reset", "passwords of before still open the account", "reset/a-mailed-code-sets-a-new-password"),
)

MUTANTS = tuple(
    Mutant(name, area, says, ("durudex",), expected_killers=(killer,)) for name, area, says, killer in _NOTICED
)
