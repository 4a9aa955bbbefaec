"""The words that scenarios and dialects share, read from `scenarios/vocabulary.yaml`."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal

from conformance.errors import BadInput
from conformance.strict import Strict, validate
from conformance.yamltext import read_file


class OperationWord(Strict):
    """An abstract act: what the acting person gives it unasked, and what else it takes."""

    says: str
    gives: list[str]
    takes: list[str]
    makes: Literal["account"] | None = None


class Vocabulary(Strict):
    """All words; a dialect gives each of its own a look on the wire."""

    vocabulary: str
    operations: dict[str, OperationWord]
    everywhere: list[str]
    given_from: dict[str, str]
    fields: list[str]
    secret_fields: list[str]
    reasons: list[str]
    rules: dict[str, str]
    settings: dict[str, Literal["boolean", "number", "string", "mapping"]]
    mails: list[str]
    pages: list[str]
    forms: list[str]
    preparations: list[str]

    def inputs_of(self, operation: str) -> frozenset[str]:
        """Every input an operation takes."""
        return self._inputs[operation]

    @cached_property
    def _inputs(self) -> dict[str, frozenset[str]]:
        return {name: frozenset((*word.gives, *word.takes, *self.everywhere)) for name, word in self.operations.items()}

    @cached_property
    def defaults(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Per operation the inputs given unasked, each with the attribute of the person it comes from."""
        return {
            name: tuple((given, self.given_from.get(given, given)) for given in word.gives)
            for name, word in self.operations.items()
        }

    @cached_property
    def setting_groups(self) -> frozenset[str]:
        """Settings that are mappings, such as `lockout`."""
        return frozenset(name.split(".")[0] for name in self.settings if "." in name)


def load_vocabulary(scenarios: Path) -> Vocabulary:
    """Read the vocabulary of a folder of scenarios; raise BadInput with its problems."""
    path = scenarios / "vocabulary.yaml"
    data = read_file(path)
    vocabulary, problems = validate(Vocabulary, data, str(path), "CD")
    if vocabulary is None:
        raise BadInput(problems)
    return vocabulary
