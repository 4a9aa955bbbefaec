"""Harmless by default: nothing is sent to a host beyond this machine that nobody said they own."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import Ended, in_process, served
from tests.support.listening import Listener
from tests.support.own_scenarios import only
from tests.support.target_files import one_deployment, write_target

SIGN_UP = "signup/a-sign-up-makes-an-account"


def own_address() -> str | None:
    """An address of this machine that is not loopback; connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address


@pytest.fixture
def beyond() -> str:
    """The address of a host that is not loopback, and yet nobody else's."""
    address = own_address()
    if address is None:
        pytest.skip("this machine has no address but loopback")
    return address


def run_at(url: str, folder: Path, *words: str) -> Ended:
    """Run one scenario at a URL."""
    target = write_target(folder, one_deployment(url))
    return in_process("run", target, *only(folder, SIGN_UP), "--timeout", "0.5", *words, cwd=folder)


def test_a_host_beyond_this_machine_is_refused_and_hears_nothing(beyond: str, tmp_path: Path) -> None:
    with served(Listener(beyond)) as server:
        ended = run_at(server.url, tmp_path)

    assert (ended.code, server.connections, ended.log.exists()) == (4, 0, False)
    assert f"{beyond} is not this machine." in ended.err
    assert f"If the server is yours to test, add: --i-own {beyond}" in ended.err


def test_a_dry_run_sends_nothing_to_it_either(beyond: str, tmp_path: Path) -> None:
    with served(Listener(beyond)) as server:
        ended = run_at(server.url, tmp_path, "--dry-run")

    assert (ended.code, server.connections) == (4, 0)


def test_owning_another_host_does_not_help(beyond: str, tmp_path: Path) -> None:
    with served(Listener(beyond)) as server:
        ended = run_at(server.url, tmp_path, "--i-own", "example.test")

    assert (ended.code, server.connections) == (4, 0)


def test_whoever_owns_the_host_may_test_it(beyond: str, tmp_path: Path) -> None:
    """The server never answers: 6 shows that it was asked."""
    with served(Listener(beyond)) as server:
        ended = run_at(server.url, tmp_path, "--i-own", beyond)

    assert ended.code == 6
    assert server.connections > 0


def test_the_url_of_a_single_dialect_counts_as_well(beyond: str, tmp_path: Path) -> None:
    data = one_deployment("http://127.0.0.1:9")
    with served(Listener(beyond)) as server:
        data["deployments"][0]["dialects"]["parse-graphql"] = {"url": server.url}
        ended = in_process("run", write_target(tmp_path, data), *only(tmp_path, SIGN_UP), cwd=tmp_path)

    assert (ended.code, server.connections) == (4, 0)


@pytest.mark.parametrize(
    ("addresses", "code"),
    [(["127.0.0.1"], 6), (["127.0.0.1", "203.0.113.9"], 4), (["::ffff:203.0.113.9"], 4), ([], 4)],
    ids=["loopback", "loopback and another", "another in disguise", "none"],
)
def test_a_name_is_what_it_resolves_to(
    addresses: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a name server of our own, the resolver is the one thing that has to be replaced."""
    asked = socket.getaddrinfo

    def resolve(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host != "server.test":
            return asked(host, port, *rest, **more)
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [entry for address in addresses for entry in asked(address, port, *rest, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    ended = run_at("http://server.test:9", tmp_path)

    assert ended.code == code
    assert ("--i-own server.test" in ended.err) == (code == 4)
