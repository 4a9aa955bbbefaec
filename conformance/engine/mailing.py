"""`mail`, `no_mail`, `open`, `submit`: what was mailed, where its links lead, what their forms do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from conformance.dialects.model import FormModel
from conformance.dialects.shapes import Answer, Difference
from conformance.engine.context import PlanContext
from conformance.engine.expecting import Door, compile_expectation
from conformance.engine.following import visit
from conformance.engine.keeping import keep
from conformance.engine.letters import Letter, MailKind
from conformance.engine.state import CaseState, Reply
from conformance.errors import CannotTell, NotApplicable, NotTestable
from conformance.mail.browser import NAVIGATION_HEADERS, encoded
from conformance.mail.errors import FormNotFound, MailTimeout
from conformance.mail.forms import Form, fill, find_form
from conformance.mail.mailbox import Mailboxes
from conformance.mail.message import MailMessage
from conformance.matchers import compile_matcher
from conformance.matchers.compiling import show
from conformance.scenario.model import MailStep, NoMailStep, OpenStep, SubmitStep
from conformance.templates import Render, compile_template, look_up, names_in, split_path
from conformance.wire import WireRequest

Run = Callable[[CaseState], Awaitable[list[Difference]]]

#: Seconds that most mails need; after them it is worth to ask whether there is one on its way at all.
GLANCE = 0.25


def compile_mail(step: MailStep, context: PlanContext) -> Run:
    """Wait for a mail of a kind, judge it, take it."""
    kind = MailKind.of(step.mail, context)
    _need_fields(step.expect, kind)
    address = _address(step.to, context)
    checks = [(path, split_path(path), compile_matcher(matcher)) for path, matcher in step.expect.items()]

    async def run(state: CaseState) -> list[Difference]:
        letter = await _letter(kind, address(state), state)
        if isinstance(letter, Difference):
            return [letter]
        letter.teach(step.to if step.to != "me" else context.me, state)
        if differences := letter.details(state):
            state.report(state.spoken.dialect, f"mail.{step.mail}", differences, None)
        if step.keep_as:
            state.scope[step.keep_as] = letter.fields
        return [
            Difference(f"mail {path}", expected, show(value))
            for path, parts, matcher in checks
            if (expected := matcher.expectation(value := look_up(letter.fields, parts), state.scope)) is not None
        ]

    return run


def _need_fields(expect: Mapping[str, Any], kind: MailKind) -> None:
    for path in expect:
        if path.split(".")[0] not in kind.promises:
            raise NotApplicable(f"the mail {kind.name} has no {path}")


def _boxes(state: CaseState) -> Mailboxes:
    if state.mailboxes is None:
        raise NotTestable("the target file says that no mail reaches us (mail.route: none)")
    return state.mailboxes


async def _letter(kind: MailKind, address: str, state: CaseState) -> Letter | Difference:
    boxes = _boxes(state)
    try:
        message = await _awaited(kind, address, state, boxes)
    except MailTimeout as error:
        state.trace.mails.extend(error.came)
        return Difference(f"mail {kind.name}", "one that carries what it should", str(error))
    boxes.take(message, address=address)
    state.trace.mails.append(message)
    return kind.read(message, state)


async def _awaited(kind: MailKind, address: str, state: CaseState, boxes: Mailboxes) -> MailMessage:
    """The mail, as soon as it comes; waiting ends when the target is known to have no other on its way."""

    def accept(message: MailMessage) -> bool:
        return kind.is_in(message, state)

    patience = state.patience()
    try:
        return await boxes.wait_for(address, accept, timeout=min(GLANCE, patience))
    except MailTimeout:
        all_came = await state.clock.has_mailed_all()
        return await boxes.wait_for(address, accept, timeout=0 if all_came else patience)


def compile_no_mail(step: NoMailStep, context: PlanContext) -> Run:
    """Once the target has settled, no untaken mail of the kind is there."""
    kind = None if step.no_mail == "any" else MailKind.of(step.no_mail, context)
    address = _address(step.to, context)

    async def run(state: CaseState) -> list[Difference]:
        boxes = _boxes(state)
        await state.clock.settle()
        untaken = [m for m in boxes.untaken(address(state)) if kind is None or kind.is_in(m, state)]
        state.trace.mails.extend(untaken)
        return [Difference("mail", "none", f'"{message.subject}"') for message in untaken[:1]]

    return run


def _address(to: str, context: PlanContext) -> Callable[[CaseState], str]:
    """The address of a person, or one written out."""
    person = context.person(to)
    if person == context.me and "email" in context.overrides:
        return _texts(compile_template(context.overrides["email"]))
    if any(True for _ in names_in(to)) or "@" in to:
        return _texts(compile_template(to))
    return lambda state: str(state.scope[str(person)]["email"])


def _texts(make: Render) -> Callable[[CaseState], str]:
    return lambda state: str(make(state.scope))


def compile_open(step: OpenStep, context: PlanContext) -> Run:
    """GET a link as a browser would."""
    link = compile_template(step.open)
    judge = compile_expectation(step.expect, Door(context.binding, is_page=True)) if step.expect else None

    async def run(state: CaseState) -> list[Difference]:
        url = link(state.scope)
        if not isinstance(url, str):
            raise CannotTell(f"open wants a link, not {url!r}")
        request = WireRequest("GET", encoded(url), NAVIGATION_HEADERS)
        return await _arrive(request, {}, state, step.keep_as, judge)

    return run


def compile_submit(step: SubmitStep, context: PlanContext) -> Run:
    """Fill the form of the page opened last, and send it."""
    model = context.binding.model.forms.get(step.submit)
    if model is None:
        raise NotApplicable(f"{context.dialect} has no form {step.submit}")
    values = compile_template(step.with_)
    written = compile_template(model.fill)
    action = compile_template(model.action) if model.action else None
    judge = compile_expectation(step.expect, Door(context.binding, is_page=True)) if step.expect else None

    async def run(state: CaseState) -> list[Difference]:
        scope = {**state.scope, "in": values(state.scope), "page": _page(state)}
        form = _form(model, action(scope) if action else None, state)
        request = fill(form, written(scope), as_xhr=step.via == "xhr")
        return await _arrive(request, scope["in"], state, step.keep_as, judge)

    return run


def _page(state: CaseState) -> dict[str, Any]:
    """What forms may look up of the page opened last: the values in its address."""
    if state.visit is None:
        raise CannotTell("no page was opened before this form")
    url = state.visit.onward or state.visit.url or ""
    return {"url": url, "query": dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))}


def _form(model: FormModel, action: str | None, state: CaseState) -> Form:
    found = state.visit
    if found is None or found.response is None or found.url is None:
        raise CannotTell("no page was opened before this form")
    if action is not None:
        return Form("POST", state.scope["target"]["links"] + action)
    try:
        return find_form(found.response.text, page_url=found.url, wanted=model.fill)
    except FormNotFound as error:
        raise CannotTell(str(error)) from None


async def _arrive(
    request: WireRequest, inputs: Mapping[str, Any], state: CaseState, name: str | None, judge: Any
) -> list[Difference]:
    arrival = await visit(request, state)
    state.visit = arrival.visit
    answer: Answer = arrival.answer
    scope = {**state.place(state.spoken), "in": inputs}
    reply = Reply(answer, request, {}, inputs, scope)
    differences: list[Difference] = judge(reply, state) if judge else []
    if name and not differences:
        keep(name, reply, state)
    return differences
