"""The table of CloudBoost's errors. They come in three shapes: `{error}`, `{message}`, and text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from mockserver.core import errors as e
from mockserver.core.cloud import errors as c

Words: TypeAlias = str | Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class CloudError:
    """One error as CloudBoost tells it: the status, the member of the body, and what stands in it."""

    status: int
    member: str
    words: Any


_TYPES: Final = {"username": "Text", "email": "Email", "password": "EncryptedText"}
_NAMES: Final = {"String": "Text", "Array": "List"}


def _wrong_data(error: e.TypeMismatch) -> str:
    wanted = _TYPES.get(error.field) or _NAMES.get(error.expected, error.expected)
    return f"Invalid data in column {error.field} of table User. It should be of type {wanted}"


_ERRORS: Final[Mapping[type[e.Refusal], Words]] = {
    e.UsernameMissing: "username is required",
    e.PasswordMissing: "password is required",
    e.EmailMissing: "email is required",
    e.UsernameTaken: "Username already exists",
    e.EmailTaken: "Unique constraint violated.",
    e.EmailMalformed: "Invalid data in column email of table User. It should be of type Email",
    e.TypeMismatch: _wrong_data,
    e.FieldNameInvalid: lambda error: f"Invalid data in column {error.field} of table User.",
    e.KeyNameInvalid: "Invalid data in a column of table User.",
    e.NotOfItsType: "Invalid data in a column of table User.",
    e.NestedKeyInvalid: "Invalid data in a column of table User.",
    e.KeywordProhibited: "Invalid data in a column of table User.",
    e.NotStorable: "Invalid data in a column of table User.",
    e.NotHandled: "Invalid data in a column of table User.",
    e.PasswordRefused: lambda error: error.message,
    e.MailNotConfigured: "SMTP Configuration file not found.",
    e.SessionInvalid: "Invalid User",
    e.ResetTokenInvalid: "Reset Key is invalid.",
    e.ResetTokenExpired: "Reset Key is invalid.",
    e.QueryUnsupported: "Query is not supported.",
    e.QueryInvalid: lambda error: error.message,
    c.OldPasswordWrong: "Invalid Old Password",
    c.NameUnknown: lambda error: f"User with username {error.username} not found.",
    c.RoleUnknown: "Role does not exists",
    c.MemberUnknown: "User not found.",
    c.NotDeletable: "Unable to Delete",
    c.DocumentUnknown: "Object not found.",
    c.NotWritable: "You do not have permission to save this object.",
}
_MESSAGES: Final[Mapping[type[e.Refusal], Words]] = {
    c.OldPasswordMissing: "Old Password is required.",
    c.NewPasswordMissing: "New Password is required.",
    c.AlreadyLoggedIn: "Password cannot be reset because the user is already logged in. Use change password instead.",
    e.SessionMissing: "You are not logged in",
}
_AT_LOG_IN: Final[Mapping[type[e.Refusal], Words]] = {
    c.NameUnknown: "Invalid Username",
    e.WrongCredentials: "User is not authenticated",
    e.LogInPasswordMissing: "User is not authenticated",
    e.EmailNotVerified: "User is not verified",
    # The reference locks nobody, and has no word for it; what is hardened does not tell.
    e.AccountLocked: "User is not authenticated",
}
_NO_SESSION: Final = "User should be logged in to change the password."


def at_log_in(refusal: e.Refusal) -> CloudError:
    """How a log-in tells this refusal."""
    if isinstance(refusal, c.DocumentMissing):
        return CloudError(401, "error", {})
    known = _AT_LOG_IN.get(type(refusal))
    return CloudError(401, "error", known) if known else cloud_error(refusal)


def at_password_change(refusal: e.Refusal) -> CloudError:
    """How a change of the password tells this refusal."""
    if isinstance(refusal, e.SessionMissing):
        return CloudError(400, "message", _NO_SESSION)
    return cloud_error(refusal)


def at_reset_request(refusal: e.Refusal, email: object) -> CloudError:
    """How a request for a reset mail tells this refusal: it names the address."""
    if isinstance(refusal, e.EmailMissing):
        return CloudError(400, "message", "Email not found.")
    if isinstance(refusal, e.ResetAddressUnknown | e.EmailNotText):
        return CloudError(400, "error", f"User with email {email} not found.")
    return cloud_error(refusal)


def cloud_error(refusal: e.Refusal) -> CloudError:
    """How CloudBoost tells this refusal, wherever that is not said otherwise."""
    kind = type(refusal)
    if isinstance(refusal, c.DocumentMissing):
        return CloudError(400, "error", {})
    if kind in _MESSAGES:
        return CloudError(400, "message", _told(_MESSAGES[kind], refusal))
    return CloudError(400, "error", _told(_ERRORS[kind], refusal))


def _told(words: Words, refusal: e.Refusal) -> str:
    return words if isinstance(words, str) else words(refusal)
