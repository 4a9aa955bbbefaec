"""Values that are nearly right."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.altered import Altered
from conformance.templates import UnknownName, compile_template


def _scope(**values: Any) -> tuple[dict[str, Any], list[str]]:
    learned: list[str] = []
    scope: dict[str, Any] = dict(values)
    scope["altered"] = Altered(scope, learned.append)
    return scope, learned


@pytest.mark.parametrize(
    ("how", "value", "expected"),
    [
        pytest.param("case", "r:00ab12", "r:00aB12", id="the last letter changes its case"),
        pytest.param("case", "QX9", "Qx9", id="an upper-case one too"),
        pytest.param("last", "r:00ab", "r:00aa", id="a letter becomes another letter"),
        pytest.param("last", "tokA", "tokB", id="of the same case"),
        pytest.param("last", "r:00a0", "r:00a1", id="a digit becomes another digit"),
        pytest.param("last", "r:00a7", "r:00a0", id="any digit"),
        pytest.param("shorter", "r:00ab", "r:00a", id="the last character goes"),
    ],
)
def test_a_value_is_altered_in_one_place(how: str, value: str, expected: str) -> None:
    scope, learned = _scope(ann={"session": {"token": value}})

    assert compile_template(f"{{{{ altered.{how}.ann.session.token }}}}")(scope) == expected
    assert learned == [expected]


def test_what_is_learned_later_is_seen() -> None:
    scope, _ = _scope()
    scope["reset"] = {"token": "abc"}

    assert compile_template("{{ altered.shorter.reset.token }}")(scope) == "ab"


@pytest.mark.parametrize(
    "path", ["case.ann.number", "case.ann.list", "case.ann.digits", "last.ann.empty", "last.ann.unknown", "loud.ann"]
)
def test_what_cannot_be_altered_has_no_value(path: str) -> None:
    scope, learned = _scope(ann={"number": 3, "list": ["x"], "digits": "123", "empty": ""})

    with pytest.raises(UnknownName):
        compile_template(f"{{{{ altered.{path} }}}}")(scope)
    assert learned == []
