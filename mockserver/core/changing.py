"""A new password for a user, whoever sets it."""

from __future__ import annotations

from collections.abc import Callable

from mockserver.core.app import App
from mockserver.core.errors import PasswordRefused
from mockserver.core.model import User
from mockserver.core.passwords import beside
from mockserver.core.policy import PasswordPolicy

Check = Callable[[PasswordPolicy, str, str | None], None]


async def checked_and_scrambled(
    app: App, check: Check, user: User | None, password: str, username: str | None
) -> bytes:
    """The hash of a new password, once `check` and the user's former passwords allow it."""
    if app.policy.passwords:
        check(app.policy.passwords, password, username)
        for hashed in app.rules.hashes_not_to_repeat(app.policy.passwords, user) if user else ():
            if await beside(app.rules.password_matches, password, hashed):
                count = app.policy.passwords.history
                raise PasswordRefused(f"New password should not be the same as last {count} passwords.")
    return await beside(app.rules.scrambled, password, app.policy.bcrypt_cost)


def set_password(app: App, user: User, hashed: bytes) -> None:
    """Put a new hash in the place of the old one, which joins the former ones."""
    history = app.policy.passwords.history if app.policy.passwords else 0
    if user.password_hash:
        user.former_hashes = (user.password_hash, *user.former_hashes)[: max(history - 1, 0)]
    user.password_hash = hashed
    user.password_changed_at = app.clock.now()
