"""CloudBoost as an instance serves it: how its settings are read, and where its mails lead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from mockserver.core.model import MailToken, User
from mockserver.core.policy import Policy
from mockserver.settings import Settings

#: The key that clients show where the settings give none: this system knows no application without one.
CLIENT_KEY: Final = "client"
_THIRTY_DAYS: Final = timedelta(days=30)


def cloud_policy(settings: Settings) -> Policy:
    """The policy of a CloudBoost application: of what can be set, what this system has."""
    given = settings.policy
    faithful = Policy(
        app_name=given.app_name,
        keys=replace(given.keys, client=given.keys.client or CLIENT_KEY),
        mail=given.mail,
        # Every sign-up is mailed a link; what can be set is whether it must be opened before a log-in.
        verify_email=given.mail,
        prevent_login_unverified=given.prevent_login_unverified,
        reset_tells=True,
        password_change_ends_sessions=False,
        bcrypt_cost=given.bcrypt_cost,
        session_length=given.session_length if "sessionLength" in settings.plain else _THIRTY_DAYS,
        private_users=False,
        addresses_searchable=True,
    )
    return _hardened(faithful, given) if settings.hardened else faithful


def _hardened(faithful: Policy, given: Policy) -> Policy:
    """What the reference cannot be told to do: locks, and an end of what was mailed."""
    return replace(
        faithful,
        lockout=given.lockout,
        passwords=given.passwords,
        reset_token_validity=given.reset_token_validity,
        verify_token_validity=given.verify_token_validity,
        reset_tells=False,
        password_change_ends_sessions=True,
    )


@dataclass(frozen=True, slots=True)
class CloudLinks:
    """Links to the pages of `fronts/cloudboost_pages.py`."""

    policy: Policy
    root: str

    def to_reset(self, user: User, token: MailToken) -> str:
        """The link that opens the form for a new password; it names its user."""
        return f"{self._page('reset-password')}?user={quote(user.username or '', safe='')}&resetKey={token.value}"

    def to_verify(self, user: User, token: MailToken) -> str:
        """The link that activates the account."""
        return f"{self._page('verify')}?activateKey={token.value}"

    def _page(self, name: str) -> str:
        return f"{self.root}/page/{quote(self.policy.keys.application, safe='')}/{name}"
