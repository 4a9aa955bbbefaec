"""Mails: what they say, and the door through which they leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from mockserver.core.model import MailToken, User
from mockserver.core.policy import Policy


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, to one address; of HTML alone, where there is any."""

    to: str
    subject: str
    text: str
    html: str | None = None


class Mailer(Protocol):
    """Sends mails, one after the other, without ever making its caller wait or fail."""

    def send(self, mail: Mail) -> None:
        """Take a mail and see to it that it leaves."""
        ...

    @property
    def pending(self) -> int:
        """How many mails are still on their way."""
        ...

    @property
    def delivered(self) -> int:
        """How many mails have left."""
        ...

    async def idle(self) -> None:
        """Wait until no mail is on its way of those that are now."""
        ...


class Links(Protocol):
    """Where the links in mails lead; wire matters, so the fronts know."""

    def to_reset(self, user: User, token: MailToken) -> str:
        """The link that opens the form for a new password."""
        ...

    def to_verify(self, user: User, token: MailToken) -> str:
        """The link that verifies the address."""
        ...


def reset_mail(policy: Policy, user: User, link: str) -> Mail:
    """The mail that brings a reset link; to the username, where that serves as the address."""
    return Mail(
        to=user.email or user.username or "",
        subject=f"Password Reset for {policy.app_name}",
        text=(
            f"Hi,\n\nYou requested to reset your password for {policy.app_name}"
            f" (your username is '{user.username}').\n\nClick here to reset it:\n{link}"
        ),
    )


def verification_mail(policy: Policy, user: User, link: str) -> Mail:
    """The mail that brings a verification link."""
    return Mail(
        to=user.email or "",
        subject=f"Please verify your e-mail for {policy.app_name}",
        text=(
            f"Hi,\n\nYou are being asked to confirm the e-mail address {user.email} with {policy.app_name}"
            f"\n\nClick here to confirm it:\n{link}"
        ),
    )
