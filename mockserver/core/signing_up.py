"""Use cases that make users: by name and password, or by an identity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mockserver.core.access import is_hidden
from mockserver.core.admission import admit_to_write
from mockserver.core.app import App
from mockserver.core.errors import (
    DatesReversed,
    EmailMalformed,
    EmailNotVerified,
    EmailTaken,
    FieldReserved,
    IdMissing,
    UsernameTaken,
    VerifiedByClient,
)
from mockserver.core.fields import check_nested_keys, check_storable, check_writable, nested, without_deleted
from mockserver.core.identities import (
    check_empty_ids_are_free,
    check_identity_id,
    merged,
    named_identities,
)
from mockserver.core.model import Acl, Caller, Entry, Fields, Json, Opened, User
from mockserver.core.passwords import beside
from mockserver.core.sessions import open_session_for
from mockserver.core.verification import begin_verification

_GIVEN_BY_SERVER = ("objectId", "createdAt", "updatedAt", "sessionToken")
_WITH_A_PLACE = ("username", "password", "email", "emailVerified", "authData", "ACL")
OWN_FIELDS = frozenset(_GIVEN_BY_SERVER + _WITH_A_PLACE)


async def sign_up(app: App, caller: Caller, fields: Fields, *, with_session: bool = True) -> Entry:
    """Make a user of `fields` (named as in REST; `ACL` is an `Acl`), or let in whose identity is known.

    The entry has no session where unverified log-in is prevented, or where none was wanted.
    """
    admit_to_write(app, caller, fields)
    if "objectId" in fields and not app.policy.own_ids and app.rules.is_reserved("objectId"):
        raise FieldReserved("objectId")
    if "objectId" in fields and app.policy.own_ids and not fields["objectId"]:
        raise IdMissing
    auth_data = fields.get("authData", {})
    identities = named_identities(auth_data) if isinstance(auth_data, Mapping) else {}
    if not identities:
        app.rules.check_new_credentials(fields)
        named_identities(auth_data)
    owner = vouched_owner(app, identities)
    if owner:
        return _enter(app, caller, owner, identities)
    return await _make(app, caller, fields, identities, with_session)


async def log_in_with(app: App, caller: Caller, auth_data: Json, fields: Fields) -> Entry:
    """Log in by an identity of a provider, making a user of `fields` if it is new."""
    return await sign_up(app, caller, {**fields, "authData": auth_data})


def vouched_owner(app: App, identities: Mapping[str, Json]) -> User | None:
    """Whom these identities belong to, once their providers vouch for them."""
    for provider, data in identities.items():
        check_identity_id(provider, data)
    for provider, data in identities.items():
        app.rules.check_identity(app.policy, provider, data)
    return app.rules.owner_of(app.store, identities) if identities else None


def check_may_say_verified(app: App, caller: Caller, fields: Fields) -> None:
    """Refuse a client who states whether the address is verified."""
    if "emailVerified" in fields and not app.rules.may_say_verified(caller):
        raise VerifiedByClient


def check_name_and_address(app: App, username: str | None, email: str | None, but: str) -> None:
    """Refuse names and addresses that are taken (by anybody but the user of id `but`) or malformed."""
    check_storable(username)
    if username is not None and app.rules.username_is_taken(app.store, username, but):
        raise UsernameTaken
    if email and not app.rules.email_is_well_formed(email):
        raise EmailMalformed
    check_storable(email)
    if email is not None and app.rules.email_is_taken(app.store, email, but):
        raise EmailTaken


def as_stored(app: App, fields: Fields) -> dict[str, Json]:
    """The fields as they are kept: names and addresses in lower case, where the settings say so."""
    stored = dict(fields)
    for name in app.rules.kept_in_lower_case(app.policy):
        if isinstance(stored.get(name), str):
            stored[name] = stored[name].lower()
    return stored


def without_hidden(app: App, caller: Caller, fields: Fields) -> Fields:
    """The fields but for those that the server keeps for itself, where the caller may write them as they are."""
    if not app.rules.sees_hidden_fields(caller):
        return fields
    return {name: value for name, value in fields.items() if not is_hidden(name)}


def own_fields(fields: Fields) -> dict[str, Json]:
    """The fields that are neither given by the server nor have a place of their own."""
    return {name: value for name, value in fields.items() if name not in OWN_FIELDS}


def _enter(app: App, caller: Caller, user: User, identities: Mapping[str, Json]) -> Entry:
    user.auth_data = merged(user.auth_data, identities)
    session = open_session_for(app, user, Opened.BY_LOG_IN, ",".join(identities), caller)
    return Entry(app.rules.view_of(user, True), session, created=False, by_identity=True)


async def _make(app: App, caller: Caller, fields: Fields, identities: Mapping[str, Json], with_session: bool) -> Entry:
    check_may_say_verified(app, caller, fields)
    typed = {name: value for name, value in fields.items() if name not in ("authData", "sessionToken")}
    app.rules.check_user_fields("_User", app.store.user_types, without_hidden(app, caller, typed))
    check_nested_keys(typed)
    stored = as_stored(app, without_deleted(fields))
    hashed = await _hashed(app, stored)
    # The hash took time. From here on nothing waits, so that of two sign-ups for one name one comes second.
    check_empty_ids_are_free(app.store, identities)
    user = _add(app, stored, identities, hashed, _dates(app, caller, stored))
    if user.email is not None and app.rules.new_address_starts_verification(app.policy, stored, identities):
        begin_verification(app, user)
    if app.policy.prevent_signup_unverified and app.policy.verify_email:
        raise EmailNotVerified
    session = None
    if with_session and app.rules.session_at_sign_up(app.policy):
        opened = Opened.BY_LOG_IN if identities else Opened.BY_SIGN_UP
        session = open_session_for(app, user, opened, ",".join(identities) or "password", caller)
    return Entry(app.rules.view_of(user, True), session, created=True, by_identity=bool(identities))


async def _hashed(app: App, fields: Fields) -> bytes | None:
    password = fields.get("password")
    if not isinstance(password, str):
        return None
    if app.policy.passwords:
        app.rules.check_new_password(app.policy.passwords, password, fields.get("username"))
    return await beside(app.rules.scrambled, password, app.policy.bcrypt_cost)


def _dates(app: App, caller: Caller, fields: Fields) -> tuple[datetime, datetime]:
    """When the new user was made and last changed: now, or as who maintains the data says."""
    now, made = app.clock.now(), _moment(fields.get("createdAt"))
    if made is None or not app.rules.dates_what_he_makes(caller):
        return now, now
    changed = _moment(fields.get("updatedAt")) or made
    if app.rules.are_reversed(made, changed):
        raise DatesReversed
    return made, changed


def _moment(given: Json) -> datetime | None:
    return datetime.fromisoformat(given["iso"]) if isinstance(given, Mapping) and "iso" in given else None


def _add(
    app: App,
    fields: Fields,
    identities: Mapping[str, Json],
    hashed: bytes | None,
    dates: tuple[datetime, datetime],
) -> User:
    extra = own_fields(fields)
    email = app.rules.address_of_new_user(app.store, app.policy, fields.get("email"))
    check_name_and_address(app, fields.get("username"), email, "")
    check_writable(*extra.values())
    user_id = app.rules.id_of_new_user(app.policy, fields) or app.tokens.object_id()
    if app.store.user(user_id):
        raise EmailTaken  # what the reference makes of any value that its database has already
    acl = fields.get("ACL")
    user = User(
        id=user_id,
        created_at=dates[0],
        updated_at=dates[1],
        acl=app.rules.acl_of_new_user(app.policy, user_id, acl if isinstance(acl, Acl) else None),
        username=fields.get("username") or app.tokens.username(),
        email=email,
        email_verified=fields.get("emailVerified"),
        password_hash=hashed,
        password_changed_at=app.clock.now() if hashed else None,
        auth_data=merged({}, identities),
        extra=app.rules.kept_fields(nested(extra)),
    )
    app.store.add_user(user)
    return user
