"""What goes wrong is told with what there was instead."""

from __future__ import annotations

from conformance.mail.errors import FormNotFound, MailTimeout
from tests.support.mails import mail


def test_a_time_out_with_no_mail_at_all_says_so() -> None:
    error = MailTimeout("ann@x.test", 2.5, came=(), elsewhere=0, nearest=None)

    assert str(error) == "waited 2.5 s for mail to ann@x.test: nothing came for it"


def test_a_time_out_tells_what_came_and_where_else() -> None:
    came = (mail("Subject: One\n\n"), mail("Subject: Two\n\n"))

    error = MailTimeout("ann@x.test", 5, came=came, elsewhere=3, nearest="anne@x.test")

    assert str(error) == (
        'waited 5 s for mail to ann@x.test: what came for it is not it: "One", "Two"; '
        "3 for other addresses, the address most like it is anne@x.test"
    )


def test_a_missing_form_tells_what_forms_there_are() -> None:
    error = FormNotFound(("token", "password"), (("q",), ()))

    assert str(error) == "no form with token, password; the page has one with q; one with no inputs"
    assert str(FormNotFound((), ())) == "no form with any input; the page has no form"
