"""Mutants of pages in the language of their reader, and of those that are the application's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp.web import BaseRequest, Response

from mockserver.fronts import page_templates
from mockserver.fronts.page_locales import Localized, folder_of, words_of
from mockserver.fronts.page_templates import Page
from mockserver.mutants.answers import Answered
from mockserver.mutants.model import BOTH, REST, Mutant, distorts

_LOCALE_IN_FORM = re.compile(rb'(name="locale"[^>]* value=)"[^"]*"')
_distorts = partial(distorts, dialects=REST, area="verification")


def _exactly(localized: Localized | None, locale: str | None) -> str | None:
    return locale if localized and locale in localized.files else None


def _anything(localized: Localized | None, locale: str | None) -> str | None:
    """Some folder, whatever is asked for."""
    return folder_of(localized, locale) or (localized.files[0] if localized and localized.files else None)


def _led(change: Mapping[str, str | None]) -> Answered:
    """Redirects lose values of their query (None), or have others."""

    def answered(request: BaseRequest, response: Response) -> Response:
        location = response.headers.get("Location", "")
        if response.status == 303:
            parts = urlsplit(location)
            query = {**dict(parse_qsl(parts.query)), **change}
            kept = {name: value for name, value in query.items() if value is not None}
            response.headers["Location"] = parts._replace(query=urlencode(kept)).geturl()
        return response

    return answered


def _home(request: BaseRequest, response: Response) -> Response:
    """Who is led to a page of the application's own gets to see the built-in one instead."""
    if response.status == 303 and "/apps/" not in response.headers["Location"]:
        response.set_status(200)
        del response.headers["Location"]
    return response


def _sent(page: Page) -> Page:
    return page_templates.VERIFICATION_SENT if page is page_templates.VERIFICATION_NOT_SENT else page


def _in_fallback(localized: Localized | None, values: Mapping[str, str]) -> tuple[str, ...]:
    return words_of(localized, {name: value for name, value in values.items() if name != "locale"})


def _forgets_in_form(request: BaseRequest, response: Response) -> Response:
    if isinstance(response.body, bytes):
        response.body = _LOCALE_IN_FORM.sub(rb'\1""', response.body)
    return response


MUTANTS: tuple[Mutant, ...] = (
    _distorts(
        "OWN-PAG-NO-LOCALE",
        "pages are plain, whatever locale is asked for",
        folder_of=lambda localized, locale: None,
        killers=("verification/pages-speak-the-language-of-their-reader", "verification/a-redirect-keeps-the-locale"),
    ),
    _distorts(
        "OWN-PAG-EXACT-LOCALE",
        "the pages of a language do not serve for its locales",
        folder_of=_exactly,
        killers=("verification/pages-speak-the-language-of-their-reader",),
    ),
    _distorts(
        "OWN-PAG-ANY-LOCALE",
        "who asks for no locale, or for one that there is not, is shown some",
        folder_of=_anything,
        killers=("verification/without-a-locale-pages-are-plain",),
    ),
    _distorts(
        "OWN-PAG-FALLBACK",
        "the words of a page are always those of the fallback",
        words_of=_in_fallback,
        killers=("verification/pages-speak-the-language-of-their-reader",),
    ),
    _distorts(
        "OWN-PAG-LOSES-LOCALE",
        "who is led on loses the locale",
        answered=_led({"locale": None}),
        killers=("verification/a-redirect-keeps-the-locale",),
    ),
    _distorts(
        "OWN-RST-FORM-LOCALE",
        "the form of a reset does not send the locale along",
        area="reset",
        answered=_forgets_in_form,
        killers=("reset/the-form-speaks-the-language-of-its-reader",),
    ),
    _distorts(
        "OWN-RST-BUILT-IN",
        "pages of the application's own are not led to",
        area="reset",
        dialects=BOTH,
        answered=_home,
        killers=("reset/every-page-may-be-the-applications-own",),
    ),
    _distorts(
        "OWN-VER-ONE-OUTCOME",
        "the page that sends the mail again leads to success for everybody",
        page_told=_sent,
        killers=("verification/the-page-that-sends-again-may-tell",),
    ),
)
