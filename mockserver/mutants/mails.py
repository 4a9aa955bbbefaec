"""Mutants whose mails come too often, lead elsewhere, or name what they should not."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from email.message import EmailMessage
from email.utils import formatdate
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from mockserver.core.app import App
from mockserver.core.mailing import Links, Mail, Mailer, reset_mail
from mockserver.core.model import MailToken, User
from mockserver.core.policy import Policy
from mockserver.fronts.parse_shapes import Shapes
from mockserver.mail import SmtpMailer, composed, readers_of
from mockserver.mutants.model import BOTH, Mutant, breaks, rewires

_rewires = partial(rewires, area="reset")


class _Links(ABC):
    """Links that are made wrongly in one way."""

    def __init__(self, links: Links) -> None:
        self._links = links

    def to_reset(self, user: User, token: MailToken) -> str:
        """The link that opens the form for a new password."""
        return self.changed(self._links.to_reset(user, token), user)

    def to_verify(self, user: User, token: MailToken) -> str:
        """The link that verifies the address."""
        return self.changed(self._links.to_verify(user, token), user)

    @abstractmethod
    def changed(self, link: str, user: User) -> str:
        """The wrong link."""


class _Relative(_Links):
    def changed(self, link: str, user: User) -> str:
        parts = urlsplit(link)
        return f"{parts.path}?{parts.query}"


class _Doubled(_Links):
    def changed(self, link: str, user: User) -> str:
        return link.replace("/apps/", "//apps/")


class _OfOtherScheme(_Links):
    def changed(self, link: str, user: User) -> str:
        scheme, _, rest = link.partition(":")
        return f"{'http' if scheme == 'https' else 'https'}:{rest}"


class _Named(_Links):
    def changed(self, link: str, user: User) -> str:
        return f"{link}&username={quote(user.username or '')}"


_HOST: ContextVar[str] = ContextVar("host", default="")


class _Asked(_Links):
    def changed(self, link: str, user: User) -> str:
        return urlsplit(link)._replace(netloc=_HOST.get()).geturl()


class _Twice:
    """A mailer that sends each mail twice."""

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mailer, name)

    def send(self, mail: Mail) -> None:
        """Send it, and send it again."""
        self._mailer.send(mail)
        self._mailer.send(mail)


def _nameless(policy: Policy, user: User, link: str) -> Mail:
    mail = reset_mail(policy, user, link)
    return replace(mail, text=f"Hi,\n\nYou requested to reset your password.\n\nClick here to reset it:\n{link}")


def _broken(policy: Policy, user: User, link: str) -> Mail:
    mail = reset_mail(policy, user, link)
    return replace(mail, text=mail.text.replace(link, f"{link[:-8]}\n{link[-8:]}"))


def _as_asked(app: App) -> App:
    return replace(app, links=_Asked(app.links))


def _noting_host(shapes: Shapes) -> Shapes:
    def arrived(request: Any) -> None:
        _HOST.set(request.headers.get("X-Forwarded-Host") or request.host)

    return replace(shapes, arrived=arrived)


def _with_copy(mail: Mail) -> list[str]:
    return [*readers_of(mail), "archive@elsewhere.test"]


def _with_cc(mail: Mail, sender: str) -> EmailMessage:
    message = composed(mail, sender)
    message["Cc"] = "archive@elsewhere.test"
    return message


def _undated(mail: Mail, sender: str) -> EmailMessage:
    message = composed(mail, sender)
    message.replace_header("Date", formatdate(0))
    return message


def _addressed(policy: Policy, user: User, link: str) -> Mail:
    mail = reset_mail(policy, user, link)
    return replace(mail, subject=f"{mail.subject}, {user.username}")


def _as_written(mail: Mail, sender: str) -> EmailMessage:
    """Whatever a line break in the subject begins is a header."""
    subject, *lines = mail.subject.split("\r\n")
    message = composed(replace(mail, subject=subject), sender)
    for name, colon, value in (line.partition(": ") for line in lines):
        if colon:
            del message[name]
            message[name] = value
    return message


def _greeted(policy: Policy, user: User, link: str) -> Mail:
    return replace(reset_mail(policy, user, link), html=f'<p>Dear {user.username},</p><a href="{link}">{link}</a>')


def _two_links(mail: Mail, sender: str) -> EmailMessage:
    message = composed(mail, sender)
    link = mail.text.split()[-1]
    message.add_alternative(f'<a href="{link[:-8]}aaaaaaaa">here</a>', subtype="html")
    return message


def _composing(compose: Any) -> Callable[[Any], Any]:
    return lambda mailer: replace(mailer, compose=compose) if isinstance(mailer, SmtpMailer) else mailer


MUTANTS = (
    Mutant(
        "MAI-01",
        "reset",
        "links lead to the host that the request names",
        BOTH,
        reshape=_noting_host,
        rewire=_as_asked,
        expected_killers=("reset/the-link-leads-where-the-server-is",),
    ),
    Mutant(
        "MAI-02",
        "reset",
        "line breaks in a username begin headers of a mail",
        change=lambda rules: replace(rules, reset_mail=_addressed),
        rewire=lambda app: replace(app, mailer=_composing(_as_written)(app.mailer)),
        expected_killers=("reset/names-do-not-write-headers",),
    ),
    breaks(
        "MAI-03",
        "mails show the username as HTML, markup and all",
        area="reset",
        reset_mail=_greeted,
        killers=("reset/a-mail-shows-no-markup-of-strangers",),
    ),
    _rewires(
        "MAI-04",
        "somebody else gets a copy of every mail",
        mailer=lambda mailer: replace(mailer, readers=_with_copy) if isinstance(mailer, SmtpMailer) else mailer,
        killers=("reset/the-mailed-link-sets-a-new-password",),
    ),
    _rewires(
        "OWN-MAI-CC",
        "mails name a second reader",
        mailer=_composing(_with_cc),
        killers=("reset/the-mailed-link-sets-a-new-password",),
    ),
    _rewires(
        "OWN-MAI-EPOCH",
        "mails are dated by a clock that was never set",
        dialects=(*BOTH, "parse-graphql-legacy", "durudex", "cloudboost"),
        mailer=_composing(_undated),
        killers=(
            "reset/the-mailed-link-sets-a-new-password",
            "reset/the-form-of-the-link-sets-the-password",
            "reset/a-mailed-code-sets-a-new-password",
        ),
    ),
    _rewires(
        "MAI-14",
        "the parts of a mail carry different links",
        mailer=_composing(_two_links),
        killers=("reset/the-mailed-link-sets-a-new-password",),
    ),
    _rewires(
        "MAI-06",
        "every mail is sent twice",
        mailer=_Twice,
        killers=("reset/known-and-unknown-addresses-get-the-same-answer",),
    ),
    breaks(
        "MAI-11",
        "the link of a reset mail is broken in two lines",
        area="reset",
        reset_mail=_broken,
        killers=("reset/the-mailed-link-sets-a-new-password",),
    ),
    breaks(
        "OWN-MAI-NAMELESS",
        "the text of a reset mail does not say which application it is about",
        area="reset",
        reset_mail=_nameless,
        killers=("reset/the-mail-names-the-application",),
    ),
    _rewires(
        "MAI-12",
        "links have a slash too many",
        links=_Doubled,
        killers=("reset/the-mailed-link-sets-a-new-password",),
    ),
    _rewires(
        "OWN-MAI-RELATIVE",
        "links do not say where the server is",
        links=_Relative,
        killers=("reset/the-mailed-link-sets-a-new-password",),
    ),
    _rewires(
        "MAI-13",
        "links have another scheme than the server",
        links=_OfOtherScheme,
        killers=("reset/the-mailed-link-sets-a-new-password",),
    ),
    _rewires(
        "TOK-08",
        "links name their user",
        links=_Named,
        killers=("reset/the-link-names-nobody", "verification/the-link-names-nobody"),
    ),
)
