"""Mutants of texts: what a mail, a page or a document says beside what it is asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import EmailMessage
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs

from aiohttp.web import BaseRequest, Response

from mockserver.core.mailing import Mail, reset_mail, verification_mail
from mockserver.core.model import Session, User
from mockserver.core.policy import Policy
from mockserver.core.rules import Rules
from mockserver.core.store import Store
from mockserver.mail import SmtpMailer, composed
from mockserver.mutants.answers import with_json
from mockserver.mutants.cloudboost import CLOUD
from mockserver.mutants.model import BOTH, REST, Mutant, breaks, distorts, rewires
from mockserver.mutants.near_durudex import DURUDEX

_PARSE: Final = (*BOTH, "parse-graphql-legacy")
_QUESTIONS: Final = ("parse-graphql", "parse-graphql-legacy", *DURUDEX)
_FORM: Final = "application/x-www-form-urlencoded"


def _typed(request: BaseRequest) -> str:
    """The new password that a form was sent with."""
    fields = parse_qs((request._read_bytes or b"").decode()) if request.content_type == _FORM else {}
    return next((fields[name][0] for name in ("new_password", "newPassword") if name in fields), "")


def _on_page(request: BaseRequest, response: Response) -> Response:
    if (typed := _typed(request)) and isinstance(response.body, bytes):
        response.body = response.body + f"\n<!-- {typed} -->".encode()
    return response


def _sent_elsewhere(request: BaseRequest, response: Response) -> Response:
    if response.content_type == "text/html" and isinstance(response.body, bytes):
        response.body = re.sub(rb'action="[^"]*"', b'action="https://elsewhere.test/"', response.body)
    return response


def _in_address(request: BaseRequest, response: Response) -> Response:
    if (typed := _typed(request)) and "Location" in response.headers:
        response.headers["Location"] += f"&new_password={typed}"
    return response


def _evaluated(policy: Policy, user: User, link: str) -> Mail:
    mail = reset_mail(policy, user, link)
    return replace(mail, text=re.sub(r"\$\{7\*7\}|<%= 7\*7 %>|#\{7\*7\}", "49", mail.text))


def _filled_in(policy: Policy, user: User, link: str) -> Mail:
    mail = reset_mail(policy, user, link)
    return replace(mail, text=mail.text.replace("%link%", link))


def _if_deliverable(policy: Policy, user: User, link: str) -> Mail:
    mail = verification_mail(policy, user, link)
    if not re.fullmatch(r"[^\s<>]+@[^\s<>]+", mail.to):
        raise ValueError("the mail server does not take this recipient")
    return mail


def _elsewhere(mail: Mail, sender: str) -> EmailMessage:
    message = composed(mail, sender)
    message.add_alternative('<a href="https://elsewhere.test/reset?token=1">here</a>', subtype="html")
    return message


def _composed_so(mailer: Any) -> Any:
    return replace(mailer, compose=_elsewhere) if isinstance(mailer, SmtpMailer) else mailer


def _mails_sessions(rules: Rules) -> Rules:
    """A reset mail brings the token of the newest session along."""
    tokens: dict[str, str] = {}

    def opened(store: Store, session: Session, ended: tuple[Session, ...]) -> Session:
        session = rules.open_session(store, session, ended)
        tokens[session.user_id] = session.token
        return session

    def mail(policy: Policy, user: User, link: str) -> Mail:
        told, token = rules.reset_mail(policy, user, link), tokens.get(user.id, "")
        return replace(told, text=f"{told.text}\n\n{token}", html=told.html and f"{told.html}<p>{token}</p>")

    return replace(rules, open_session=opened, reset_mail=mail)


def _mails_refresh_tokens(rules: Rules) -> Rules:
    """The mail about a log-in brings the refresh token that it gave."""
    tokens: list[str] = [""]

    def opened(store: Store, session: Session, ended: tuple[Session, ...]) -> Session:
        tokens.append(session.token)
        return rules.open_session(store, session, ended)

    def mail(email: str, origin: str) -> Mail:
        told = rules.signed_in_mail(email, origin)
        return replace(told, html=f"{told.html}<p>{tokens[-1]}</p>")

    return replace(rules, open_session=opened, signed_in_mail=mail)


def _first_operation(body: Any, sent: Any) -> Any:
    first = re.search(r"\{ (\w+): __typename", str(sent.get("query")))
    return {**body, "data": {first[1]: "Query"}} if first and sent.get("operationName") else body


def _all_fields(body: Any, sent: Any) -> Any:
    fields = re.findall(r"(\w+): __typename", str(sent.get("query")))
    return {**body, "data": dict.fromkeys(fields, "Query")} if "@skip" in str(sent.get("query")) else body


def _nowhere(body: Any, sent: Any) -> Any:
    told = [{name: value for name, value in one.items() if name != "locations"} for one in body.get("errors", ())]
    return {**body, "errors": told} if told else body


_mails = partial(breaks, area="reset", dialects=_PARSE, killers=("reset/the-mail-names-its-user",))
_questions = partial(distorts, area="envelope", dialects=_QUESTIONS)

MUTANTS: Final = (
    distorts(
        "OWN-BESIDE-ON-PAGE",
        "the page after a form repeats the password that was typed",
        area="reset",
        dialects=(*REST, *CLOUD),
        answered=_on_page,
        killers=("reset/the-mailed-link-sets-a-new-password", "reset/the-form-of-the-link-sets-the-password"),
    ),
    distorts(
        "OWN-BESIDE-SENT-ELSEWHERE",
        "the form of a reset is sent to another host",
        area="reset",
        dialects=(*REST, *CLOUD),
        answered=_sent_elsewhere,
        killers=("reset/the-mailed-link-sets-a-new-password", "reset/the-form-of-the-link-sets-the-password"),
    ),
    distorts(
        "OWN-BESIDE-IN-ADDRESS",
        "the password that was typed goes along in the address of the next page",
        area="reset",
        dialects=REST,
        answered=_in_address,
        killers=("reset/pages-are-redirected-to", "reset/every-page-may-be-the-applications-own"),
    ),
    _mails("OWN-BESIDE-EVALUATED", "what looks like a template in a name is evaluated", reset_mail=_evaluated),
    _mails(
        "OWN-BESIDE-FILLED-IN", "what looks like a place to fill in, in a name, is filled in", reset_mail=_filled_in
    ),
    Mutant(
        "OWN-BESIDE-SESSION-MAILED",
        "reset",
        "a reset mail brings the token of a session",
        (*_PARSE, *CLOUD),
        change=_mails_sessions,
        expected_killers=("reset/the-mail-names-its-user", "reset/the-mail-greets-its-user"),
    ),
    breaks(
        "OWN-BESIDE-UNDELIVERED",
        "a sign-up for an address that no mail server takes is a breakdown",
        area="verification",
        verification_mail=_if_deliverable,
        killers=("verification/an-address-that-cannot-be-mailed-stops-nothing",),
    ),
    rewires(
        "OWN-BESIDE-HTML-ELSEWHERE",
        "the HTML of a mail leads to another host than its text",
        area="reset",
        dialects=_PARSE,
        mailer=_composed_so,
        killers=("reset/the-mailed-link-sets-a-new-password",),
    ),
    Mutant(
        "OWN-BESIDE-REFRESH-MAILED",
        "login",
        "the mail about a log-in brings its refresh token",
        DURUDEX,
        change=_mails_refresh_tokens,
        expected_killers=("login/a-log-in-is-mailed-to-its-owner",),
    ),
    _questions(
        "OWN-BESIDE-FIRST-OPERATION",
        "of several operations the first is done, whichever is named",
        answered=with_json(_first_operation),
        killers=("envelope/the-operation-that-is-named-is-done",),
    ),
    _questions(
        "OWN-BESIDE-ALL-FIELDS",
        "fields that are to be skipped are done",
        answered=with_json(_all_fields),
        killers=("envelope/what-is-to-be-skipped-is-not-done",),
    ),
    distorts(
        "OWN-BESIDE-NOWHERE",
        "errors of fields do not say where in the document they arose",
        area="envelope",
        dialects=("parse-graphql", "parse-graphql-legacy"),
        answered=with_json(_nowhere),
        killers=("envelope/aliased-sign-ups-are-done-in-order", "envelope/nested-operations-are-done-in-order"),
    ),
)
