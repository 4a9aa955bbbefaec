"""Reports, lists and parts through the command line: what is written, and how the command ends."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path

import pytest

from conformance.cli.embedded import mock_instances
from tests.support.command_line import Ended, in_process

SOME = ("--select", "logout/a-log-out-*", "--seed", "7")
FILES = {"report.html", "junit.xml", "summary.json", "summary.md", "results.sarif", "badge.json", "badge.svg"}


@pytest.fixture(scope="module")
def green(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """A run of some cases with every report."""
    return in_process("run", *SOME, "--report", "out", cwd=tmp_path_factory.mktemp("reports"))


def cut(green: Ended, folder: Path) -> Path:
    path = folder / "cut.jsonl"
    path.write_text("".join(green.log.read_text().splitlines(keepends=True)[:-1]))
    return path


def test_a_run_writes_every_report(green: Ended) -> None:
    assert green.code == 0
    assert {path.name for path in (green.log.parent / "out").iterdir()} == FILES


def test_report_ends_as_the_run_did(green: Ended, tmp_path: Path) -> None:
    red = tmp_path / "red.jsonl"
    red.write_text(green.log.read_text().replace('"exit":0', '"exit":1'))

    assert in_process("report", green.log, "--json", "a.json", cwd=tmp_path).code == 0
    assert in_process("report", red, "--json", "b.json", cwd=tmp_path).code == 1
    assert json.loads((tmp_path / "b.json").read_text())["exit"] == 1


def test_a_cut_log_is_refused_and_with_partial_never_green(green: Ended, tmp_path: Path) -> None:
    refused = in_process("report", cut(green, tmp_path), "--html", "a.html", cwd=tmp_path)
    read = in_process("report", cut(green, tmp_path), "--partial", "--html", "b.html", cwd=tmp_path)

    assert (refused.code, (tmp_path / "a.html").exists()) == (4, False)
    assert "has no footer: the run was cut short" in refused.err
    assert (read.code, "this page is no verdict" in (tmp_path / "b.html").read_text()) == (2, True)


def test_report_without_a_format_says_it_on_the_terminal(green: Ended, tmp_path: Path) -> None:
    assert "conformant · mock · seed 7" in in_process("report", green.log, cwd=tmp_path).err


def test_no_key_and_no_token_of_the_mock_reaches_any_artefact(green: Ended) -> None:
    """Every key, and whatever has the form of a session token, in every file of the run, packed pieces unpacked."""
    # 32 noughts are the token that scenarios make up: nobody was given it
    key = "(?:master|read-only|maintenance|rest|client|javascript|dotnet)-of-the-mock"
    secret = re.compile(f"{key}|r(?::|%3A|%3a)(?!0{{32}})[0-9a-f]{{32}}")
    folder = green.log.parent
    artefacts = [path for path in folder.rglob("*") if path.is_file() and ".accounts" not in path.name]

    assert {one["keys"]["master"] for one in mock_instances().values()} == {"master-of-the-mock"}
    assert secret.search(f"token=r%3A{'0f' * 16}")
    assert len(artefacts) == len(FILES) + 1
    for path in artefacts:
        assert secret.findall(unpacked(path.read_text())) == [], path.name


def unpacked(text: str) -> str:
    """The text of an artefact, with the compressed pieces of a page behind it."""
    pieces = re.findall(r'class="piece">([^<]*)<', text)
    return "\n".join([text, *(zlib.decompress(base64.b64decode(piece)).decode() for piece in pieces)])


def test_a_listed_case_that_passes_is_red(tmp_path: Path) -> None:
    (tmp_path / "known.yaml").write_text("known_failing:\n- {address: logout/*, because: it was broken}\n")
    ended = in_process("run", *SOME, "--known-failing", "known.yaml", cwd=tmp_path)

    assert (ended.code, set(ended.verdicts().values())) == (1, {"unexpected-pass"})


def test_an_entry_that_is_over_ends_a_green_run_with_7(tmp_path: Path) -> None:
    (tmp_path / "known.yaml").write_text(
        "known_failing:\n- {address: login/*, because: it was broken, until: 2020-01-01}\n"
    )
    ended = in_process("run", *SOME, "--known-failing", "known.yaml", cwd=tmp_path)

    assert ended.code == 7
    assert "stale entry of known.yaml: login/*: ended on 2020-01-01 (it was broken)" in ended.err


def test_parts_of_a_run_merge_into_the_whole(green: Ended, tmp_path: Path) -> None:
    for index in ("1", "2"):
        in_process("run", *SOME, "--shard", f"{index}/2", "--log", f"{index}.jsonl", cwd=tmp_path)
    merged = in_process("merge", "1.jsonl", "2.jsonl", "--log", "all.jsonl", cwd=tmp_path)

    assert merged.code == 0
    assert merged.verdicts() == green.verdicts()


def test_a_part_alone_is_no_whole(tmp_path: Path) -> None:
    in_process("run", *SOME, "--shard", "1/2", "--log", "1.jsonl", cwd=tmp_path)
    merged = in_process("merge", "1.jsonl", "--log", "all.jsonl", cwd=tmp_path)

    assert (merged.code, (tmp_path / "all.jsonl").exists()) == (4, False)
    assert "missing ['2/2']" in merged.err
