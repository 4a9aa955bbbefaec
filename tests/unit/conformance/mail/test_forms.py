"""Forms are found, filled and sent as a browser does it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.mail.errors import FormNotFound
from conformance.mail.forms import MULTIPART, URLENCODED, Form, fill, find_form, page_text
from tests.support.mails import sample_page

PAGE = "http://127.0.0.1:1340/parse/apps/page?token=a&x=1#top"


def _form(inside: str, attributes: str = "") -> Form:
    return find_form(f"<form {attributes}>{inside}</form>", page_url=PAGE, wanted=[])


def test_the_form_of_parse_server_9_is_found_and_filled() -> None:
    form = find_form(sample_page("parse-server-9-reset-form"), page_url=PAGE, wanted=["token", "new_password"])
    request = fill(form, {"new_password": "Ünsafe pass~*+&", "confirm_new_password": "x"})

    assert form.method == "POST"
    assert form.action == "http://127.0.0.1:1340/parse/apps/gtapp/request_password_reset"
    assert dict(form.fields)["token"] == "W8FkzE3LtmOLapfCV4NklVGQG"
    assert (request.method, request.url) == ("POST", form.action)
    assert dict(request.headers)["Content-Type"] == URLENCODED
    assert dict(request.headers).keys() == {"Accept", "Accept-Language", "Content-Type"}
    assert dict(request.headers)["Accept"].startswith("text/html,")
    assert dict(request.headers)["Accept-Language"] == "en"
    assert request.body == (
        b"utf-8=%E2%9C%93&username=&token=W8FkzE3LtmOLapfCV4NklVGQG&locale="
        b"&new_password=%C3%9Cnsafe+pass%7E*%2B%26&confirm_new_password=x"
    )


def test_a_form_that_a_script_fills_takes_what_the_script_would_write() -> None:
    form = find_form(sample_page("parse-server-3-reset-form"), page_url=PAGE, wanted=["new_password"])
    request = fill(
        replace(form, action="http://127.0.0.1:1340/other"), {"token": "t", "new_password": "p", "more": "m"}
    )

    assert request.url == "http://127.0.0.1:1340/other"
    assert request.body == b"new_password=p&confirm_new_password=&utf-8=%E2%9C%93&username=&token=t&more=m"


def test_as_a_script_the_request_says_so() -> None:
    request = fill(_form("<input name=a value=1>", "method=post"), {}, as_xhr=True)

    assert ("X-Requested-With", "XMLHttpRequest") in request.headers
    assert ("Accept", "*/*") in request.headers
    assert ("Accept-Language", "en") in request.headers
    assert ("Content-Type", URLENCODED) in request.headers


@pytest.mark.parametrize(
    ("inside", "fields"),
    [
        pytest.param("<input name=a value=1><input value=2><input name=b>", [("a", "1"), ("b", "")], id="text"),
        pytest.param("<input name=a value='&quot;x&quot;' type=HIDDEN>", [("a", '"x"')], id="entities"),
        pytest.param("<input name=a value=1 disabled><input name=b readonly>", [("b", "")], id="disabled"),
        pytest.param(
            "<input type=CheckBox name=a><input type=checkbox name=b checked>"
            "<input type=radio name=c value=1><input type=radio name=c value=2 checked>",
            [("b", "on"), ("c", "2")],
            id="boxes",
        ),
        pytest.param(
            "<input type=file name=a value=x><input type=image name=b><input type=reset name=c>", [("a", "")], id="odd"
        ),
        pytest.param("<button name=a value=1>x</button><button name=b>y</button>", [("a", "1")], id="first button"),
        pytest.param(
            "<input type=submit name=a value=1><input type=submit name=b value=2>", [("a", "1")], id="first submit"
        ),
        pytest.param(
            "<textarea name=a>1</textarea>2<select name=b><option>3</select>4",
            [("a", "1"), ("b", "3")],
            id="text after",
        ),
        pytest.param(
            "<button type=button name=a></button><button disabled name=b></button><input type=submit name=c value=3>",
            [("c", "3")],
            id="first button that sends",
        ),
        pytest.param("<textarea name=a>\n<b>\r\nc&amp;</textarea>", [("a", "<b>\nc&")], id="textarea"),
        pytest.param("<select name=a><option>x y<option value=2>z</select>", [("a", "x y")], id="first option"),
        pytest.param(
            "<select name=a><option>1</option>\n<option selected>2</option><option selected>3</option></select>",
            [("a", "3")],
            id="selected option",
        ),
        pytest.param(
            "<select name=a><option disabled>1<option>2</select><select name=b></select>",
            [("a", "2")],
            id="options that may not be chosen",
        ),
        pytest.param(
            "<select name=a multiple><option selected>1<option>2<option selected>3</select>"
            "<select name=b multiple><option>1</select>",
            [("a", "1"), ("a", "3")],
            id="several options",
        ),
        pytest.param("<select name=a disabled><option>1</select>", [], id="disabled select"),
        pytest.param("<select name=a><option>1<textarea name=b>2", [("a", "1"), ("b", "2</form>")], id="never closed"),
        pytest.param(
            "<fieldset disabled><input name=a><fieldset><input name=b></fieldset></fieldset></fieldset><input name=c>",
            [("c", "")],
            id="disabled fieldset",
        ),
        pytest.param("<option>1</option>text</select><input name=a>", [("a", "")], id="strays"),
        pytest.param("<form action=/b><input name=a>", [("a", "")], id="a form within a form"),
    ],
)
def test_the_successful_controls_are_sent(inside: str, fields: list[tuple[str, str]]) -> None:
    assert fields == list(_form(inside).fields)


@pytest.mark.parametrize(
    ("attributes", "action"),
    [
        ("", "http://127.0.0.1:1340/parse/apps/page?token=a&x=1"),
        ("action=' done '", "http://127.0.0.1:1340/parse/apps/done"),
        ("action=' '", "http://127.0.0.1:1340/parse/apps/page?token=a&x=1"),
        ("action=done", "http://127.0.0.1:1340/parse/apps/done"),
        ("action=/done?y=&amp;z", "http://127.0.0.1:1340/done?y=&z"),
        ("action=//x.test/", "http://x.test/"),
        ("action=http://[::1", "http://[::1"),
    ],
)
def test_the_action_is_seen_from_the_page(attributes: str, action: str) -> None:
    assert action == _form("", attributes).action


def test_the_action_is_seen_from_the_base_of_the_page() -> None:
    html = "<base href='/base/'><base><form action=done></form>"

    assert find_form(html, page_url=PAGE, wanted=()).action == "http://127.0.0.1:1340/base/done"


def test_controls_outside_of_a_form_belong_to_it_by_its_id() -> None:
    html = "<input name=a form=f><form id=f><input name=b></form><input name=c><form><input name=d form=f></form>"

    assert find_form(html, page_url=PAGE, wanted=["a", "d"]).fields == (("a", ""), ("b", ""), ("d", ""))


def test_the_first_form_with_the_wanted_inputs_is_taken() -> None:
    html = "<form action=1><input name=q></form><form action=2><input name=q><input name=p disabled></form>"

    form = find_form(html, page_url="http://x.test/", wanted=["p"])

    assert form.action == "http://x.test/2"
    assert fill(form, {"p": "1"}).url == "http://x.test/2?q=&p=1"


def test_without_such_a_form_the_forms_that_exist_are_told() -> None:
    with pytest.raises(FormNotFound) as caught:
        find_form("<form><input name=q><input name=q></form><form></form>", page_url=PAGE, wanted=["p"])

    assert caught.value.seen == (("q",), ())


def test_method_and_encoding_are_read_whatever_their_case() -> None:
    form = _form("", f"method=' Post ' enctype=' {MULTIPART.upper()} '")

    assert (form.method, form.enctype) == ("POST", MULTIPART)
    assert _form("", "method=dialog").method == "GET"


@pytest.mark.parametrize(("enctype", "sent"), [(URLENCODED, b"a=%3F"), (MULTIPART, b"\r\n\r\n?\r\n")])
def test_half_characters_do_not_stop_a_form(enctype: str, sent: bytes) -> None:
    body = fill(Form("POST", "http://x.test/", enctype), {"a": "\ud800"}).body

    assert body is not None
    assert sent in body


@pytest.mark.parametrize(
    ("action", "url"),
    [("http://x.test/s?old=1#f", "http://x.test/s?a+b=%26"), ("http://[::1", "http://[::1")],
)
def test_a_form_by_get_puts_its_fields_into_the_query(action: str, url: str) -> None:
    request = fill(Form("GET", action, fields=(("a b", "1"),)), {"a b": "&"})

    assert (request.method, request.url, request.body) == ("GET", url, None)


def test_a_new_value_replaces_all_of_its_name() -> None:
    form = Form("POST", "http://x.test/", fields=(("a", "1"), ("b", "2"), ("a", "3"), ("c", "4"), ("c", "5")))

    assert fill(form, {"a": "9"}).body == b"a=9&b=2&c=4&c=5"


def test_line_ends_become_those_of_a_browser() -> None:
    assert fill(Form("POST", "http://x.test/"), {"a": "1\n2\r3\r\n4"}).body == b"a=1%0D%0A2%0D%0A3%0D%0A4"


def test_a_multipart_form_is_sent_in_parts() -> None:
    form = _form("<input name='a\"b' value=1>", f"method=post enctype={MULTIPART}")

    request = fill(form, {"c\nd": "conformance-form"})

    assert dict(request.headers)["Content-Type"] == f"{MULTIPART}; boundary=conformance-form-"
    assert request.body == (
        b'--conformance-form-\r\nContent-Disposition: form-data; name="a%22b"\r\n\r\n1\r\n'
        b'--conformance-form-\r\nContent-Disposition: form-data; name="c%0D%0Ad"\r\n\r\nconformance-form\r\n'
        b"--conformance-form---\r\n"
    )


def test_the_text_of_a_page_is_there_for_messages() -> None:
    text = page_text(sample_page("parse-server-9-reset-form"))

    assert "Failed to reset password: username / email / token is invalid" in text.splitlines()
    assert "requires javascript" not in text
