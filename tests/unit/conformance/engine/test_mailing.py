"""Mails are awaited, judged and taken; links are opened and forms sent as a browser would."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest

from conformance.dialects.shapes import Difference
from conformance.engine.context import PlanContext
from conformance.engine.mailing import compile_mail, compile_no_mail, compile_open, compile_submit
from conformance.engine.state import CaseState
from conformance.errors import CannotTell, NotApplicable, NotTestable
from conformance.mail.mailbox import Mailboxes
from conformance.scenario.model import MailStep, NoMailStep, OpenStep, SubmitStep
from conformance.wire import Exchange, WireRequest, WireResponse
from tests.support import toys
from tests.support.answers import response
from tests.support.states import Still, Told, deployment, state

HOME = "http://127.0.0.1:9"
LINK = f"{HOME}/pages/reset?token=T-123456"
FORM = '<form action="/pages/finish" method="post"><input type="hidden" name="token" value="T-123456">{}</form>'
PAGE = response(html=FORM.format('<input type="password" name="new_password">'))
DONE = response(html="done")


class Pages:
    """Answers by method and URL. Its vice: it remembers nothing between two requests."""

    def __init__(self, **answers: WireResponse) -> None:
        self.answers = answers
        self.requests: list[WireRequest] = []

    async def __call__(self, request: WireRequest) -> Exchange:
        """The answer to a request, if there is one."""
        self.requests.append(request)
        answer = self.answers.get(f"{request.method} {request.url}")
        return Exchange(request, answer, None if answer else "nobody listens")


def context() -> PlanContext:
    return PlanContext(toys.vocabulary(), deployment(), "toy")


def a_case(*, pages: Pages | None = None, told: Told | None = None, boxes: bool = True) -> CaseState:
    """A case of ann, whose mailbox is open."""
    given: dict[str, Any] = {"mailboxes": Mailboxes() if boxes else None}
    one = state(told, **given, **({"send_raw": pages} if pages else {}))
    one.prepare(["ann"])
    if one.mailboxes is not None:
        one.mailboxes.open(one.addresses())
    return one


def mailed(one: CaseState, *, subject: str = "Reset it", text: str = f"Go to {LINK} now") -> None:
    """A mail for ann arrives."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "us@mail.test", one.scope["ann"]["email"], subject
    message.set_content(text)
    assert one.mailboxes is not None
    one.mailboxes.receive(
        message.as_bytes(), sender="us@mail.test", recipients=(one.scope["ann"]["email"],), arrived=0.0
    )


def mail(**words: Any) -> Callable[[CaseState], Any]:
    return compile_mail(MailStep.model_validate({"mail": "reset-password", "to": "ann", **words}), context())


def told_of(differences: list[Difference]) -> list[tuple[str, str, str]]:
    return [(one.where, one.expected, one.got) for one in differences]


async def test_a_mail_is_taken_and_its_values_are_kept_and_hidden() -> None:
    one = a_case()
    mailed(one)

    assert await mail(keep_as="reset", expect={"subject": {"starts_with": "Reset"}})(one) == []
    assert one.scope["reset"]["link"] == LINK
    assert one.scope["reset"]["token"] == "T-123456"
    assert one.secrets.hide(f"see {LINK}") == f"see {HOME}/pages/reset?token=‹mailed token›"
    assert [message.subject for message in one.trace.mails] == ["Reset it"]
    assert one.mailboxes is not None
    assert list(one.mailboxes.untaken(one.scope["ann"]["email"])) == []


async def test_what_a_scenario_asks_of_a_mail_fails_the_step_and_what_the_dialect_says_does_not() -> None:
    told = Told()
    one = a_case(told=told)
    mailed(one, subject="Odd")

    differences = await mail(expect={"text": {"contains": "elsewhere"}})(one)

    assert [where for where, _, _ in told_of(differences)] == ["mail text"]
    assert ("mail.reset-password", ["subject"]) in told.parts


async def test_a_mail_that_does_not_come_is_a_difference_that_shows_what_came() -> None:
    one = a_case()
    mailed(one, text="no link in here")

    [difference] = await mail()(one)

    assert difference.where == "mail reset-password"
    assert "there is no mail for" in difference.got
    assert [message.subject for message in one.trace.mails] == ["Reset it"]


async def test_nobody_waits_for_a_mail_that_is_not_on_its_way() -> None:
    one = a_case()
    one.clock, one.patience = Still(all_mailed=True), lambda: 3600.0

    [difference] = await mail()(one)

    assert "there is no mail for" in difference.got


