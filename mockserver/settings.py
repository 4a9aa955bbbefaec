"""Settings: the plain mapping that a target file or a command line gives, read into frozen records.

`docs/reference/mock-server.md` says what each means. Whatever is wrong is told at once, every problem in one error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from mockserver import setting_forms as form
from mockserver import setting_values as read
from mockserver.core.model import EVERYBODY
from mockserver.core.policy import Keys, Policy
from mockserver.editions import DEFAULT_EDITION, EDITIONS, Edition
from mockserver.fronts.page_locales import Localized
from mockserver.setting_forms import Reader, SettingsError
from mockserver.setting_values import CrossOrigin, DurudexWire

__all__ = ["Plain", "Settings", "SettingsError", "read_settings"]

Plain: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything about one instance that its maker chose."""

    policy: Policy = field(default_factory=Policy)
    edition: Edition = EDITIONS[DEFAULT_EDITION]
    error_detail: bool = False
    hardened: bool = False
    redirects: bool = False
    cross_origin: CrossOrigin | None = None
    custom_pages: Mapping[str, str] = field(default_factory=dict)
    localized_pages: Localized | None = None
    public_url: str | None = None
    durudex: DurudexWire = field(default_factory=DurudexWire)
    plain: Plain = field(default_factory=dict)


# Settings that target files name as well, and the member of `Policy` that each is.
SHARED: Final[Mapping[str, tuple[str, Reader]]] = {
    "mail": ("mail", form.switch),
    "verifyEmail": ("verify_email", form.switch),
    "preventLoginUnverified": ("prevent_login_unverified", form.switch),
    "preventSignupUnverified": ("prevent_signup_unverified", form.switch),
    "anonymousUsers": ("anonymous_users", form.switch),
    "idempotency": ("idempotency", read.idempotency),
    "unlockOnPasswordReset": ("unlock_on_password_reset", form.switch),
    "resetTokenReuse": ("reset_token_reuse", form.switch),
    "verifyTokenReuse": ("verify_token_reuse", form.switch),
    "protectedFields": ("protected_fields", read.protected_fields),
    "ownFieldsProtected": ("own_fields_protected", form.switch),
    "passwordPolicy": ("passwords", read.passwords),
    "lockout": ("lockout", read.lockout),
    "sessionLength": ("session_length", read.duration),
    "rateLimit": ("rate_limit", read.rate_limit),
    "trustsProxy": ("trusts_proxy", form.switch),
    "localKeys": ("local_keys", form.switch),
    "complexity": ("complexity", read.complexity),
    "deniedWords": ("denied_words", read.denied_words),
    "ownIds": ("own_ids", form.switch),
    "lowercaseEmails": ("lowercase_emails", form.switch),
    "lowercaseUsernames": ("lowercase_usernames", form.switch),
    "resetTokenValidity": ("reset_token_validity", read.duration),
    "verifyTokenValidity": ("verify_token_validity", read.duration),
    "passwordValidity": ("password_validity", read.duration),
    "sessionsEndless": ("sessions_endless", form.switch),
    "sessionsExtend": ("sessions_extend", form.switch),
    "codeValidity": ("code_validity", read.duration),
    "accessTokenValidity": ("access_validity", read.duration),
}
# The mock's own settings that rules look at.
_OWN: Final[Mapping[str, tuple[str, Reader]]] = {
    "appName": ("app_name", form.line),
    "bcryptCost": ("bcrypt_cost", form.whole(4, 16)),
    "passwordChangeEndsSessions": ("password_change_ends_sessions", form.switch),
    "providers": ("providers", read.providers),
    "resetTells": ("reset_tells", form.switch),
    "unreachableProviders": ("unreachable_providers", read.hosts),
    "usersPrivate": ("private_users", form.switch),
    "verificationTells": ("verification_tells", form.switch),
}
# The mock's own settings that only fronts look at.
_WIRE: Final[Mapping[str, Reader]] = {
    "clientKeys": form.switch,
    "crossOrigin": read.cross_origin,
    "customPages": read.custom_pages,
    "durudex": read.durudex,
    "edition": read.edition,
    "errorDetail": form.switch,
    "hardened": form.switch,
    "keys": read.keys,
    "localizedPages": read.localized_pages,
    "pages": read.redirects,
    "publicUrl": form.url,
}
#: Settings that a target file may claim for a deployment.
CLAIMED: Final = frozenset({*SHARED, "clientKeys", "crossOrigin", "hardened", "customPages", "localizedPages"})
_CLIENT_KEYS: Final = frozenset({"client", "javascript", "rest", "dotnet"})
_SNAKED: Final = {"readOnly": "read_only"}
_OF_POLICY: Final = {**SHARED, **_OWN}
_READERS: Final[Mapping[str, Reader]] = {**{name: reader for name, (_, reader) in _OF_POLICY.items()}, **_WIRE}
_NEEDS: Final = (
    ("verifyEmail", "mail"),
    ("preventLoginUnverified", "verifyEmail"),
    ("preventSignupUnverified", "preventLoginUnverified"),
    ("resetTokenReuse", "resetTokenValidity"),
    ("verifyTokenReuse", "verifyTokenValidity"),
    ("unlockOnPasswordReset", "lockout"),
)


def read_settings(plain: Plain) -> Settings:
    """Read plain settings; a `SettingsError` tells everything that is wrong with them."""
    values, problems = form.read_members(plain, _READERS, "setting")
    if values.get("clientKeys") and not _CLIENT_KEYS & plain.get("keys", {}).keys():
        problems.append(f"clientKeys: needs one of keys.{', keys.'.join(sorted(_CLIENT_KEYS))} as well")
    for name, other in _NEEDS:
        if values.get(name) and not plain.get(other):
            problems.append(f"{name}: needs {other} as well")
    if problems:
        raise SettingsError(problems)
    edition: Edition = values.get("edition", EDITIONS[DEFAULT_EDITION])
    return Settings(
        policy=_policy(edition, values),
        edition=edition,
        error_detail=values.get("errorDetail", edition.error_detail),
        hardened=values.get("hardened", False),
        redirects=values.get("pages", False),
        cross_origin=values.get("crossOrigin"),
        custom_pages=values.get("customPages", {}),
        localized_pages=values.get("localizedPages"),
        public_url=values.get("publicUrl"),
        durudex=values.get("durudex", DurudexWire()),
        plain=dict(plain),
    )


def _policy(edition: Edition, values: Mapping[str, Any]) -> Policy:
    keys = {_SNAKED.get(name, name): key for name, key in values.get("keys", {}).items()}
    app_name = keys.pop("appName", Policy().app_name)
    basis = Policy(
        app_name=app_name,
        keys=Keys(**keys),
        private_users=edition.users_private,
        verification_tells=edition.verification_tells and not values.get("hardened"),
        verify_again=edition.verify_again and not values.get("hardened"),
        links_name_user=edition.links_name_user,
        addresses_searchable=edition.addresses_searchable,
    )
    policy = replace(basis, **{member: values[name] for name, (member, _) in _OF_POLICY.items() if name in values})
    return policy if policy.own_fields_protected else replace(policy, protected_fields=_with_address(policy))


def _with_address(policy: Policy) -> Mapping[str, tuple[str, ...]]:
    """The protected fields; the address is kept from everybody, unless what is said goes for the owners as well."""
    said = policy.protected_fields
    return {**said, EVERYBODY: tuple(dict.fromkeys((*said.get(EVERYBODY, ()), "email")))} if said else said
