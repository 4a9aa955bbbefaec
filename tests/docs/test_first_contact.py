"""What the guide promises to somebody who names a server for the first time, and gets something wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import mockserver
from tests.support.command_line import in_process, served
from tests.support.target_files import KEYS, free_port, one_deployment, write_target

MASTER_KEY_SCENARIO = "access/the-master-key-opens-every-user"
#: It says `{use: account, as: ann, keep_as: first}`.
KEEPS_AN_ACCOUNT = "signup/a-sign-up-beside-a-session-makes-somebody-else"
MAILED = {"mail": True, "anonymousUsers": True, "verifyEmail": True}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served(mockserver.serve({"": {"anonymousUsers": True, "keys": KEYS}})) as server:
        yield server.url()


def run(url: str, *more: str, cwd: Path) -> tuple[str, str]:
    """The outputs of a run on a bare URL, and its log."""
    words = ["run", url, "--dialect", "parse-rest", "--set", "keys.application=app", *more]
    ended = in_process(*words, cwd=cwd)
    return ended.err, ended.log.read_text()


def test_a_key_that_was_not_given_skips_what_needs_it(url: str, tmp_path: Path) -> None:
    said, _ = run(url, "--select", MASTER_KEY_SCENARIO, cwd=tmp_path)

    assert "the target gives no key `master`" in said


def test_a_key_that_was_given_is_used_and_stays_out_of_the_log(url: str, tmp_path: Path) -> None:
    said, log = run(url, "--select", MASTER_KEY_SCENARIO, "--set", f"keys.master={KEYS['master']}", cwd=tmp_path)

    assert "1 of 1 MUST" in said
    assert KEYS["master"] not in log
    assert "keys.master=‹master›" in log


def test_a_url_that_is_one_path_too_long_is_told_before_anything_else(url: str, tmp_path: Path) -> None:
    said, _ = run(f"{url}/parse", "--select", "logout", cwd=tmp_path)

    assert said.startswith(f"url: GET {url}/parse/parse/users/me was answered with 404 and no JSON. Is `url` right?")


def test_a_url_that_is_right_is_not_doubted(url: str, tmp_path: Path) -> None:
    said, _ = run(url, "--select", "logout", cwd=tmp_path)

    assert "Is `url` right?" not in said


def test_who_says_that_mails_are_sent_is_asked_for_the_name_in_them(tmp_path: Path) -> None:
    data = one_deployment("http://127.0.0.1:9")
    data["deployments"][0] |= {"keys": {"application": "app"}, "settings": {"mail": True}}

    ended = in_process("check", write_target(tmp_path, data), cwd=tmp_path)

    assert ended.code == 4
    assert "parse-rest needs the key `appName`" in ended.err


def test_a_server_that_always_verifies_addresses_is_judged_too(tmp_path: Path) -> None:
    """There the preparation `account` ends with a mail, and what is kept of it is the answer all the same."""
    smtp = free_port()
    with served(mockserver.serve({"": {**MAILED, "keys": KEYS}}, smtp=("127.0.0.1", smtp))) as server:
        data = one_deployment(server.url(), mail={"route": "sink", "listen": f"127.0.0.1:{smtp}"})
        data["deployments"][0]["settings"] = MAILED
        ended = in_process("run", write_target(tmp_path, data), "--select", KEEPS_AN_ACCOUNT, cwd=tmp_path)

    assert set(ended.verdicts().values()) == {"pass"}
