"""The pages behind mailed links: in place, by redirect, and as the seed edition had them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.mockserver.acting import turn
from tests.unit.mockserver.served import Answer, Door, a_door

MAILING = {"mail": True, "verifyEmail": True}
SEED = {**MAILING, "edition": "seed"}
XHR = {"X-Requested-With": "XMLHttpRequest"}
RESET = "/parse/apps/app/request_password_reset"
VERIFY = "/parse/apps/app/verify_email"
INVALID = "Failed to reset password: username / email / token is invalid"


async def a_reset_link(door: Door) -> str:
    """The path of a reset link, just mailed to Ann."""
    await door.rest("POST", "/requestPasswordReset", {"email": "ann@example.test"})
    return door.link()


def token_of(link: str) -> str:
    """The token in a link."""
    return parse_qs(urlsplit(link).query)["token"][0]


def target(answer: Answer) -> tuple[str, dict[str, list[str]]]:
    """Last part of the path that a redirect leads to, and its query."""
    parts = urlsplit(answer.headers["Location"])
    return parts.path.rpartition("/")[2], parse_qs(parts.query)


async def log_in(door: Door, password: str) -> int:
    """The status of Ann's log-in with this password."""
    return (await door.rest("POST", "/login", {"username": "ann", "password": password})).status


