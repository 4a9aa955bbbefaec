"""Wrong files and wrong words on the command line: exit code 4, told like a compiler, and nothing is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command_line import Ended, in_process
from tests.support.own_scenarios import only

SCENARIOS = Path(__file__).parents[2] / "scenarios"
_LINE = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+) (?P<code>C[SDTR]\d{3}) (?P<text>.+)$")

KEYS_OF_A_SCENARIO = """\
scenario: typed-in-haste
title: Three keys and a value are wrong
tittle: Once more
people: [ann]
shows: PARSE-SIGNUP-1
steps:
  - {do: signUp, as: ann, expct: ok}
"""
WORDS_OF_A_SCENARIO = """\
scenario: unknown-words
title: Words that nobody knows
shows: [PARSE-SIGNUP-1]
people: [ann, bob]
steps:
  - {do: signUpp, as: ann, expect: ok}
  - {do: logIn, as: anne, expect: {refused: wrong-passwort}}
  - {do: logIn, as: ann, with: {password: "{{ carl.password }}"}, expect: ok}
"""
KEYS_OF_A_TARGET = """\
target: x
mail: {route: pigeon}
deploymints: []
deployments:
  - {nam: a, url: "http://127.0.0.1:9", dialects: {parse-rest: {}}}
"""
WORDS_OF_A_TARGET = """\
target: x
deployments:
  - name: a
    url: ftp://127.0.0.1:9
    dialects: {parse-rest: {}, parse-graphq: {}}
    settings: {lockot: {threshold: 3}, anonymousUsers: 3}
"""


def told(ended: Ended) -> list[tuple[str, int, int, str]]:
    """File, line, column and code of each problem; every line but the count at the end must be one."""
    *lines, count = ended.err.splitlines()
    found = [match for match in map(_LINE.match, lines) if match]

    assert (len(found), f"{len(lines)} problems") == (len(lines), count)
    return [(one["file"], int(one["line"]), int(one["column"]), one["code"]) for one in found]


def run_own(folder: Path, *texts: str) -> Ended:
    """Run scenarios of one's own."""
    own = folder / "own" / "mine"
    own.mkdir(parents=True)
    for number, text in enumerate(texts):
        (own / f"file_{number}.yaml").write_text(text)
    return in_process("run", "--no-bundled", "--scenarios", "own", cwd=folder)


def test_every_wrong_key_of_a_scenario_is_told_with_its_place(tmp_path: Path) -> None:
    ended = run_own(tmp_path, KEYS_OF_A_SCENARIO)

    file = "own/mine/file_0.yaml"
    assert ended.code == 4
    assert told(ended) == [(file, 3, 1, "CS012"), (file, 5, 8, "CS011"), (file, 7, 27, "CS012")]
    assert 'unknown key "expct" (did you mean "expect"?)' in ended.err


def test_every_unknown_word_of_all_scenarios_is_told_at_once(tmp_path: Path) -> None:
    ended = run_own(tmp_path, KEYS_OF_A_SCENARIO, WORDS_OF_A_SCENARIO)

    codes = [(Path(file).stem, code) for file, _, _, code in told(ended)]
    assert ended.code == 4
    assert codes[:3] == [("file_0", "CS012"), ("file_0", "CS011"), ("file_0", "CS012")]
    assert set(codes[3:]) >= {("file_1", code) for code in ("CS041", "CS014", "CS016", "CS030", "CS019")}


def test_yaml_that_is_no_yaml_is_told_with_its_place(tmp_path: Path) -> None:
    ended = run_own(tmp_path, "scenario: a\ntitle: [unclosed\n", "scenario: b\nscenario: b\n")

    assert ended.code == 4
    assert {Path(file).stem for file, _, _, _ in told(ended)} == {"file_0", "file_1"}


def _with_wrong_keys(text: str) -> str:
    return text.replace("endpoints:", "keyz: {}\nendpoints:", 1).replace("method: POST", "metod: POST", 1)


def _with_wrong_words(text: str) -> str:
    return text.replace("\n  signUp:", "\n  signUpp:", 1).replace("logout-ends-token:", "logout-ends-tokens:", 1)


@pytest.mark.parametrize(
    ("spoil", "texts"),
    [
        (_with_wrong_keys, ['unknown key "keyz"', 'unknown key "metod" (did you mean "method"?)']),
        (_with_wrong_words, ['"signUpp" in operations (did you mean "signUp"?)', 'rule "logout-ends-token" is not']),
    ],
    ids=["keys", "words"],
)
def test_everything_wrong_with_a_dialect_is_told_with_its_place(
    spoil: Callable[[str], str], texts: list[str], tmp_path: Path
) -> None:
    bundled = SCENARIOS / "dialects" / "parse-rest.yaml"
    (tmp_path / "own" / "dialects").mkdir(parents=True)
    for contract in bundled.parent.glob("*.openapi.yaml"):
        (tmp_path / "own" / "dialects" / contract.name).write_text(contract.read_text())
    mine = bundled.read_text().replace("dialect: parse-rest", "dialect: my-rest", 1)
    (tmp_path / "own" / "dialects" / "my-rest.yaml").write_text(spoil(mine))

    ended = in_process("run", "--no-bundled", "--scenarios", "own", cwd=tmp_path)

    assert ended.code == 4
    assert {file for file, _, _, _ in told(ended)} == {"own/dialects/my-rest.yaml"}
    assert [text for text in texts if text not in ended.err] == []


