"""What can go wrong, in the words of the domain; how each looks on the wire is each front's own table.

Refusal
├── UsernameMissing, PasswordMissing               at sign-up
├── LogInNameMissing, LogInPasswordMissing         at log-in
├── UsernameTaken, EmailTaken
├── EmailMalformed, EmailMissing, EmailNotText
├── WrongCredentials, AccountLocked, EmailNotVerified, PasswordExpired, PasswordRefused
├── SessionMissing, SessionInvalid, SessionExpired
├── SessionRequired, SessionUnknown                about "my session"
├── NotFound, NotFoundForDelete, UserIdMissing, UserUnknown
├── NotYours, NotYoursToDelete
├── VerifiedByClient, MasterKeyRequired, ReadOnlyKey, FieldProtected
├── FieldNameInvalid, FieldReserved, KeyNameInvalid, SessionAclFixed, DatesReversed
├── IdMissing, TypeMismatch, NotOfItsType, NestedKeyInvalid, KeywordProhibited, QueryInvalid, QueryUnsupported
├── ProviderUnknown, ProviderNotConfigured, ProviderUnusable, ProviderRefused, IdentityIdInvalid, IdentityTaken
├── ChallengeRefused, IdentityUnknown
├── ResetTokenNotText, ResetTokenInvalid, ResetTokenExpired, ResetAddressUnknown
├── VerificationLinkInvalid, AddressUnknown, AlreadyVerified
├── ApplicationUnknown, ClientUnknown, KeyFromElsewhere
├── DuplicateRequest, ValueTaken, TooMuchAtOnce, TooComplex, AskedTooOften
├── UsernameMalformed, PasswordMalformed           where both have a form
├── AddressNotMailable, CodeUnknown, CodeWrong, RefreshTokenInvalid
└── MailNotConfigured, NotStorable, NotHandled     the reference's own faults
"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core.limits import Allowance


class Refusal(Exception):
    """Base of everything that the core says no with."""


class UsernameMissing(Refusal):
    """A sign-up without a username, or with one that is empty or not text."""


class PasswordMissing(Refusal):
    """A sign-up without a password, or with one that is empty or not text."""


class LogInNameMissing(Refusal):
    """A log-in with neither a username nor an address."""


class LogInPasswordMissing(Refusal):
    """A log-in without a password."""


class UsernameTaken(Refusal):
    """Somebody else has this username, in whatever letter case."""


class EmailTaken(Refusal):
    """Somebody else has this address, in whatever letter case."""


class EmailMalformed(Refusal):
    """The address does not look like one."""


class EmailMissing(Refusal):
    """A request for mail that names no address."""


class EmailNotText(Refusal):
    """A request for mail whose address is not text, or whose token leads to nobody."""


class WrongCredentials(Refusal):
    """No such user, wrong password, or a user whom nobody may read: never said which."""


@dataclass(eq=False)
class AccountLocked(Refusal):
    """Too many wrong passwords; locked for the configured number of minutes."""

    minutes: float


class EmailNotVerified(Refusal):
    """The password is right, but the address must be verified first."""


class PasswordExpired(Refusal):
    """The password is right, but too old."""


@dataclass(eq=False)
class PasswordRefused(Refusal):
    """The new password does not meet the policy, which says so in its own words."""

    message: str


class SessionMissing(Refusal):
    """This needs a session, and none came along (or its user is gone)."""


class SessionInvalid(Refusal):
    """The session token that came along is unknown, or its session has ended."""


class SessionExpired(Refusal):
    """The session that came along has outlived its time."""


class SessionRequired(Refusal):
    """A question about one's own session, without a session token."""


class SessionUnknown(Refusal):
    """A question about one's own session, with a token that is none."""


class NotFound(Refusal):
    """No such object, or none that this caller may see."""


class NotFoundForDelete(Refusal):
    """No such object to delete, or none that this caller may delete."""


class UserIdMissing(Refusal):
    """The master key asks to become a user, and does not say which."""


class UserUnknown(Refusal):
    """The master key asks to become a user who does not exist."""


@dataclass(eq=False)
class NotYours(Refusal):
    """A user may be changed by himself or with the master key only."""

    user_id: str
    anonymous: bool


class NotYoursToDelete(Refusal):
    """A user cannot be deleted by nobody: neither a session nor the master key came along."""


class VerifiedByClient(Refusal):
    """Only the mailed link may say that an address is verified."""


class MasterKeyRequired(Refusal):
    """Only the holder of the master key may do this."""


@dataclass(eq=False)
class FieldProtected(Refusal):
    """The caller asked about a field that is hidden from him."""

    field: str


