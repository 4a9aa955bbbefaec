"""What can go wrong around mail.

ConformanceError
├── BadInput
│   └── CannotListen    the sink's address cannot be had; says what to do (exit 4)
├── MailTimeout         no acceptable mail in time; carries what did arrive
└── FormNotFound        the page has no form with the wanted inputs; carries what it has
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.errors import BadInput, ConformanceError

if TYPE_CHECKING:
    from conformance.mail.message import MailMessage


class CannotListen(BadInput):
    """The mail sink could not take the address it was told to listen on."""


class MailTimeout(ConformanceError):
    """No acceptable mail came in time: `came` for this address, `elsewhere` for others."""

    def __init__(
        self,
        address: str,
        seconds: float,
        *,
        came: tuple[MailMessage, ...],
        elsewhere: int,
        nearest: str | None,
    ) -> None:
        self.address = address
        self.seconds = seconds
        self.came = came
        self.elsewhere = elsewhere
        self.nearest = nearest
        super().__init__(self._text())

    def _text(self) -> str:
        subjects = ", ".join(f'"{message.subject}"' for message in self.came)
        here = f"what came for it is not it: {subjects}" if self.came else "nothing came for it"
        near = f", the address most like it is {self.nearest}" if self.nearest else ""
        there = f"; {self.elsewhere} for other addresses{near}" if self.elsewhere else ""
        waited = f"waited {self.seconds:g} s for mail to" if self.seconds else "there is no mail for"
        return f"{waited} {self.address}: {here}{there}"


class FormNotFound(ConformanceError):
    """The page has no form with all the wanted inputs."""

    def __init__(self, wanted: tuple[str, ...], seen: tuple[tuple[str, ...], ...]) -> None:
        self.wanted = wanted
        self.seen = seen
        forms = "; ".join(f"one with {', '.join(names) or 'no inputs'}" for names in seen)
        super().__init__(f"no form with {', '.join(wanted) or 'any input'}; the page has {forms or 'no form'}")
