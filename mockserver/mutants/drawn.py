"""Ids and secrets that are drawn otherwise than the reference draws them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mockserver.core.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Drawn:
    """Tokens of which one kind is drawn otherwise."""

    drawn: Tokens
    code: Callable[[str], str] = str
    secret: Callable[[str], str] = str

    def mail_token(self) -> str:
        """A mailed secret."""
        return self.code(self.drawn.mail_token())

    def session_token(self) -> str:
        """A secret that stands for a session."""
        return self.secret(self.drawn.session_token())

    def __getattr__(self, name: str) -> Any:
        return getattr(self.drawn, name)
