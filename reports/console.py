"""The summary on the terminal: causes first, then findings, areas and one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from reports.summary import Cause, Summary
from reports.text import visible
from reports.verdict import SECRETS_SHOWN, are_secrets_shown, claims_of

_COLUMNS = ("pass", "fail", "error", "skip", "not-testable", "known-fail", "unexpected-pass")
_SHOWN_CASES = 5
_SHOWN_CAUSES = 20


def safe(text: str) -> str:
    """Visible text that is no markup of ours either."""
    return escape(visible(text))


def print_summary(summary: Summary, *, log_path: Path | None = None, console: Console | None = None) -> None:
    """Print what a person can act on; data goes to files, so this goes to stderr."""
    out = console or Console(stderr=True, highlight=False, soft_wrap=True)
    causes = summary.ranked_causes()
    for number, cause in enumerate(causes[:_SHOWN_CAUSES], 1):
        _print_cause(out, number, len(causes), cause)
    if len(causes) > _SHOWN_CAUSES:
        out.print(f"… and {len(causes) - _SHOWN_CAUSES} more causes in the run log\n")
    for finding in summary.findings:
        _print_finding(out, finding, gates=summary.gates(finding))
    _print_areas(out, summary)
    _print_skipped(out, summary)
    _print_verdict(out, summary)
    if log_path is not None:
        out.print(f"[dim]run log: {safe(str(log_path))}[/]")


def _print_cause(out: Console, number: int, total: int, cause: Cause) -> None:
    plural = "case" if len(cause.cases) == 1 else "cases"
    out.print(f"[bold red]Cause {number} of {total}[/] · {len(cause.cases)} {plural} · {safe(cause.operation)}")
    out.print(f"  {safe(cause.where)}: expected [green]{safe(cause.expected)}[/], got [red]{safe(cause.got)}[/]")
    first = cause.cases[0]
    step = next((one for one in reversed(first["steps"]) if one["verdict"] != "pass"), None)
    if step is not None:
        part = "set-up step" if step["part"] == "given" else "step"
        out.print(f"  {safe(first['file'])}:{step['line']} {part} {step['number']}: {safe(step['says'])}")
        for exchange in step["exchanges"][-1:]:
            _print_exchange(out, exchange)
        if step["problem"]:
            out.print(f"  {safe(step['problem'])}")
    if cause.requirements:
        out.print(f"  [dim]requirements: {', '.join(sorted(cause.requirements))}[/]")
    for case in cause.cases[:_SHOWN_CASES]:
        out.print(f"  {case['verdict']:5} {safe(case['address'])}@{safe(str(case['deployment']))}")
    if len(cause.cases) > _SHOWN_CASES:
        out.print(f"        … and {len(cause.cases) - _SHOWN_CASES} more")
    if first.get("blocked_by"):
        out.print(f"  [dim]blocked by: {safe(first['blocked_by'])} shows the broken step[/]")
    out.print()


def _print_exchange(out: Console, exchange: dict[str, Any]) -> None:
    out.print(f"  [dim]sent[/] {exchange['method']} {safe(exchange['url'])}  {safe(_short(exchange.get('body')))}")
    if "status" in exchange:
        out.print(f"  [dim]came[/] {exchange['status']}  {safe(_short(exchange.get('answer')))}")
    else:
        out.print(f"  [dim]came[/] nothing: {safe(exchange.get('problem', ''))}")


def _short(body: Any, limit: int = 300) -> str:
    text = body if isinstance(body, str) else "" if body is None else f"(body {body.get('digest', '')})"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _print_finding(out: Console, finding: dict[str, Any], *, gates: bool) -> None:
    style = "bold red" if gates else "yellow"
    owner = finding["requirement"] or "no requirement owns it"
    out.print(
        f"[{style}]Finding[/] · {safe(finding['dialect'])} {safe(finding['part'])} · {safe(owner)} "
        f"({finding['level']}) · seen {finding['count']} times"
    )
    out.print(
        f"  {safe(finding['where'])}: expected [green]{safe(finding['expected'])}[/], "
        f"got [red]{safe(finding['got'])}[/]"
    )
    if finding["exchange"]:
        _print_exchange(out, finding["exchange"])
    out.print()


def _print_areas(out: Console, summary: Summary) -> None:
    used = [word for word in _COLUMNS if summary.verdicts[word]]
    table = Table("area", *used, box=None, pad_edge=False)
    for area, counts in sorted(summary.areas.items()):
        table.add_row(area, *(str(counts[word] or "") for word in used))
    table.add_row("[bold]all[/]", *(f"[bold]{summary.verdicts[word]}[/]" for word in used))
    out.print(table)


def _print_skipped(out: Console, summary: Summary) -> None:
    for case in summary.skipped[:_SHOWN_CASES]:
        out.print(f"[yellow]{case['verdict']}[/] {safe(case['address'])}: {safe(str(case['reason']))}")
    if len(summary.skipped) > _SHOWN_CASES:
        out.print(f"[yellow]…[/] and {len(summary.skipped) - _SHOWN_CASES} more that did not run")


def _print_verdict(out: Console, summary: Summary) -> None:
    for claim in claims_of(summary):
        out.print(
            f"[{'green' if claim.is_compatible else 'red' if claim.is_broken else 'yellow'}]{safe(claim.sentence())}[/]"
        )
    if are_secrets_shown(summary.header):
        out.print(f"[bold yellow]{SECRETS_SHOWN}[/]")
    footer = summary.footer or {}
    code = footer.get("exit")
    word = {0: "[bold green]conformant[/]", 1: "[bold red]not conformant[/]", 5: "[bold red]nothing ran[/]"}
    out.print(
        f"{word.get(code if isinstance(code, int) else -1, f'exit {code}')} · {safe(str(summary.header.get('target')))}"
        f" · seed {summary.header.get('seed')} · {footer.get('seconds')} s"
    )
