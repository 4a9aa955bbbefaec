"""The use cases, by name: what a front may ask of the core, one function each.

Every function takes the `App` first and the `Caller` second, where it matters who asks.
Each returns views and records, or raises a `Refusal` (see `errors`).
"""

from __future__ import annotations

from mockserver.core.admission import admit, admit_batch, admit_many, admit_once, admit_question, admit_so_often
from mockserver.core.challenging import challenge
from mockserver.core.logging_in import log_in, log_in_as, verify_password
from mockserver.core.resetting import check_reset_token, finish_reset, request_reset
from mockserver.core.roles import change_members, create_role, find_roles
from mockserver.core.sessions import (
    authenticate,
    create_session,
    current_user,
    delete_session,
    get_session,
    list_sessions,
    log_out,
    own_session,
    update_session,
)
from mockserver.core.signing_up import log_in_with, sign_up
from mockserver.core.updating import delete_user, update_user
from mockserver.core.users import find_users, get_user
from mockserver.core.verification import request_verification, resend_verification, verify_email

__all__ = [
    "admit",
    "admit_batch",
    "admit_many",
    "admit_once",
    "admit_question",
    "admit_so_often",
    "authenticate",
    "challenge",
    "change_members",
    "check_reset_token",
    "create_role",
    "create_session",
    "current_user",
    "delete_session",
    "delete_user",
    "find_roles",
    "find_users",
    "finish_reset",
    "get_session",
    "get_user",
    "list_sessions",
    "log_in",
    "log_in_as",
    "log_in_with",
    "log_out",
    "own_session",
    "request_reset",
    "request_verification",
    "resend_verification",
    "sign_up",
    "update_session",
    "update_user",
    "verify_email",
    "verify_password",
]
