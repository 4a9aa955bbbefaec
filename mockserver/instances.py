"""An instance: one application under one URL, as a front meets it."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core.app import App


@dataclass(frozen=True, slots=True)
class Instance:
    """An application with its place on this server.

    `url` is the root of the deployment, without a slash at the end: `{url}/parse`, `{url}/graphql`.
    `public_url` is the same root as the world is told: in mailed links and Location headers.
    `edition` is "9" or "seed".
    """

    name: str
    app: App
    url: str
    public_url: str
    edition: str
