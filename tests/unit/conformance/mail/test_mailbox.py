"""Mail waits in the box of its envelope address until it is taken."""

from __future__ import annotations

import asyncio

import pytest

from conformance.mail.errors import MailTimeout
from conformance.mail.mailbox import Limits, Mailboxes
from conformance.mail.message import MailMessage

ANN, BOB = "ann@x.test", "bob@x.test"


def _put(boxes: Mailboxes, *recipients: str, subject: str = "Hello", size: int = 0) -> MailMessage:
    raw = f"Subject: {subject}\r\n\r\n".encode() + b"x" * size
    return boxes.receive(raw, sender="app@x.test", recipients=recipients, arrived=2.0)


def _any(message: MailMessage) -> bool:
    return True


async def test_mail_from_before_the_wait_is_found_and_stays_until_taken() -> None:
    boxes = Mailboxes()
    boxes.open([ANN])
    sent = _put(boxes, ANN)

    found = await boxes.wait_for(ANN, _any, timeout=0)

    assert found is sent
    assert (sent.number, sent.arrived) == (1, 2.0)
    assert boxes.untaken(ANN) == (sent,)
    boxes.take(found)
    assert boxes.untaken(ANN) == ()


async def test_a_wait_ends_when_the_mail_comes() -> None:
    boxes = Mailboxes()
    waiting = asyncio.create_task(boxes.wait_for(ANN, _any, timeout=30))
    await asyncio.sleep(0)

    _put(boxes, BOB)
    await asyncio.sleep(0)
    assert not waiting.done()
    sent = _put(boxes, ANN)

    assert await waiting is sent


async def test_the_oldest_accepted_mail_is_given() -> None:
    boxes = Mailboxes()
    boxes.open([ANN])
    _put(boxes, ANN, subject="Welcome")
    older = _put(boxes, ANN, subject="Code")
    _put(boxes, ANN, subject="Code")

    assert await boxes.wait_for(ANN, lambda message: message.subject == "Code", timeout=0) is older


async def test_a_wait_goes_on_after_mail_that_is_not_accepted() -> None:
    boxes = Mailboxes()
    waiting = asyncio.create_task(boxes.wait_for(ANN, lambda message: message.subject == "Code", timeout=30))
    await asyncio.sleep(0)

    _put(boxes, ANN, subject="Welcome")
    await asyncio.sleep(0)
    sent = _put(boxes, ANN, subject="Code")

    assert await waiting is sent


async def test_several_waits_for_one_address_are_all_told() -> None:
    boxes = Mailboxes()
    waits = [asyncio.create_task(boxes.wait_for(ANN, _any, timeout=30)) for _ in range(3)]
    await asyncio.sleep(0)

    first = _put(boxes, ANN)
    _put(boxes, ANN)

    assert await asyncio.gather(*waits) == [first] * 3


async def test_a_wait_that_is_given_up_leaves_the_others_waiting() -> None:
    boxes = Mailboxes()
    given_up, goes_on = (asyncio.create_task(boxes.wait_for(ANN, _any, timeout=30)) for _ in range(2))
    await asyncio.sleep(0)
    given_up.cancel()

    sent = _put(boxes, ANN)

    assert await goes_on is sent
    with pytest.raises(asyncio.CancelledError):
        await given_up


async def test_an_error_of_the_caller_reaches_the_caller() -> None:
    boxes = Mailboxes()
    waiting = asyncio.create_task(boxes.wait_for(ANN, lambda message: 1 / 0 > 0, timeout=30))
    await asyncio.sleep(0)

    _put(boxes, ANN)

    with pytest.raises(ZeroDivisionError):
        await waiting


async def test_mail_that_comes_as_the_time_runs_out_is_not_missed() -> None:
    boxes = Mailboxes()
    boxes.open([ANN])
    asked = 0

    def accept_late(message: MailMessage) -> bool:
        nonlocal asked
        asked += 1
        return asked > 1

    sent = _put(boxes, ANN)

    assert await boxes.wait_for(ANN, accept_late, timeout=0.01) is sent


async def test_a_time_out_tells_what_came_and_what_came_elsewhere() -> None:
    boxes = Mailboxes()
    boxes.open([ANN, BOB])
    welcome = _put(boxes, ANN, subject="Welcome")
    _put(boxes, BOB)
    _put(boxes, "anne@x.test")

    with pytest.raises(MailTimeout) as caught:
        await boxes.wait_for(ANN, lambda message: False, timeout=0.01)

    assert caught.value.came == (welcome,)
    assert (caught.value.elsewhere, caught.value.nearest) == (2, "anne@x.test")


