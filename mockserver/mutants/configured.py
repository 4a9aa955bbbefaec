"""Mutants of sessions and passwords that can be seen only where an option of Parse Server is set."""

from __future__ import annotations

from datetime import datetime

from mockserver.core.model import User
from mockserver.core.policy import Policy
from mockserver.mutants.model import breaks


def _from_the_beginning(policy: Policy, user: User, now: datetime) -> bool:
    return policy.password_validity is not None and now >= user.created_at + policy.password_validity


MUTANTS = (
    breaks(
        "OWN-SES-ENDED-ANYWAY",
        "a changed password ends every session, though it is told not to",
        area="session",
        sessions_ended_by_new_password=lambda store, policy, user: store.sessions_of(user.id),
        killers=("session/a-password-change-keeps-the-sessions",),
    ),
    breaks(
        "OWN-SES-RESET-ANYWAY",
        "a reset by mail ends every session, though it is told not to",
        area="session",
        sessions_ended_by_reset=lambda store, policy, user: store.sessions_of(user.id),
        killers=("session/a-reset-keeps-the-sessions",),
    ),
    breaks(
        "OWN-SES-NEVER-PROLONGED",
        "use prolongs no session, though it is told to",
        area="session",
        session_is_prolonged=lambda policy, session, now: False,
        killers=("session/a-session-that-is-used-goes-on",),
    ),
    breaks(
        "OWN-SES-PROLONGED-EARLY",
        "every use prolongs a session, however young it is",
        area="session",
        session_is_prolonged=lambda policy, session, now: policy.sessions_extend,
        killers=("session/use-in-its-first-half-prolongs-no-session",),
    ),
    breaks(
        "OWN-SES-ENDS-ANYWAY",
        "every session has an end, though it is told to have none",
        area="session",
        end_of_session=lambda policy, now: now + policy.session_length,
        killers=("session/sessions-may-have-no-end",),
    ),
    breaks(
        "OWN-POL-AGELESS",
        "a password is never too old",
        area="policy",
        password_has_expired=lambda policy, user, now: False,
        killers=("policy/a-password-serves-for-its-time", "policy/a-password-check-asks-for-no-age"),
    ),
    breaks(
        "OWN-POL-AGE-OF-ACCOUNT",
        "a password is as old as its account, though it was set since",
        area="policy",
        password_has_expired=_from_the_beginning,
        killers=(
            "policy/a-reset-makes-the-password-young-again",
            "policy/a-change-makes-the-password-young-again",
        ),
    ),
)
