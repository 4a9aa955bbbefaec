"""A badge: the endpoint shape of shields.io, and a plain SVG."""

from __future__ import annotations

import json
from html import escape

from reports.gathering import Report
from reports.verdict import claims_of

_COLOURS = {"brightgreen": "#2a7d3f", "red": "#b3261e", "lightgrey": "#5f6368", "yellow": "#7a5c00"}
_LABEL = "conformance"
#: Width of a character of 11 px text, on average.
_WIDE = 6.6


def render_badge(report: Report) -> str:
    """The badge as a shields.io endpoint."""
    message, colour = badge_words(report)
    words = {
        "schemaVersion": 1,
        "label": _LABEL,
        "message": message,
        "color": colour,
        "isError": colour != "brightgreen",
    }
    return json.dumps(words, indent=2) + "\n"


def badge_words(report: Report) -> tuple[str, str]:
    """Message and colour; green only for a whole run that ended conformant and left no MUST unjudged."""
    if not report.is_whole:
        return "no verdict: cut short", "lightgrey"
    claims = claims_of(report.summary)
    counts = [claim.met.get(("compatibility", "must"), (0, 0)) for claim in claims]
    told = f"{sum(met for met, _ in counts)} of {sum(total for _, total in counts)} MUST"
    if report.exit == 5:
        return "nothing ran", "lightgrey"
    if report.exit != 0:
        return f"not conformant, {told}", "red"
    gaps = sum(len(one.not_claimed) + len(one.not_testable) + len(one.not_judged) for one in claims)
    return (f"{told}, {gaps} not judged", "yellow") if gaps else (told, "brightgreen")


def render_badge_svg(report: Report) -> str:
    """The badge as an SVG of its own, readable without network and by screen readers."""
    message, colour = badge_words(report)
    left, right = (round(len(text) * _WIDE) + 12 for text in (_LABEL, message))
    text, wide = escape(message), left + right
    name = f'role="img" aria-label="{_LABEL}: {text}"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="20" {name}>
<title>{_LABEL}: {text}</title>
<rect width="{left}" height="20" fill="#444"/><rect x="{left}" width="{right}" height="20" fill="{_COLOURS[colour]}"/>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="{left / 2}" y="14">{_LABEL}</text><text x="{left + right / 2}" y="14">{text}</text></g>
</svg>
"""
