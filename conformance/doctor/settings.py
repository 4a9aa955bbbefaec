"""What a server seems to be set to, asked of a server of one's own by requests that it has to refuse.

Nobody is made by them, nobody's password is guessed, and the mails that are asked for are for addresses of nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.asking import Asked, Asker
from conformance.dialects.shapes import Difference
from conformance.doctor.diagnosis import Diagnosis
from conformance.doctor.doors import Door
from conformance.target import Deployment

#: No address, so that who is asked to make an account with it has to refuse.
NO_ADDRESS = "this is no address"
_MALFORMED = ("email-malformed", "email-wrong-type")
_NO_VALUE = "a value made of others"


class Questioner:
    """Asks one door of a server that is ours to test."""

    def __init__(
        self,
        asker: Asker,
        door: Door,
        deployment: Deployment,
        person: Mapping[str, Any],
        note: Callable[[Mapping[str, Any]], None],
    ) -> None:
        self._note = note
        self._asker = asker
        self._door = door
        self._deployment = deployment
        self._person = person
        #: Sign-ups that had to be refused and were not.
        self.taken: list[Asked] = []

    async def ask(self, operation: str, **inputs: Any) -> Asked | None:
        """The answer to an operation; None where there is none, or no answer came."""
        asked = await self._asker.ask(self._deployment, self._door.look.spoken, operation, inputs=inputs)
        return None if asked is None or asked.exchange.response is None else asked

    async def look_around(self, diagnosis: Diagnosis) -> None:
        """Tell everything that refusals tell."""
        await self._mails(diagnosis)
        await self._anonymous_users(diagnosis)
        await self._passwords(diagnosis)
        diagnosis.see("lockout", "not tried: it takes wrong passwords; say lockout.threshold and .minutes if it is on")

    async def _mails(self, diagnosis: Diagnosis) -> None:
        asked = await self.ask("requestReset", email=self._person["unknownEmail"])
        if asked is None:
            return
        if not asked.is_one_of("ok", "unknown-user"):
            told = f"a reset for nobody's address is answered with: {asked.told()}"
            diagnosis.see("mail", f"seems not to be set up ({told})", "mail", False)
            return
        diagnosis.see(
            "mail", "is set up: it takes a reset for nobody's address, or says that nobody has it", "mail", True
        )
        self._rule(diagnosis, "reset-tells-unknown", "no" if asked.accepted else "yes")

    def _rule(self, diagnosis: Diagnosis, rule: str, value: str) -> None:
        rules = self._door.look.spoken.variant.rules
        if rule in rules and rules[rule] != value:
            diagnosis.rules[rule] = value
            diagnosis.see("rule", f"{rule}: {value}, unlike the edition")

    async def _anonymous_users(self, diagnosis: Diagnosis) -> None:
        anybody = f"doctor-{self._person['otherUsername']}"
        self._note({"anonymousId": anybody})
        asked = await self.ask("logInAnonymously", anonymousId=anybody, email=NO_ADDRESS)
        if asked is None:
            return
        if asked.accepted:
            self.taken.append(asked)
        elif asked.is_one_of("provider-unknown"):
            diagnosis.see("anonymous users", "are not let in", "anonymousUsers", False)
            return
        elif not asked.is_one_of(*_MALFORMED):
            diagnosis.see("anonymous users", f"cannot be told: {asked.told()}")
            return
        diagnosis.see("anonymous users", "are let in", "anonymousUsers", True)

    async def _passwords(self, diagnosis: Diagnosis) -> None:
        person = self._person
        self._note({"username": person["otherUsername"]})
        asked = await self.ask(
            "signUp", username=person["otherUsername"], password=person["weakPassword"], email=NO_ADDRESS
        )
        if asked is None:
            return
        if asked.accepted:
            self.taken.append(asked)
        elif message := _message_of_policy(asked):
            told = f'"{person["weakPassword"]}" is refused: {message}'
            diagnosis.see("password policy", told, "passwordPolicy.message", message)
        elif asked.is_one_of(*_MALFORMED):
            diagnosis.see("password policy", "none that a password of six letters breaks")


def _message_of_policy(asked: Asked) -> str | None:
    """What a password policy says, if this is its refusal: all but that text is as the dialect has it."""
    if "password-too-weak" not in asked.operation.outcomes:
        return None
    differences: list[Difference] = asked.differences("password-too-weak")
    if not differences or not all(one.expected.startswith(_NO_VALUE) for one in differences):
        return None
    return differences[0].got.removeprefix('"').removesuffix('"')
