"""Servers that do not answer, or not in time, or that never send the mail: each has its verdict and exit code."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from aiohttp.web import BaseRequest, Response

from conformance.cli.embedded import mock_instances
from mockserver.core.mailing import Mail, Mailer
from tests.support.command_line import Ended, in_process, served
from tests.support.fronted_mock import Answer, WrapMailer, fronted_mock, plainly
from tests.support.listening import Listener
from tests.support.own_scenarios import only
from tests.support.target_files import free_port, like_the_mock, one_deployment, write_target

SIGN_UP = "signup/a-sign-up-makes-an-account"
RESET = "reset/the-mailed-link-sets-a-new-password"


def test_a_server_that_is_not_there_ends_the_run_with_6(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"

    target = write_target(tmp_path, one_deployment(url))
    ended = in_process("run", target, *only(tmp_path, SIGN_UP), cwd=tmp_path)

    assert ended.code == 6
    assert f"no answer: {url}: no connection" in ended.err
    assert "Is the server running, and is the URL the one that the endpoints start from?" in ended.err


def test_a_server_that_never_answers_ends_the_run_with_6(tmp_path: Path) -> None:
    with served(Listener()) as server:
        target = write_target(tmp_path, one_deployment(server.url))
        ended = in_process("run", target, *only(tmp_path, SIGN_UP), "--timeout", "0.5", cwd=tmp_path)

    assert ended.code == 6
    assert f"{server.url}: no answer within 0.5 s" in ended.err


def test_a_server_that_hangs_up_ends_the_run_with_6(tmp_path: Path) -> None:
    with served(Listener(hangs_up=True)) as server:
        target = write_target(tmp_path, one_deployment(server.url))
        ended = in_process("run", target, *only(tmp_path, SIGN_UP), cwd=tmp_path)

    assert ended.code == 6
    assert f"no answer: {server.url}: " in ended.err


def test_a_control_plane_that_does_not_answer_ends_the_run_with_6(tmp_path: Path) -> None:
    with served(fronted_mock({"one": {}}, plainly)) as origin:
        clock = {"route": "control", "url": f"http://127.0.0.1:{free_port()}/__control"}
        target = write_target(tmp_path, one_deployment(f"{origin}/one", clock=clock))
        ended = in_process("run", target, *only(tmp_path, SIGN_UP), cwd=tmp_path)

    assert ended.code == 6
    assert "the control plane does not answer" in ended.err


def test_a_wrong_application_id_ends_the_run_with_4_before_any_case(tmp_path: Path) -> None:
    with served(fronted_mock({"one": {"keys": {"application": "theirs"}}}, plainly)) as origin:
        target = write_target(tmp_path, one_deployment(f"{origin}/one"))
        ended = in_process("run", target, *only(tmp_path, SIGN_UP), cwd=tmp_path)

    assert (ended.code, ended.log.exists()) == (4, False)
    assert "one refuses the keys it was given for parse-" in ended.err
    assert "check `keys` of the target" in ended.err


def test_an_operation_that_hangs_makes_its_cases_errors_and_no_others(tmp_path: Path) -> None:
    async def log_ins_hang(request: BaseRequest, answer: Answer) -> Response:
        if request.path.endswith("/login") or b"logIn(" in await request.read():
            await asyncio.sleep(60)
        return await answer(request)

    with served(fronted_mock({"one": {}}, log_ins_hang)) as origin:
        target = write_target(tmp_path, one_deployment(f"{origin}/one"))
        words = only(tmp_path, SIGN_UP, "logout/a-log-out-needs-*")
        ended = in_process("run", target, *words, "--timeout", "0.5", cwd=tmp_path)

    verdicts = {address: verdict for address, verdict in ended.verdicts().items() if verdict != "skip"}
    hanging = {address for address, verdict in verdicts.items() if verdict == "error"}
    assert ended.code == 1
    assert hanging == {address for address in verdicts if address.startswith("signup/")}
    assert set(verdicts.values()) == {"error", "pass"}
    assert "no answer within 0.5 s" in ended.err


def test_a_mail_that_never_comes_fails_the_case_that_waits_for_it(tmp_path: Path) -> None:
    ended = _run_reset(tmp_path, lambda mailer: _Mailer(mailer, lose=True))

    assert (ended.code, set(ended.verdicts().values())) == (1, {"fail"})
    assert all(reason.endswith("nothing came for it") for reason in _reasons(ended))


def test_whoever_waits_in_vain_is_told_what_came_instead(tmp_path: Path) -> None:
    ended = _run_reset(tmp_path, lambda mailer: _Mailer(mailer, subject="Our news", text="Nothing to click."))

    assert (ended.code, set(ended.verdicts().values())) == (1, {"fail"})
    assert all('what came for it is not it: "Our news"' in reason for reason in _reasons(ended))


def test_whoever_waits_in_vain_is_told_of_the_nearest_address(tmp_path: Path) -> None:
    """The mails go to `.tes` instead of `.test`: whoever looks for them should be told where they went."""
    ended = _run_reset(tmp_path, lambda mailer: _Mailer(mailer, cut=1))

    assert (ended.code, set(ended.verdicts().values())) == (1, {"fail"})
    assert all(" for other addresses, the address most like it is " in reason for reason in _reasons(ended))


class _Mailer(Mailer):
    """Loses mails, sends others in their place, or sends them to an address that lost its last letters."""

    def __init__(self, mailer: Mailer, *, lose: bool = False, subject: str = "", text: str = "", cut: int = 0) -> None:
        self._mailer = mailer
        self._lose, self._subject, self._text, self._cut = lose, subject, text, cut

    def send(self, mail: Mail) -> None:
        """Send what the vice makes of a mail."""
        if not self._lose:
            to = mail.to[: len(mail.to) - self._cut]
            self._mailer.send(Mail(to, self._subject or mail.subject, self._text or mail.text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mailer, name)


def _run_reset(folder: Path, wrap: WrapMailer) -> Ended:
    """Run one scenario of resets against a mock whose mailer has a vice."""
    port = free_port()
    mail = {"route": "sink", "listen": f"127.0.0.1:{port}", "settle": 0, "patience": 1}
    with served(fronted_mock(mock_instances(), plainly, smtp_port=port, wrap_mailer=wrap)) as origin:
        target = write_target(folder, like_the_mock(origin, control=True, mail=mail))
        return in_process("run", target, *only(folder, RESET), cwd=folder)


def _reasons(ended: Ended) -> list[str]:
    return [case["reason"] for case in ended.records("case")]
