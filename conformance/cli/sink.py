"""`conformance sink`: the mail sink by itself, up before a server starts and after a run has ended."""

from __future__ import annotations

import click


@click.command(context_settings={"show_default": True})
@click.option("--listen", default="127.0.0.1:2525", metavar="HOST:PORT", help="Where to listen for mail.")
@click.option("--http", default="127.0.0.1:0", metavar="HOST:PORT", help="Where mails can be read over HTTP.")
def sink(listen: str, http: str) -> None:
    """Take every mail that a server sends, print it as a line of JSON, and keep the latest for others to read.

    Point the SMTP settings of a server at it, without TLS; any name and password will do. Nothing is sent on. For a run
    that reads its mails here, say `mail: {url: …}` in the target file, with the URL that is told at the start.

    Runs until it is interrupted, and ends with 0. It listens on this machine unless --listen says else: mails hold
    links that open accounts.
    """
    import asyncio

    from conformance.cli.sinking import serve

    asyncio.run(serve(listen, http))
