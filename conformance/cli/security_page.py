"""The page about security, made from runs: `python -m conformance.cli.security_page HARDENED MOCK REAL` prints it.

The three are run logs: a default run on the embedded mock, and `--axis security` on it and on the real server. What
the page says of each finding comes from its list in `targets`, what was sent and answered from the logs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from conformance.bundled import bundled_scenarios
from conformance.known_failing import Entry, EntryList
from conformance.redact import RunMask
from conformance.requirements import Requirements, Row, load_requirements
from conformance.runlog import RunLog, read_log
from conformance.scenario.selection import matches
from conformance.strict import validate
from conformance.vocab import Axis
from conformance.yamltext import read_file

TARGETS: Final = Path(__file__).parents[2] / "targets"
_LONGEST: Final = 700
_QUIET: Final = frozenset({"date", "etag", "connection", "keep-alive", "content-length"})
#: What is said of verdicts; the first that a row has tells.
_SAID: Final = {"fail": "finding", "error": "unclear", "not-testable": "not testable", "pass": "met"}
_INTRO: Final = """# Security

The rows of `scenarios/requirements/security.yaml` ask what OWASP ASVS 5.0, WSTG 4.2 and NIST SP 800-63B ask, as far as
it shows from outside. They measure another thing than compatibility: a server may do exactly as the reference does, and
so fail an advice.

- In a default run cases of security go to a deployment that says [`hardened`](settings.md), where the target has one,
  and gate nothing. On the embedded mock all of them pass there.
- With `--axis security` (or `all`) they go to ordinary deployments first, and gate. What is known of a target stands in
  `targets/NAME/security-findings.yaml`, a [known-failing list](known-failing-keys.md):

```console
$ conformance run --axis security --select security --known-failing targets/mock/security-findings.yaml
```

This page was made from three such runs by `python -m conformance.cli.security_page`; a test holds it against the lists.

## Rows

| row | level | what is asked | source | hardened mock | faithful mock | Parse Server 9.10.0 |
|---|---|---|---|---|---|---|"""


@dataclass(frozen=True)
class Side:
    """One server: its log, and what its list says of it."""

    title: str
    log: RunLog
    known: Sequence[Entry] = ()

    def of(self, row: Row) -> list[dict[str, Any]]:
        """The cases that show a row."""
        return [case for case in self.log.cases if row.id in case["shows"]]

    def word(self, row: Row) -> str:
        """What the cases say of a row, in a word or two, and of which dialects, where not of all of them."""
        found: dict[str, set[str]] = {}
        for case in self.of(row):
            verdict = "fail" if case["verdict"] == "known-fail" else case["verdict"]
            found.setdefault(verdict, set()).add(case["address"].rpartition(":")[2])
        judged = set().union(*(found.get(verdict, set()) for verdict in _SAID))
        for verdict, said in _SAID.items():
            if verdict in found:
                of_some = "" if found[verdict] == judged else f" on {', '.join(sorted(found[verdict]))}"
                return said + of_some * (verdict != "pass")
        return "–"

    def because(self, case: Mapping[str, Any]) -> str | None:
        """The reason that the list gives for a case."""
        return next((one.because for one in self.known if matches(case["address"], one.address)), None)


def findings_of(target: str) -> list[Entry]:
    """The list of findings of a target."""
    file = TARGETS / target / "security-findings.yaml"
    model, problems = validate(EntryList, read_file(file), str(file), "CT")
    if model is None:
        raise ValueError("\n".join(map(str, problems)))
    return model.known_failing


def rows() -> tuple[Requirements, list[Row]]:
    """The rows of the security axis."""
    requirements, _ = load_requirements([bundled_scenarios()])
    return requirements, [row for row in requirements.rows.values() if requirements.axis_of([row.id]) is Axis.SECURITY]


def page(hardened: Side, mock: Side, real: Side) -> str:
    """The whole page."""
    _, all_rows = rows()
    lines = [_INTRO, *(_row(row, (hardened, mock, real)) for row in all_rows), ""]
    lines += [
        "Where a row has several cases, one that fails makes it a finding, of those dialects that are named. Rows that",
        "nothing shows say why.",
        "",
    ]
    lines += ["## Findings", ""]
    for row in all_rows:
        lines += _finding(row, (mock, real))
    return "\n".join(lines).rstrip() + "\n"


def _row(row: Row, sides: Iterable[Side]) -> str:
    if row.excluded:
        told = f"excluded: {row.excluded.because}"
        return f"| {row.id} | {row.level.upper()} | {row.says} | {row.source} | {told} | | |"
    words = " | ".join(side.word(row) for side in sides)
    return f"| {row.id} | {row.level.upper()} | {row.says} | {row.source} | {words} |"


def _finding(row: Row, sides: Sequence[Side]) -> Iterator[str]:
    red = [(side, case) for side in sides for case in side.of(row) if case["verdict"] in ("fail", "known-fail")]
    if not red:
        return
    yield from (f"### {row.id}: {row.says}", "")
    for side in sides:
        told = dict.fromkeys(side.because(case) or "not listed" for one, case in red if one is side)
        for because in told:
            yield f"- {side.title}: {because}."
    side, case = next((one for one in reversed(red) if "parse-rest" in one[1]["address"]), red[-1])
    yield from ("", f"`{case['address']}` on {side.title}:", "", "```text")
    yield from (*_shown(side.log, case), "```", "")


def _shown(log: RunLog, case: Mapping[str, Any]) -> Iterator[str]:
    """The step that failed: what was sent, what came back or was mailed, and what was expected."""
    mask, step = RunMask(log.header, case), case["steps"][-1]
    for one in step["exchanges"][-1:]:
        yield _cut(mask(f"> {one['method']} {one['url']}"))
        if one.get("body"):
            yield _cut(mask(f"> {one['body']}"))
        yield f"< {one['status']}"
        yield from (
            mask(f"< {name}: {value}")
            for name, value in one["answer_headers"]
            if name.lower() not in _QUIET and not name.lower().startswith("access-control")
        )
        if one.get("answer") and not one["answer"].lstrip().startswith("<"):
            yield _cut(mask(f"< {one['answer']}"))
    for mail in step["mails"][-1:]:
        yield from (_cut(mask(f"< {line}")) for text in mail["texts"][:1] for line in text.splitlines())
    for one in step["differences"][:1]:
        yield _cut(mask(f"! {one['where']}: expected {one['expected']}, got {one['got']}"))


def _cut(text: str) -> str:
    plain = " ".join(text.split("\n")).replace("```", "'''").rstrip()
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def main(words: Sequence[str]) -> None:
    """Print the page that three run logs make."""
    hardened, mock, real = (read_log(Path(word)) for word in words)
    sides = (
        Side("the hardened mock", hardened),
        Side("the faithful mock", mock, findings_of("mock")),
        Side("Parse Server 9.10.0", real, findings_of("parse-server-9")),
    )
    sys.stdout.write(page(*sides))


if __name__ == "__main__":
    main(sys.argv[1:])
