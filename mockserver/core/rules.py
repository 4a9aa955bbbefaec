"""The rules: every decision of the core that a server could get wrong, each a small function, in one object.

Use cases reach a rule through this object only. A mutant is the same object with one rule replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from mockserver.core import (
    access,
    access_tokens,
    addresses,
    codes,
    denying,
    entering,
    fields,
    identities,
    lifetimes,
    limits,
    lockout,
    mailing,
    matching,
    naming,
    protecting,
)
from mockserver.core import passwords as pw
from mockserver.core.access_tokens import Claims
from mockserver.core.errors import Refusal
from mockserver.core.limits import Asking
from mockserver.core.mailing import Mail
from mockserver.core.model import Acl, Caller, Credentials, Fields, Json, MailToken, Power, Session, User, UserView
from mockserver.core.policy import Complexity, DeniedWord, Keys, Lockout, PasswordPolicy, Policy, RateLimit, Zone
from mockserver.core.store import Issued, Store, TokenBook
from mockserver.core.tokens import Tokens

CountAttempt: TypeAlias = Callable[[Lockout, User, bool, datetime], None]
CheckPassword: TypeAlias = Callable[[PasswordPolicy, str, str | None], None]
CountStranger: TypeAlias = Callable[[Store, Policy, Credentials, datetime], None]
StartsVerification: TypeAlias = Callable[[Policy, Fields, Mapping[str, Json]], bool]
EndedSessions: TypeAlias = Callable[[Store, Policy, User], tuple[Session, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What each rule decides stands with the function that is its default."""

    # keys
    application_is_known: Callable[[Keys, str | None], bool] = access.application_is_known
    client_is_known: Callable[[Keys, Mapping[str, str | None]], bool] = access.client_is_known
    is_master: Callable[[Keys, str | None], bool] = access.is_master
    is_read_only: Callable[[Keys, str | None], bool] = access.is_read_only
    is_maintenance: Callable[[Keys, str | None], bool] = access.is_maintenance
    key_serves_from: Callable[[Policy, Power, str], bool] = access.key_serves_from
    is_repeated: Callable[[Store, Policy, str, datetime], bool] = lifetimes.is_repeated
    may_ask_at_once: Callable[[int], bool] = access.may_ask_at_once
    is_too_deep: Callable[[Complexity, int], bool] = limits.is_too_deep
    is_too_broad: Callable[[Complexity, int], bool] = limits.is_too_broad
    is_too_long: Callable[[Complexity, int], bool] = limits.is_too_long
    is_not_limited: Callable[[RateLimit, Zone, Asking], bool] = limits.is_not_limited
    counted_as: Callable[[Zone, Asking], str] = limits.counted_as
    asked_until: Callable[[RateLimit, datetime], datetime] = limits.asked_until
    asks_too_often: Callable[[RateLimit, int], bool] = limits.asks_too_often

    # names, addresses, fields
    username_is_taken: Callable[[Store, str, str], bool] = naming.username_is_taken
    email_is_taken: Callable[[Store, str, str], bool] = addresses.email_is_taken
    email_is_well_formed: Callable[[str], bool] = addresses.email_is_well_formed
    address_of_new_user: Callable[[Store, Policy, Json], Json] = addresses.address_of_new_user
    address_asked_for: Callable[[Json], str] = addresses.address_asked_for
    is_named: Callable[[User, str], bool] = naming.is_named
    find_by_credentials: Callable[[Store, Credentials], User | None] = naming.find_by_credentials
    find_by_address: Callable[[Store, str], User | None] = addresses.find_by_address
    find_by_reset_address: Callable[[Store, str], User | None] = addresses.find_by_reset_address
    find_to_mail_again: Callable[[Store, Json, Json], User | None] = addresses.find_to_mail_again
    check_user_fields: Callable[[str, dict[str, str], Fields], None] = fields.check_fields
    denied_word: Callable[[Sequence[DeniedWord], Json], DeniedWord | None] = denying.denied_word
    id_of_new_user: Callable[[Policy, Fields], str | None] = access.id_of_new_user
    kept_in_lower_case: Callable[[Policy], tuple[str, ...]] = naming.kept_in_lower_case
    is_reserved: Callable[[str], bool] = access.is_reserved
    kept_fields: Callable[[Fields], dict[str, Json]] = access.kept_fields
    acl_of_new_user: Callable[[Policy, str, Acl | None], Acl] = access.acl_of_new_user
    acl_of_changed_user: Callable[[Caller, Acl, str], Acl] = access.acl_of_changed_user

    # who may do what
    may_read: Callable[[Caller, User], bool] = access.may_read
    may_write: Callable[[Caller, User], bool] = access.may_write
    may_delete: Callable[[Caller, User], bool] = access.may_delete
    may_say_verified: Callable[[Caller], bool] = access.may_say_verified
    check_question: Callable[[Fields], None] = matching.check_question
    may_ask_by_address: Callable[[Policy, Caller], bool] = access.may_ask_by_address
    sees_private_fields: Callable[[Caller, User], bool] = access.sees_private_fields
    fields_kept_from: Callable[[Store, Policy, str | None], frozenset[str]] = protecting.fields_kept_from
    fields_hidden_in: Callable[[Store, Policy, str | None, User], frozenset[str]] = protecting.fields_hidden_in
    is_somebody: Callable[[Caller], bool] = access.is_somebody
    may_enter_as: Callable[[Caller], bool] = access.may_enter_as
    may_write_at_all: Callable[[Caller], bool] = access.may_write_at_all
    dates_what_he_makes: Callable[[Caller], bool] = access.dates_what_he_makes
    are_reversed: Callable[[datetime, datetime], bool] = access.are_reversed
    sees_hidden_fields: Callable[[Caller], bool] = access.sees_hidden_fields
    user_to_change: Callable[[Store, str, Fields], User | None] = access.user_to_change
    is_fixed_in_sessions: Callable[[str], bool] = access.is_fixed_in_sessions
    owns_session: Callable[[Caller, Session], bool] = access.owns_session
    view_of: Callable[[User, bool], UserView] = access.view_of
    may_ask_for_reset: Callable[[Caller], bool] = access.may_ask_for_reset
    may_log_out: Callable[[Caller], bool] = access.may_log_out
    asks_old_password: Callable[[Policy], bool] = access.asks_old_password
    shown_password: Callable[[User], str | None] = access.shown_password

    # passwords
    scrambled: Callable[[str, int], bytes] = pw.scrambled
    password_matches: Callable[[str, bytes], bool] = pw.password_matches
    check_new_password: CheckPassword = pw.check_new_password
    check_reset_password: CheckPassword = pw.check_new_password
    hashes_not_to_repeat: Callable[[PasswordPolicy, User], tuple[bytes, ...]] = pw.hashes_not_to_repeat
    password_has_expired: Callable[[Policy, User, datetime], bool] = pw.password_has_expired

    # coming in
    check_new_credentials: Callable[[Fields], None] = entering.check_new_credentials
    check_credentials: Callable[[Credentials], None] = entering.check_credentials
    check_entry: Callable[[Policy, Caller, User, Credentials, bool], None] = entering.check_entry
    refusal_of_unknown_user: Callable[[], Refusal] = entering.refusal_of_unknown_user
    session_at_sign_up: Callable[[Policy], bool] = entering.session_at_sign_up
    count_log_in: CountAttempt = lockout.count_attempt
    count_check: CountAttempt = lockout.count_attempt
    count_stranger: CountStranger = lockout.count_stranger
    unlock_at_reset: Callable[[Policy, User], None] = lockout.unlock_at_reset
    check_identity: Callable[[Policy, str, Mapping[str, Json]], None] = identities.check_identity
    owner_of: Callable[[Store, Mapping[str, Json]], User | None] = identities.owner_of
    check_identities_are_free: Callable[[Store, Mapping[str, Json], str], None] = identities.check_identities_are_free

    # sessions
    find_session: Callable[[Store, str], Session | None] = lifetimes.find_session
    session_without_token: Callable[[Store], Session | None] = lifetimes.session_without_token
    owner_of_made_session: Callable[[Store, Caller, Fields], User | None] = lifetimes.owner_of_made_session
    is_visitor: Callable[[Store, str], bool] = lifetimes.is_visitor
    user_has_expired: Callable[[Json, datetime], bool] = lifetimes.user_has_expired
    user_of_session: Callable[[Store, Session], User | None] = lifetimes.user_of_session
    token_of_session: Callable[[Tokens, Caller], str] = lifetimes.token_of_session
    open_session: Callable[[Store, Session, tuple[Session, ...]], Session] = lifetimes.open_session
    sessions_replaced_by: Callable[[Store, Session], tuple[Session, ...]] = lifetimes.sessions_replaced_by
    end_of_session: Callable[[Policy, datetime], datetime | None] = lifetimes.end_of_session
    session_has_expired: Callable[[Session, datetime], bool] = lifetimes.session_has_expired
    session_is_prolonged: Callable[[Policy, Session, datetime], bool] = lifetimes.session_is_prolonged
    sessions_ended_by_log_out: Callable[[Store, Session], tuple[Session, ...]] = lifetimes.sessions_ended_by_log_out
    sessions_ended_by_new_password: EndedSessions = lifetimes.sessions_ended_by_new_password
    sessions_ended_by_reset: EndedSessions = lifetimes.sessions_ended_by_reset

    # mailed tokens
    find_reset_token: Callable[[TokenBook, str], Issued | None] = lifetimes.find_token
    find_verify_token: Callable[[TokenBook, str], Issued | None] = lifetimes.find_token
    owner_of_reset: Callable[[Store, Policy, Issued, Json], User | None] = addresses.owner_of_link
    owner_of_verification: Callable[[Store, Policy, Issued, Json], User | None] = addresses.owner_of_link
    reusable_token: Callable[[TokenBook, str, bool, datetime], MailToken | None] = lifetimes.reusable_token
    reset_token_has_expired: Callable[[MailToken, datetime], bool] = lifetimes.token_has_expired
    verify_token_has_expired: Callable[[MailToken, datetime], bool] = lifetimes.token_has_expired
    supersede_reset: Callable[[TokenBook, str], None] = lifetimes.supersede
    supersede_verification: Callable[[TokenBook, str], None] = lifetimes.supersede
    use_up_reset: Callable[[TokenBook, str], None] = lifetimes.use_up
    use_up_verification: Callable[[TokenBook, str], None] = lifetimes.use_up
    ends_reset_links: Callable[[Fields], bool] = addresses.ends_reset_links
    new_address_starts_verification: StartsVerification = addresses.address_starts_verification
    changed_address_starts_verification: StartsVerification = addresses.address_starts_verification
    mark_verified: Callable[[User], None] = addresses.mark_verified
    is_verified_at_first: Callable[[], bool] = addresses.is_verified_at_first

    # mailed codes, and what they are shown for
    address_can_be_mailed: Callable[[str], bool] = codes.address_can_be_mailed
    find_code: Callable[[Store, str], MailToken | None] = codes.find_code
    code_is_right: Callable[[MailToken, int], bool] = codes.code_is_right
    code_has_expired: Callable[[MailToken, datetime], bool] = lifetimes.token_has_expired
    keep_code: Callable[[Store, str, MailToken], None] = codes.keep_code
    use_up_code: Callable[[Store, str], None] = codes.use_up_code
    username_has_form: Callable[[str], bool] = codes.username_has_form
    password_has_form: Callable[[str], bool] = codes.password_has_form
    reset_password_has_form: Callable[[str], bool] = codes.password_has_form
    address_has_form: Callable[[str], bool] = codes.address_has_form

    # access tokens
    signed: Callable[[str, str, datetime], str] = access_tokens.signed
    claims_of: Callable[[str, str], Claims | None] = access_tokens.claims_of
    access_has_expired: Callable[[Claims, datetime], bool] = access_tokens.access_has_expired
    note_access: Callable[[Store, str, Session], None] = access_tokens.note_access
    access_is_open: Callable[[Store, str], bool] = access_tokens.access_is_open
    may_end_session: Callable[[str, Session], bool] = access_tokens.may_end_session

    # mails
    code_mail: Callable[[str, str], Mail] = codes.code_mail
    welcome_mail: Callable[[str, str], Mail] = codes.welcome_mail
    signed_in_mail: Callable[[str, str], Mail] = codes.signed_in_mail
    reset_mail: Callable[[Policy, User, str], Mail] = mailing.reset_mail
    verification_mail: Callable[[Policy, User, str], Mail] = mailing.verification_mail


FAITHFUL = Rules()
