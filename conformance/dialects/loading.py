"""Dialect files to dialects: parts taken in, every edition validated, every problem told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.bundled import bundled_scenarios
from conformance.dialects.binding import Binding
from conformance.dialects.linting import DialectFile, contract_problems, edition_problems
from conformance.dialects.merging import choose, take_in, trait_problems
from conformance.dialects.model import DialectHead, DialectModel, Edition, TakesHead, Trait
from conformance.errors import BadInput, Problem, did_you_mean
from conformance.strict import problem_at, validate
from conformance.vocabulary import Vocabulary
from conformance.yamltext import Map, read_file


@dataclass(frozen=True)
class Variant:
    """One way a deployment speaks a dialect: edition, traits and rules settled."""

    edition: str
    traits: tuple[tuple[str, str], ...]
    rules: Mapping[str, str]
    deviations: tuple[str, ...]
    binding: Binding


class Dialect:
    """A dialect file with its parts, able to be bound to an edition."""

    def __init__(self, raw: Map, file: Path, vocabulary: Vocabulary) -> None:
        self.raw = raw
        self.file = file
        self.name = str(raw["dialect"])
        self.vocabulary = vocabulary
        self.traits = {name: Trait.model_validate(word) for name, word in raw.get("traits", {}).items()}
        self.editions = {name: Edition.model_validate(word) for name, word in raw.get("editions", {}).items()}
        self.default_edition = str(raw["default_edition"])
        self._bindings: dict[tuple[str, tuple[tuple[str, str], ...]], Binding] = {}

    def settle(self, edition: str | None, traits: Mapping[str, str], rules: Mapping[str, str], shown: str) -> Variant:
        """The variant a deployment asks for; BadInput names an unknown edition, trait or rule."""
        chosen = edition or self.default_edition
        if chosen not in self.editions:
            hint = did_you_mean(chosen, self.editions)
            raise BadInput(f'{shown}: {self.name} has no edition "{chosen}"{hint}')
        for trait, value in traits.items():
            if trait not in self.traits or value not in self.traits[trait].values:
                hint = did_you_mean(trait, self.traits.keys() - {trait})
                raise BadInput(f'{shown}: {self.name} has no trait "{trait}: {value}"{hint}')
        for rule in rules:
            if rule not in self.raw["rules"]:
                hint = did_you_mean(rule, self.raw["rules"])
                raise BadInput(f'{shown}: {self.name} has no rule "{rule}"{hint}')
        known = self.editions[chosen]
        full = {**self.trait_defaults(), **known.traits, **traits}
        settled = {**self.raw["rules"], **known.rules, **rules}
        deviations = tuple(f"{rule}: {value}" for rule, value in rules.items())
        return Variant(chosen, tuple(sorted(full.items())), settled, deviations, self.bind(chosen, full))

    def trait_defaults(self) -> dict[str, str]:
        """Each trait's word where nobody says another."""
        return {name: trait.default for name, trait in self.traits.items()}

    def model_of(self, traits: Mapping[str, str]) -> tuple[DialectModel | None, list[Problem], Any]:
        """The model with these traits chosen, or its problems, and the plain data they came from."""
        data = choose(self.raw, traits)
        model, problems = validate(DialectModel, data, str(self.file), "CD")
        return model, problems, data

    def bind(self, edition: str, traits: Mapping[str, str]) -> Binding:
        """The compiled dialect of an edition with these traits; compiled once for each."""
        key = (edition, tuple(sorted(traits.items())))
        if key not in self._bindings:
            model, problems, data = self.model_of(traits)
            if model is not None and not self._was_checked(edition, traits):
                problems = list(contract_problems(model, data, self._file_of(edition)))
            if model is None or problems:
                raise BadInput(problems)
            self._bindings[key] = Binding(model, self.contract_path(edition))
        return self._bindings[key]

    def _was_checked(self, edition: str, traits: Mapping[str, str]) -> bool:
        """A bundled dialect is held against its contracts before it is shipped, in each of its editions."""
        is_edition = traits == {**self.trait_defaults(), **self.editions[edition].traits}
        return is_edition and self.file.is_relative_to(bundled_scenarios())

    def contract_path(self, edition: str) -> Path | None:
        """The contract file of an edition, beside the dialect."""
        name = self.editions[edition].contract
        return self.file.parent / name if name else None

    def _file_of(self, edition: str) -> DialectFile:
        return DialectFile(self.file, self.vocabulary, edition, self.contract_path(edition))

    def problems(self) -> Iterator[Problem]:
        """Everything wrong with the file by itself, over all its editions."""
        yield from self._over_editions(edition_problems)

    def contract_problems(self) -> Iterator[Problem]:
        """Everything that the contracts of its editions have against it."""
        yield from self._over_editions(contract_problems)

    def _over_editions(self, lint: Callable[[DialectModel, Any, DialectFile], Iterator[Problem]]) -> Iterator[Problem]:
        seen: set[Problem] = set()
        for edition, words in self.editions.items():
            model, found, data = self.model_of({**self.trait_defaults(), **words.traits})
            if model is not None:
                found = list(lint(model, data, self._file_of(edition)))
            yield from (problem for problem in found if problem not in seen)
            seen.update(found)


