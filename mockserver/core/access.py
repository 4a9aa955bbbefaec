"""Who may do what: keys, access lists of users, and what of a user a caller may see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mockserver.core.model import EVERYBODY, Acl, Caller, Fields, Json, Power, Session, User, UserView
from mockserver.core.policy import LOOPBACK, Keys, Policy
from mockserver.core.store import Store


def application_is_known(keys: Keys, shown: str | None) -> bool:
    """Is this the id of the application that is served here?"""
    return shown == keys.application


def is_master(keys: Keys, shown: str | None) -> bool:
    """Is this the master key?"""
    return shown == keys.master


def is_read_only(keys: Keys, shown: str | None) -> bool:
    """Is this the master key that only reads, if there is one?"""
    return keys.read_only is not None and shown == keys.read_only


def is_maintenance(keys: Keys, shown: str | None) -> bool:
    """Is this the maintenance key, if there is one?"""
    return keys.maintenance is not None and shown == keys.maintenance


def key_serves_from(policy: Policy, power: Power, address: str) -> bool:
    """Does a key of this power serve whoever asks from there? One that only reads does, others on the machine only."""
    return not policy.local_keys or power is Power.READ_ONLY or address in (LOOPBACK, "::1")


def client_is_known(keys: Keys, shown: Mapping[str, str | None]) -> bool:
    """Does the request show one of the client keys, by name, if any is set? One match is enough."""
    configured = {"client": keys.client, "javascript": keys.javascript, "rest": keys.rest, "dotnet": keys.dotnet}
    wanted = {name: key for name, key in configured.items() if key is not None}
    return not wanted or any(shown.get(name) == key for name, key in wanted.items())


def acl_of_new_user(policy: Policy, user_id: str, wanted: Acl | None) -> Acl:
    """A user may always read and write himself; others read him only where users are not private."""
    if policy.private_users or wanted is not None:
        return with_self(wanted or Acl(), user_id)
    return Acl(readers=(EVERYBODY, user_id), writers=(user_id,))


def with_self(acl: Acl, user_id: str) -> Acl:
    """The same list, with the user himself on it."""
    return Acl(readers=_joined(acl.readers, user_id), writers=_joined(acl.writers, user_id))


def acl_of_changed_user(caller: Caller, wanted: Acl, user_id: str) -> Acl:
    """A user stays on the own list, whatever list he sets; the master key may take him off."""
    return wanted if caller.master else with_self(wanted, user_id)


def is_shut_out(user: User) -> bool:
    """Has the master taken everybody off the user's list? Then nobody logs in as that user."""
    return not user.acl.readers and not user.acl.writers


def may_read(caller: Caller, user: User) -> bool:
    """May the caller see this user at all?"""
    return caller.master or EVERYBODY in user.acl.readers or caller.user_id in user.acl.readers


def may_write(caller: Caller, user: User) -> bool:
    """May the caller change this user? Nobody without a session may, whatever the list says."""
    if caller.master:
        return True
    return caller.user_id is not None and (EVERYBODY in user.acl.writers or caller.user_id in user.acl.writers)


def may_delete(caller: Caller, user: User) -> bool:
    """May the caller delete this user? Who may change him may."""
    return may_write(caller, user)


def sees_private_fields(caller: Caller, user: User) -> bool:
    """May the caller see the address and the identities of this user?"""
    return caller.master or caller.user_id == user.id


def may_ask_by_address(policy: Policy, caller: Caller) -> bool:
    """May the caller search or sort users by address, which is hidden from him?"""
    return caller.master or policy.addresses_searchable


def is_somebody(caller: Caller) -> bool:
    """Does anybody who could be allowed something ask at all?"""
    return caller.master or caller.user_id is not None


def may_enter_as(caller: Caller) -> bool:
    """May the caller open a session of somebody else? It takes the master key itself."""
    return caller.master and not caller.read_only and not caller.maintenance


def may_write_at_all(caller: Caller) -> bool:
    """May the caller make, change or delete anything? Not with a key that only reads."""
    return not caller.read_only


def dates_what_he_makes(caller: Caller) -> bool:
    """May the caller say when what he makes was made, and last changed?"""
    return caller.maintenance


def id_of_new_user(policy: Policy, fields: Fields) -> str | None:
    """The id that somebody chose for a new user, where that may be chosen."""
    return fields.get("objectId") if policy.own_ids else None


def are_reversed(made: datetime, changed: datetime) -> bool:
    """Would something have changed before it was made?"""
    return changed < made


def is_hidden(field: str) -> bool:
    """Does the server keep this field for itself?"""
    return field.startswith("_")


def sees_hidden_fields(caller: Caller) -> bool:
    """May the caller see and write what the server keeps for itself?"""
    return caller.maintenance


def user_to_change(store: Store, user_id: str, changes: Fields) -> User | None:
    """Whom a change is about: who has the id, whatever names are among the changes."""
    return store.user(user_id)


def is_fixed_in_sessions(field: str) -> bool:
    """Is this a field of sessions that only the server writes?"""
    return field in ("sessionToken", "expiresAt", "createdWith", "user", "installationId")


def owns_session(caller: Caller, session: Session) -> bool:
    """May the caller see and end this session?"""
    return caller.master or caller.user_id == session.user_id


def is_reserved(field: str) -> bool:
    """Is this a field that only the server gives to a new user?"""
    return field == "objectId"


def kept_fields(extra: Fields) -> dict[str, Json]:
    """Which of the fields of their own that clients send are kept: all of them."""
    return dict(extra)


def may_ask_at_once(count: int) -> bool:
    """May one request ask for so many things at once? There is no limit."""
    return True


def may_say_verified(caller: Caller) -> bool:
    """May the caller state whether an address is verified?"""
    return caller.master


def view_of(user: User, private: bool) -> UserView:
    """What is shown of a user, with the private fields or without them."""
    return UserView(
        id=user.id,
        created_at=user.created_at,
        updated_at=user.updated_at,
        acl=user.acl,
        username=user.username,
        email=user.email if private else None,
        email_verified=user.email_verified,
        auth_data=dict(user.auth_data) if private and user.auth_data else None,
        extra={name: value for name, value in user.extra.items() if not is_hidden(name)},
    )


def may_ask_for_reset(caller: Caller) -> bool:
    """May the caller ask for a mail that resets a password? Everybody may."""
    return True


def may_log_out(caller: Caller) -> bool:
    """May the caller log out? Who is not logged in may as well, and nothing happens."""
    return True


def asks_old_password(policy: Policy) -> bool:
    """Does a change of the password take the old one? A session is enough."""
    return False


def shown_password(user: User) -> str | None:
    """What answers show in the place of a password: nothing."""
    return None


def _joined(ids: tuple[str, ...], user_id: str) -> tuple[str, ...]:
    return ids if user_id in ids else (*ids, user_id)
