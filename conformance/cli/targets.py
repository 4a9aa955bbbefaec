"""TARGET on the command line: a target file, a bare URL, or nothing, which is the embedded mock."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from conformance.errors import BadInput
from conformance.suite import Suite
from conformance.target import Target, build_target, is_http_url, load_target
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
        raise BadInput(f"{word} is no http URL")
    return _bare(word, suite, dialects, settings)


def _bare(url: str, suite: Suite, dialects: Sequence[str], settings: Sequence[str]) -> Target:
    """A target of one deployment from a URL; what is missing is told, with a file to start from."""
    if not dialects:
        known = ", ".join(sorted(suite.dialects))
        raise BadInput(f"{url}: say which dialect it speaks with --dialect ({known})")
    deployment = parse_settings(settings)
    keys = deployment.pop("keys", {})
    data = {
        "target": url,
        "deployments": [
            {
                "name": "url",
                "url": url,
                "dialects": {name: {} for name in dialects},
                "keys": keys,
                "settings": deployment,
            }
        ],
    }
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
    try:
        return build_target(
            read_text(text, "(made from the URL)"), "(made from the URL)", suite.dialects, suite.vocabulary
        )
    except BadInput as error:
        told = "\n".join(problem.text for problem in error.problems) or str(error)
        raise BadInput(
            f"{told}\nGive keys and settings with --set keys.application=… --set mail=true, "
            f"or write a target file; this is what there is so far:\n\n{text}"
        ) from None


def parse_settings(words: Sequence[str]) -> dict[str, Any]:
    """`lockout.threshold=3` and the like as a tree; values are JSON where they can be."""
    tree: dict[str, Any] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not name:
            raise BadInput(f"--set takes NAME=VALUE, not {word}")
        value = text if name.startswith("keys.") else _value(text)
        put_at(tree, tuple(name.split(".")), value)
    return tree


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
