"""Mutants of fields that an application protects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from mockserver.core.model import User
from mockserver.core.policy import Policy
from mockserver.core.protecting import (
    AUTHENTICATED,
    ROLE,
    USER_FIELD,
    fields_hidden_in,
    fields_kept_from,
)
from mockserver.core.store import Store
from mockserver.mutants.model import REST, Mutant, breaks

Hidden: TypeAlias = Callable[[Store, Policy, str | None, User], frozenset[str]]

_breaks = partial(breaks, area="access")


def _where(keeps: Callable[[str], bool]) -> Hidden:
    """What is hidden where only these groups are looked at."""

    def hidden(store: Store, policy: Policy, reader: str | None, user: User) -> frozenset[str]:
        groups = {group: fields for group, fields in policy.protected_fields.items() if keeps(group)}
        return fields_hidden_in(store, replace(policy, protected_fields=groups), reader, user)

    return hidden


def _all_of_them(store: Store, policy: Policy, reader: str | None, user: User) -> frozenset[str]:
    groups = ("*", AUTHENTICATED) if reader is not None else ("*",)
    return frozenset(field for group in groups for field in policy.protected_fields.get(group, ()))


def _of_all_roles(store: Store, policy: Policy, reader: str | None, user: User) -> frozenset[str]:
    groups = {group: fields for group, fields in policy.protected_fields.items() if not group.startswith(ROLE)}
    hidden = fields_hidden_in(store, replace(policy, protected_fields=groups), reader, user)
    has_role = reader is not None and bool(store.roles_of(reader))
    kept = (set(fields) for group, fields in policy.protected_fields.items() if group.startswith(ROLE))
    return hidden.intersection(set().union(*kept)) if has_role else hidden


MUTANTS: tuple[Mutant, ...] = (
    _breaks(
        "OWN-FLD-NONE",
        "protected fields are shown to everybody",
        fields_hidden_in=lambda store, policy, reader, user: frozenset({"email"}),
        killers=("access/protected-fields-are-kept-from-others", "access/protected-fields-are-null-in-graphql"),
    ),
    _breaks(
        "OWN-FLD-UNION",
        "who is logged in is kept from whatever any group is kept from",
        fields_hidden_in=_all_of_them,
        killers=("access/protected-fields-are-kept-from-others", "access/protected-fields-are-null-in-graphql"),
    ),
    _breaks(
        "OWN-FLD-STRANGERS",
        "it does not matter whether somebody is logged in",
        fields_hidden_in=_where(lambda group: group != AUTHENTICATED),
        killers=("access/protected-fields-are-kept-from-others", "access/protected-fields-are-null-in-graphql"),
    ),
    _breaks(
        "OWN-FLD-ONESELF",
        "protected fields are hidden from their owner as well",
        sees_private_fields=lambda caller, user: caller.master,
        killers=("access/protected-fields-are-kept-from-others", "access/protected-fields-are-null-in-graphql"),
    ),
    _breaks(
        "OWN-FLD-ASKED",
        "users are found by fields that are kept from who asks, if not by the address",
        fields_kept_from=lambda store, policy, reader: fields_kept_from(store, policy, reader) & {"email"},
        dialects=REST,
        killers=("access/nobody-is-found-by-what-is-hidden",),
    ),
    _breaks(
        "OWN-FLD-HELPERS",
        "whom a user refers to sees no more than others",
        fields_hidden_in=_where(lambda group: not group.startswith(USER_FIELD)),
        dialects=REST,
        killers=("access/who-a-user-names-sees-more-of-him",),
    ),
    _breaks(
        "OWN-FLD-ROLES",
        "roles open no fields",
        fields_hidden_in=_where(lambda group: not group.startswith(ROLE)),
        dialects=REST,
        killers=("access/a-role-opens-protected-fields",),
    ),
    _breaks(
        "OWN-FLD-ANY-ROLE",
        "whatever role somebody has counts like all of them",
        fields_hidden_in=_of_all_roles,
        dialects=REST,
        killers=("access/a-role-opens-protected-fields",),
    ),
    _breaks(
        "OWN-FLD-EXEMPT",
        "an owner sees every field, also where fields are protected from owners",
        fields_hidden_in=lambda store, policy, reader, user: (
            frozenset() if reader == user.id else fields_hidden_in(store, policy, reader, user)
        ),
        dialects=REST,
        killers=("access/protected-fields-may-be-kept-from-oneself",),
    ),
)
