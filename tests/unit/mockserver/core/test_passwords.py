"""Slow work on passwords is done beside the event loop."""

from __future__ import annotations

from contextvars import ContextVar

from mockserver.core.passwords import beside

_ASKED: ContextVar[str] = ContextVar("asked", default="nothing")


async def test_what_is_known_of_a_request_is_known_beside_the_event_loop() -> None:
    _ASKED.set("a change")

    assert await beside(lambda suffix: _ASKED.get() + suffix, " of a password") == "a change of a password"


async def test_what_is_set_beside_the_event_loop_stays_there() -> None:
    await beside(_ASKED.set, "another request")

    assert _ASKED.get() == "nothing"
