"""Whom a program runs as: PostgreSQL refuses to be run by root."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass

from targets.errors import Unusable

# `postgres` comes with Debian's package; `nobody` is there on every Unix.
_ORDINARY = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An ordinary user of this machine."""

    name: str
    user: int
    group: int


def ordinary_account() -> Account | None:
    """An ordinary user to step down to; None where we are one ourselves."""
    if os.geteuid() != 0:
        return None
    for name in _ORDINARY:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, user=entry.pw_uid, group=entry.pw_gid)
    raise Unusable(f"PostgreSQL must not run as root, and there is no user called {' or '.join(_ORDINARY)}")
