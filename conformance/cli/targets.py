"""TARGET on the command line: a target file, a bare URL, or nothing, which is the embedded mock."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from conformance.errors import BadInput, CannotTell
from conformance.suite import Suite
from conformance.target import Target, build_target, load_target
from conformance.target_linting import is_http_url, no_url
from conformance.templates import put_at
from conformance.yamltext import read_text


def read_target(word: str, suite: Suite, dialects: Sequence[str], settings: Sequence[str]) -> Target:
    """The target that a file or a URL names."""
    if not word.startswith(("http://", "https://")):
        if settings:
            raise BadInput("--set is for a bare URL: a target file states its own settings")
        if not Path(word).is_file():
            raise BadInput(f"{word} is neither a file nor an http URL")
        return load_target(Path(word), suite.dialects, suite.vocabulary)
    if not is_http_url(word):
        raise BadInput(no_url(word))
    return _bare(word, suite, dialects, settings)


def _bare(url: str, suite: Suite, dialects: Sequence[str], settings: Sequence[str]) -> Target:
    """A target of one deployment from a URL; what is missing is told, with a file to start from."""
    known = ", ".join(sorted(suite.dialects))
    data = _starter(url, dialects or ["parse-rest"], parse_settings(settings))
    if not dialects:
        raise BadInput(_told([f"{url}: say which dialect it speaks with --dialect ({known})"], data))
    if data["deployments"][0]["settings"].get("mail"):
        told = "mail=true needs a target file: only there can `mail.listen` say where the server sends its mails"
        raise BadInput(_told([told], {**data, "mail": {"route": "sink", "listen": "127.0.0.1:2525"}}))
    shown = "(made from the URL)"
    try:
        return build_target(read_text(json.dumps(data), shown), shown, suite.dialects, suite.vocabulary)
    except BadInput as error:
        raise BadInput(_told([problem.text for problem in error.problems] or [str(error)], data)) from None


def _starter(url: str, dialects: Sequence[str], settings: dict[str, Any]) -> dict[str, Any]:
    """The data of a target file that says what the command line says; no mail reaches us."""
    keys = settings.pop("keys", {})
    deployment = {
        "name": "url",
        "url": url,
        "dialects": {name: {} for name in dialects},
        "keys": keys,
        "settings": settings,
    }
    return {"target": url, "mail": {"route": "none"}, "deployments": [deployment]}


def _told(problems: Sequence[str], data: dict[str, Any]) -> str:
    return (
        "\n".join(problems) + "\nconformance doctor looks for what it speaks. Give keys and settings with "
        "--set keys.application=… --set anonymousUsers=true, "
        f"or write a target file and run that; here is one to start from:\n\n{as_yaml(data)}"
    )


class _Dumper(yaml.SafeDumper):
    """Writes YAML as we read it: a text that we would take for a number, such as 1e5, stands in quotes."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if isinstance(_value(text), str) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def as_yaml(data: dict[str, Any]) -> str:
    """Data as the YAML that we read it from again."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True)


def parse_settings(words: Sequence[str]) -> dict[str, Any]:
    """`lockout.threshold=3` and the like as a tree; values are JSON where they can be."""
    tree: dict[str, Any] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not name:
            raise BadInput(f"--set takes NAME=VALUE, not {word}")
        value = text if name.startswith("keys.") else _value(text)
        try:
            put_at(tree, tuple(name.split(".")), value)
        except CannotTell as error:
            raise BadInput(f"--set {word}: {error}") from None
    return tree


def _value(text: str) -> Any:
    """The value that JSON reads in a text, else the text itself; NaN and Infinity are no JSON."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except ValueError:
        return text


def _refuse(constant: str) -> None:
    raise ValueError(constant)
