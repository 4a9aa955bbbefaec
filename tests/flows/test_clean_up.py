"""`conformance clean-up`: what a run made is gone, what was there before stays, and what is left has a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

import mockserver
from mockserver import MockServer
from tests.support.command_line import Ended, in_process, served
from tests.support.target_files import KEYS, free_port, write_target

LEDGER = "conformance-run.accounts.jsonl"
#: Sign-ups of all kinds: refused ones, races, raw ones, renamed and anonymous users.
CASES = ("signup/*", "access/*", "session/an-anonymous-*", "login/*anonym*")
PARSE = {"parse-rest": {}, "parse-graphql": {}}


@contextmanager
def somebodys(dialects: dict[str, Any], **settings: Any) -> Iterator[MockServer]:
    """A mock with these doors."""
    plain = {"anonymousUsers": True, "keys": KEYS, **settings}
    with served(mockserver.serve({"": plain}, dialects=list(dialects))) as server:
        yield server


def target(
    server: MockServer, dialects: dict[str, Any], folder: Path, *, master: bool, name: str = "t.yaml", smtp: int = 0
) -> Path:
    """A target file with the master key, or without it."""
    asked = {"parse-rest": ("application", "appName"), "cloudboost": ("application", "client"), "durudex": ()}
    wanted = (*asked[next(iter(dialects))], *(["master"] if master else []))
    keys = {name: {**KEYS, "client": "client"}[name] for name in wanted}
    settings = {"mail": True, "verifyEmail": True} if smtp else {"anonymousUsers": True}
    mail = {"route": "sink", "listen": f"127.0.0.1:{smtp}"} if smtp else {"route": "none"}
    one = {"name": "one", "url": server.url(), "dialects": dialects, "keys": keys, "settings": settings}
    return write_target(folder, {"target": "t", "mail": mail, "deployments": [one]}, name)


def users(server: MockServer) -> set[str]:
    return {user.username for user in server.instance("").app.store.users()}


def sign_up(server: MockServer, username: str) -> None:
    """Somebody who was there before."""
    body = json.dumps({"username": username, "password": "theirs"}).encode()
    headers = {"X-Parse-Application-Id": "app", "Content-Type": "application/json"}
    urlopen(Request(f"{server.url()}/parse/users", body, headers)).read()


def run(path: Path, *select: str) -> Ended:
    """A run that makes accounts."""
    words = [word for pattern in select or CASES for word in ("--select", pattern)]
    return in_process("run", path.name, *words, cwd=path.parent)


def clean_up(path: Path, *words: str) -> tuple[Ended, list[dict[str, str]]]:
    """The end of cleaning up after it, and what it says is left."""
    ended = in_process("clean-up", LEDGER, path.name, *words, cwd=path.parent)
    return ended, [json.loads(line) for line in ended.out.splitlines()]


def test_with_the_master_key_everything_that_was_made_is_removed_and_nothing_else(tmp_path: Path) -> None:
    with somebodys(PARSE) as server:
        sign_up(server, "somebody")
        path = target(server, PARSE, tmp_path, master=True)
        made = run(path)
        assert len(users(server)) > 50
        assert f"accounts: {LEDGER}; conformance clean-up removes them" in made.err

        ended, left = clean_up(path)

        assert (ended.code, left) == (0, []), ended.err
        assert users(server) == {"somebody"}


def test_of_a_bare_url_the_ledger_says_what_it_speaks(tmp_path: Path) -> None:
    with somebodys(PARSE) as server:
        keys = [f"--set=keys.{name}={KEYS[name]}" for name in ("application", "appName", "master")]
        spoken = ("--dialect", "parse-graphql")
        in_process("run", server.url(), *spoken, *keys, "--select", "signup/a-sign-up*", cwd=tmp_path)
        (ledger,) = tmp_path.glob("*.accounts.jsonl")
        assert users(server)

        ended = in_process("clean-up", ledger.name, server.url(), *keys, cwd=tmp_path)

        assert (ended.code, ended.out, users(server)) == (0, "", set()), ended.err


def test_names_that_a_server_keeps_in_lower_case_are_found(tmp_path: Path) -> None:
    with somebodys(PARSE, lowercaseUsernames=True) as server:
        path = target(server, PARSE, tmp_path, master=True)
        line = {"url": server.url(), "dialect": "parse-rest", "username": "ABCDEFGHIJ", "made_up": True}
        sign_up(server, "ABCDEFGHIJ")
        (user,) = server.instance("").app.store.users()
        (tmp_path / LEDGER).write_text(json.dumps({**line, "made": True, "id": user.id}) + "\n")

        ended, left = clean_up(path)

        assert (user.username, users(server)) == ("abcdefghij", set())
    assert (ended.code, left) == (0, [])


def test_it_can_be_repeated(tmp_path: Path) -> None:
    with somebodys(PARSE) as server:
        path = target(server, PARSE, tmp_path, master=True)
        run(path, "signup/a-sign-up*")
        clean_up(path)

        again, left = clean_up(path)

    assert (again.code, left) == (0, [])
    assert again.err.startswith("0 accounts removed, ")


def test_without_a_master_key_accounts_remove_themselves(tmp_path: Path) -> None:
    with somebodys(PARSE) as server:
        path = target(server, PARSE, tmp_path, master=False)
        run(path, "logout/*", "rotation/*")
        before = users(server)

        ended, left = clean_up(path)

        assert len(before) > 10
        assert users(server) == set(), (ended.err, left)
        assert ended.code == 0


def test_the_id_of_nobody_that_a_ledger_names_is_touched_unless_the_run_made_it(tmp_path: Path) -> None:
    """A scenario may try a name that is taken; whoever has it stays, master key or not."""
    with somebodys(PARSE) as server:
        sign_up(server, "somebody")
        for master in (True, False):
            path = target(server, PARSE, tmp_path, master=master)
            line = {"url": server.url(), "dialect": "parse-rest", "username": "somebody", "made_up": False}
            more = {"seed": 1, "run": "r", "case": "c", "person": "ann", "id": "AAAAAAAAAA"}
            (tmp_path / LEDGER).write_text(json.dumps({**line, **more}) + "\n")

            ended, left = clean_up(path)

            assert (ended.code, left) == (0, [])
            assert users(server) == {"somebody"}


def test_a_dialect_without_deletion_leaves_its_accounts_and_says_so(tmp_path: Path) -> None:
    dialects = {"durudex": {}}
    line = {"dialect": "durudex", "username": "ann", "made_up": True, "made": True}
    with somebodys(dialects) as server:
        path = target(server, dialects, tmp_path, master=False)
        (tmp_path / LEDGER).write_text(json.dumps({**line, "url": server.url()}) + "\n")

        ended, left = clean_up(path)

    assert ended.code == 1
    assert [one["why"] for one in left] == ["durudex has no operation that deletes a user"]
    assert "left 1: durudex: durudex has no operation" in ended.err


def test_users_of_cloudboost_remove_themselves(tmp_path: Path) -> None:
    dialects = {"cloudboost": {}}
    smtp = free_port()
    plain = {"keys": {**KEYS, "client": "client"}, "mail": True}
    with served(mockserver.serve({"": plain}, smtp=("127.0.0.1", smtp), dialects=["cloudboost"])) as server:
        path = target(server, dialects, tmp_path, master=False, smtp=smtp)
        run(path, "logout/*")

        ended, left = clean_up(path)

    assert (ended.code, left) == (0, []), ended.err
    assert not ended.err.startswith("0 accounts removed")


def test_accounts_of_another_server_are_left_alone(tmp_path: Path) -> None:
    with somebodys(PARSE) as server, somebodys(PARSE) as other:
        run(target(server, PARSE, tmp_path, master=True), "signup/a-sign-up-opens*")
        before = users(server)

        ended, left = clean_up(target(other, PARSE, tmp_path, master=True, name="other.yaml"))

        assert users(server) == before
    assert ended.code == 1
    assert all("no deployment of the target is at" in one["why"] for one in left)


def test_a_server_that_is_gone_is_told_with_its_own_code(tmp_path: Path) -> None:
    with somebodys(PARSE) as server:
        path = target(server, PARSE, tmp_path, master=True)
        run(path, "signup/a-sign-up*")

    ended, _ = clean_up(path)

    assert ended.code == 6
    assert "no answer: nobody answered" in ended.err


def test_a_dry_run_sends_nothing(tmp_path: Path) -> None:
    with somebodys(PARSE) as server:
        path = target(server, PARSE, tmp_path, master=True)
        run(path, "signup/a-sign-up*")
        before = users(server)

        ended = in_process("clean-up", LEDGER, path.name, "--dry-run", cwd=tmp_path)

        assert users(server) == before
    assert ended.code == 0
    assert before <= {line.split("  ")[0] for line in ended.out.splitlines()}


@pytest.mark.parametrize("words", [(LEDGER, "t.yaml"), ("t.yaml", "t.yaml")], ids=["no ledger", "no JSON"])
def test_wrong_words_are_told(words: tuple[str, str], tmp_path: Path) -> None:
    with somebodys(PARSE) as server:
        target(server, PARSE, tmp_path, master=True)

    assert in_process("clean-up", *words, cwd=tmp_path).code == 4
