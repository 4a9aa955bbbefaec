"""What all unit tests share: under mutation testing, that they share nothing."""

from __future__ import annotations

import os

import pytest

from conformance.matchers import registry
from tests.support import scenarios, toys

#: What is made once and kept for all tests, for speed.
_KEPT = (toys.vocabulary, toys.dialects, scenarios.requirements, scenarios.linter, registry.regex)


@pytest.fixture(autouse=True)
def made_anew() -> None:
    """mutmut asks which test runs through which line, and runs just these again, in a fork of the same process.

    What an earlier test had made and kept would hide both: the line from the later tests, and the change from all.
    """
    if "MUTANT_UNDER_TEST" in os.environ:
        for kept in _KEPT:
            kept.cache_clear()
