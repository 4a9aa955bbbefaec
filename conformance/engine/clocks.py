"""Clocks of targets: real time that is awaited, or a control plane that turns it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from conformance.engine.slots import Slots
from conformance.errors import CannotTell, NoAnswer, NotTestable
from conformance.wire import Exchange, WireRequest

Send = Callable[[WireRequest], Awaitable[Exchange]]


class WallClock:
    """Real time: waits are real, within a budget per case; waiting cases take no place from others."""

    def __init__(self, budget: float, settle: float, slots: Slots) -> None:
        self._left = budget
        self._settle = settle
        self._slots = slots

    async def pass_seconds(self, seconds: float) -> None:
        """Wait; NotTestable when the case would wait longer than its budget."""
        if seconds > self._left:
            raise NotTestable(f"it would wait {seconds:g} s, and --max-wait leaves {self._left:g} s")
        self._left -= seconds
        self._slots.release()
        try:
            await asyncio.sleep(seconds)
        finally:
            self._slots.take_back()

    async def settle(self) -> None:
        """Wait as long as silence must last."""
        self._slots.release()
        try:
            await asyncio.sleep(self._settle)
        finally:
            await self._slots.acquire()

    async def has_mailed_all(self) -> bool:
        """No: another mail may always come."""
        return False


class ControlClock:
    """The clock of one instance behind a control plane (docs/reference/control-plane.md)."""

    def __init__(self, control: str, send: Send) -> None:
        self._control = control
        self._send = send

    async def pass_seconds(self, seconds: float) -> None:
        """Turn the clock."""
        await ask(self._send, "POST", f"{self._control}/clock", {"advance": seconds})

    async def settle(self) -> None:
        """Return when no mail of the instance is on its way any more."""
        await ask(self._send, "GET", f"{self._control}/outbox")

    async def has_mailed_all(self) -> bool:
        """Is no mail of the instance on its way any more?"""
        outbox = await ask(self._send, "GET", f"{self._control}/outbox")
        return isinstance(outbox, dict) and outbox.get("pending") == 0


class ControlPlane:
    """A target's control plane: makes instances of deployments, each with its own store and clock."""

    def __init__(self, url: str, send: Send) -> None:
        self._url = url.rstrip("/")
        self._send = send
        self._controls: dict[str, str] = {}

    async def connect(self) -> None:
        """Learn where each deployment is controlled; NoAnswer when the plane does not answer."""
        try:
            known = await ask(self._send, "GET", self._url)
        except CannotTell as error:
            raise NoAnswer(f"the control plane does not answer: {error}") from None
        self._controls = {name: str(one["control"]) for name, one in known["instances"].items()}

    def clock_of(self, deployment: str) -> ControlClock:
        """The clock of a deployment's own instance."""
        if deployment not in self._controls:
            raise CannotTell(f"the control plane knows no instance {deployment}")
        return ControlClock(self._controls[deployment], self._send)

    async def fresh(self, deployment: str) -> tuple[str, ControlClock, str]:
        """A new instance like a deployment: its URL, its clock, and where it is controlled."""
        made = await ask(self._send, "POST", f"{self._url}/instances", {"like": deployment})
        return str(made["url"]), ControlClock(str(made["control"]), self._send), str(made["control"])

    async def drop(self, control: str) -> None:
        """Let an instance go."""
        await ask(self._send, "DELETE", control)


async def ask(send: Send, method: str, url: str, body: Any = None) -> Any:
    """One request to a control plane; CannotTell when it is not answered well."""
    headers = (("Content-Type", "application/json"),) if body is not None else ()
    request = WireRequest(method, url, headers, json.dumps(body).encode() if body is not None else None)
    response = (exchange := await send(request)).response
    if response is None or not 200 <= response.status < 300:
        told = exchange.problem or (f"HTTP {response.status}" if response else "")
        raise CannotTell(f"control plane: {method} {url}: {told}")
    return response.json_or({})
