"""Mutants that end too little or too much at log-out."""

from __future__ import annotations

from functools import partial

from mockserver.mutants.model import breaks

_breaks = partial(breaks, area="logout")

MUTANTS = (
    _breaks(
        "OUT-01",
        "logging out ends nothing",
        sessions_ended_by_log_out=lambda store, session: (),
        killers=("logout/a-log-out-ends-its-session-only",),
    ),
    _breaks(
        "OUT-02",
        "logging out ends every session of the user",
        sessions_ended_by_log_out=lambda store, session: store.sessions_of(session.user_id),
        killers=("logout/a-log-out-ends-its-session-only",),
    ),
    _breaks(
        "OUT-03",
        "logging out ends everybody's sessions",
        sessions_ended_by_log_out=lambda store, session: tuple(store.sessions()),
        killers=("logout/a-log-out-ends-its-session-only",),
    ),
    _breaks(
        "OWN-OUT-OLDEST",
        "logging out ends the oldest session of the user instead of the one in use",
        sessions_ended_by_log_out=lambda store, session: store.sessions_of(session.user_id)[:1],
        killers=("logout/a-log-out-ends-its-session-only",),
    ),
)
