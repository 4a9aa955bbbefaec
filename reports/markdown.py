"""Markdown for the summary of a CI step: the verdict, causes, findings, areas."""

from __future__ import annotations

import re
from typing import Any

from reports.gathering import Report, name_of
from reports.summary import Cause, Summary
from reports.text import counted, one_line
from reports.verdict import SECRETS_SHOWN, are_secrets_shown, claims_of, headline, plain_header

_SHOWN = 20
_CASES = 5
#: What Markdown, or the HTML in it, would take for its own: marks, addresses, mentions, emoji.
_MARKS = re.compile(r"[\\`*_{}\[\]()#!|~<>&@$^\"']|:(?=\S)|(?<=www)\.")
_COLUMNS = ("pass", "fail", "error", "skip", "not-testable", "known-fail", "unexpected-pass")


def quoted(text: Any, limit: int = 200) -> str:
    """Text of a stranger as Markdown shows it: no mark-up, no link, no mention, one line."""
    return _MARKS.sub(lambda found: f"&#{ord(found.group())};", one_line(text, limit))


def render_markdown(report: Report) -> str:
    """The run as Markdown."""
    summary = report.summary
    words = plain_header(summary.header)
    lines = [f"## {quoted(headline(summary))}", ""]
    if not report.is_whole:
        lines += ["> **Partial:** the run was cut short, so this is no verdict.", ""]
    if are_secrets_shown(summary.header):
        lines += [f"> **{SECRETS_SHOWN}**", ""]
    lines += [f"- {quoted(claim.sentence(), 1000)}" for claim in claims_of(summary)]
    lines += [
        "",
        f"Target **{quoted(words['target'])}**, seed {quoted(words['seed'])}, gate {quoted(words['gate'])}.",
        "",
    ]
    lines += _causes(summary)
    lines += _findings(summary)
    lines += _areas(summary)
    return "\n".join(lines) + "\n"


def _causes(summary: Summary) -> list[str]:
    causes = summary.ranked_causes()
    if not causes:
        return []
    lines = [
        f"### {counted(len(causes), 'cause')}",
        "",
        "| cases | operation | expected | got | for example |",
        "|--:|---|---|---|---|",
    ]
    for cause in causes[:_SHOWN]:
        lines.append(
            f"| {len(cause.cases)} | {quoted(cause.operation)} {quoted(cause.where)} | {quoted(cause.expected)} "
            f"| {quoted(cause.got)} | {_examples(cause)} |"
        )
    return [*lines, *_more(len(causes), "cause"), ""]


def _examples(cause: Cause) -> str:
    shown = "<br>".join(quoted(name_of(case)) for case in cause.cases[:_CASES])
    more = len(cause.cases) - _CASES
    return shown if more <= 0 else f"{shown}<br>… and {more} more"


def _findings(summary: Summary) -> list[str]:
    if not summary.findings:
        return []
    lines = [
        f"### {counted(len(summary.findings), 'finding')}",
        "",
        "| gates | shape | requirement | expected | got | seen |",
    ]
    lines.append("|---|---|---|---|---|--:|")
    for one in summary.findings[:_SHOWN]:
        cells = [f"{one['dialect']} {one['part']} {one['where']}", f"{one['requirement'] or 'none'} ({one['level']})"]
        cells += [one["expected"], one["got"], str(one["count"])]
        lines.append(f"| {'yes' if summary.gates(one) else 'no'} | {' | '.join(map(quoted, cells))} |")
    return [*lines, *_more(len(summary.findings), "finding"), ""]


def _areas(summary: Summary) -> list[str]:
    used = [word for word in _COLUMNS if summary.verdicts[word]]
    lines = ["### Areas", "", f"| area | {' | '.join(used)} |", f"|---|{'--:|' * len(used)}"]
    for area, counts in sorted(summary.areas.items()):
        lines.append(f"| {quoted(area)} | {' | '.join(str(counts[word] or '') for word in used)} |")
    return lines if used else []


def _more(total: int, word: str) -> list[str]:
    return (
        ["", f"… and {counted(total - _SHOWN, f'more {word}')}: the JSON summary has them all."]
        if total > _SHOWN
        else []
    )
