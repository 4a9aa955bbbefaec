"""How one instance is configured, as far as its rules care: frozen, complete, already checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an application; of the last four any one will do, if one is set at all."""

    application: str = "app"
    master: str = "master"
    read_only: str | None = None
    maintenance: str | None = None
    client: str | None = None
    javascript: str | None = None
    rest: str | None = None
    dotnet: str | None = None


@dataclass(frozen=True, slots=True)
class Lockout:
    """So many wrong passwords lock an account, for so many minutes."""

    threshold: int
    minutes: float


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """What a new password must be like."""

    pattern: re.Pattern[str] | None = None
    message: str = "Password does not meet the Password Policy requirements."
    forbids_username: bool = False
    history: int = 0


class Zone(StrEnum):
    """Whose requests count together where requests are limited; `MASTER_TOO` is by address, the master key included."""

    ADDRESS = "address"
    SESSION = "session"
    USER = "user"
    EVERYBODY = "everybody"
    MASTER_TOO = "master-too"


@dataclass(frozen=True, slots=True)
class DeniedWord:
    """What no request that writes may carry: in a key, in a value, or in both at once."""

    key: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Complexity:
    """How deep and how broad one question may be, and how long a batch; None where there is no limit."""

    depth: int | None = None
    fields: int | None = None
    batch: int | None = None


@dataclass(frozen=True, slots=True)
class RateLimit:
    """So many requests in so long a time, for each thing that has a zone."""

    count: int
    window: timedelta
    message: str = "Too many requests."
    zones: Mapping[str, Zone] = field(default_factory=dict)
    machine_too: bool = False


YEAR = timedelta(seconds=31_536_000)


@dataclass(frozen=True, slots=True)
class Policy:
    """Every setting that a rule of the core looks at."""

    app_name: str = "Mock"
    keys: Keys = field(default_factory=Keys)
    mail: bool = False
    verify_email: bool = False
    verify_again: bool = False
    prevent_login_unverified: bool = False
    prevent_signup_unverified: bool = False
    verification_tells: bool = False
    verify_token_validity: timedelta | None = None
    verify_token_reuse: bool = False
    reset_token_validity: timedelta | None = None
    reset_token_reuse: bool = False
    reset_tells: bool = False
    anonymous_users: bool = False
    providers: Mapping[str, str] = field(default_factory=dict)
    unreachable_providers: Mapping[str, str] = field(default_factory=dict)
    idempotency: timedelta | None = None
    lockout: Lockout | None = None
    unlock_on_password_reset: bool = False
    password_change_ends_sessions: bool = True
    passwords: PasswordPolicy | None = None
    password_validity: timedelta | None = None
    rate_limit: RateLimit | None = None
    trusts_proxy: bool = False
    local_keys: bool = True
    complexity: Complexity = field(default_factory=Complexity)
    denied_words: tuple[DeniedWord, ...] = ()
    own_ids: bool = False
    bcrypt_cost: int = 4
    session_length: timedelta = YEAR
    sessions_endless: bool = False
    sessions_extend: bool = False
    private_users: bool = True
    protected_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own_fields_protected: bool = False
    links_name_user: bool = False
    addresses_searchable: bool = False
    lowercase_usernames: bool = False
    lowercase_emails: bool = False
    code_validity: timedelta = timedelta(minutes=15)
    access_validity: timedelta = timedelta(minutes=15)
    any_form: bool = False
