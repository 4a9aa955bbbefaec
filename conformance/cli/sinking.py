"""What `conformance sink` does: listen, tell each mail on stdout, end when told to."""

from __future__ import annotations

import asyncio
import json
import signal
import sys

import click

from conformance.mail.errors import CannotListen
from conformance.mail.message import MailMessage
from conformance.mail.outlet import KeptMails, Outlet
from conformance.mail.receiving import host_and_port
from conformance.mail.record import told
from conformance.mail.sink import MailSink


async def serve(listen: str, http: str) -> None:
    """Take mails until SIGINT or SIGTERM, or until nobody reads stdout any more."""
    over = asyncio.Event()

    def tell(message: MailMessage) -> None:
        try:
            # Escapes, since a mail may hold what a terminal obeys.
            sys.stdout.write(json.dumps(told(message), ensure_ascii=True) + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            over.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    mails = KeptMails(tell)
    (host, port), (http_host, http_port) = host_and_port(listen), host_and_port(http)
    async with MailSink(mails, host=host, port=port) as sink:
        smtp = f"{sink.host}:{sink.port}"
        try:
            async with Outlet(mails, host=http_host, port=http_port, smtp=smtp) as outlet:
                click.echo(f"mail is taken at {smtp}; a run reads it here: mail: {{url: {_url(outlet)}}}", err=True)
                await over.wait()
        except OSError as error:
            told_why = error.strerror or error
            raise CannotListen(
                f"mails cannot be shown at {http_host}:{http_port}: {told_why}; --http names another"
            ) from None
    click.echo(f"{mails.last} mails came", err=True)


def _url(outlet: Outlet) -> str:
    host = f"[{outlet.host}]" if ":" in outlet.host else outlet.host
    return f"http://{host}:{outlet.port}"
