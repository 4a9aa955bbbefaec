"""The page of a comparison: every difference on the wire between two targets, in one file, without any script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.text import counted, plain

_TEMPLATES = Path(__file__).parent / "templates"
#: Nothing is fetched and nothing runs.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
#: Values longer than this are cut; the run logs have them whole.
_LONGEST = 4_000


def render_differences(document: dict[str, Any]) -> str:
    """The page of a comparison, from the same data that `--json` writes."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"plain": plain, "counted": counted, "value": _value}
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    page = environment.get_template("differences.html.j2")
    return page.render(told=document, headline=_headline(document), style=style, policy=_POLICY)


def _headline(document: dict[str, Any]) -> str:
    found = counted(document["differences"], "difference")
    among = f"{counted(document['exchanges'], 'exchange')} of {counted(document['cases'], 'case')}"
    return f"{found} in {among}"


def _value(text: Any) -> str:
    whole = plain(text)
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}… ({len(whole)} characters)"