async def test_a_time_out_names_no_address_that_is_only_in_the_same_domain() -> None:
    boxes = Mailboxes()
    _put(boxes, "gk3hx0qwz1@example.test")

    with pytest.raises(MailTimeout) as caught:
        await boxes.wait_for("ab7rtlmu92@example.test", _any, timeout=0)

    assert (caught.value.came, caught.value.elsewhere, caught.value.nearest) == ((), 1, None)


async def test_addresses_match_whatever_their_case_and_the_envelope_is_kept() -> None:
    boxes = Mailboxes()
    boxes.open(["Ann@X.test "])

    sent = _put(boxes, "aNN@x.TEST")

    assert boxes.untaken("ann@X.test") == (sent,)
    assert sent.recipients == ("aNN@x.TEST",)


async def test_a_recipient_named_twice_gets_one_copy() -> None:
    boxes = Mailboxes()
    boxes.open([ANN])

    sent = _put(boxes, ANN, "Ann@x.test")

    assert boxes.untaken(ANN) == (sent,)


async def test_a_mail_to_several_is_in_the_box_of_each() -> None:
    boxes = Mailboxes()
    boxes.open([ANN, BOB])
    first, second = _put(boxes, ANN, BOB), _put(boxes, ANN, BOB)

    boxes.take(first, address=ANN)
    assert (boxes.untaken(ANN), boxes.untaken(BOB)) == ((second,), (first, second))
    boxes.take(second)

    assert (boxes.untaken(ANN), boxes.untaken(BOB)) == ((), (first,))


async def test_taking_what_is_not_there_changes_nothing() -> None:
    boxes = Mailboxes()
    sent = _put(boxes, ANN)

    boxes.take(sent)

    assert boxes.untaken(ANN) == (sent,)


async def test_mail_for_a_stranger_is_found_when_its_box_is_opened_late() -> None:
    boxes = Mailboxes()
    early, other = _put(boxes, ANN), _put(boxes, BOB)

    assert await boxes.wait_for(ANN, _any, timeout=0) is early
    assert boxes.untaken(BOB) == (other,)
    assert boxes.forget([ANN]) == (early,)
    assert boxes.untaken(ANN) == ()


async def test_what_was_forgotten_is_given_back_and_later_mail_is_a_strangers() -> None:
    boxes = Mailboxes()
    boxes.open([ANN, BOB])
    both, only = _put(boxes, BOB, ANN), _put(boxes, ANN)
    taken = _put(boxes, BOB)
    boxes.take(taken)

    assert boxes.forget([BOB, ANN, "nobody@x.test"]) == (both, only)
    late = _put(boxes, ANN)
    assert boxes.untaken(ANN) == (late,)


async def test_of_strangers_mail_only_the_latest_is_kept() -> None:
    boxes = Mailboxes(Limits(strangers=2))
    _, second, third = (_put(boxes, ANN) for _ in range(3))

    assert boxes.untaken(ANN) == (second, third)
    assert (boxes.received, boxes.dropped) == (3, 1)


async def test_strangers_mail_has_a_limit_of_bytes() -> None:
    boxes = Mailboxes(Limits(bytes_of_strangers=2_000))
    _put(boxes, ANN, size=900)
    _put(boxes, ANN, size=900)
    last = _put(boxes, BOB, size=900)

    assert (len(boxes.untaken(ANN)), boxes.untaken(BOB)) == (1, (last,))
    _put(boxes, "carol@x.test", size=5_000)
    assert boxes.untaken("carol@x.test") == ()


@pytest.mark.parametrize("limits", [Limits(messages_per_address=2), Limits(bytes_per_address=2_000)])
async def test_of_the_mail_of_an_open_address_the_first_is_kept(limits: Limits) -> None:
    boxes = Mailboxes(limits)
    boxes.open([ANN])
    first, second, _ = (_put(boxes, ANN, size=900) for _ in range(3))

    assert boxes.untaken(ANN) == (first, second)
    assert boxes.dropped == 1
    boxes.take(first)
    third = _put(boxes, ANN)
    assert boxes.untaken(ANN) == (second, third)
