"""The clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mockserver.core.clock import RealClock, TurnableClock


class StoppedClock:
    """Always tells the same time."""

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)


def test_the_real_clock_tells_utc_to_the_millisecond() -> None:
    now = RealClock().now()

    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)


def test_a_turned_clock_is_ahead_by_all_its_turns_until_it_is_reset() -> None:
    clock = TurnableClock(StoppedClock())

    clock.advance(timedelta(minutes=1))
    clock.advance(timedelta(seconds=30))
    assert clock.now() == datetime(2026, 1, 1, 0, 1, 30, tzinfo=UTC)

    clock.reset()
    assert clock.now() == StoppedClock().now()


def test_a_clock_does_not_turn_back() -> None:
    with pytest.raises(ValueError, match="only turns forward"):
        TurnableClock().advance(timedelta(seconds=-1))
