"""The one throw-away account: made to see what is verified and whether mail arrives, and removed again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.asking import Asked, Asker
from conformance.cleaning.noted import Account
from conformance.cleaning.removing import REMOVED, Remover
from conformance.doctor.diagnosis import Diagnosis
from conformance.doctor.doors import Door
from conformance.mail.errors import MailTimeout
from conformance.mail.links import find_links
from conformance.mail.mailbox import Mailboxes
from conformance.mail.message import MailMessage
from conformance.target import Deployment
from conformance.wire import origin_of

_APP_NAME = re.compile(r"\{\{\s*keys\.appName\s*\}\}")


@dataclass
class Trial:
    """Makes one account through one door of a server that is ours, and looks at what comes of it."""

    asker: Asker
    door: Door
    deployment: Deployment
    person: Mapping[str, Any]
    diagnosis: Diagnosis
    note: Callable[[Mapping[str, Any]], None]
    mailboxes: Mailboxes | None
    listen: str
    patience: float

    async def run(self) -> None:
        """Make it, look, remove it."""
        reason = self._why_not()
        if reason is not None:
            self.diagnosis.see("account", f"none was made: {reason}")
            return
        if self.mailboxes is not None:
            self.mailboxes.open([self.person["email"]])
        self.diagnosis.made_account = True
        signed_up = await self._ask("signUp", self._inputs())
        if signed_up is None:
            return
        unverified = signed_up.is_one_of("created-unverified", "email-not-verified")
        if not signed_up.accepted and not unverified:
            self.diagnosis.complain(
                f"a plain sign-up was refused: {signed_up.told()}",
                "say what this server asks of accounts in `settings` (passwordPolicy?) or what it `lacks`",
            )
            return
        session = session_of(signed_up)
        verifies = await self._verification(signed_up, unverified, session)
        await self._mail(asked_for=verifies)
        await self._remove(signed_up, session)

    def _why_not(self) -> str | None:
        rules = self.door.look.spoken.variant.rules
        if rules.get("sign-up-takes-code") == "yes":
            return "a sign-up takes a mailed code"
        if self.mailboxes is None and rules.get("address-optional") == "no":
            return "it needs an address, and no mail reaches us (--listen HOST:PORT)"
        return None

    def _inputs(self) -> dict[str, Any]:
        """Name and password; an address only where its mails come to us."""
        given = {"username": self.person["username"], "password": self.person["password"]}
        return given if self.mailboxes is None else {**given, "email": self.person["email"]}

    async def _ask(
        self, operation: str, inputs: Mapping[str, Any], session: Mapping[str, Any] | None = None
    ) -> Asked | None:
        if operation == "signUp":
            self.note({name: value for name, value in inputs.items() if name != "password"})
        asked = await self.asker.ask(self.deployment, self.door.look.spoken, operation, inputs=inputs, session=session)
        return None if asked is None or asked.exchange.response is None else asked

    async def _verification(self, signed_up: Asked, unverified: bool, session: Mapping[str, Any]) -> bool:
        """Are addresses verified? Told by the sign-up, or by what the new user is shown of himself."""
        if unverified:
            which = "preventSignupUnverified" if not signed_up.accepted else "preventLoginUnverified"
            self.diagnosis.see("verification", "is on", "verifyEmail", True)
            self.diagnosis.see("verification", "nobody enters before it", "preventLoginUnverified", True)
            if which == "preventSignupUnverified":
                self.diagnosis.see("verification", "the sign-up itself is refused before it", which, True)
            return True
        if self.mailboxes is None:
            self.diagnosis.see("verification", "not tried, for no mail reaches us (--listen HOST:PORT)")
            return False
        me = await self._ask("currentUser", {}, session)
        verified = None if me is None else me.fields.get("user.emailVerified")
        self.diagnosis.see("verification", "is on" if verified is False else "is off", "verifyEmail", verified is False)
        return verified is False

    async def _mail(self, *, asked_for: bool) -> None:
        """Wait for the mail of the sign-up, or for one that resets the password."""
        if self.mailboxes is None:
            return
        if not asked_for:
            await self._ask("requestReset", {"email": self.person["email"]})
        try:
            mail = await self.mailboxes.wait_for(self.person["email"], lambda _: True, timeout=self.patience)
        except MailTimeout as error:
            self.diagnosis.complain(
                f"no mail came to the sink: {error}",
                f"point the SMTP settings of the server at {self.listen}, without TLS; any name and password will do",
            )
            return
        self.diagnosis.mail_arrives = True
        self.diagnosis.see("mail", f'arrives at {self.listen}: "{mail.subject}"', "mail", True)
        self._links(mail)
        self._app_name(mail)

    def _links(self, mail: MailMessage) -> None:
        origins = {origin_of(link.url): link.url for link in find_links(mail)}
        if not origins or origin_of(self.deployment.link_origin) in origins:
            return
        origin = next(iter(origins))
        self.diagnosis.public_url = origin
        self.diagnosis.see("mail", f"its links lead to {origin}, so `public_url` has to say so")

    def _app_name(self, mail: MailMessage) -> None:
        """The name in the subject is a key of the target; every mail of the dialect shows where it stands."""
        for word in self.door.look.spoken.variant.binding.model.mails.values():
            pieces = _APP_NAME.split(word.subject) if isinstance(word.subject, str) else []
            found = re.fullmatch("(.+)".join(map(re.escape, pieces)), mail.subject) if len(pieces) == 2 else None
            if found:
                self.diagnosis.keys.setdefault("appName", found.group(1))

    async def _remove(self, signed_up: Asked, session: Mapping[str, Any]) -> None:
        name, told = self.person["username"], await self.remove(signed_up, session)
        self.diagnosis.left_behind = told is None
        if told is not None:
            self.diagnosis.see("account", f"one was made, {name}, and removed again {told}")
        elif "deleteUser" not in self.door.look.spoken.variant.binding.model.operations:
            self.diagnosis.see("account", f"one was made, {name}, and stays: no operation here removes users")
        else:
            self.diagnosis.complain(
                f"one account was made, {name}, and could not be removed again",
                "remove it by conformance clean-up, with the master key where the server has one",
            )

    async def _entered(self) -> Asked | None:
        """A log-in, where the sign-up gives no session."""
        words = {name: self.person[name] for name in ("username", "password")}
        entered = await self._ask("logIn", words)
        return entered if entered is not None and entered.accepted else None

    async def remove(self, made: Asked, session: Mapping[str, Any]) -> str | None:
        """Remove an account that an answer told of; how it was done, None where it could not be."""
        user, spoken = made.fields.get("user.id"), self.door.look.spoken
        if not session.get("token") and (entered := await self._entered()) is not None:
            user, session = entered.fields.get("user.id", user), session_of(entered)
        if user is not None and session.get("token"):
            gone = await self._ask("deleteUser", {"id": user}, session)
            if gone is not None and gone.accepted:
                return "by itself"
        name = made.scope["in"].get("username")
        if "master" in self.deployment.keys and isinstance(name, str):
            account = Account(self.deployment.url, spoken.dialect, name, is_made_up=True)
            ended = await Remover(self.asker, self.deployment, spoken).remove(account)
            return "with the master key" if ended.how == REMOVED else None
        return None


def session_of(asked: Asked) -> dict[str, Any]:
    """The session that an answer gives."""
    names = ("token", "refresh")
    return {name: asked.fields[f"session.{name}"] for name in names if f"session.{name}" in asked.fields}
