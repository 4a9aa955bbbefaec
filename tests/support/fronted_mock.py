"""The mock behind a front of the test's own, which sees every request and may answer otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

from aiohttp.web import BaseRequest, Response, Server, ServerRunner, TCPSite

from mockserver.app import DIALECTS, Dispatcher
from mockserver.core.mailing import Mailer
from mockserver.fronts.bodies import LARGEST
from mockserver.fronts.control import PREFIX
from mockserver.hosting import Hosting
from mockserver.mail import MemoryMailer, PostOffice, SmtpMailer

Answer: TypeAlias = Callable[[BaseRequest], Awaitable[Response]]
#: Answers a request; the second argument is how the mock itself would.
Front: TypeAlias = Callable[[BaseRequest, Answer], Awaitable[Response]]
WrapMailer: TypeAlias = Callable[[Mailer], Mailer]


async def plainly(request: BaseRequest, answer: Answer) -> Response:
    """The front that answers as the mock does."""
    return await answer(request)


class _Reread(BaseRequest):
    """A request whose body can be read by the front and by the mock behind it."""

    @property
    def can_read_body(self) -> bool:
        """Is there a body, read already or not?"""
        return self.body_exists


class _Fronted(Dispatcher):
    """The mock's dispatcher, asked only by the front."""

    def __init__(self, hosting: Hosting, front: Front) -> None:
        super().__init__(hosting, tuple(DIALECTS), controlled=True)
        self._front = front

    def server(self) -> Server:
        """The aiohttp server that asks the front."""
        loop = asyncio.get_running_loop()

        def request_of(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> BaseRequest:
            return _Reread(message, payload, protocol, writer, task, loop, client_max_size=LARGEST)

        return Server(self.answer, request_factory=request_of, access_log=None)

    async def answer(self, request: BaseRequest) -> Response:
        """Answer as the front wants it."""
        return await self._front(request, super().answer)


@asynccontextmanager
async def fronted_mock(
    instances: Mapping[str, Mapping[str, Any]],
    front: Front,
    *,
    smtp_port: int | None = None,
    wrap_mailer: WrapMailer = lambda mailer: mailer,
    mutants: Iterable[str] = (),
) -> AsyncIterator[str]:
    """Serve instances of the mock through a front; gives the origin, below which each has its name.

    Mails are sent to the port, or kept by the mock where there is none. The control plane is at /__control.
    """
    async with _mailers(smtp_port) as make_mailer:
        hosting = Hosting(lambda: wrap_mailer(make_mailer()), mutants)
        runner = ServerRunner(_Fronted(hosting, front).server(), shutdown_timeout=0.2)
        await runner.setup()
        try:
            await TCPSite(runner, "127.0.0.1", 0).start()
            hosting.origin = "http://{}:{}".format(*runner.addresses[0][:2])
            for name, plain in instances.items():
                hosting.make(name, plain)
            yield hosting.origin
        finally:
            await runner.cleanup()


@asynccontextmanager
async def _mailers(smtp_port: int | None) -> AsyncIterator[Callable[[], Mailer]]:
    if smtp_port is None:
        yield MemoryMailer
        return
    office = PostOffice("127.0.0.1", smtp_port)
    async with office.at_work():
        yield lambda: SmtpMailer(office)


def is_control(request: BaseRequest) -> bool:
    """Is this request for the control plane, not for the API?"""
    return request.path.startswith(f"/{PREFIX}")


async def body_of(request: BaseRequest) -> bytes:
    """The body, which the mock behind can read as well; nothing of one that it refuses for its length unread."""
    return b"" if (request.content_length or 0) > LARGEST else await request.read()


def is_sign_up(request: BaseRequest, body: bytes) -> bool:
    """Does this request make an account, through either door?"""
    path = request.path.rstrip("/")
    return request.method == "POST" and (path.endswith("/parse/users") or b"signUp(" in body)
