"""A flatterer that does everything as the reference does, and says that it mails, but sends no mail."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import mockserver
from conformance.cli.embedded import mock_instances
from conformance.suite import Suite
from conformance.target import Target
from tests.support.flatterers.serving import MAIL, target_of
from tests.support.target_files import like_the_mock


@asynccontextmanager
async def mailless(suite: Suite, port: int) -> AsyncIterator[Target]:
    """The mock with its own memory for a mailbox: the sink at the port waits in vain."""
    async with mockserver.serve(mock_instances(), smtp=None, control=True) as server:
        yield target_of(like_the_mock(server.origin, control=True, mail=MAIL), suite)
