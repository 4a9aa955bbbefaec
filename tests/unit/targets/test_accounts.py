"""Whom PostgreSQL runs as."""

from __future__ import annotations

import os
import pwd

from targets.accounts import ordinary_account


def test_root_steps_down_and_everybody_else_stays() -> None:
    account = ordinary_account()

    if os.geteuid() == 0:
        assert account is not None
        assert pwd.getpwnam(account.name).pw_uid == account.user != 0
    else:
        assert account is None
