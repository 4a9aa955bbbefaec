"""The time, passed in: the real one, and one that can be turned forward."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time to the millisecond, which is as fine as the wire shows it."""

    def now(self) -> datetime:
        """The time now, in UTC."""
        ...


class RealClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """The time now, in UTC, cut to milliseconds."""
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)


class TurnableClock:
    """A clock that runs like another one, but ahead of it by as much as it was turned."""

    def __init__(self, base: Clock | None = None) -> None:
        """Start level with `base`, which is the real clock unless another is given."""
        self._base = base or RealClock()
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The time of the base, plus all the turns."""
        return self._base.now() + self._ahead

    def advance(self, by: timedelta) -> None:
        """Turn the clock forward; it cannot be turned back."""
        if by < timedelta():
            raise ValueError(f"a clock only turns forward, not by {by}")
        self._ahead += by

    def reset(self) -> None:
        """Be level with the base again."""
        self._ahead = timedelta()
