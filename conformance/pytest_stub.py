"""What pytest loads in every project that has us installed: options, and hooks that import the rest when needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conformance.fixtures import MailSinkHandle, MockServerHandle
    from conformance.judge import Judge  # noqa: F401 - named in a string only

#: The judge of a session that has scenarios; here, so that sessions without need not import it.
JUDGE = pytest.StashKey["Judge"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options carry our name: a plain `--target` would break projects that have one."""
    group = parser.getgroup("conformance", "scenarios for user APIs (parse-conformance)")
    group.addoption("--conformance-target", metavar="TARGET", help="target file; default: the embedded mock")
    group.addoption("--conformance-dialect", action="append", default=[], metavar="D", help="only this dialect")
    group.addoption("--conformance-dialects", metavar="DIR", help="your own dialects, beside the bundled ones")
    group.addoption("--conformance-seed", type=int, default=0, help="seed of generated people")
    group.addoption("--conformance-i-own", action="append", default=[], metavar="HOST", help="this host is mine")
    parser.addini("conformance_paths", "folders whose scenario files are collected", type="paths", default=[])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Scenario files that were named on the command line, or lie under `conformance_paths`."""
    if file_path.suffix != ".yaml" or not _is_wanted(file_path, parent):
        return None
    from conformance.scenario.loading import is_scenario

    if not is_scenario(file_path):
        return None
    from conformance.plugin import ScenarioFile

    return ScenarioFile.from_parent(parent, path=file_path)


def _is_wanted(path: Path, parent: pytest.Collector) -> bool:
    config = parent.config
    named = [Path(config.invocation_params.dir, word.split("::")[0]).resolve() for word in config.args]
    folders = [Path(folder).resolve() for folder in config.getini("conformance_paths")]
    return path.resolve() in named or any(path.resolve().is_relative_to(folder) for folder in folders)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """The controller of pytest-xdist gives each worker a port of its own for the target's mails."""
    from conformance.plugin import share_mail

    share_mail(node)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop what was started; findings that gate turn the session red."""
    judge = session.config.stash.get(JUDGE, None)
    if judge is not None:
        judge.finish(session)


@pytest.fixture
def mail_sink() -> Iterator[MailSinkHandle]:
    """An SMTP sink on a free port: `.host`, `.port`, `.wait_for(address)`, `.links(message)`."""
    from conformance.fixtures import open_mail_sink

    with open_mail_sink() as sink:
        yield sink


@pytest.fixture
def mock_server(mail_sink: MailSinkHandle) -> Iterator[MockServerHandle]:
    """The reference mock, its mails going to `mail_sink`: `.url`, `.start(**settings)`, `.advance(seconds)`."""
    from conformance.fixtures import open_mock_server

    with open_mock_server(mail_sink) as server:
        yield server
