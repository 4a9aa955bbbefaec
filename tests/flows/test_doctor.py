"""`conformance doctor`: what it sees of servers of every kind, what it proposes, and that it leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import mockserver
from mockserver import MockServer
from tests.support.command_line import Ended, in_process, served
from tests.support.flatterers.constants import CONSTANTS
from tests.support.flatterers.serving import served_at_loopback
from tests.support.raw_server import ok, raw_server
from tests.support.target_files import KEYS, free_port, write_target

APP = ("--set", "keys.application=app")
LEDGER = "conformance-doctor.accounts.jsonl"


def examined(server: MockServer, *words: str | Path, cwd: Path, name: str = "") -> tuple[Ended, dict[str, Any]]:
    """The end of an examination of a mock, and its diagnosis, the parts of it as one."""
    ended = in_process("doctor", server.url(name), "--json", "seen.json", *words, cwd=cwd)
    told = json.loads((cwd / "seen.json").read_text())["looked_at"]
    doors = {door["dialect"]: door for part in told for door in part["doors"]}
    found = {one["setting"]: one["value"] for part in told for one in part["findings"] if one["setting"]}
    problems = [one["what"] for part in told for one in part["problems"]]
    return ended, {"doors": doors, "settings": found, "problems": problems}


def users(server: MockServer, name: str = "") -> list[str]:
    """The usernames that a mock has."""
    return [user.username for user in server.instance(name).app.store.users()]


@pytest.mark.parametrize(
    ("settings", "dialect", "edition"),
    [
        ({}, "parse-graphql", "9"),
        ({"edition": "seed"}, "parse-graphql", "seed"),
        ({"edition": "3.7"}, "parse-graphql-legacy", "3.7"),
        ({"edition": "3.6"}, "parse-graphql-legacy", "3.6"),
        ({"durudex": {"edition": "2022-08"}}, "durudex", "2022-08"),
    ],
    ids=lambda word: word if isinstance(word, str) else None,
)
def test_every_door_is_told_with_its_edition(
    settings: Mapping[str, Any], dialect: str, edition: str, tmp_path: Path
) -> None:
    with served(mockserver.serve({"": {**settings, "anonymousUsers": True}})) as server:
        _, seen = examined(server, *APP, cwd=tmp_path)

    assert seen["doors"][dialect]["edition"] == edition
    assert len({"parse-graphql", "parse-graphql-legacy"} & seen["doors"].keys()) == 1


def test_what_is_put_otherwise_than_in_the_edition_is_told_as_a_trait(tmp_path: Path) -> None:
    with served(mockserver.serve({"": {"errorDetail": True}})) as server:
        _, seen = examined(server, *APP, cwd=tmp_path)

    assert seen["doors"]["parse-graphql"]["edition"] == "9"
    assert seen["doors"]["parse-graphql"]["traits"] == {"no-session-message": "Invalid session token"}


@pytest.mark.parametrize("path", ["", "/parse", "/parse/users"])
def test_the_doors_are_found_from_any_path_below_the_server(path: str, tmp_path: Path) -> None:
    with served(mockserver.serve({"": {}})) as server:
        ended = in_process("doctor", f"{server.url()}{path}", *APP, cwd=tmp_path)

    assert f"at {server.url()}/parse, edition 9" in ended.err
    assert f"at {server.url()}/graphql, edition 9" in ended.err


@pytest.mark.parametrize("given", [(), ("--set", "keys.application=another")], ids=["none", "wrong"])
def test_keys_that_do_not_open_are_a_problem_with_a_remedy(given: tuple[str, ...], tmp_path: Path) -> None:
    with served(mockserver.serve({"": {}}, dialects=["parse-rest", "parse-graphql"])) as server:
        ended, seen = examined(server, *given, cwd=tmp_path)

    assert ended.code == 1
    assert not seen["doors"]["parse-rest"]["opens"]
    assert "refuses the keys" in seen["problems"][0] or "asks for keys" in seen["problems"][0]
    assert "--set keys.NAME=…: keys.application: application id" in ended.err
    assert users(server) == []


@pytest.mark.parametrize("on", [True, False])
def test_settings_that_refusals_tell_are_told_without_an_account(on: bool, tmp_path: Path) -> None:
    policy = {"pattern": ".{8,}", "message": 'At least "8"'}
    settings = {"anonymousUsers": on, "mail": on, **({"passwordPolicy": policy} if on else {})}
    with served(mockserver.serve({"": settings}, dialects=["parse-rest"])) as server:
        _, seen = examined(server, *APP, "--no-account", cwd=tmp_path)

    assert seen["settings"]["anonymousUsers"] is on
    assert seen["settings"]["mail"] is on
    assert seen["settings"].get("passwordPolicy.message") == ('At least "8"' if on else None)
    assert users(server) == []
    assert server.instance("").app.mailer.mails == []


@pytest.mark.parametrize("prevents", [False, True], ids=["verifies", "prevents"])
def test_one_account_shows_verification_and_mail_and_is_removed(prevents: bool, tmp_path: Path) -> None:
    smtp = free_port()
    settings = {"mail": True, "verifyEmail": True, "preventLoginUnverified": prevents, "keys": KEYS}
    words = (*APP, "--set", f"keys.master={KEYS['master']}", "--listen", f"127.0.0.1:{smtp}")
    with served(mockserver.serve({"": settings}, smtp=("127.0.0.1", smtp), dialects=["parse-rest"])) as server:
        ended, seen = examined(server, *words, cwd=tmp_path)

        assert users(server) == []
    assert ended.code == 0, ended.err
    assert seen["settings"]["verifyEmail"] is True
    assert seen["settings"].get("preventLoginUnverified", False) is prevents
    assert "removed again" in ended.err
    assert not (tmp_path / LEDGER).exists()


def test_an_account_that_cannot_be_removed_stands_in_the_ledger(tmp_path: Path) -> None:
    smtp = free_port()
    settings = {"mail": True, "verifyEmail": True, "preventLoginUnverified": True}
    with served(mockserver.serve({"": settings}, smtp=("127.0.0.1", smtp), dialects=["parse-rest"])) as server:
        ended, _ = examined(server, *APP, "--listen", f"127.0.0.1:{smtp}", cwd=tmp_path)
        left = users(server)

    assert ended.code == 1
    noted = [json.loads(line).get("username") for line in (tmp_path / LEDGER).read_text().splitlines()]
    assert len(left) == 1
    assert left[0] in noted


def test_mail_that_does_not_arrive_is_a_problem(tmp_path: Path) -> None:
    with served(mockserver.serve({"": {"mail": True}}, dialects=["parse-rest"])) as server:
        words = (*APP, "--listen", f"127.0.0.1:{free_port()}", "--patience", "0.1")
        ended, seen = examined(server, *words, cwd=tmp_path)

    assert ended.code == 1
    assert seen["problems"][0].startswith("no mail came to the sink")
    assert "point the SMTP settings of the server at" in ended.err


def test_what_it_proposes_is_a_target_file_that_runs_green(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    smtp = free_port()
    monkeypatch.setenv("CONFORMANCE_MASTER_KEY", KEYS["master"])
    settings = {"mail": True, "anonymousUsers": True, "errorDetail": True, "keys": KEYS}
    serving = mockserver.serve({"": settings}, smtp=("127.0.0.1", smtp), dialects=["parse-rest", "parse-graphql"])
    words = ("--set", f"keys.master={KEYS['master']}", "--listen", f"127.0.0.1:{smtp}")
    with served(serving) as server:
        in_process("doctor", server.url(), *APP, *words, "--write-target", "seen.yaml", cwd=tmp_path)
        checked = in_process("check", "seen.yaml", cwd=tmp_path)
        ended = in_process("run", "seen.yaml", "--select", "logout", "--select", "login/both*", cwd=tmp_path)

    text = (tmp_path / "seen.yaml").read_text()
    assert checked.code == 0, checked.err
    assert ended.code == 0, ended.err
    assert KEYS["master"] not in text
    assert "appName: Mock" in text


def test_a_target_file_is_proposed_on_stdout_and_people_are_told_on_stderr(tmp_path: Path) -> None:
    with served(mockserver.serve({"": {}}, dialects=["parse-rest"])) as server:
        ended = in_process("doctor", server.url(), *APP, cwd=tmp_path)
        (tmp_path / "seen.yaml").write_text(ended.out)

        assert in_process("check", "seen.yaml", cwd=tmp_path).code == 0
    assert "nothing stands in the way of a run" in ended.err


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("mine")

    ended = in_process("doctor", "http://127.0.0.1:9", "--write-target", "mine.yaml", cwd=tmp_path)

    assert (ended.code, (tmp_path / "mine.yaml").read_text()) == (4, "mine")


def test_a_target_file_is_held_against_its_server(tmp_path: Path) -> None:
    with served(mockserver.serve({"": {"anonymousUsers": True, "edition": "seed"}})) as server:
        deployment = {"name": "one", "url": server.url(), "keys": {"application": "app"}}
        dialects = {"parse-rest": {}, "parse-graphql": {"edition": "seed", "endpoints": {"graphql": "/elsewhere"}}}
        target = {"target": "t", "mail": {"route": "none"}, "deployments": [{**deployment, "dialects": dialects}]}
        ended = in_process("doctor", write_target(tmp_path, target), cwd=tmp_path)

    assert ended.code == 1
    assert "parse-rest answers less like edition 9 as it is declared than like edition seed" in ended.err
    assert f"parse-graphql does not answer at {server.url()}/elsewhere" in ended.err
    assert f"it seems to live at {server.url()}/graphql" in ended.err
    assert "anonymousUsers is on, and the target file does not say so" in ended.err


def test_a_target_file_that_is_right_is_told_so(tmp_path: Path) -> None:
    with served(mockserver.serve({"": {"anonymousUsers": True, "keys": KEYS}})) as server:
        one = {"name": "one", "url": server.url(), "dialects": {"parse-rest": {}, "parse-graphql": {}}, "keys": KEYS}
        target = {
            "target": "t",
            "mail": {"route": "none"},
            "deployments": [{**one, "settings": {"anonymousUsers": True}}],
        }
        ended = in_process("doctor", write_target(tmp_path, target), cwd=tmp_path)

    assert ended.code == 0, ended.err
    assert "nothing stands in the way of a run" in ended.err


@pytest.mark.parametrize("kind", sorted(CONSTANTS.keys() - {"hang up"}))
def test_a_server_that_says_the_same_to_everybody_is_no_user_api(kind: str, tmp_path: Path) -> None:
    with served(served_at_loopback(CONSTANTS[kind])) as url:
        ended = in_process("doctor", url, *APP, cwd=tmp_path)

    assert ended.code == 1
    assert "no user API that is known here" in ended.err
    assert ended.out == ""


def test_a_closed_port_is_told_with_its_own_code(tmp_path: Path) -> None:
    ended = in_process("doctor", f"http://127.0.0.1:{free_port()}", cwd=tmp_path)

    assert ended.code == 6
    assert "is the server running, and are host and port right?" in ended.err


def test_what_speaks_no_http_is_told(tmp_path: Path) -> None:
    with served(raw_server(*[b"220 mail.example.test ESMTP \x1b[2J\r\n"] * 4)) as server:
        # A TLS client waits there for an answer that never comes.
        ended = in_process("doctor", server.url, "--timeout", "0.5", cwd=tmp_path)

    assert ended.code == 6
    assert "speaks no HTTP" in ended.err
    assert "\x1b" not in ended.err


def test_words_of_a_server_reach_no_terminal_raw(tmp_path: Path) -> None:
    moved = ok(b"", b"Location: http://x/\xe2\x80\xae\x1b[2J", b"Connection: close", status=b"302 Found")
    with served(raw_server(*[moved] * 500)) as server:
        ended = in_process("doctor", server.url, cwd=tmp_path)

    assert "sends browsers from there to http://x/" in ended.err
    assert not {"\x1b", "\u202e"} & set(ended.err)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("127.0.0.1:1337", "starts with http://"),
        ("http://ann:secret@127.0.0.1:1337", "has a log-in in it"),
        ("nothing.yaml", "neither a file nor a URL"),
    ],
)
def test_wrong_words_are_told(word: str, told: str, tmp_path: Path) -> None:
    ended = in_process("doctor", word, cwd=tmp_path)

    assert ended.code == 4
    assert told in ended.err
    assert "secret" not in ended.err
