"""Mutants of what CloudBoost does its own way, and of shared rules as they show there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from mockserver.core.cloud.rules import find_by_credentials, shown_password
from mockserver.core.errors import WrongCredentials
from mockserver.core.model import Credentials, User
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.mutants.model import Mutant, breaks, rewires

CLOUD = ("cloudboost",)
_breaks = partial(breaks, dialects=CLOUD)

#: Defects of shared rules, which are broken here by the same function: their area, and who notices here.
_SHARED: Mapping[str, tuple[str, ...]] = {
    "SGN-01": ("signup/a-name-belongs-to-one-user", "signup/two-sign-ups-race-for-one-name"),
    "SGN-02": ("signup/an-address-belongs-to-one-user",),
    "SGN-09": ("signup/a-sign-up-opens-a-session", "signup/a-sign-up-takes-the-session-over"),
    "SGN-12": ("signup/a-clients-word-verifies-no-address",),
    "SGN-14": ("signup/an-address-needs-an-at-sign",),
    "LGN-01": ("login/a-wrong-password-opens-nothing",),
    "LGN-04": ("login/a-wrong-password-opens-nothing",),
    "LGN-08": ("login/each-log-in-gives-a-session-of-its-own",),
    "LGN-12": ("verification/the-link-opens-the-door",),
    "LGN-13": ("verification/the-link-opens-the-door",),
    "SES-01": ("session/a-token-nobody-was-given-is-nobodys",),
    "SES-06": ("session/a-session-ends-after-its-length",),
    "SES-08": ("session/a-deleted-user-has-no-session",),
    "SES-16": ("session/each-token-opens-its-own-session",),
    "OUT-01": ("logout/a-log-out-ends-its-session-only", "logout/one-may-log-in-on-the-id-of-before"),
    "OUT-02": ("logout/a-log-out-ends-its-session-only",),
    "OUT-03": ("logout/a-log-out-ends-its-session-only",),
    "RST-01": ("reset/the-form-of-the-link-sets-the-password",),
    "RST-04": ("reset/every-door-takes-the-token-once",),
    "VER-03": ("verification/the-mailed-link-verifies",),
    "VER-04": ("verification/the-mailed-link-verifies",),
}


def _also(mutant_id: str, killers: tuple[str, ...]) -> Mutant:
    """What a defect, whose mutant is built elsewhere, means here."""
    return Mutant(mutant_id, killers[0].partition("/")[0], "", CLOUD, expected_killers=killers)


def _whatever_case(store: Store, username: str, but: str) -> bool:
    return any(user.id != but for user in store.usernames.like(username))


def _name_in_any_case(store: Store, credentials: Credentials) -> User | None:
    return next(iter(store.usernames.like(credentials.username)), None)


def _by_address(store: Store, credentials: Credentials) -> User | None:
    return find_by_credentials(store, credentials) or next(iter(store.emails.exactly(credentials.username)), None)


class _Keeper(Store):
    """A store that keeps whom it should forget."""

    def remove_user(self, user: User) -> None:
        """Forget nobody."""


def _name_starts_like(store: Store, username: str, but: str) -> bool:
    return any(user.id != but and (user.username or "").endswith(username.lstrip("_%.*")) for user in store.users())


def _remembers_passwords(rules: Rules) -> Rules:
    """Passwords are answered as they were typed: no hash could tell them, so they are remembered."""
    typed: dict[bytes, str] = {}

    def scrambled(password: str, cost: int) -> bytes:
        hashed = rules.scrambled(password, cost)
        typed[hashed] = password
        return hashed

    def shown(user: User) -> str | None:
        return typed.get(user.password_hash or b"") or shown_password(user)

    return replace(rules, scrambled=scrambled, shown_password=shown)


def _locks(rules: Rules) -> Rules:
    """After five wrong passwords nobody knows the account any more."""
    wrong: dict[str, int] = {}

    def check_entry(policy, caller, user, credentials, right) -> None:  # type: ignore[no-untyped-def]
        wrong[user.id] = wrong.get(user.id, 0) + (not right)
        if wrong[user.id] > 5:
            raise WrongCredentials
        rules.check_entry(policy, caller, user, credentials, right)

    return replace(rules, check_entry=check_entry)


MUTANTS = (
    rewires(
        "OWN-CB-KEPT",
        "a deleted user is still there",
        area="access",
        dialects=CLOUD,
        store=lambda store: _Keeper(),
        killers=("access/a-deleted-user-is-gone",),
    ),
    _breaks(
        "OWN-CB-LOGOUT-OF-NOBODY",
        "who is not logged in may log out",
        area="logout",
        may_log_out=lambda caller: True,
        killers=("logout/a-log-out-needs-a-session",),
    ),
    *(_also(mutant_id, killers) for mutant_id, killers in _SHARED.items()),
    _breaks(
        "OWN-CB-CASE",
        "names are the same whatever their case",
        area="signup",
        username_is_taken=_whatever_case,
        killers=("signup/names-of-another-case-are-other-names",),
    ),
    _breaks(
        "OWN-CB-PATTERN",
        "a name is taken if another one ends with what is left of it without signs of queries",
        area="signup",
        username_is_taken=_name_starts_like,
        killers=("signup/names-are-no-patterns",),
    ),
    _breaks(
        "OWN-CB-LENIENT",
        "a sign-up may lack whatever it likes",
        area="signup",
        check_new_credentials=lambda fields: None,
        killers=("signup/an-address-must-be-given", "signup/required-fields"),
    ),
    _breaks(
        "OWN-CB-COLUMNS",
        "columns that an application adds are dropped",
        area="signup",
        kept_fields=lambda extra: {},
        killers=("signup/columns-of-ones-own-are-kept",),
    ),
    Mutant(
        "OWN-CB-PLAIN",
        "signup",
        "passwords are answered as they were typed",
        CLOUD,
        change=_remembers_passwords,
        expected_killers=("signup/no-answer-shows-the-password",),
    ),
    _breaks(
        "OWN-CB-ADDRESS",
        "the address logs in as well",
        area="login",
        find_by_credentials=_by_address,
        killers=("login/an-address-is-no-username",),
    ),
    _breaks(
        "OWN-CB-LOGIN-CASE",
        "letter case does not count in the name that is typed",
        area="login",
        find_by_credentials=_name_in_any_case,
        killers=("login/letter-case-counts-in-a-name",),
    ),
    _breaks(
        "OWN-CB-UNTOLD",
        "a log-in does not tell that nobody has the name",
        area="login",
        refusal_of_unknown_user=WrongCredentials,
        killers=("login/a-failed-log-in-tells-which",),
    ),
    _breaks(
        "OWN-CB-HALF",
        "a log-in is not looked at before it is compared",
        area="login",
        check_credentials=lambda credentials: None,
        killers=("login/half-of-the-credentials-is-refused",),
    ),
    _breaks(
        "OWN-CB-SEEN",
        "everybody may see every user, whatever the access list says",
        area="login",
        may_read=lambda caller, user: True,
        killers=("login/a-hidden-user-logs-in-with-the-master-key",),
    ),
    _breaks(
        "OWN-CB-LASTING",
        "no user's time is ever over",
        area="login",
        user_has_expired=lambda expires, now: False,
        killers=("login/a-user-whose-time-is-over-is-unknown",),
    ),
    Mutant(
        "OWN-CB-LOCK",
        "login",
        "after five wrong passwords the right one is wrong as well",
        CLOUD,
        change=_locks,
        expected_killers=("login/without-a-lock-guesses-lock-nobody",),
    ),
    _breaks(
        "OWN-CB-PLANTED",
        "an id that came along becomes that of the session, whoever made it up",
        area="session",
        is_visitor=lambda store, shown: True,
        killers=("session/a-token-is-chosen-by-the-server",),
    ),
    _breaks(
        "OWN-CB-ENDED",
        "a new password ends every session",
        area="session",
        sessions_ended_by_new_password=lambda store, policy, user: store.sessions_of(user.id),
        killers=("session/a-password-change-keeps-the-sessions",),
    ),
    _breaks(
        "OWN-CB-RESET-ENDED",
        "a reset ends every session",
        area="session",
        sessions_ended_by_reset=lambda store, policy, user: store.sessions_of(user.id),
        killers=("session/a-reset-keeps-the-sessions",),
    ),
    _breaks(
        "OWN-CB-OLD-PASSWORD",
        "a password is changed without the old one",
        area="access",
        asks_old_password=lambda policy: False,
        killers=("access/a-password-is-changed-with-the-old-one",),
    ),
    _breaks(
        "OWN-CB-ANY-CLIENT",
        "every key is good",
        area="envelope",
        client_is_known=lambda keys, shown: True,
        killers=("envelope/a-key-of-the-application-must-be-shown",),
    ),
    _breaks(
        "OWN-CB-ANY-APPLICATION",
        "every application is there",
        area="envelope",
        application_is_known=lambda keys, shown: True,
        killers=("envelope/another-application-is-refused",),
    ),
)
