"""Mutants that do to everybody what is meant for one, or forget to do again what was done once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mockserver.core.access import acl_of_new_user
from mockserver.core.addresses import email_is_taken
from mockserver.core.app import App
from mockserver.core.errors import EmailMissing, EmailNotText, EmailTaken, Refusal
from mockserver.core.mailing import Mail
from mockserver.core.model import EVERYBODY, Acl, Change, Fields, Session, User, UserView
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Store, TokenBook
from mockserver.fronts.parse_errors import ParseError, parse_error
from mockserver.fronts.parse_shapes import changed
from mockserver.mutants.model import REST, Mutant, breaks, distorts, rewires


def _of_every_user(store: Store, session: Session) -> tuple[Session, ...]:
    same = (one for one in store.sessions() if one is not session and one.installation == session.installation)
    return tuple(same) if session.installation is not None else ()


def _of_all(store: Store, policy: Policy, user: User) -> tuple[Session, ...]:
    return tuple(store.sessions())


def _withdraws_all(book: TokenBook, user_id: str) -> None:
    for issued in tuple(book):
        book.withdraw(issued.token.value)


def _to_the_first_address(rules: Rules) -> Rules:
    known: dict[str, str] = {}

    def mail(policy: Policy, user: User, link: str) -> Mail:
        made = rules.verification_mail(policy, user, link)
        return replace(made, to=known.setdefault(user.id, made.to))

    return replace(rules, verification_mail=mail)


def _readable(policy: Policy, user_id: str, wanted: Acl | None) -> Acl:
    acl = acl_of_new_user(policy, user_id, wanted)
    return replace(acl, readers=(*acl.readers, EVERYBODY))


def _writable(policy: Policy, user_id: str, wanted: Acl | None) -> Acl:
    acl = acl_of_new_user(policy, user_id, wanted)
    return replace(acl, readers=(*acl.readers, EVERYBODY), writers=(*acl.writers, EVERYBODY))


def _half_done(store: Store, user_id: str, changes: Fields) -> User | None:
    """The address is written before the rest is looked at."""
    user, email = store.user(user_id), changes.get("email")
    if user and isinstance(email, str) and "@" in email and not email_is_taken(store, email, user_id):
        store.readdress_user(user, email)
    return user


def _never_updated(change: Change) -> dict[str, Any]:
    return {**changed(change), "updatedAt": "2020-01-01T00:00:00.000Z"}


def _unchanged_time(rules: Rules) -> Rules:
    def view_of(user: User, private: bool) -> UserView:
        return replace(rules.view_of(user, private), updated_at=user.created_at)

    return replace(rules, view_of=view_of)


def _too_early(session: Session, now: datetime) -> bool:
    return session.expires_at is not None and now + timedelta(seconds=14) >= session.expires_at


def _case_of_address(store: Store, email: str) -> User | None:
    return next(iter(store.emails.like(email)), None)


def _as_taken(refusal: Refusal, *, detail: bool) -> ParseError:
    """An address that is missing, or no text, is refused as if it were taken."""
    return parse_error(EmailTaken() if isinstance(refusal, EmailMissing | EmailNotText) else refusal, detail=detail)


class _Keeping(Store):
    """A store that forgets nobody."""

    def remove_user(self, user: User) -> None:
        """Leave the user as he is."""


def _mailed_if_unknown(app: App) -> App:
    def code_mail(email: str, code: str) -> Mail:
        made = app.rules.code_mail(email, code)
        return replace(made, to="") if app.store.emails.exactly(email) else made

    return replace(app, rules=replace(app.rules, code_mail=code_mail))


MUTANTS = (
    Mutant(
        "OWN-VER-KNOWN",
        "verification",
        "a code is mailed to addresses that nobody has, and to no others",
        ("durudex",),
        rewire=_mailed_if_unknown,
        expected_killers=("verification/everybody-may-ask-for-a-code",),
    ),
    breaks(
        "OWN-RST-NAMELESS",
        "a reset link that names its user serves under any name",
        area="reset",
        owner_of_reset=lambda store, policy, issued, username: store.user(issued.user_id),
        dialects=("parse-rest", "parse-graphql-legacy"),
        killers=("reset/a-new-username-makes-the-link-useless",),
    ),
    distorts(
        "OWN-RST-REASON",
        "a request without an address is refused for another reason",
        area="reset",
        error=_as_taken,
        killers=(
            "reset/an-address-must-be-given",
            "verification/an-address-must-be-given",
            "verification/an-address-is-a-text",
        ),
    ),
    rewires(
        "OWN-ACL-UNDELETED",
        "deleting a user is answered, and does nothing",
        area="access",
        store=lambda store: _Keeping(),
        killers=("access/the-master-key-opens-every-user",),
    ),
    breaks(
        "OWN-LGN-ADDRESSLESS",
        "new users have no address, whatever they give",
        area="login",
        address_of_new_user=lambda store, policy, email: None,
        killers=("login/an-identity-brings-fields-for-a-new-user", "login/the-mail-address-serves-as-username"),
    ),
    breaks(
        "OWN-OUT-UNASKED",
        "a log-out without a token ends the newest session there is",
        area="logout",
        session_without_token=lambda store: list(store.sessions())[-1] if any(True for _ in store.sessions()) else None,
        killers=("logout/a-log-out-without-a-session-ends-none",),
    ),
    breaks(
        "OWN-ALL-INSTALLATION",
        "a log-in ends the sessions of everybody on the same installation",
        area="login",
        sessions_replaced_by=_of_every_user,
        killers=("login/the-same-installation-keeps-one-session",),
    ),
    breaks(
        "OWN-ALL-CHANGE",
        "a change of password ends the sessions of everybody",
        area="session",
        sessions_ended_by_new_password=_of_all,
        killers=("session/a-password-change-ends-every-session",),
    ),
    breaks(
        "OWN-ALL-RESET",
        "a reset by mail ends the sessions of everybody",
        area="session",
        sessions_ended_by_reset=_of_all,
        killers=("session/a-reset-ends-every-session",),
    ),
    breaks(
        "OWN-ALL-RESET-LINKS",
        "a newer reset mail makes the links of everybody useless",
        area="reset",
        supersede_reset=_withdraws_all,
        killers=("reset/links-of-others-go-on",),
    ),
    breaks(
        "OWN-ALL-RESET-USED",
        "using one reset link makes those of everybody useless",
        area="reset",
        use_up_reset=_withdraws_all,
        killers=("reset/links-of-others-go-on",),
    ),
    breaks(
        "OWN-ALL-VERIFY-LINKS",
        "a newer verification mail makes the links of everybody useless",
        area="verification",
        supersede_verification=_withdraws_all,
        killers=("verification/links-of-others-go-on",),
    ),
    breaks(
        "OWN-ALL-VERIFY-USED",
        "using one verification link makes those of everybody useless",
        area="verification",
        use_up_verification=_withdraws_all,
        killers=("verification/links-of-others-go-on",),
    ),
    Mutant(
        "OWN-VER-FORMER",
        "verification",
        "whatever address a user has now, the first one is mailed",
        change=_to_the_first_address,
        expected_killers=("verification/a-changed-address-is-unverified-again",),
    ),
    breaks(
        "OWN-VER-CASE",
        "a request for a verification mail finds an address whatever its letter case",
        area="verification",
        find_by_address=_case_of_address,
        killers=("verification/only-the-address-of-the-account-is-mailed",),
    ),
    breaks(
        "OWN-ACL-READABLE",
        "new users let everybody read them",
        area="access",
        acl_of_new_user=_readable,
        killers=("access/private-by-default",),
    ),
    breaks(
        "OWN-ACL-WRITABLE",
        "new users let everybody write them",
        area="access",
        acl_of_new_user=_writable,
        killers=("access/nobody-changes-anybody-else",),
    ),
    breaks(
        "OWN-ACL-HALF",
        "of a change that is refused the address is written all the same",
        area="access",
        user_to_change=_half_done,
        killers=("access/a-refused-change-leaves-nothing-behind",),
    ),
    breaks(
        "OWN-ACL-ADDRESS-TAKEN",
        "a change may take an address that is taken",
        area="access",
        email_is_taken=lambda store, email, but: not but and email_is_taken(store, email, but),
        killers=("access/a-change-cannot-take-what-is-taken",),
    ),
    distorts(
        "OWN-ACL-TOLD-TIME",
        "the answer to a change tells a time long past",
        area="access",
        changed=_never_updated,
        dialects=REST,
        killers=("access/a-change-is-dated",),
    ),
    Mutant(
        "OWN-ACL-TIME",
        "access",
        "a change leaves the time of the last change as it was",
        change=_unchanged_time,
        expected_killers=("access/a-change-is-dated",),
    ),
    breaks(
        "OWN-SES-EARLY",
        "sessions end fourteen seconds early",
        area="session",
        session_has_expired=_too_early,
        killers=("session/a-session-ends-after-its-length",),
    ),
)
