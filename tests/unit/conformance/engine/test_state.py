"""What a case learns and hides."""

from __future__ import annotations

from conformance.templates import compile_template
from tests.support.states import state


def _altered(attribute: str) -> tuple[str, str]:
    """A value of ann that is nearly this one of hers, and how it is told in the log."""
    case = state()
    case.prepare(["ann"])
    case.scope["ann"]["id"] = "Ah8xbd7u2F"
    made = compile_template(f"{{{{ altered.last.ann.{attribute} }}}}")(case.scope)
    assert made != case.scope["ann"][attribute]
    return made, case.secrets.hide(f"({made})")


def test_what_is_nearly_a_secret_is_hidden() -> None:
    _, told = _altered("password")

    assert told == "(‹altered›)"


def test_what_is_nearly_an_id_stays() -> None:
    made, told = _altered("id")

    assert told == f"({made})"
