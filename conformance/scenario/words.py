"""All words that a scenario may use: those of the vocabulary, and those that only dialects have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from conformance.dialects.loading import Dialect
from conformance.people import ATTRIBUTES
from conformance.scenario.model import FragmentModel
from conformance.templates import names_in
from conformance.vocabulary import Vocabulary

#: What every mail has; the rest its kind promises.
_OF_EVERY_MAIL = frozenset({"link", "code", "subject", "text", "html", "from", "to"})
#: Roots of templates that are there without asking.
ROOTS = frozenset({"fresh", "madeUp", "settings", "keys", "at", "target", "example", "altered", "filler"})


class KnownWords:
    """The words that scenarios are checked against; a word that any dialect has is known."""

    def __init__(
        self, vocabulary: Vocabulary, dialects: Mapping[str, Dialect], fragments: Mapping[str, FragmentModel]
    ) -> None:
        self.vocabulary = vocabulary
        self.dialects = dialects
        self.fragments = fragments

    @cached_property
    def needs(self) -> frozenset[str]:
        """What a scenario may need of a deployment."""
        traits = {trait for dialect in self.dialects.values() for trait in dialect.traits}
        words = self.vocabulary
        rules = {f"rules.{rule}" for rule in words.rules}
        return frozenset({*words.settings, *words.setting_groups, *rules, *(f"traits.{trait}" for trait in traits)})

    @cached_property
    def keys(self) -> frozenset[str]:
        """Keys that a target may give."""
        return frozenset(self._members("keys"))

    @cached_property
    def starts(self) -> frozenset[str]:
        """What `use` may name."""
        return frozenset({*self.vocabulary.preparations, *self.fragments})

    def routes(self, operation: str) -> frozenset[str]:
        """Doors that an operation has in any dialect."""
        found = (dialect.raw["operations"].get(operation, {}) for dialect in self.dialects.values())
        return frozenset(route for one in found for route in _arms(one.get("routes", {})))

    def form_inputs(self, form: str) -> frozenset[str]:
        """What a form of any dialect is filled with."""
        forms = [dialect.raw.get("forms", {}).get(form, {}) for dialect in self.dialects.values()]
        return frozenset(name.removeprefix("in.") for name in names_in(forms) if name.startswith("in."))

    def mail_fields(self, kind: str) -> frozenset[str]:
        """What a mail of a kind may carry in any dialect."""
        mails = (dialect.raw.get("mails", {}).get(kind, {}) for dialect in self.dialects.values())
        return _OF_EVERY_MAIL | {name for mail in mails for name in mail.get("take", {})}

    def _members(self, group: str) -> Iterator[str]:
        for dialect in self.dialects.values():
            yield from dialect.raw.get(group, {})

    def below(self, root: str, people: Iterable[str]) -> frozenset[str] | None:
        """What may follow a root in a template; None where anything may."""
        if root in people or root == "me":
            return ATTRIBUTES
        if root == "settings":
            return frozenset({*self.vocabulary.settings, *self.vocabulary.setting_groups})
        if root == "keys":
            return self.keys
        if root == "at":
            return frozenset(self._members("endpoints"))
        return frozenset({"origin", "links"}) if root == "target" else None


def _arms(data: Any) -> Iterator[str]:
    """The keys of a mapping, with those of every arm of its traits."""
    for key, value in data.items() if isinstance(data, dict) else ():
        if key != "by_trait":
            yield key
            continue
        for arms in value.values():
            for arm in arms.values():
                yield from _arms(arm)