class TestInPlace:
    """The default: pages are answered where they were asked for."""

    async def test_the_verification_link_verifies_once(self) -> None:
        async with a_door(MAILING) as door:
            await door.sign_up()
            link = door.link()

            first = await door.send("GET", link, bare=True)
            second = await door.send("GET", link, bare=True)

            assert (first.status, second.status) == (200, 200)
            assert "Email verified!" in first.text
            assert "Invalid verification link!" in second.text
            assert first.headers["Content-Type"] == "text/html; charset=utf-8"
            shown = {name: value for name, value in first.headers.items() if name.startswith("x-parse-page-param-")}
            assert shown == {
                "x-parse-page-param-appid": "app",
                "x-parse-page-param-appname": "Mock",
                "x-parse-page-param-publicserverurl": f"{door.instance.url}/parse",
            }

    async def test_looking_ahead_at_a_verification_link_uses_it_up(self) -> None:
        async with a_door(MAILING) as door:
            await door.sign_up()

            peeked = await door.send("HEAD", door.link(), bare=True)

            assert (peeked.status, peeked.text) == (200, "")
            assert "Invalid verification link!" in (await door.send("GET", door.link(), bare=True)).text

    @pytest.mark.parametrize(
        "query", ["", "?token=", "?token=xxxxxxxxxxxxxxxxxxxxxxxxx", "?token[$ne]=x", "?token=a&token=b"]
    )
    async def test_other_verification_links_are_invalid(self, query: str) -> None:
        async with a_door(MAILING) as door:
            await door.sign_up()

            assert "Invalid verification link!" in (await door.send("GET", VERIFY + query, bare=True)).text
            assert "Invalid password reset link!" in (await door.send("GET", RESET + query, bare=True)).text

    async def test_the_reset_link_opens_the_form_and_the_form_sets_the_password(self) -> None:
        async with a_door(MAILING) as door:
            await door.sign_up()
            link = await a_reset_link(door)

            for _ in range(2):
                form = await door.send("GET", link, bare=True)
                assert 'name="new_password"' in form.text
                assert f'value="{token_of(link)}"' in form.text
                assert f'action="{door.instance.url}{RESET}"' in form.text
                assert form.headers["x-parse-page-param-token"] == token_of(link)
            fields = {"token": token_of(link), "new_password": "new", "username": "whoever"}
            done = await door.send("POST", RESET, bare=True, data=fields)

            assert "Your password has been updated." in done.text
            assert (await log_in(door, "new"), await log_in(door, "pw-ann")) == (200, 404)
            assert "Invalid password reset link!" in (await door.send("GET", link, bare=True)).text

    async def test_a_refused_form_comes_again_with_the_reason(self) -> None:
        async with a_door({**MAILING, "passwordPolicy": {"pattern": "[0-9]", "message": "<One digit>"}}) as door:
            await door.sign_up(password="x1")
            link = await a_reset_link(door)

            weak = await door.send("POST", RESET, bare=True, data={"token": token_of(link), "new_password": "weak"})
            bad = await door.send("POST", RESET, bare=True, data={"token": "bad", "new_password": "x2"})

            assert 'name="new_password"' in weak.text and "&lt;One digit&gt;" in weak.text
            assert weak.headers["x-parse-page-param-error"] == "<One digit>"
            assert bad.headers["x-parse-page-param-error"] == INVALID
            assert bad.headers["x-parse-page-param-token"] == "bad"

    @pytest.mark.parametrize("fields", [{"new_password": "x"}, {"token": "x"}, {}, {"token": "x", "new_password": ""}])
    async def test_an_incomplete_form_leads_to_the_page_for_bad_links(self, fields: dict[str, str]) -> None:
        async with a_door(MAILING) as door:
            answer = await door.send("POST", RESET, bare=True, data=fields)

            assert answer.status == 303
            page, query = target(answer)
            assert page == "password_reset_link_invalid.html"
            assert query == {"appId": ["app"], "appName": ["Mock"], "publicServerUrl": [f"{door.instance.url}/parse"]}

    async def test_a_script_is_answered_in_json(self) -> None:
        async with a_door(MAILING) as door:
            await door.sign_up()
            token = token_of(await a_reset_link(door))

            async def post(**parts: Any) -> Answer:
                return await door.send("POST", RESET, bare=True, headers=XHR, **parts)

            assert (await post(data={"new_password": "x"})).error == (400, -1, "Missing token")
            assert (await post(data={"token": token})).error == (400, 201, "Missing password")
            assert (await post(data={"token": "bad", "new_password": "x"})).error == (400, -1, INVALID)
            assert (await post(json={"token": token, "new_password": "x"})).error == (400, -1, "Missing token")
            assert (await post(data={"token[$ne]": "x", "new_password": "x"})).error == (400, -1, "Missing token")
            done = await post(data={"token": token, "new_password": "new"})
            assert (done.status, done.json) == (200, "Password successfully reset")
            assert (await post(data={"token": token, "new_password": "newer"})).error == (400, -1, INVALID)
            assert await log_in(door, "new") == 200

    async def test_an_expired_link_is_invalid_and_the_form_says_why(self) -> None:
        async with a_door({**MAILING, "resetTokenValidity": {"seconds": 20}}) as door:
            await door.sign_up()
            link = await a_reset_link(door)
            turn(door.instance, seconds=20)

            assert "Invalid password reset link!" in (await door.send("GET", link, bare=True)).text
            form = await door.send("POST", RESET, bare=True, data={"token": token_of(link), "new_password": "x"})
            assert form.headers["x-parse-page-param-error"] == "The password reset link has expired"

    async def test_another_application_is_unauthorized(self) -> None:
        async with a_door(MAILING) as door:
            for method, path in (("GET", VERIFY), ("POST", RESET), ("POST", RESET.replace("request", "none"))):
                answer = await door.send(method, path.replace("/app/", "/wrong/"), bare=True)
                assert (answer.status, answer.text) == (403, '{"error":"unauthorized"}')

    @pytest.mark.parametrize(
        ("method", "path"), [("POST", VERIFY), ("PUT", RESET), ("DELETE", VERIFY), ("POST", "/parse/apps/x.html")]
    )
    async def test_other_methods_are_no_pages(self, method: str, path: str) -> None:
        async with a_door(MAILING) as door:
            answer = await door.send(method, path, bare=True)

            assert (answer.status, answer.text) == (403, '{"error":"unauthorized"}')

    @pytest.mark.parametrize(
        ("fields", "page", "mails"),
        [
            ({"username": "ann"}, "email_verification_send_success.html", 2),
            ({"username": "nobody"}, "email_verification_send_success.html", 1),
            ({"token": "unknown"}, "email_verification_send_success.html", 1),
            ({}, "email_verification_link_invalid.html", 1),
        ],
    )
    async def test_asking_for_another_mail(self, fields: dict[str, str], page: str, mails: int) -> None:
        async with a_door(MAILING) as door:
            await door.sign_up()

            answer = await door.send("POST", "/parse/apps/app/resend_verification_email", bare=True, data=fields)

            assert (answer.status, target(answer)[0]) == (303, page)
            assert door.instance.app.mailer.delivered == mails

    async def test_a_mail_that_is_not_sent_is_told_where_verification_tells(self) -> None:
        async with a_door({**MAILING, "verificationTells": True}) as door:
            answer = await door.send(
                "POST", "/parse/apps/app/resend_verification_email", bare=True, data={"username": "x"}
            )

            assert target(answer)[0] == "email_verification_send_fail.html"

    async def test_pages_can_be_opened_by_name(self) -> None:
        async with a_door(MAILING) as door:
            page = await door.send("GET", "/parse/apps/email_verification_success.html?appId=app", bare=True)
            form = await door.send(
                "GET", "/parse/apps/choose_password?appId=app&token=t&username=u&error=boo", bare=True
            )

            assert "Email verified!" in page.text
            assert 'value="t"' in form.text and "boo" not in form.text
            assert form.headers["x-parse-page-param-username"] == "u"
            assert (await door.send("GET", "/parse/apps/choose_password?token=t", bare=True)).status == 403
            for name in ("nothere.html", "invalid_link.html", "password_reset", "app/nothing", "..%2f..%2fx.json"):
                answer = await door.send("GET", f"/parse/apps/{name}", bare=True)
                assert (answer.status, answer.text) == (404, "Not found.")

    async def test_a_page_names_the_application_that_it_was_asked_for(self) -> None:
        async with a_door(MAILING) as door:
            path = "/parse/apps/email_verification_success.html"
            named = await door.send("GET", f"{path}?appId=app&locale=de", bare=True)
            unnamed = await door.send("GET", f"{path}?appId=other", bare=True)

            told = {name for name in named.headers if name.startswith("x-parse-page-param")}
            assert told == {f"x-parse-page-param-{name}" for name in ("appid", "appname", "publicserverurl", "locale")}
            assert not any(name.startswith("x-parse-page-param") for name in unnamed.headers)

    @pytest.mark.parametrize("language", ["../../x", "en%0d%0aX: y", "e", "d%C3%A9", "en-"])
    async def test_what_is_no_language_is_overlooked(self, language: str) -> None:
        async with a_door(MAILING) as door:
            answer = await door.send("GET", f"{VERIFY}?token=x&locale={language}", bare=True)

            assert "x-parse-page-param-locale" not in answer.headers

    async def test_the_language_is_passed_on(self) -> None:
        async with a_door(MAILING) as door:
            answer = await door.send("GET", f"{VERIFY}?token=x&locale=de-AT", bare=True)

            assert answer.headers["x-parse-page-param-locale"] == "de-AT"

    async def test_whatever_is_shown_is_escaped(self) -> None:
        async with a_door({**MAILING, "appName": "<b>Mock</b>"}) as door:
            query = "appId=app&token=%22%3E%3Cscript%3E&username=%3Ci%3E&locale=%27%3E"
            page = await door.send("GET", f"/parse/apps/choose_password?{query}", bare=True)
            header = await door.send("POST", RESET, bare=True, data={"token": "a\r\nX-Evil: 1", "new_password": "x"})

            for evil in ("<script>", "<i>", "<b>", "'>"):
                assert evil not in page.text
            assert "&lt;script&gt;" in page.text
            assert "X-Evil" not in header.headers
            assert header.headers["x-parse-page-param-token"] == "a%0D%0AX-Evil: 1"


