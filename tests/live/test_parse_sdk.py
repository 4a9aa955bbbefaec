"""The official Parse SDK on the real Parse Server: what the mock is compared with is still true."""

from __future__ import annotations

from tests.live.sdk_server import KEYS, real_server
from tests.strangers.parse.sdk import told_by_the_real_server, told_by_the_sdk


def test_the_sdk_is_told_what_was_recorded() -> None:
    with real_server() as real:
        told = told_by_the_sdk(real.url, KEYS, real.mails)

    assert told == told_by_the_real_server()
