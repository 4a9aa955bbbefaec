"""What the launcher promises about the real Parse Server, seen on the real Parse Server."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiosmtpd.smtp import SMTP, Envelope, Session

from targets.description import HERE, read_description
from targets.errors import DidNotStart
from targets.launching import Request
from targets.npm import CACHE
from targets.running import run
from targets.tools import find_tools, node_range
from tests.unit.targets.traces import Traces

FOLDER = HERE / "parse-server-9"
KEYS = {"X-Parse-Application-Id": "real-app", "Content-Type": "application/json"}
MASTER = {**KEYS, "X-Parse-Master-Key": "real-master"}
WAIT = 120


@dataclass(frozen=True)
class Running:
    """A launcher that has everything up."""

    process: subprocess.Popen[str]
    target: dict[str, Any]

    def url(self, name: str) -> str:
        """Where a deployment is."""
        return str(next(one["url"] for one in self.target["deployments"] if one["name"] == name))


@contextmanager
def up(traces: Traces, *deployments: str) -> Iterator[Running]:
    """The launcher as a process, from the moment its servers are up."""
    file = traces.temporary.parent / "target.yaml"
    chosen = [word for name in deployments for word in ("--only", name)]
    command = [sys.executable, "-m", "targets", "parse-server-9", "--write-target", str(file), *chosen]
    with subprocess.Popen(
        command, cwd=HERE.parent, env=traces.environment(), stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            assert any("Ctrl-C stops" in line for line in process.stderr)
            yield Running(process, yaml.safe_load(file.read_text(encoding="utf-8")))
        finally:
            process.terminate()


@contextmanager
def fresh_traces() -> Iterator[Traces]:
    """A folder for temporary files that PostgreSQL's user may enter."""
    with tempfile.TemporaryDirectory(prefix="parse-live-") as folder:
        Path(folder).chmod(0o755)
        temporary = Path(folder, "temporary")
        temporary.mkdir()
        temporary.chmod(0o777)
        yield Traces(temporary)


@pytest.fixture
def traces() -> Iterator[Traces]:
    """For one test."""
    with fresh_traces() as found:
        yield found


@pytest.fixture(scope="module")
def real() -> Iterator[Running]:
    """Two deployments that these tests share."""
    with fresh_traces() as found, up(found, "plain", "prevent-signup") as running:
        yield running


def asked(method: str, url: str, headers: dict[str, str], body: Any = None) -> dict[str, Any]:
    """One request; the answer is its JSON, whatever the status."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            content: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as refusal:
        content = json.load(refusal)
    return content


SCHEMA = """{
  __schema { queryType { fields { name } } }
  user: __type(name: "User") { fields { name } }
}"""


@pytest.mark.parametrize("name", ["plain", "prevent-signup"])
def test_the_schema_is_that_of_a_server_in_use(real: Running, name: str) -> None:
    data = asked("POST", f"{real.url(name)}/graphql", MASTER, {"query": SCHEMA})["data"]
    queries = {field["name"] for field in data["__schema"]["queryType"]["fields"]}
    members = {field["name"] for field in data["user"]["fields"]}

    assert {"session", "sessions", "user", "users", "viewer"} <= queries
    assert {"_hashed_password", "_rperm", "_wperm"} <= members


@pytest.mark.parametrize("what", ["users", "sessions"])
@pytest.mark.parametrize("name", ["plain", "prevent-signup"])
def test_nobody_has_an_account_or_a_session_at_first(real: Running, name: str, what: str) -> None:
    # The other tests leave accounts on their way; they are told apart by the warm-up's own name.
    found = asked("GET", f"{real.url(name)}/parse/{what}", MASTER)["results"]

    assert [one for one in found if one.get("username", "first-visitor") == "first-visitor"] == []


def test_a_server_outlives_a_mail_that_nobody_takes(real: Running) -> None:
    person = {"username": "unheard", "password": "Secret-1234", "email": "unheard@example.test"}
    asked("POST", f"{real.url('prevent-signup')}/parse/users", KEYS, person)
    asked("POST", f"{real.url('plain')}/parse/requestPasswordReset", KEYS, {"email": "nobody@example.test"})

    assert asked("GET", f"{real.url('prevent-signup')}/parse/health", KEYS) == {"status": "ok"}
    assert real.process.poll() is None


async def test_mail_comes_to_the_port_that_the_target_file_names(real: Running) -> None:
    received: asyncio.Queue[bytes] = asyncio.Queue()

    class Keep:
        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
            received.put_nowait(envelope.content)
            return "250 OK"

    host, _, port = real.target["mail"]["listen"].partition(":")
    sink = await asyncio.get_running_loop().create_server(lambda: SMTP(Keep()), host, int(port))
    async with sink, asyncio.timeout(30):
        person = {"username": "heard", "password": "Secret-1234", "email": "heard@example.test"}
        await asyncio.to_thread(asked, "POST", f"{real.url('prevent-signup')}/parse/users", KEYS, person)
        mail = message_from_bytes(await received.get())

    assert mail["Subject"] == "Please verify your e-mail for Real Parse"
    assert mail["To"] == "heard@example.test"
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert f"{real.url('prevent-signup')}/parse/apps/real-app/verify_email?token=" in body.decode()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_leaves_no_process_and_no_file(traces: Traces, name: str) -> None:
    with up(traces, "plain") as running:
        before = traces.processes()
        running.process.send_signal(signal.Signals[name])
        code = running.process.wait(WAIT)

    assert any("serve.cjs" in line for line in before)
    assert any("postgres" in line for line in before)
    assert code == 0
    assert traces.left_over() == []


def test_a_launcher_that_is_killed_leaves_no_process_and_no_file_either(traces: Traces) -> None:
    with up(traces, "plain") as running:
        running.process.kill()
        running.process.wait(WAIT)

    assert traces.left_over(within=30) == []


def test_a_configuration_that_parse_server_refuses_is_told_in_its_own_words(
    traces: Traces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / FOLDER.name
    shutil.copytree(FOLDER, folder)
    described = folder / "deployments.yaml"
    described.write_text(
        described.read_text(encoding="utf-8").replace("threshold: 3, duration", "threshold: 0, duration")
    )
    monkeypatch.setattr(tempfile, "tempdir", str(traces.temporary))
    request = Request(folder, read_description(folder).only(("lockout",)), cache=CACHE)
    with pytest.raises(DidNotStart, match=r"lockout did not come up(.|\n)*[Tt]hreshold"):
        asyncio.run(run(request, find_tools(node_range=node_range(folder)), ["true"], say=lambda text: None))

    assert traces.left_over() == []
