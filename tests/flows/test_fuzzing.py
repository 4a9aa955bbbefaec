"""`conformance fuzz` as it is called: green on the mock, red on a mock that tells too much or keeps who was refused."""

from __future__ import annotations

from pathlib import Path

from aiohttp.web import BaseRequest, Response

from conformance.bundled import bundled_scenarios
from tests.support.command_line import Ended, in_process, served
from tests.support.fronted_mock import Answer, Front, fronted_mock, plainly
from tests.support.target_files import one_deployment, write_target

#: So few requests reach the first operations of the contract only, which is enough for what every answer shows.
FEW = ("--dialect", "parse-rest", "--examples", "2", "--max-time", "8")


async def traced(request: BaseRequest, answer: Answer) -> Response:
    """Answer as the mock does, with the place where it happened."""
    response = await answer(request)
    told = response.body if isinstance(response.body, bytes) else b""
    return Response(
        body=told.replace(b'"error":', b'"stack":"at login (/srv/app/users.js:3:1)","error":'),
        status=response.status,
        headers={name: value for name, value in response.headers.items() if name != "Content-Length"},
    )


def test_the_mock_has_no_fault_that_nobody_knows_of(tmp_path: Path) -> None:
    ended = _fuzzed(tmp_path, plainly, "--known", bundled_scenarios() / "targets" / "mock-faults.yaml")

    assert (ended.code, "no fault" in ended.err) == (0, True)


def test_a_server_that_shows_where_it_happened_is_red(tmp_path: Path) -> None:
    ended = _fuzzed(tmp_path, traced)

    assert ended.code == 1
    assert "no stack trace and no path of a file: at login (/srv/app/users.js:3:1)" in ended.err


def test_a_known_fault_is_counted_and_not_red(tmp_path: Path) -> None:
    known = tmp_path / "known.yaml"
    because = "because: the server is a toy"
    known.write_text(
        "known_faults:\n"
        f"- {{promise: no stack trace and no path of a file, {because}}}\n"
        f"- {{promise: answers as the contract says, {because}}}\n"
        f"- {{promise: no failure of the server, {because}}}\n"
    )

    ended = _fuzzed(tmp_path, traced, "--known", known)

    assert (ended.code, " known" in ended.err) == (0, True)


def test_a_dialect_that_the_target_does_not_speak_is_told(tmp_path: Path) -> None:
    target = write_target(tmp_path, one_deployment("http://127.0.0.1:9"))

    ended = in_process("fuzz", target, "--dialect", "durudex", cwd=tmp_path)

    assert (ended.code, "no door with a contract" in ended.err) == (4, True)


def _fuzzed(folder: Path, front: Front, *more: str | Path) -> Ended:
    keys = {"application": "app", "master": "master-of-the-mock"}
    with served(fronted_mock({"one": {"anonymousUsers": True, "keys": keys}}, front)) as origin:
        target = write_target(folder, one_deployment(f"{origin}/one"))
        return in_process("fuzz", target, *FEW, *more, cwd=folder)