class TestRedirects:
    """Pages that are answered by a redirect, to the mock's own pages or to somebody else's."""

    async def test_every_page_is_a_redirect_that_lands(self) -> None:
        async with a_door({**MAILING, "pages": "redirect"}) as door:
            await door.sign_up()
            verified = await door.send("GET", door.link(), bare=True)
            link = await a_reset_link(door)
            form = await door.send("GET", link, bare=True)
            again = await door.send("POST", RESET, bare=True, data={"token": "bad", "new_password": "x"})
            done = await door.send("POST", RESET, bare=True, data={"token": token_of(link), "new_password": "x"})

            pages = [target(answer)[0] for answer in (verified, form, again, done)]
            assert [answer.status for answer in (verified, form, again, done)] == [303] * 4
            assert pages == [
                "email_verification_success.html",
                "password_reset.html",
                "password_reset.html",
                "password_reset_success.html",
            ]
            assert target(form)[1]["token"] == [token_of(link)]
            assert target(again)[1]["error"] == [INVALID]
            assert form.text == f"Found. Redirecting to {form.headers['Location']}"
            landed = await door.send("GET", form.headers["Location"].removeprefix(door.instance.url), bare=True)
            # Nothing of the query is put into the page: scripts on it shall look there themselves.
            assert landed.status == 200
            assert token_of(link) not in landed.text

    async def test_custom_pages_take_the_place_of_the_mocks_own(self) -> None:
        custom = {"passwordReset": "https://app.test/choose", "emailVerificationLinkInvalid": "https://app.test/iv/"}
        async with a_door({**MAILING, "customPages": custom}) as door:
            await door.sign_up()
            link = await a_reset_link(door)

            form = await door.send("GET", link, bare=True)
            invalid = await door.send("GET", VERIFY, bare=True)

            assert form.headers["Location"].startswith(
                f"https://app.test/choose?token={token_of(link)}&appId=app&appName=Mock&"
            )
            assert invalid.headers["Location"].startswith("https://app.test/iv?appId=app&")
            assert "Invalid password reset link!" in (await door.send("GET", RESET, bare=True)).text

    async def test_links_and_locations_use_the_public_url(self) -> None:
        async with a_door({**MAILING, "publicUrl": "https://www.example.com/api/"}) as door:
            told = await door.rest("POST", "/users", {"username": "ann", "password": "x", "email": "a@b"})
            answer = await door.send("POST", RESET, bare=True, data={})

            assert told.headers["Location"].startswith("https://www.example.com/api/parse/users/")
            assert door.link().startswith("/parse/apps/app/verify_email?token=")
            assert answer.headers["Location"].startswith(
                "https://www.example.com/api/parse/apps/password_reset_link_invalid.html?"
            )

    async def test_a_frame_page_gets_the_link_as_a_parameter(self) -> None:
        async with a_door({**MAILING, "customPages": {"parseFrameURL": "https://app.test/frame"}}) as door:
            await door.sign_up()

            assert door.link().startswith("https://app.test/frame?link=%2Fapps%2Fapp%2Fverify_email&token=")

    async def test_a_forged_host_does_not_move_the_link(self) -> None:
        async with a_door(MAILING) as door:
            headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
            await door.rest("POST", "/users", {"username": "ann", "password": "x", "email": "a@b"}, headers=headers)

            assert door.link().startswith("/parse/apps/")


