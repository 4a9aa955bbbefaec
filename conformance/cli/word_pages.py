"""The page of words: operations, fields, reasons and rules, and which dialect has which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from conformance.dialects.loading import Dialect
from conformance.dialects.model import DialectModel
from conformance.suite import Suite, load_suite

_ABOUT = (
    "Scenarios are written in these words, and each dialect gives every word it has a look on its wire. They are data: "
    "`scenarios/vocabulary.yaml` and the files in `scenarios/dialects/`. What the words of the project itself mean "
    "stands in the [glossary](../glossary.md), what settings mean [there](settings.md)."
)


def vocabulary() -> Iterator[str]:
    """The lines of the page."""
    suite = load_suite(paths=[])
    models = {name: one.settle(None, {}, {}, name).binding.model for name, one in suite.dialects.items()}
    yield from ("# Vocabulary", "", _ABOUT, "")
    yield from _operations(suite, models)
    yield from _fields(suite)
    yield from _reasons(suite, models)
    yield from _rules(suite)
    words = suite.vocabulary
    yield from _kept("Mails", words.mails, models)
    yield from _kept("Pages", words.pages, models)
    yield from _kept("Forms", words.forms, models)
    yield from _kept(
        "Preparations", words.preparations, models, "How a dialect brings a person to where scenarios start."
    )
    for dialect in suite.dialects.values():
        yield from _dialect(dialect)


def _kept(title: str, listed: Iterable[str], models: Mapping[str, DialectModel], about: str = "") -> Iterator[str]:
    """Words that a dialect keeps under one key, with the dialects that have each."""
    yield from (f"## {title}", "", *((about, "") if about else ()))
    rows = ((f"`{one}`", _having(models, title.lower(), one)) for one in listed)
    yield from _table((title.lower().removesuffix("s"), "dialects"), rows)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = list(heads)
    yield from (f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}")
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _having(models: Mapping[str, DialectModel], kept: str, word: str) -> str:
    """The dialects that have a word."""
    return ", ".join(name for name, model in models.items() if word in getattr(model, kept)) or "none yet"


def _operations(suite: Suite, models: Mapping[str, DialectModel]) -> Iterator[str]:
    words = suite.vocabulary
    everywhere = ", ".join(f"`{name}`" for name in words.everywhere)
    yield from ("## Operations", "")
    yield from ("The person who acts gives the inputs of the second column unasked, as far as the dialect sends them.",)
    yield from (f"Every operation takes {everywhere} as well, where its dialect sends them.", "")
    yield from _table(
        ("operation", "what it does", "given unasked", "takes", "dialects (routes)"),
        (
            (f"`{name}`", word.says, _listed(word.gives), _listed(word.takes), _routes(models, name))
            for name, word in words.operations.items()
        ),
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "–"


def _routes(models: Mapping[str, DialectModel], operation: str) -> str:
    told = []
    for name, model in models.items():
        if (found := model.operations.get(operation)) is not None:
            told.append(f"{name} ({', '.join(found.routes)})" if found.routes else name)
    return ", ".join(told) or "none yet"


def _fields(suite: Suite) -> Iterator[str]:
    yield from ("## Fields", "", "What an answer holds, whatever its dialect. Secrets are hidden in reports.", "")
    secret = suite.vocabulary.secret_fields
    yield from (f"- `{name}`{' (secret)' if name in secret else ''}" for name in suite.vocabulary.fields)
    yield ""


def _reasons(suite: Suite, models: Mapping[str, DialectModel]) -> Iterator[str]:
    yield from ("## Reasons", "", "Why a request is refused: `expect: {refused: REASON}`.", "")
    yield from _table(
        ("reason", "dialects that tell it"),
        (
            (f"`{reason}`", ", ".join(name for name, model in models.items() if reason in _told(model)) or "none yet")
            for reason in suite.vocabulary.reasons
        ),
    )
    for name, model in models.items():
        for alike in model.alike:
            yield from (f"In {name} these look alike: {', '.join(f'`{one}`' for one in alike)}.", "")


def _told(model: DialectModel) -> set[str]:
    """Every reason that a dialect can tell apart from an acceptance."""
    return {*model.refusals, *(reason for one in model.operations.values() for reason in one.refusals)}


def _rules(suite: Suite) -> Iterator[str]:
    yield from ("## Rules", "", "What a server does where servers differ: `needs: {rules.NAME: yes}`.", "")
    yield from _table(
        ("rule", "yes means", *suite.dialects),
        (
            (f"`{rule}`", says, *(str(one.raw["rules"][rule]) for one in suite.dialects.values()))
            for rule, says in suite.vocabulary.rules.items()
        ),
    )


def _dialect(dialect: Dialect) -> Iterator[str]:
    """What a target file may say of one dialect."""
    raw = dialect.raw
    yield from (f"## {dialect.name}", "", f"{raw['title']}. Its default edition is `{raw['default_edition']}`.", "")
    yield from _table(
        ("key", "needed", "what it is"),
        ((f"`{name}`", "always" if key["required"] else "", key["about"]) for name, key in raw.get("keys", {}).items()),
    )
    yield from _table(("endpoint", "path"), ((f"`{name}`", f"`{path}`") for name, path in raw["endpoints"].items()))
    yield from _table(
        ("trait", "values", "what it changes"),
        (
            (f"`{name}`", " or ".join(f"`{value}`" for value in trait.values), trait.about)
            for name, trait in dialect.traits.items()
        ),
    )
    yield from _table(
        ("edition", "differs from the default in"),
        ((f"`{name}`", _listed([*_pairs(one.traits), *_pairs(one.rules)])) for name, one in dialect.editions.items()),
    )


def _pairs(words: Mapping[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in words.items()]
