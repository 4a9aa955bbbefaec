"""The table of Parse's errors: for each refusal of the core its number and its words, shared by REST and GraphQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from mockserver.core import errors as e

HIDDEN: Final = "Permission denied"
"""What is said instead of details about permissions, unless the edition or a setting shows them."""

INTERNAL: Final = 1
_NO_OBJECT: Final = 101


@dataclass(eq=False)
class RequestInvalid(e.Refusal):
    """A request that no use case could make sense of."""

    message: str


@dataclass(eq=False)
class ClassUnknown(e.Refusal):
    """Clients make no classes."""

    name: str


class AclNotUnderstood(e.Refusal):
    """What is to be the access list of a new user is no mapping."""


class LegacyTokenInvalid(e.Refusal):
    """No session of the older kind has this token."""


class NothingToUpgrade(e.Refusal):
    """There is no session that could become a newer one."""


@dataclass(frozen=True, slots=True)
class ParseError:
    """One error as Parse tells it: its number, and its message."""

    code: int
    message: str

    @property
    def status(self) -> int:
        """The HTTP status that REST gives it."""
        return {_NO_OBJECT: 404, INTERNAL: 500}.get(self.code, 400)


Entry: TypeAlias = tuple[int, str | Callable[[Any], str]]

_TABLE: Final[Mapping[type[e.Refusal], Entry]] = {
    e.UsernameMissing: (200, "bad or missing username"),
    e.PasswordMissing: (201, "password is required"),
    e.LogInNameMissing: (200, "username/email is required."),
    e.LogInPasswordMissing: (201, "password is required."),
    e.UsernameTaken: (202, "Account already exists for this username."),
    e.EmailTaken: (203, "Account already exists for this email address."),
    e.EmailMalformed: (125, "Email address format is invalid."),
    e.EmailMissing: (204, "you must provide an email"),
    e.EmailNotText: (125, "you must provide a valid email string"),
    e.WrongCredentials: (101, "Invalid username/password."),
    e.AccountLocked: (
        101,
        lambda error: (
            "Your account is locked due to multiple failed login attempts."
            f" Please try again after {error.minutes:g} minute(s)"
        ),
    ),
    e.EmailNotVerified: (205, "User email is not verified."),
    e.PasswordExpired: (101, "Your password has expired. Please reset your password."),
    e.PasswordRefused: (142, lambda error: error.message),
    e.SessionInvalid: (209, "Invalid session token"),
    e.SessionExpired: (209, "Session token is expired."),
    e.SessionRequired: (209, "Session token required."),
    e.SessionUnknown: (209, "Session token not found."),
    e.NotFound: (101, "Object not found."),
    e.NotFoundForDelete: (101, "Object not found for delete."),
    e.UserIdMissing: (162, "userId must not be empty, null, or undefined"),
    e.UserUnknown: (101, "user not found"),
    e.NotYoursToDelete: (206, "Insufficient auth to delete user"),
    e.FieldNameInvalid: (105, lambda error: f"Invalid field name: {error.field}."),
    e.FieldReserved: (105, lambda error: f"{error.field} is an invalid field name."),
    e.KeyNameInvalid: (105, lambda error: f"Invalid key name: {error.key}"),
    e.DatesReversed: (142, "updatedAt cannot occur before createdAt"),
    e.SessionAclFixed: (105, "Cannot set ACL on a Session."),
    e.IdMissing: (104, "objectId must not be empty, null or undefined"),
    e.TypeMismatch: (
        111,
        lambda error: (
            f"schema mismatch for {error.record}.{error.field}; expected {error.expected} but got {error.got}"
        ),
    ),
    e.NotOfItsType: (111, lambda error: f"This is not a valid {error.tag}"),
    e.NestedKeyInvalid: (121, "Nested keys should not contain the '$' or '.' characters"),
    e.KeywordProhibited: (105, lambda error: f"Prohibited keyword in request data: {error.keyword}."),
    RequestInvalid: (107, lambda error: error.message),
    AclNotUnderstood: (-1, "ACL must be a Parse ACL."),
    LegacyTokenInvalid: (209, "invalid legacy session token"),
    NothingToUpgrade: (101, "invalid session"),
    e.QueryUnsupported: (119, lambda error: f"Postgres doesn't support this query type yet {error.value}"),
    e.QueryInvalid: (102, lambda error: error.message),
    e.ProviderUnknown: (252, "This authentication method is unsupported."),
    e.ProviderNotConfigured: (101, lambda error: f"{error.provider.capitalize()} auth is not configured."),
    e.ProviderUnusable: (
        -1,
        "Adapter is not configured. Implement either validateAuthData or all of the following: validateSetUp,"
        " validateLogin and validateUpdate",
    ),
    e.ProviderRefused: (141, lambda error: error.message),
    e.ChallengeRefused: (-1, lambda error: error.message),
    e.IdentityUnknown: (101, "User not found."),
    e.IdentityIdInvalid: (162, lambda error: f"Invalid authData id for provider '{error.provider}'."),
    e.IdentityTaken: (208, "this auth is already used"),
    e.ResetTokenNotText: (162, "token must be a string"),
    e.ResetTokenInvalid: (-1, "Failed to reset password: username / email / token is invalid"),
    e.ResetTokenExpired: (-1, "The password reset link has expired"),
    e.ResetAddressUnknown: (101, "A user with that email does not exist."),
    e.AddressUnknown: (205, lambda error: f"No user found with email {error.email}"),
    e.AlreadyVerified: (-1, lambda error: f"Email {error.email} is already verified."),
    e.DuplicateRequest: (159, "Duplicate request"),
    e.ValueTaken: (137, "A duplicate value for a field with unique values was provided"),
    e.AskedTooOften: (100, lambda error: error.message),
    e.TooComplex: (107, lambda error: error.message),
    e.TooMuchAtOnce: (155, "Too much is asked for at once."),
    e.MailNotConfigured: (
        INTERNAL,
        "An appName, publicServerURL, and emailAdapter are required for password reset and email verification"
        " functionality.",
    ),
    e.NotStorable: (INTERNAL, "An internal server error occurred"),
    e.NotHandled: (INTERNAL, "Internal server error."),
}

# These say what was refused only where error details are shown.
_ABOUT_PERMISSIONS: Final[Mapping[type[e.Refusal], Entry]] = {
    e.SessionMissing: (209, "Invalid session token"),
    e.VerifiedByClient: (119, "Clients aren't allowed to manually update email verification."),
    e.MasterKeyRequired: (119, "master key is required"),
    e.ReadOnlyKey: (119, "Cannot perform a write operation when using readOnlyMasterKey"),
    ClassUnknown: (119, lambda error: f"This user is not allowed to access non-existent class: {error.name}"),
    e.FieldProtected: (119, lambda error: f"This user is not allowed to query {error.field} on class _User"),
    e.NotYours: (
        206,
        lambda error: f"Cannot modify user {error.user_id}." if error.anonymous else "Insufficient auth.",
    ),
}


def parse_error(refusal: e.Refusal, *, detail: bool) -> ParseError:
    """How Parse tells this refusal; without `detail` errors about permissions say only that."""
    kind = type(refusal)
    if kind in _ABOUT_PERMISSIONS:
        code, words = _ABOUT_PERMISSIONS[kind] if detail else (_ABOUT_PERMISSIONS[kind][0], HIDDEN)
    else:
        code, words = _TABLE[kind]
    return ParseError(code, words if isinstance(words, str) else words(refusal))
