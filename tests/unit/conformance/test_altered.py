"""Values that are nearly right."""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64decode
from typing import Any

import pytest

from conformance.altered import Altered
from conformance.templates import UnknownName, compile_template


def _scope(**values: Any) -> tuple[dict[str, Any], list[str]]:
    learned: list[str] = []
    scope: dict[str, Any] = dict(values)
    scope["altered"] = Altered(scope, lambda _, altered: learned.append(altered))
    return scope, learned


@pytest.mark.parametrize(
    ("how", "value", "expected"),
    [
        pytest.param("case", "r:00ab12", "r:00aB12", id="the last letter changes its case"),
        pytest.param("case", "QX9", "Qx9", id="an upper-case one too"),
        pytest.param("last", "r:00ab", "r:00aa", id="a letter becomes another letter"),
        pytest.param("last", "tokA", "tokZ", id="of the same case"),
        pytest.param("last", "r:00a0", "r:00a9", id="a digit becomes another digit"),
        pytest.param("last", "r:00a7", "r:00a0", id="any digit"),
        pytest.param("shorter", "r:00ab", "r:00a", id="the last character goes"),
        pytest.param("headless", "r:00ab", "00ab", id="the first two characters go"),
        pytest.param("initial", "00ab12c", "00Ab12c", id="the first letter changes its case"),
        pytest.param("swapped", "r:00aB", "R:00Ab", id="every letter changes its case"),
        pytest.param("middle", "abcde", "abade", id="the middle becomes another"),
        pytest.param("middle", "ab--05", "ab--95", id="or what stands next to it"),
    ],
)
def test_a_value_is_altered_in_one_place(how: str, value: str, expected: str) -> None:
    scope, learned = _scope(ann={"session": {"token": value}})

    assert compile_template(f"{{{{ altered.{how}.ann.session.token }}}}")(scope) == expected
    assert learned == [expected]


#: Header, claims (`{"exp":1,"sub":"x"}`) and a signature.
_JWT = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjEsInN1YiI6IngifQ.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("how", "header", "claims", "signature"),
    [
        pytest.param("unsigned", {"alg": "none", "typ": "JWT"}, {"exp": 1, "sub": "x"}, "", id="says it is not signed"),
        pytest.param("unsealed", {"alg": "HS256"}, {"exp": 1, "sub": "x"}, "", id="has lost its signature"),
        pytest.param("prolonged", {"alg": "HS256"}, {"exp": 31_536_001, "sub": "x"}, "c2lnbmF0dXJl", id="ends later"),
    ],
)
def test_a_signed_token_is_altered_in_what_it_says(how: str, header: Any, claims: Any, signature: str) -> None:
    scope, learned = _scope(ann={"session": {"token": _JWT}})
    altered = compile_template(f"{{{{ altered.{how}.ann.session.token }}}}")(scope)

    parts = altered.split(".")
    assert [_unpacked(parts[0]), _unpacked(parts[1]), parts[2]] == [header, claims, signature]
    assert learned == [altered]


def test_a_signed_token_is_opened() -> None:
    scope, learned = _scope(token=_JWT)

    assert compile_template("{{ altered.opened.token }}")(scope) == '{"exp":1,"sub":"x"}'
    assert learned == ['{"exp":1,"sub":"x"}']


@pytest.mark.parametrize("token", ["a.b", "a..c", "a.eA.c"])
@pytest.mark.parametrize("how", ["opened", "prolonged"])
def test_what_is_no_signed_token_is_not_opened(how: str, token: str) -> None:
    scope, _ = _scope(token=token)

    if (how, token) == ("opened", "a.eA.c"):
        assert compile_template("{{ altered.opened.token }}")(scope) == "x"
    else:
        with pytest.raises(UnknownName):
            compile_template(f"{{{{ altered.{how}.token }}}}")(scope)


@pytest.mark.parametrize("last", ["A", "0", "E", "4", "k", "w"])
def test_another_last_character_stands_for_other_bytes_in_base64(last: str) -> None:
    scope, _ = _scope(token=f"abc{last}")

    assert b64decode(compile_template("{{ altered.last.token }}")(scope)[3:] + "A==") != b64decode(f"{last}A==")


def _unpacked(part: str) -> Any:
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_what_is_learned_later_is_seen() -> None:
    scope, _ = _scope()
    scope["reset"] = {"token": "abc"}

    assert compile_template("{{ altered.shorter.reset.token }}")(scope) == "ab"


@pytest.mark.parametrize(
    "path",
    [
        "unsigned.ann.digits",
        "prolonged.ann.digits",
        "case.ann.number",
        "case.ann.list",
        "case.ann.digits",
        "last.ann.empty",
        "last.ann.unknown",
        "loud.ann",
    ],
)
def test_what_cannot_be_altered_has_no_value(path: str) -> None:
    scope, learned = _scope(ann={"number": 3, "list": ["x"], "digits": "123", "empty": ""})

    with pytest.raises(UnknownName):
        compile_template(f"{{{{ altered.{path} }}}}")(scope)
    assert learned == []