def test_every_wrong_key_of_a_target_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "target.yaml").write_text(KEYS_OF_A_TARGET)

    ended = in_process("run", "target.yaml", "--no-bundled", cwd=tmp_path)

    places = [(2, 15, "CT011"), (3, 1, "CT012"), (5, 6, "CT012")]
    assert ended.code == 4
    assert told(ended) == [("target.yaml", *place) for place in places]


def test_every_unknown_word_of_a_target_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "target.yaml").write_text(WORDS_OF_A_TARGET)

    ended = in_process("run", "target.yaml", "--no-bundled", cwd=tmp_path)

    places = [(3, "CT002"), (4, "CT002"), (5, "CT003"), (6, "CT001"), (6, "CT001")]
    assert ended.code == 4
    assert [(line, code) for _, line, _, code in told(ended)] == places
    assert 'unknown setting "lockot" (did you mean "lockout"?)' in ended.err


@pytest.mark.parametrize("log", [".", "a-file/run.jsonl"], ids=["a folder", "below a file"])
def test_a_log_that_cannot_be_written_is_told(log: str, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")

    ended = in_process("run", *only(tmp_path, "lockout/a-locked-account-*"), "--log", log, cwd=tmp_path)

    assert ended.code == 4
    assert f"the run log {log} cannot be written: " in ended.err


def test_a_bare_url_without_a_dialect_is_told_a_target_file_to_start_from(tmp_path: Path) -> None:
    ended = in_process("run", "http://127.0.0.1:9/api", "--no-bundled", cwd=tmp_path)

    assert ended.code == 4
    names = sorted(path.stem for path in (SCENARIOS / "dialects").glob("*.yaml") if is_dialect(path))
    assert f"say which dialect it speaks with --dialect ({', '.join(names)})" in ended.err
    assert "\ntarget: http://127.0.0.1:9/api\n" in ended.err


def test_the_target_file_to_start_from_is_one(tmp_path: Path) -> None:
    """What a person is told is written to a file, the missing key is added: the file is fine."""
    ended = in_process("run", "http://127.0.0.1:9/api", "--no-bundled", "--dialect", "parse-rest", cwd=tmp_path)
    starter = ended.err.partition("\n\n")[2].replace("keys: {}", "keys: {application: mine}")
    (tmp_path / "target.yaml").write_text(starter)

    checked = in_process("check", "target.yaml", cwd=tmp_path)

    assert "parse-rest needs the key `application`" in ended.err
    assert (ended.code, checked.code, checked.err) == (4, 0, "")


def test_a_folder_is_checked_with_the_requirements_that_it_brings(tmp_path: Path) -> None:
    only(tmp_path, "logout/a-log-out-ends-its-session-only")
    scenario = next((tmp_path / "own").rglob("*.yaml"))
    scenario.write_text(re.sub(r"shows: .*", "shows: [MY-1]", scenario.read_text()))
    without = in_process("check", "own", cwd=tmp_path)
    rows = tmp_path / "own" / "requirements"
    rows.mkdir()
    row = "{id: MY-1, says: It ends, source: ours, level: must}"
    text = f"requirements: mine\naxis: compatibility\ndialects: [parse-rest]\nrows: [{row}]\n"
    (rows / "mine.yaml").write_text(text)

    checked = in_process("check", "own", cwd=tmp_path)

    assert (checked.code, checked.err) == (0, "")
    assert checked.out.startswith("1 scenario, ")
    assert _requirements(checked) == _requirements(without) + 1


def is_dialect(path: Path) -> bool:
    """A dialect, not a part of some."""
    return re.search("^dialect:", path.read_text(), re.MULTILINE) is not None


def _requirements(checked: Ended) -> int:
    return int(re.findall(r"(\d+) requirements", checked.out)[0])


def test_a_bare_url_that_mails_is_told_that_mails_need_a_target_file(tmp_path: Path) -> None:
    words = ("http://127.0.0.1:9", "--dialect", "parse-rest", "--set", "mail=true")
    ended = in_process("run", "--no-bundled", *words, cwd=tmp_path)

    assert ended.code == 4
    assert "mail=true needs a target file" in ended.err
    assert "listen: 127.0.0.1:2525" in ended.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["http://127.0.0.1:9", "--set", "mail"], "--set takes NAME=VALUE, not mail"),
        (["http://127.0.0.1:9", "--set", "lockot.threshold=3"], 'unknown setting "lockot"'),
        (["http://127.0.0.1:9", "--set", "lockout=3", "--set", "lockout.minutes=1"], "lockout is no mapping"),
        (["target.yaml", "--set", "mail=true"], "--set is for a bare URL: a target file states its own settings"),
        (["--set", "mail=true"], "--set is for a bare URL; the embedded mock has deployments of its own"),
        (["http://:0"], '"http://:0" is no http or https URL'),
        (["http://ann:hunter2@127.0.0.1:9"], '"http://…@127.0.0.1:9" has a log-in in it'),
        (["no-such-file.yaml"], "no-such-file.yaml is neither a file nor an http URL"),
        (["--jobs", "0"], "0 is not in the range"),
        (["--bogus"], "No such option '--bogus'"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_wrong_words_on_the_command_line_are_told(words: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "target.yaml").write_text("target: x\n")
    dialect = ["--dialect", "parse-rest"] if words[0].startswith("http") else []

    ended = in_process("run", "--no-bundled", *words, *dialect, cwd=tmp_path)

    assert ended.code == 4
    assert message in ended.err
