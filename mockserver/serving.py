"""Serving: from instances to a server that listens, and back to silence."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address

from aiohttp.web import ServerRunner, TCPSite

from mockserver.app import DIALECTS, Dispatcher
from mockserver.core.mailing import Mailer
from mockserver.fronts.control import PREFIX
from mockserver.hosting import Hosting
from mockserver.instances import Instance
from mockserver.mail import MemoryMailer, PostOffice, SmtpMailer
from mockserver.settings import Plain
from mockserver.watching import Watch

_LAST_WORDS = 0.5


@dataclass(frozen=True, slots=True)
class MockServer:
    """A server that listens."""

    origin: str
    hosting: Hosting
    control_url: str | None = None

    def url(self, name: str = "") -> str:
        """The root of an instance, without a slash at the end."""
        return self.instance(name).url

    def instance(self, name: str = "") -> Instance:
        """An instance by name."""
        found = self.hosting.get(name)
        if found is None:
            raise KeyError(f"there is no instance {name!r}; there are {[one.name for one in self.hosting]}")
        return found


@asynccontextmanager
async def serve(
    instances: Mapping[str, Plain],
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    smtp: tuple[str, int] | None = None,
    control: bool = False,
    mutants: Iterable[str] = (),
    dialects: Iterable[str] = tuple(DIALECTS),
    watch: Watch | None = None,
) -> AsyncIterator[MockServer]:
    """Serve these instances, by name and plain settings, until the block ends.

    An instance called `""` lives at the root. Without `smtp` mails are kept in memory. `mutants` are in every
    instance. The control plane (`control`) is refused on an address that others can reach. `watch` has the last hand on
    the rules and encoders of each instance.
    """
    if control and not _is_loopback(host):
        raise ValueError(f"the control plane is for this machine alone, not for {host}")
    async with AsyncExitStack() as stack:
        make_mailer = await _mailers(stack, smtp)
        hosting = Hosting(make_mailer, mutants, watch)
        dispatcher = Dispatcher(hosting, tuple(dialects), controlled=control)
        hosting.origin = await _listen(stack, dispatcher, host, port)
        for name, plain in instances.items():
            hosting.make(name, plain)
        yield MockServer(hosting.origin, hosting, f"{hosting.origin}/{PREFIX}" if control else None)


async def _mailers(stack: AsyncExitStack, smtp: tuple[str, int] | None) -> Callable[[], Mailer]:
    if smtp is None:
        return MemoryMailer
    office = PostOffice(*smtp)
    await stack.enter_async_context(office.at_work())
    return lambda: SmtpMailer(office)


async def _listen(stack: AsyncExitStack, dispatcher: Dispatcher, host: str, port: int) -> str:
    runner = ServerRunner(dispatcher.server(), shutdown_timeout=_LAST_WORDS)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await TCPSite(runner, host, port).start()
    bound_host, bound_port = runner.addresses[0][:2]
    return f"http://{f'[{bound_host}]' if ':' in bound_host else bound_host}:{bound_port}"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
