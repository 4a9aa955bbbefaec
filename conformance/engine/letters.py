"""Kinds of mail as a dialect has them: how one is known, what it carries, what it should look like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from conformance.dialects.model import MailModel
from conformance.dialects.shapes import Difference
from conformance.engine.context import PlanContext
from conformance.engine.state import CaseState
from conformance.errors import NotApplicable
from conformance.mail.browser import same_origin
from conformance.mail.links import find_codes, find_links
from conformance.mail.manners import faults
from conformance.mail.message import MailMessage
from conformance.matchers import Matcher, compile_matcher
from conformance.matchers.compiling import show
from conformance.templates import ABSENT, Render, compile_template


@dataclass(frozen=True, slots=True)
class MailKind:
    """A kind of mail, compiled; known by its link or its code alone, or by its subject where it carries neither."""

    name: str
    path: Render | None
    query: Mapping[str, Matcher]
    take: Mapping[str, str]
    code: str | None
    subject: Matcher | None

    @classmethod
    def of(cls, name: str, context: PlanContext) -> MailKind:
        """The kind as the dialect of a case has it."""
        model: MailModel | None = context.binding.model.mails.get(name)
        if model is None:
            raise NotApplicable(f"{context.dialect} sends no mail {name}")
        return cls(
            name,
            compile_template(model.link.path) if model.link else None,
            {key: compile_matcher(matcher) for key, matcher in (model.link.query if model.link else {}).items()},
            model.take,
            model.code,
            compile_matcher(model.subject) if model.subject is not None else None,
        )

    @property
    def promises(self) -> frozenset[str]:
        """The fields a mail of this kind has."""
        link = {"link"} if self.path else set()
        code = {"code"} if self.code else set()
        return frozenset({"subject", "text", "html", "from", "to", *link, *code, *self.take})

    def is_in(self, message: MailMessage, state: CaseState) -> bool:
        """Is this message of the kind?"""
        if self.code is not None:
            return bool(find_codes(message, self.code))
        if self.path is None and self.subject is not None:
            return self.subject.holds(message.subject, state.scope)
        return self._link(message, state) is not None

    def _link(self, message: MailMessage, state: CaseState) -> str | None:
        return next(self.links(message, state), None)

    def links(self, message: MailMessage, state: CaseState) -> Iterator[str]:
        """The links of the kind: on the target's own origin, with its path and the values to take."""
        if self.path is None:
            return
        path = unquote(self.path(state.scope))
        for link in find_links(message):
            at_home = same_origin(link.url, state.scope["target"]["links"])
            if at_home and unquote(urlsplit(link.url).path) == path and self._taken <= _query(link.url).keys():
                yield link.url

    @property
    def _taken(self) -> set[str]:
        return set(self.take.values())

    def read(self, message: MailMessage, state: CaseState) -> Letter:
        """What a message of the kind carries, by dialect-free names."""
        fields: dict[str, Any] = {
            "subject": message.subject,
            "from": message.header("from") or "",
            "to": message.header("to") or "",
            "text": "\n".join(message.texts),
            "html": "\n".join(message.htmls),
        }
        if self.code is not None:
            fields["code"] = find_codes(message, self.code)[0]
        if (link := self._link(message, state)) is not None:
            values = _query(link)
            fields |= {"link": link, **{name: values[key] for name, key in self.take.items()}}
        return Letter(self, message, fields)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, read as its kind."""

    kind: MailKind
    message: MailMessage
    fields: dict[str, Any]

    def teach(self, person: str | None, state: CaseState) -> None:
        """Hide what is secret in it; the person learns the code."""
        for name in ("code", *self.kind.take):
            state.secrets.learn(self.fields.get(name), f"mailed {name}")
        known = state.scope.get(person or "")
        if isinstance(known, dict) and "code" in self.fields:
            known["code"] = self.fields["code"]

    def details(self, state: CaseState) -> list[Difference]:
        """What every mail owes, subject, the names in the link and the form of its values."""
        found = faults(self.message, lambda message: set(self.kind.links(message, state)))
        differences = [Difference(*fault) for fault in found]
        if self.kind.subject is not None:
            subject = self.fields["subject"]
            if (expected := self.kind.subject.expectation(subject, state.scope)) is not None:
                differences.append(Difference("subject", expected, show(subject)))
        if "link" in self.fields:
            differences += self._link_details(state)
        return differences

    def _link_details(self, state: CaseState) -> list[Difference]:
        query = _query(self.fields["link"])
        differences = [
            Difference(f"link query {name}", expected, show(query.get(name, ABSENT)))
            for name, matcher in self.kind.query.items()
            if (expected := matcher.expectation(query.get(name, ABSENT), state.scope)) is not None
        ]
        if strange := sorted(query.keys() - self.kind.query.keys()):
            wanted = ", ".join(sorted(self.kind.query))
            differences.append(Difference("link query names", wanted, f"also {', '.join(strange)}"))
        return differences


def _query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
