"""A reference server for user APIs in the manner of Parse: in-process or standalone, with a clock to turn.

async with mockserver.serve({"plain": {"mail": True}}) as server:
    print(server.url("plain"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.mutants import MUTANTS
    from mockserver.serving import MockServer, serve
    from mockserver.settings import SettingsError

__all__ = ["MUTANTS", "MockServer", "SettingsError", "serve"]

# Importing aiohttp takes 160 ms, so whoever only imports this package does not pay for it.
_HOMES = {
    "MUTANTS": "mockserver.mutants",
    "MockServer": "mockserver.serving",
    "SettingsError": "mockserver.settings",
    "serve": "mockserver.serving",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, when it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
