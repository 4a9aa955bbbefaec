"""Pages in the language of their reader: files for some locales, words for others, and what fits neither."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Localized:
    """For which locales there are pages of their own, how readers are greeted, and a notice that is on every page."""

    fallback: str = "en"
    files: tuple[str, ...] = ()
    greetings: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""


def best_of(known: Iterable[str], locale: str | None) -> str | None:
    """The locale itself where it is known, else its language."""
    names = tuple(known)
    wanted = (locale, locale.partition("-")[0]) if locale else ()
    return next((name for name in wanted if name in names), None)


def folder_of(localized: Localized | None, locale: str | None) -> str | None:
    """The folder of the pages for this locale; None where the plain ones serve."""
    return best_of(localized.files, locale) if localized else None


def words_of(localized: Localized | None, values: Mapping[str, str]) -> tuple[str, ...]:
    """What a page says in the words of its reader's locale, and of nobody's."""
    if localized is None:
        return ()
    name = best_of(localized.greetings, values.get("locale")) or localized.fallback
    greeting = localized.greetings.get(name)
    greeted = f"{greeting} {values.get('appName', '')}" if greeting else ""
    return tuple(text for text in (greeted, localized.notice) if text)