def load_dialects(folders: list[Path], vocabulary: Vocabulary) -> dict[str, Dialect]:
    """Every dialect of the folders by name; one of a later folder takes the place of an earlier one's.

    BadInput tells all problems of all files.
    """
    raws: dict[str, tuple[Map, Path]] = {}
    parts: dict[str, Map] = {}
    problems: list[Problem] = []
    for folder in folders:
        found, wrong = _read_folder(folder)
        problems.extend(wrong)
        parts |= {name: raw for (kind, name), (raw, _) in found.items() if kind == "part"}
        raws |= {name: read for (kind, name), read in found.items() if kind == "dialect"}
    dialects: dict[str, Dialect] = {}
    for name, (raw, path) in raws.items():
        dialect, wrong = _assemble(raw, path, parts, vocabulary)
        problems.extend(wrong)
        if dialect is not None:
            dialects[name] = dialect
    if problems:
        raise BadInput(problems)
    return dialects


def _read_folder(folder: Path) -> tuple[dict[tuple[str, str], tuple[Map, Path]], list[Problem]]:
    """The files of a folder by kind (dialect or part) and name."""
    found: dict[tuple[str, str], tuple[Map, Path]] = {}
    problems: list[Problem] = []
    for path in filter(is_ours, sorted(folder.glob("*.yaml"))):
        try:
            raw = read_file(path)
        except BadInput as error:
            problems.extend(error.problems)
            continue
        kind = next((word for word in ("part", "dialect") if word in raw), None)
        if kind is None:
            problems.append(problem_at(raw, (), str(path), "CD010", 'the key "dialect" (or "part") is missing'))
            continue
        key = (kind, str(raw[kind]))
        if key in found:
            text = f"the {kind} {key[1]} stands in {found[key][1].name} already"
            problems.append(problem_at(raw, (kind,), str(path), "CD014", text))
        found[key] = (raw, path)
    return found, problems


def is_ours(path: Path) -> bool:
    """Dialect files and their parts; OpenAPI contracts lie beside them with a name of their own."""
    return not path.name.endswith(".openapi.yaml")


def _assemble(
    raw: Map, path: Path, parts: Mapping[str, Map], vocabulary: Vocabulary
) -> tuple[Dialect | None, list[Problem]]:
    """A dialect with its parts taken in; each act needs that the one before went well."""
    file = str(path)
    for act in (
        lambda raw: (raw, validate(TakesHead, raw, file, "CD")[1]),
        lambda raw: _with_parts(raw, parts, file),
        lambda raw: (raw, validate(DialectHead, raw, file, "CD")[1]),
        lambda raw: (raw, [*_choice_problems(raw, file), *trait_problems(raw, raw.get("traits", {}), file)]),
    ):
        raw, problems = act(raw)
        if problems:
            return None, problems
    dialect = Dialect(raw, path, vocabulary)
    return dialect, list(dialect.problems())


def _with_parts(raw: Map, parts: Mapping[str, Map], file: str) -> tuple[Map, list[Problem]]:
    problems: list[Problem] = []
    for index, name in enumerate(raw.get("takes", [])):
        if name not in parts:
            text = f'unknown part "{name}"{did_you_mean(name, parts)}'
            problems.append(problem_at(raw, ("takes", index), file, "CD002", text))
            continue
        raw, conflicts = take_in(raw, parts[name], file)
        problems.extend(conflicts)
    return raw, problems


def _choice_problems(raw: Map, file: str) -> Iterator[Problem]:
    """Editions and defaults that choose what is not there to be chosen."""
    traits, editions = raw.get("traits", {}), raw["editions"]
    for name, trait in traits.items():
        if trait["default"] not in trait["values"]:
            text = f'the default "{trait["default"]}" is none of the values'
            yield problem_at(raw, ("traits", name, "default"), file, "CD001", text)
    for name, edition in editions.items():
        for trait, value in edition.get("traits", {}).items():
            if trait not in traits or value not in traits[trait]["values"]:
                text = f'no trait "{trait}" with the value "{value}"{did_you_mean(trait, traits.keys() - {trait})}'
                yield problem_at(raw, ("editions", name, "traits", trait), file, "CD001", text, key=True)
        for rule in edition.get("rules", {}):
            if rule not in raw["rules"]:
                text = f'unknown rule "{rule}"{did_you_mean(rule, raw["rules"])}'
                yield problem_at(raw, ("editions", name, "rules", rule), file, "CD002", text, key=True)
    if raw["default_edition"] not in editions:
        yield problem_at(raw, ("default_edition",), file, "CD002", "default_edition is none of the editions")
