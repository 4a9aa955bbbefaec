"""Identities: log-in by what another provider says of somebody, and anonymous users, who vouch for themselves."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.core.errors import (
    IdentityIdInvalid,
    IdentityTaken,
    ProviderNotConfigured,
    ProviderRefused,
    ProviderUnknown,
    ProviderUnusable,
)
from mockserver.core.model import Json, User
from mockserver.core.policy import Policy
from mockserver.core.store import Store

ANONYMOUS = "anonymous"
_KNOWN_PROVIDERS = frozenset({"apple", "facebook", "github", "google", "linkedin", "microsoft", "twitter"})

#: The reference looks providers up in a JavaScript object, and finds what every object has.
_OF_EVERY_OBJECT = frozenset(
    {"__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toString", "valueOf"}
)


def named_identities(auth_data: Json) -> dict[str, Json]:
    """The identities in `authData` that carry an id at all, by provider; those taken away (null) are none."""
    if not isinstance(auth_data, Mapping):
        raise ProviderUnknown
    return {name: data for name, data in auth_data.items() if isinstance(data, Mapping) and "id" in data}


def check_identity(policy: Policy, provider: str, data: Mapping[str, Json]) -> None:
    """Refuse an identity that its provider does not vouch for.

    A declared provider (setting `providers`) vouches for the access token that its pattern gives for the id; one that
    is declared with a host instead (`unreachableProviders`) cannot be asked.
    """
    if provider == ANONYMOUS and policy.anonymous_users:
        return
    if host := policy.unreachable_providers.get(provider):
        raise ProviderRefused(f"getaddrinfo ENOTFOUND {host}")
    if provider in _OF_EVERY_OBJECT:
        raise ProviderUnusable
    if provider not in policy.providers:
        raise ProviderNotConfigured(provider) if provider in _KNOWN_PROVIDERS else ProviderUnknown
    if data.get("access_token") != policy.providers[provider].replace("{id}", str(data["id"])):
        raise ProviderRefused(f"{provider}: bad token")


def check_identity_id(provider: str, data: Mapping[str, Json]) -> None:
    """Refuse an id that is neither text nor null."""
    if data["id"] is not None and not isinstance(data["id"], str):
        raise IdentityIdInvalid(provider)


def owners_of(store: Store, identities: Mapping[str, Json]) -> tuple[User, ...]:
    """The users to whom any of these identities belongs."""
    wanted = {(provider, data["id"]) for provider, data in identities.items() if data["id"]}
    return tuple(
        user
        for user in store.users()
        if any((provider, data.get("id")) in wanted for provider, data in user.auth_data.items())
    )


def owner_of(store: Store, identities: Mapping[str, Json]) -> User | None:
    """The one user to whom these identities belong, if they belong to anybody."""
    owners = owners_of(store, identities)
    if len(owners) > 1:
        raise IdentityTaken
    return owners[0] if owners else None


def check_identities_are_free(store: Store, identities: Mapping[str, Json], but: str) -> None:
    """Refuse an identity that belongs to anybody but the user of id `but`."""
    if any(owner.id != but for owner in owners_of(store, identities)):
        raise IdentityTaken


def check_empty_ids_are_free(store: Store, identities: Mapping[str, Json]) -> None:
    """Refuse an empty id that somebody has: it finds nobody, and the reference's database takes it once."""
    for provider in (provider for provider, data in identities.items() if data["id"] == ""):
        if any(user.auth_data.get(provider, {}).get("id") == "" for user in store.users()):
            raise IdentityTaken


def merged(present: Mapping[str, Json], changes: Mapping[str, Json]) -> dict[str, Json]:
    """The identities after a change: new ones added, those set to null taken away."""
    both = {**present, **changes}
    return {provider: data for provider, data in both.items() if data is not None}
