"""Mutants that hold addresses for verified that are not, or not for verified that are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from mockserver.core.addresses import find_by_address, find_to_mail_again
from mockserver.core.app import App
from mockserver.core.errors import AddressUnknown
from mockserver.core.lifetimes import find_token, token_has_expired
from mockserver.core.mailing import Mail, verification_mail
from mockserver.core.model import Caller, Fields, Json, MailToken, User
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Issued, Store, TokenBook
from mockserver.mutants.model import REST, Mutant, breaks

_breaks = partial(breaks, area="verification")


def _keeps(book: TokenBook, user_id: str) -> None:
    """Leave every token as it is."""


def _does_not_mark(user: User) -> None:
    """Leave the user as he is."""


def _any(book: TokenBook, value: str) -> Issued | None:
    return find_token(book, value) or book.any()


def _tells(store: Store, email: str) -> User | None:
    user = find_by_address(store, email)
    if user is None:
        raise AddressUnknown(email)
    return user


def _of_name(store: Store, policy: Policy, issued: Issued, username: Json) -> User | None:
    named = store.usernames.exactly(username) if isinstance(username, str) else ()
    return named[0] if named else store.user(issued.user_id)


def _by_beginning(book: TokenBook, value: str) -> Issued | None:
    return next((issued for issued in book if value and issued.token.value.startswith(value)), None)


def _any_if_empty(book: TokenBook, value: str) -> Issued | None:
    return book.find(value) if value else book.any()


def _first_mail_only(rules: Rules) -> Rules:
    mailed: set[str] = set()

    def mail(policy: Policy, user: User, link: str) -> Mail:
        again = user.id in mailed
        mailed.add(user.id)
        made = rules.verification_mail(policy, user, link)
        return replace(made, to="") if again else made

    return replace(rules, verification_mail=mail)


def _first_link_only(rules: Rules) -> Rules:
    links: dict[str, str] = {}

    def mail(policy: Policy, user: User, link: str) -> Mail:
        return rules.verification_mail(policy, user, links.setdefault(user.id, link))

    return replace(rules, verification_mail=mail)


def _to_the_newest(store: Store, email: str) -> User | None:
    asked = find_by_address(store, email)
    newest = [user for user in store.users() if user.email]
    return newest[-1] if asked else None


def _noted_on_user(policy: Policy, user: User, link: str) -> Mail:
    user.extra["verifyToken"] = link.partition("token=")[2]
    return verification_mail(policy, user, link)


def _breaks_down(rules: Rules) -> Rules:
    known: set[str] = set()

    def find(book: TokenBook, value: str) -> Issued | None:
        issued = rules.find_verify_token(book, value)
        if issued is None and value in known:
            raise LookupError(value)
        known.add(value)
        return issued

    return replace(rules, find_verify_token=find)


def _tells_names(store: Store, username: Json, token: Json) -> User | None:
    user = find_to_mail_again(store, username, token)
    if user is None:
        raise AddressUnknown(f"{username}")
    return user


def _mails_first(app: App) -> App:
    """Whoever signs up is mailed before anybody looks whether that can be."""
    malformed = app.rules.email_is_well_formed

    def well_formed(email: str) -> bool:
        app.mailer.send(Mail(email, "Welcome", "Soon you will be mailed a link."))
        return malformed(email)

    return replace(app, rules=replace(app.rules, email_is_well_formed=well_formed))


def _too_early(token: MailToken, now: datetime) -> bool:
    return token_has_expired(token, now + timedelta(seconds=14))


def _doubts(store: Store, user_id: str, changes: Fields) -> User | None:
    user = store.user(user_id)
    if user and user.email_verified:
        user.email_verified = False
    return user


def _of_ones_own(caller: Caller) -> bool:
    return caller.master or caller.session is not None


MUTANTS = (
    _breaks(
        "VER-03",
        "a new address is verified before anybody followed the link",
        is_verified_at_first=lambda: True,
        killers=("verification/the-mailed-link-verifies",),
    ),
    _breaks(
        "VER-04",
        "following the link verifies nothing",
        mark_verified=_does_not_mark,
        killers=(
            "verification/the-mailed-link-verifies",
            "verification/a-sign-up-can-wait-for-verification",
            "reset/an-application-may-have-pages-of-its-own",
        ),
    ),
    _breaks(
        "VER-05",
        "any token verifies somebody",
        find_verify_token=_any,
        killers=("verification/a-made-up-token-verifies-nobody",),
    ),
    _breaks(
        "VER-08",
        "a changed address stays verified, and is mailed nothing",
        changed_address_starts_verification=lambda policy, fields, identities: False,
        killers=(
            "verification/a-changed-address-is-unverified-again",
            "verification/a-changed-address-keeps-out-until-verified",
            "verification/the-same-address-again-starts-over",
        ),
    ),
    _breaks(
        "VER-10",
        "older verification links stay good when a newer one is mailed",
        supersede_verification=_keeps,
        killers=(
            "verification/a-new-mail-makes-the-older-link-useless",
            "verification/the-old-link-does-not-verify-the-new-address",
        ),
    ),
    _breaks(
        "ENU-03",
        "a request for verification mail says that nobody has the address",
        find_by_address=_tells,
        killers=("verification/all-addresses-get-the-same-answer",),
    ),
    _breaks(
        "VER-06",
        "whose address is verified is told by the name in the link, not by the token",
        owner_of_verification=_of_name,
        killers=("verification/a-token-verifies-its-own-user-only",),
    ),
    Mutant(
        "VER-09",
        "verification",
        "only the first address of a user is mailed a link",
        change=_first_mail_only,
        expected_killers=("verification/a-changed-address-is-unverified-again",),
    ),
    Mutant(
        "VER-11",
        "verification",
        "whatever is mailed later carries the link of the first mail",
        change=_first_link_only,
        expected_killers=(
            "verification/a-changed-address-is-unverified-again",
            "verification/the-page-that-sends-again-tells",
        ),
    ),
    Mutant(
        "VER-12",
        "verification",
        "a link that was used is a breakdown",
        change=_breaks_down,
        expected_killers=("verification/a-link-serves-once",),
    ),
    _breaks(
        "VER-14",
        "whosever address is given, the newest user is mailed",
        find_by_address=_to_the_newest,
        killers=("verification/the-mail-goes-to-its-owner", "verification/who-asks-is-told"),
    ),
    _breaks(
        "VER-15",
        "a new token is mailed, although a valid one should be mailed again",
        reusable_token=lambda book, user_id, reuse, now: None,
        killers=("verification/a-valid-token-is-mailed-again",),
    ),
    _breaks(
        "VER-16",
        "the token that was mailed stands among the fields of the user",
        verification_mail=_noted_on_user,
        dialects=REST,
        killers=("verification/the-token-is-told-by-mail-only",),
    ),
    _breaks(
        "ENU-04",
        "the page that sends the mail again leads elsewhere for names that nobody has",
        find_to_mail_again=_tells_names,
        killers=("verification/the-page-that-sends-again-tells-nothing",),
    ),
    Mutant(
        "MAI-07",
        "verification",
        "a mail leaves before it is clear that the user can be made or changed",
        rewire=_mails_first,
        expected_killers=(
            "verification/a-refused-sign-up-mails-nobody",
            "verification/a-refused-change-keeps-an-address-verified",
        ),
    ),
    _breaks(
        "ACL-10",
        "a user may say of himself that his address is verified",
        may_say_verified=_of_ones_own,
        killers=("verification/a-user-does-not-verify-himself", "access/nobody-verifies-himself"),
    ),
    _breaks(
        "OWN-VER-PREFIX",
        "the beginning of a verification token is enough",
        find_verify_token=_by_beginning,
        killers=("verification/a-made-up-token-verifies-nobody",),
    ),
    _breaks(
        "OWN-VER-EMPTY",
        "an empty token stands for one that was mailed",
        find_verify_token=_any_if_empty,
        killers=("verification/a-made-up-token-verifies-nobody",),
    ),
    _breaks(
        "OWN-VER-EARLY",
        "verification links expire fourteen seconds early",
        verify_token_has_expired=_too_early,
        killers=("verification/an-expired-link-verifies-nobody",),
    ),
    _breaks(
        "OWN-VER-NEVER",
        "whoever asks for the mail again is sent none",
        find_by_address=lambda store, email: None,
        killers=("verification/the-link-can-be-asked-for-without-a-session",),
    ),
    _breaks(
        "OWN-VER-OTHER",
        "whatever is changed about a user, his address counts as unverified again",
        user_to_change=_doubts,
        killers=("verification/other-changes-keep-an-address-verified",),
    ),
    _breaks(
        "OWN-VER-EVERYWHERE",
        "addresses are verified although nobody said that they should be",
        new_address_starts_verification=lambda policy, fields, identities: policy.mail and bool(fields.get("email")),
        killers=("verification/where-it-is-off-nobody-is-mailed",),
    ),
    _breaks(
        "OWN-VER-AGAIN",
        "a verification link serves again and again",
        use_up_verification=_keeps,
        killers=("verification/a-link-serves-once",),
    ),
    _breaks(
        "OWN-VER-EXPIRED",
        "verification links never expire",
        verify_token_has_expired=lambda token, now: False,
        killers=("verification/an-expired-link-verifies-nobody",),
    ),
    _breaks(
        "OWN-VER-SILENT",
        "a new user is mailed no verification link",
        new_address_starts_verification=lambda policy, fields, identities: False,
        killers=("verification/log-in-waits-for-verification",),
    ),
)
