"""Secrets in mails that no step read: those that came too late, for nothing, or are not what was waited for."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from conformance.engine.state import CaseState
from conformance.mail.links import find_codes, find_links
from conformance.mail.message import MailMessage


def learn_mailed(message: MailMessage, state: CaseState) -> None:
    """Hide what a mail of any kind of the dialect may carry: its codes, and the values in links, wherever they lead."""
    kinds = state.spoken.variant.binding.model.mails.values()
    for pattern in {kind.code for kind in kinds if kind.code}:
        for code in find_codes(message, pattern):
            state.secrets.learn(code, "mailed code")
    fields = {key: field for kind in kinds for field, key in kind.take.items()}
    for link in find_links(message) if fields else ():
        for key, value in parse_qsl(urlsplit(link.url).query, keep_blank_values=True):
            if key in fields:
                state.secrets.learn(value, f"mailed {fields[key]}")