@dataclass(eq=False)
class FieldNameInvalid(Refusal):
    """No field may have this name."""

    field: str


@dataclass(eq=False)
class FieldReserved(Refusal):
    """This field is given by the server."""

    field: str


@dataclass(eq=False)
class KeyNameInvalid(Refusal):
    """This key may not be written, or not be asked for."""

    key: str


class ReadOnlyKey(Refusal):
    """The key that is shown lets nobody write."""


class DatesReversed(Refusal):
    """What is made cannot have changed before it was made."""


class SessionAclFixed(Refusal):
    """The access list of a session is not the client's to set."""


@dataclass(eq=False)
class TypeMismatch(Refusal):
    """The field holds values of another type."""

    record: str
    field: str
    expected: str
    got: str


@dataclass(eq=False)
class NotOfItsType(Refusal):
    """The value says that it is of a type, and lacks what values of this type have."""

    tag: str


@dataclass(eq=False)
class IdMissing(Refusal):
    """Who chooses an id has to choose one."""


class NestedKeyInvalid(Refusal):
    """Keys inside of objects may hold neither `$` nor a dot."""


@dataclass(eq=False)
class KeywordProhibited(Refusal):
    """The body holds a keyword that is never accepted."""

    keyword: str


@dataclass(eq=False)
class QueryUnsupported(Refusal):
    """The database of the reference cannot be asked for such a value."""

    value: str


@dataclass(eq=False)
class QueryInvalid(Refusal):
    """The question itself cannot be read."""

    message: str


class ProviderUnknown(Refusal):
    """Nobody offers this way to log in."""


@dataclass(eq=False)
class ProviderNotConfigured(Refusal):
    """A provider that is known, and not set up here."""

    provider: str


class ProviderUnusable(Refusal):
    """What has this name on the server is no way to log in."""


@dataclass(eq=False)
class ProviderRefused(Refusal):
    """The provider does not vouch for this identity, and says why."""

    message: str


@dataclass(eq=False)
class IdentityIdInvalid(Refusal):
    """The id of an identity is neither text nor absent."""

    provider: str


class IdentityTaken(Refusal):
    """The identity belongs to another user already."""


@dataclass(eq=False)
class ChallengeRefused(Refusal):
    """There is nothing to challenge, or it is not said whom; tells what is wrong."""

    message: str


class IdentityUnknown(Refusal):
    """A challenge for an identity that is nobody's, or that nobody vouches for."""


class ResetTokenNotText(Refusal):
    """A request for mail whose token is not text."""


class ResetTokenInvalid(Refusal):
    """The reset token is unknown, used, or superseded."""


class ResetTokenExpired(Refusal):
    """The reset token has outlived its time."""


class ResetAddressUnknown(Refusal):
    """Nobody has this address, and this server says so."""


class VerificationLinkInvalid(Refusal):
    """The verification token is unknown, used, superseded or too old."""


@dataclass(eq=False)
class AddressUnknown(Refusal):
    """Nobody has this address, and this server says so."""

    email: str


@dataclass(eq=False)
class AlreadyVerified(Refusal):
    """The address is verified already, and this server says so."""

    email: str


class ApplicationUnknown(Refusal):
    """The request names no application, or one that is not served here."""


class ClientUnknown(Refusal):
    """Client keys are configured, and the request shows none of them."""


class KeyFromElsewhere(Refusal):
    """The key is right, and does not serve who asks from there."""


class DuplicateRequest(Refusal):
    """A request with this id was here before."""


class ValueTaken(Refusal):
    """Something else has this value, of which there can be one; the reference's database says so, not its rules."""


class TooMuchAtOnce(Refusal):
    """One request asks for more things than are done at once."""


@dataclass(eq=False)
class TooComplex(Refusal):
    """One question asks for too much, or one batch."""

    message: str


@dataclass(eq=False)
class AskedTooOften(Refusal):
    """This was asked for too often of late."""

    message: str
    left: Allowance


class UsernameMalformed(Refusal):
    """Nobody may be called so."""


class PasswordMalformed(Refusal):
    """The password is too short, too long, or has a sign that none may have."""


class AddressNotMailable(Refusal):
    """No mail can be sent there."""


class CodeUnknown(Refusal):
    """No code was mailed to this address, or its time is over."""


class CodeWrong(Refusal):
    """Another code was mailed to this address."""


class RefreshTokenInvalid(Refusal):
    """The refresh token is unknown, or its session has ended."""


class MailNotConfigured(Refusal):
    """The request needs mail, and this instance sends none."""


class NotStorable(Refusal):
    """Text with a NUL character, which the reference's database cannot hold."""


class NotHandled(Refusal):
    """Something the reference falls over; the mock falls in the same place, on purpose."""
