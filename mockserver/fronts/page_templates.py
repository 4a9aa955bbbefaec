"""The pages behind mailed links, as HTML. Every value that is put into one is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Escape: TypeAlias = Callable[[str], str]

_PAGE: Final = """<!DOCTYPE html>
<html lang="{language}">

<head>
  <meta charset="utf-8">
  <title>{title}</title>
</head>

<body>
  <h1>{appName}</h1>
  <h1>{heading}</h1>
{words}{content}
</body>

</html>
"""

_SENTENCE: Final = "  <p>{sentence}</p>"

_FORM: Final = """  <p>You can set a new Password for your account: {username}</p>
  <p>{error}</p>
  <form id="form" action="{action}" method="POST">
    <input name="utf-8" type="hidden" value="✓" />
    <input name="username" type="hidden" id="username" value="{username}" />
    <input name="token" type="hidden" id="token" value="{token}" />
    <input name="locale" type="hidden" id="locale" value="{locale}" />
    <p><label>New Password <input name="new_password" type="password" autocomplete="new-password" /></label></p>
    <p><label>Confirm New Password
      <input name="confirm_new_password" type="password" autocomplete="new-password" /></label></p>
    <button>Change Password</button>
  </form>"""

_RESEND: Final = """  <form action="{action}" method="POST">
    <input name="username" type="hidden" value="{username}" />
    <input name="token" type="hidden" value="{token}" />
    <input name="locale" type="hidden" value="{locale}" />
    <button>Send the link again</button>
  </form>"""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its file name, the name of the setting that moves it elsewhere, and what it says."""

    file: str
    custom: str
    title: str
    heading: str
    content: str = ""
    door: str = ""


VERIFIED: Final = Page(
    "email_verification_success",
    "emailVerificationSuccess",
    "Email Verification",
    "Email verified!",
    _SENTENCE.format(sentence="Successfully verified your email for account: {username}."),
)
VERIFICATION_INVALID: Final = Page(
    "email_verification_link_invalid",
    "emailVerificationLinkInvalid",
    "Email Verification",
    "Invalid verification link!",
)
VERIFICATION_EXPIRED: Final = Page(
    "email_verification_link_expired",
    "emailVerificationLinkExpired",
    "Email Verification",
    "Expired verification link!",
    _RESEND,
    "resend_verification_email",
)
VERIFICATION_SENT: Final = Page(
    "email_verification_send_success",
    "emailVerificationSendSuccess",
    "Email Verification",
    "Email sent!",
    _SENTENCE.format(sentence="Please check your inbox for a new verification email."),
)
VERIFICATION_NOT_SENT: Final = Page(
    "email_verification_send_fail",
    "emailVerificationSendFail",
    "Email Verification",
    "Could not send email.",
    _SENTENCE.format(sentence="Your verification email could not be sent."),
)
RESET_FORM: Final = Page(
    "password_reset", "passwordReset", "Password Reset", "Reset Your Password", _FORM, "request_password_reset"
)
RESET_DONE: Final = Page(
    "password_reset_success",
    "passwordResetSuccess",
    "Password Reset",
    "Success!",
    _SENTENCE.format(sentence="Your password has been updated."),
)
RESET_INVALID: Final = Page(
    "password_reset_link_invalid",
    "passwordResetLinkInvalid",
    "Password Reset",
    "Invalid password reset link!",
)

PAGES: Final[Mapping[str, Page]] = {
    page.file: page
    for page in (
        VERIFIED,
        VERIFICATION_INVALID,
        VERIFICATION_EXPIRED,
        VERIFICATION_SENT,
        VERIFICATION_NOT_SENT,
        RESET_FORM,
        RESET_DONE,
        RESET_INVALID,
    )
}


def rendered(
    page: Page,
    values: Mapping[str, str],
    action: str,
    escape: Escape,
    *,
    language: str = "en",
    words: Iterable[str] = (),
) -> str:
    """The page with these values in it, each escaped; what has no value is left empty."""
    names = ("username", "token", "locale", "error")
    shown = {name: escape(values.get(name, "")) for name in names}
    content = page.content.format(action=escape(action), **shown)
    return _PAGE.format(
        language=language,
        title=page.title,
        appName=escape(values.get("appName", "")),
        heading=page.heading,
        words="".join(f"{_SENTENCE.format(sentence=escape(text))}\n" for text in words),
        content=content,
    )
