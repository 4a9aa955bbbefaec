"""TARGET on the command line: a file or a URL; what is missing is told, with a file to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.cli.targets import parse_settings, read_target
from conformance.errors import BadInput
from conformance.suite import Suite
from conformance.target import Target, build_target
from conformance.yamltext import read_text
from tests.support import toys
from tests.support.scenarios import requirements

SUITE = Suite(toys.vocabulary(), dict(toys.dialects()), requirements(), {}, [], ())
URL = "http://127.0.0.1:1337/base"


def read(word: str, dialects: tuple[str, ...] = ("toy",), *settings: str) -> Target:
    return read_target(word, SUITE, dialects, settings)


@pytest.mark.parametrize(
    ("words", "tree"),
    [
        pytest.param([], {}, id="nothing"),
        pytest.param(["mail=true"], {"mail": True}, id="true"),
        pytest.param(["n=3"], {"n": 3}, id="a number"),
        pytest.param(["n=1.5"], {"n": 1.5}, id="a fraction"),
        pytest.param(["x=null"], {"x": None}, id="null"),
        pytest.param(['x="3"'], {"x": "3"}, id="a quoted text"),
        pytest.param(["x=some text"], {"x": "some text"}, id="a text"),
        pytest.param(["x=a=b"], {"x": "a=b"}, id="a text with an equals sign"),
        pytest.param(["x="], {"x": ""}, id="an empty text"),
        pytest.param(["x=NaN"], {"x": "NaN"}, id="NaN is no JSON"),
        pytest.param(["x=[1]"], {"x": [1]}, id="a list"),
        pytest.param(["a.b=1", "a.c=2"], {"a": {"b": 1, "c": 2}}, id="a group"),
        pytest.param(["keys.application=1e5"], {"keys": {"application": "1e5"}}, id="a key is a text"),
        pytest.param(["keys.application=true"], {"keys": {"application": "true"}}, id="whatever it looks like"),
        pytest.param(["a=1", "a=2"], {"a": 2}, id="the last one counts"),
    ],
)
def test_settings_are_read_from_words(words: list[str], tree: dict[str, Any]) -> None:
    assert parse_settings(words) == tree


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["mail"], "--set takes NAME=VALUE, not mail", id="no value"),
        pytest.param(["=3"], "--set takes NAME=VALUE, not =3", id="no name"),
        pytest.param(["mail=true", "mail.x=1"], "--set mail.x=1: mail.x cannot be set: mail is no mapping", id="below"),
    ],
)
def test_a_setting_that_cannot_be_read_is_told(words: list[str], told: str) -> None:
    with pytest.raises(BadInput, match=f"^{told}$"):
        parse_settings(words)


def test_a_url_becomes_a_target_of_one_deployment() -> None:
    one = read(URL, ("toy", "toy-graphql"), "keys.application=app", "lockout.threshold=3")

    [deployment] = one.deployments
    assert (one.name, one.mail.route, deployment.name) == (URL, "none", "url")
    assert deployment.keys == {"application": "app"}
    assert deployment.settings == {"lockout": {"threshold": 3}}
    assert set(deployment.spoken) == {"toy", "toy-graphql"}
    assert deployment.spoken["toy"].at["api"] == "/base/api"


@pytest.mark.parametrize(
    "key", ["1e5", "012", "true", "null", "a: b", "- x", "{}", "é", "&a", "*a", "!x", "#", "'", '"']
)
def test_a_key_stays_the_text_it_was(key: str) -> None:
    assert read(URL, ("toy",), f"keys.application={key}").deployments[0].keys == {"application": key}


def starter(error: BadInput) -> str:
    return str(error).partition("to start from:\n\n")[2]


@pytest.mark.parametrize(
    ("dialects", "settings", "told"),
    [
        pytest.param((), (), "say which dialect it speaks with --dialect (toy, toy-graphql)", id="no dialect"),
        pytest.param(("toy",), (), "toy needs the key `application`", id="no key"),
        pytest.param(("toi",), (), 'unknown dialect "toi" (did you mean "toy"?)', id="an unknown dialect"),
        pytest.param(("toy",), ("keys.application=a", "mial=true"), 'unknown setting "mial"', id="an unknown setting"),
        pytest.param(("toy",), ("keys.application=a", "mail=true"), "mail=true needs a target file", id="mail"),
        pytest.param(("toy",), ("keys=5",), "should be a valid dictionary", id="keys that are none"),
    ],
)
def test_what_is_missing_is_told_with_a_file_to_start_from(
    dialects: tuple[str, ...], settings: tuple[str, ...], told: str
) -> None:
    with pytest.raises(BadInput) as caught:
        read(URL, dialects, *settings)

    assert told in str(caught.value)
    assert read_text(starter(caught.value), "f")["target"] == URL


def test_the_file_to_start_from_says_what_was_said() -> None:
    with pytest.raises(BadInput) as caught:
        read(URL, ("toy",), "keys.application=1e5", "mail=true", "lockout.threshold=3")

    text = starter(caught.value)
    [deployment] = build_target(read_text(text, "f"), "f", toys.dialects(), toys.vocabulary()).deployments
    assert deployment.keys == {"application": "1e5"}
    assert deployment.settings == {"mail": True, "lockout": {"threshold": 3}}


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(
        f'target: mine\ndeployments: [{{name: a, url: "{URL}", dialects: {{toy: {{}}}}, keys: {{application: a}}}}]\n',
        encoding="utf-8",
    )

    assert read(str(path)).name == "mine"
    with pytest.raises(BadInput, match="--set is for a bare URL"):
        read(str(path), ("toy",), "mail=true")


@pytest.mark.parametrize(
    ("word", "told"),
    [
        pytest.param("nowhere.yaml", "nowhere.yaml is neither a file nor an http URL", id="no file"),
        pytest.param("localhost:1337", "localhost:1337 is neither a file nor an http URL", id="no scheme"),
        pytest.param("http://", '"http://" is no http or https URL', id="no host"),
        pytest.param("http://x:99999", '"http://x:99999" is no http or https URL', id="a port too high"),
        pytest.param("/", "/ is neither a file nor an http URL", id="a folder"),
    ],
)
def test_what_is_neither_file_nor_url_is_told(word: str, told: str) -> None:
    with pytest.raises(BadInput, match=f"^{told}"):
        read(word)
