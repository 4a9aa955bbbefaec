"""Mutants of the hardened mock whose mailed codes serve too often, or whose accounts are told apart."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockserver.core.code_rules import WITH_CODES
from mockserver.mutants.model import breaks

_DURUDEX: Final = ("durudex",)
_breaks = partial(breaks, area="security", dialects=_DURUDEX)

MUTANTS: Final = (
    _breaks(
        "OWN-SEC-CODE-AGAIN",
        "a mailed code serves again and again",
        use_up_code=WITH_CODES.use_up_code,
        killers=("security/a-mailed-code-serves-once",),
    ),
    _breaks(
        "OWN-SEC-CODE-GUESSED",
        "a mailed code may be guessed without end",
        find_code=WITH_CODES.find_code,
        killers=("security/guesses-of-a-code-are-limited",),
    ),
    _breaks(
        "OWN-SEC-CODE-LEAVES",
        "a new password set by a code leaves older sessions open",
        sessions_ended_by_reset=lambda store, policy, user: (),
        killers=("security/a-reset-by-code-ends-older-sessions",),
    ),
    _breaks(
        "OWN-SEC-CODE-ANYBODYS",
        "who is in may end the session of anybody",
        may_end_session=lambda user_id, session: True,
        killers=("security/nobody-ends-the-session-of-another",),
    ),
    _breaks(
        "OWN-SEC-CODE-TELLS",
        "a log-in says that there is no such user, where accounts are opened by codes",
        refusal_of_unknown_user=WITH_CODES.refusal_of_unknown_user,
        killers=("security/a-failed-log-in-tells-nobody",),
    ),
)