class TestSeed:
    """Edition seed: 302 to pages of other names."""

    async def test_the_verification_link(self) -> None:
        async with a_door(SEED) as door:
            await door.sign_up("al ice+x", email="ann@example.test")
            link = door.link()
            assert link.endswith("&username=al%20ice%2Bx")

            for query, page, values in [
                (link.partition("?")[2], "verify_email_success.html", {"username": ["al ice+x"]}),
                (link.partition("?")[2], "verify_email_success.html", {"username": ["al ice+x"]}),
                ("token=wrong&username=bob", "invalid_verification_link.html", {"username": ["bob"], "appId": ["app"]}),
                ("token=wrong", "invalid_link.html", {}),
                ("username=bob", "invalid_link.html", {}),
            ]:
                answer = await door.send("GET", f"{VERIFY}?{query}", bare=True)
                assert (answer.status, *target(answer)) == (302, page, values)
                assert not any(name.startswith("x-parse-page") for name in answer.headers)

    async def test_the_reset_link_and_its_form(self) -> None:
        async with a_door(SEED) as door:
            await door.sign_up()
            link = await a_reset_link(door)
            token = token_of(link)

            opened = await door.send("GET", link, bare=True)
            page = await door.send(
                "GET", f"/parse/apps/choose_password?{urlsplit(opened.headers['Location']).query}", bare=True
            )
            bad = await door.send(
                "POST", RESET, bare=True, data={"username": "ann", "token": "bad", "new_password": "x"}
            )
            missing = await door.send("POST", RESET, bare=True, data={"token": token, "new_password": "x"})
            done = await door.send(
                "POST", RESET, bare=True, data={"username": "ann", "token": token, "new_password": "new"}
            )
            used = await door.send("GET", link, bare=True)

            assert target(opened) == (
                "choose_password",
                {"token": [token], "id": ["app"], "username": ["ann"], "app": ["Mock"]},
            )
            assert 'name="new_password"' in page.text and f'data-base="{door.instance.url}/parse"' in page.text
            assert target(bad)[1]["error"] == [INVALID]
            assert target(missing) == ("invalid_link.html", {})
            assert target(done) == ("password_reset_success.html", {"username": ["ann"]})
            assert target(used) == ("invalid_link.html", {})
            assert await log_in(door, "new") == 200

    async def test_a_script(self) -> None:
        async with a_door(SEED) as door:
            await door.sign_up()
            token = token_of(await a_reset_link(door))

            async def post(**fields: str) -> Answer:
                return await door.send("POST", RESET, bare=True, headers=XHR, data=fields)

            assert (await post(token=token, new_password="x")).error == (400, 200, "Missing username")
            assert (await post(username="ann", new_password="x")).error == (400, -1, "Missing token")
            assert (await post(username="ann", token=token)).error == (400, 201, "Missing password")
            assert (await post(username="bob", token=token, new_password="x")).error == (400, -1, INVALID)
            assert (await post(username="ann", token=token, new_password="new")).json == "Password successfully reset"

    @pytest.mark.parametrize(
        ("fields", "page"),
        [
            ({"username": "ann"}, "link_send_success.html"),
            ({"username": "x"}, "link_send_fail.html"),
            ({}, "invalid_link.html"),
        ],
    )
    async def test_asking_for_another_mail(self, fields: dict[str, str], page: str) -> None:
        async with a_door(SEED) as door:
            await door.sign_up()

            answer = await door.send("POST", "/parse/apps/app/resend_verification_email", bare=True, data=fields)

            assert (answer.status, target(answer)) == (302, (page, {}))

    async def test_custom_pages_and_static_ones(self) -> None:
        custom = {"verifyEmailSuccess": "https://app.test/ves", "invalidLink": "https://app.test/inv"}
        async with a_door({**SEED, "customPages": custom}) as door:
            await door.sign_up()

            verified = await door.send("GET", door.link(), bare=True)
            invalid = await door.send("GET", VERIFY, bare=True)
            static = await door.send("GET", "/parse/apps/invalid_link.html", bare=True)

            assert verified.headers["Location"] == "https://app.test/ves?username=ann"
            assert invalid.headers["Location"] == "https://app.test/inv"
            assert (static.status, "Invalid Link" in static.text) == (200, True)
            assert (await door.send("GET", "/parse/apps/email_verification_success.html", bare=True)).status == 403
            assert (await door.send("GET", VERIFY.replace("/app/", "/wrong/"), bare=True)).error[0] == 403
            assert (await door.send("PUT", VERIFY, bare=True)).status == 403

    async def test_values_are_encoded_as_javascript_encodes_them(self) -> None:
        async with a_door(SEED) as door:
            await door.sign_up("o'neil (*)!", email="ann@example.test")
            link = door.link()
            opened = await door.send("GET", link, bare=True)

            assert link.endswith("&username=o'neil%20(*)!")
            assert opened.headers["Location"].endswith("/apps/verify_email_success.html?username=o'neil%20(*)!")
