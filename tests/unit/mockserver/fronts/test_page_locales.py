"""Pages in the language of their reader."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from mockserver.fronts.page_locales import Localized, best_of, folder_of, words_of
from tests.unit.mockserver.served import a_door

PLAIN = {
    "mail": True,
    "verifyEmail": True,
    "localizedPages": {
        "fallback": "en",
        "files": ["de", "de-AT"],
        "greetings": {"en": "Hello", "de": "Hallo", "pt": "Olá"},
        "notice": "Open <all day>",
    },
}
LOCALIZED = Localized("en", ("de", "de-AT"), {"en": "Hello", "de": "Hallo"}, "Open")


@pytest.mark.parametrize(
    ("locale", "found"),
    [("de-AT", "de-AT"), ("de-CH", "de"), ("de", "de"), ("fr", None), ("", None), (None, None)],
)
def test_the_locale_goes_before_its_language(locale: str | None, found: str | None) -> None:
    assert best_of(("de", "de-AT"), locale) == found
    assert folder_of(LOCALIZED, locale) == found
    assert folder_of(None, locale) is None


def test_words_are_those_of_the_fallback_where_there_are_no_others() -> None:
    assert words_of(LOCALIZED, {"locale": "de-CH", "appName": "Mock"}) == ("Hallo Mock", "Open")
    assert words_of(LOCALIZED, {"locale": "fr", "appName": "Mock"}) == ("Hello Mock", "Open")
    assert words_of(Localized(), {"appName": "Mock"}) == ()
    assert words_of(None, {"locale": "de"}) == ()


async def test_a_page_speaks_the_language_that_its_link_names() -> None:
    async with a_door(PLAIN) as door:
        await door.sign_up()

        answer = await door.send("GET", f"{door.link()}&locale=de-CH", bare=True)

        assert '<html lang="de">' in answer.text
        assert "<p>Hallo Mock</p>" in answer.text
        assert "<p>Open &lt;all day&gt;</p>" in answer.text
        assert answer.headers["x-parse-page-param-locale"] == "de-CH"


async def test_a_redirect_leads_to_the_page_of_the_locale_which_is_not_found_there() -> None:
    async with a_door(PLAIN) as door:
        await door.sign_up()

        path = "/parse/apps/app/resend_verification_email"
        led = await door.send("POST", path, bare=True, data={"username": "ann", "locale": "de"})
        location = urlsplit(led.headers["Location"])
        there = await door.send("GET", f"{location.path}?{location.query}", bare=True)
        plain = "/parse/apps/email_verification_send_success.html?locale=pt-BR"
        by_name = await door.send("GET", plain, bare=True)

        assert location.path.endswith("/apps/de/email_verification_send_success.html")
        assert parse_qs(location.query)["locale"] == ["de"]
        assert there.status == 404
        assert (by_name.status, "<p>Olá" in by_name.text, '<html lang="en">' in by_name.text) == (200, True, True)
