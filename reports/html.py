"""The page: one self-contained file. Jinja2 escapes everything; the script only shows, hides and copies.

Verdict, causes, findings and the cases that are not green stand in the page itself. Green cases shown in full are
compressed pieces of the same mark-up, rendered by the same template, which the script unpacks when one is opened.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.charts import area_times, comparison, matrix, requirement_rows, told
from reports.gathering import Report, deciding_step, name_of
from reports.summary import NOT_GREEN
from reports.text import counted, plain
from reports.verdict import SECRETS_SHOWN, are_secrets_shown, claims_of, headline, plain_header

_TEMPLATES = Path(__file__).parent / "templates"
#: So many characters of full exchanges stand in the page itself; those beyond are compressed like green ones.
_INLINE_BUDGET = 1_300_000
#: Green cases and others beyond the budget are compressed in pieces of so many cases.
_PIECE = 40
#: Compressed pieces of green cases together: so a page of 5,000 cases stays below 5 MB. The run log has the rest.
_GREEN_BUDGET = 1_000_000
#: Bodies are shown up to here; the run log has them up to 64 KB.
_BODY = 8_000
#: A case by name, and its mark-up.
_Shown: TypeAlias = tuple[str, str]
#: What cases are filtered by.
FILTERS = ("verdict", "level", "axis", "area", "dialect")


def render_html(report: Report) -> str:
    """The run as one page."""
    environment = _environment()
    show = environment.get_template("case.html.j2").module.detail  # type: ignore[attr-defined]
    inline, where, pieces, listed = _details(report, show)
    script, style = _asset("report.js"), _asset("report.css")
    return environment.get_template("report.html.j2").render(
        report=report,
        summary=report.summary,
        headline=headline(report.summary),
        claims=claims_of(report.summary),
        about=plain_header(report.summary.header),
        warning=SECRETS_SHOWN if are_secrets_shown(report.summary.header) else None,
        causes=report.summary.ranked_causes(),
        matrix=matrix(report.cases),
        times=area_times(report.cases),
        rows=requirement_rows(report),
        comparison=comparison(report),
        inline=inline,
        where=where,
        pieces=pieces,
        listed=listed,
        script=script,
        style=style,
        policy=_policy(script),
        choices={name: sorted({str(case[name]) for case in report.cases}) for name in FILTERS},
    )


def _details(report: Report, show: Any) -> tuple[dict[str, str], dict[str, tuple[int, int]], list[str], int]:
    """Details of cases that stand in the page; where in which compressed piece others are; how many are listed only."""
    inline: dict[str, str] = {}
    red: list[_Shown] = []
    green: list[_Shown] = []
    room = _INLINE_BUDGET
    for case in report.cases:
        if not case["steps"]:
            continue
        shown = show(case, report.summary.header.get("requirements", {}))
        if case["verdict"] not in NOT_GREEN:
            green.append((name_of(case), shown))
        elif len(shown) <= room:
            room -= len(shown)
            inline[name_of(case)] = shown
        else:
            red.append((name_of(case), shown))
    where, pieces = _pieces(red, green)
    return inline, where, pieces, len(red) + len(green) - len(where)


def _pieces(red: list[_Shown], green: list[_Shown]) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """Compressed pieces of all red cases, and of green ones as long as there is room."""
    where: dict[str, tuple[int, int]] = {}
    pieces: list[str] = []
    room = _GREEN_BUDGET
    for cases, limited in ((red, False), (green, True)):
        for start in range(0, len(cases), _PIECE):
            packed = _packed(piece := cases[start : start + _PIECE])
            if limited and (room := room - len(packed)) < 0:
                return where, pieces
            where |= {name: (len(pieces), at) for at, (name, _) in enumerate(piece)}
            pieces.append(packed)
    return where, pieces


def _packed(piece: list[_Shown]) -> str:
    """Mark-up of several cases, deflated, in base64: its alphabet cannot end a script element."""
    text = json.dumps([shown for _, shown in piece], ensure_ascii=False)
    return base64.b64encode(zlib.compress(text.encode(errors="replace"), 9)).decode()


def _policy(script: str) -> str:
    """What the page may do: run its own script, and fetch nothing from anywhere."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    style = "style-src 'unsafe-inline'"
    return f"default-src 'none'; script-src 'sha256-{digest}'; {style}; base-uri 'none'; form-action 'none'"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"plain": plain, "counted": counted, "body": body, "mailed": mailed, "told": told}
    environment.globals |= {"name_of": name_of, "deciding_step": deciding_step, "redirect_of": redirect_of}
    environment.globals |= {"curl_parts": curl_parts}
    return environment


def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def body(text: Any) -> str:
    """A body as it is read: JSON on lines of its own, cut where it is too long to read."""
    whole = "" if text is None else str(text)
    if whole[:1] in ("{", "["):
        with suppress(ValueError):
            whole = orjson.dumps(orjson.loads(whole), option=orjson.OPT_INDENT_2).decode()
    whole = plain(whole)
    return whole if len(whole) <= _BODY else f"{whole[:_BODY]}… ({len(whole)} characters; the run log has more)"


def mailed(html: str) -> str:
    """The HTML of a mail as a frame may show it: in a policy of its own, with nothing to press or to fetch."""
    policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    style = "<style>a,area,button,input,form{pointer-events:none!important}</style>"
    return f"<!doctype html><meta charset=utf-8>{policy}{style}{_without_halves(html)}"


def _without_halves(text: str) -> str:
    return text.encode("utf-8", errors="replace").decode("utf-8")


def redirect_of(exchange: dict[str, Any]) -> str | None:
    """Where an answer sent the client, if it did."""
    if not 300 <= exchange.get("status", 0) < 400:
        return None
    return next((value for name, value in exchange["answer_headers"] if name.lower() == "location"), None)


def curl_parts(exchange: dict[str, Any]) -> str:
    """A request as the script needs it to write a curl command."""
    parts = {
        "method": exchange["method"],
        "url": exchange["url"],
        "headers": exchange["headers"],
        "body": exchange["body"],
    }
    return _without_halves(json.dumps(parts, ensure_ascii=False))