async def test_where_no_mail_reaches_us_a_case_cannot_be_tested() -> None:
    with pytest.raises(NotTestable, match="no mail reaches us"):
        await mail()(a_case(boxes=False))


def test_a_kind_or_a_field_that_the_dialect_lacks_is_not_applicable() -> None:
    with pytest.raises(NotApplicable, match="toy sends no mail welcome"):
        mail(mail="welcome")
    with pytest.raises(NotApplicable, match="the mail reset-password has no code"):
        mail(expect={"code": {"is": "text"}})


@pytest.mark.parametrize(("kind", "seen"), [("any", 1), ("reset-password", 0)])
async def test_silence_is_asked_of_any_mail_or_of_a_kind(kind: str, seen: int) -> None:
    one = a_case()
    mailed(one, text="no link in here")
    silent = compile_no_mail(NoMailStep.model_validate({"no_mail": kind, "to": "ann"}), context())

    differences = await silent(one)

    assert told_of(differences) == [("mail", "none", '"Reset it"')] * seen


async def test_an_address_may_be_written_out() -> None:
    one = a_case()
    mailed(one)
    silent = compile_no_mail(NoMailStep.model_validate({"no_mail": "any", "to": "{{ ann.email }}"}), context())

    assert len(await silent(one)) == 1


def opened(page: str = "reset-form", **words: Any) -> Callable[[CaseState], Any]:
    return compile_open(OpenStep.model_validate({"open": LINK, "expect": {"page": page}, **words}), context())


def submitted(**words: Any) -> Callable[[CaseState], Any]:
    step = {"submit": "reset-form", "with": {"newPassword": "New1"}, "expect": {"page": "reset-done"}, **words}
    return compile_submit(SubmitStep.model_validate(step), context())


async def test_a_form_is_filled_with_its_hidden_fields_and_sent() -> None:
    pages = Pages(**{f"GET {LINK}": PAGE, f"POST {HOME}/pages/finish": DONE})
    one = a_case(pages=pages)

    assert await opened()(one) == []
    assert await submitted(keep_as="end")(one) == []
    assert pages.requests[1].body == b"token=T-123456&new_password=New1"
    assert one.kept["end"].answer.last == DONE


async def test_a_page_that_is_another_one_is_told() -> None:
    one = a_case(pages=Pages(**{f"GET {LINK}": DONE}))

    assert [where for where, _, _ in told_of(await opened()(one))] != []


async def test_a_redirect_inside_the_target_is_followed_and_one_outside_is_not() -> None:
    inside = response(302, location="/pages/form.html?token=T-123456")
    outside = response(302, location="http://elsewhere.test/form.html?token=T-123456")
    at_home = Pages(**{f"GET {LINK}": inside, f"GET {HOME}/pages/form.html?token=T-123456": PAGE})
    away = Pages(**{f"GET {LINK}": outside})
    one, other = a_case(pages=at_home), a_case(pages=away)

    await opened()(one)
    await opened()(other)

    assert len(at_home.requests) == 2
    assert len(away.requests) == 1
    assert one.visit is not None and one.visit.url == f"{HOME}/pages/form.html?token=T-123456"


async def test_a_link_outside_the_target_is_not_opened_at_all() -> None:
    pages = Pages()

    with pytest.raises(CannotTell, match="leads outside the target, so it was not opened"):
        await opened(open="http://elsewhere.test/reset?token=T-123456")(a_case(pages=pages))
    assert pages.requests == []


async def test_a_link_that_nobody_answers_is_told() -> None:
    with pytest.raises(CannotTell, match="nobody listens"):
        await opened()(a_case(pages=Pages()))


async def test_what_is_no_text_is_no_link() -> None:
    one = a_case(pages=Pages())
    one.scope["reset"] = {"link": 12}

    with pytest.raises(CannotTell, match="open wants a link, not 12"):
        await opened(open="{{ reset.link }}")(one)


async def test_a_form_needs_a_page_that_has_it() -> None:
    with pytest.raises(CannotTell, match="no page was opened before this form"):
        await submitted()(a_case(pages=Pages()))

    one = a_case(pages=Pages(**{f"GET {LINK}": response(html=FORM.format(""))}))
    await opened()(one)
    with pytest.raises(CannotTell, match="new_password"):
        await submitted()(one)


def test_a_form_that_the_dialect_lacks_is_not_applicable() -> None:
    with pytest.raises(NotApplicable, match="toy has no form other-form"):
        submitted(submit="other-form")
