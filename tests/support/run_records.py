"""Records of a made-up run, as the run log has them, and text of servers that mean harm."""

from __future__ import annotations

from typing import Any

#: Forty texts that would do something if any renderer took them for its own words.
HOSTILE = (
    "<script>window.hacked=1</script>",
    "</script><script>window.hacked=1</script>",
    "<img src=https://attacker.example/x.png onerror=window.hacked=1>",
    "<svg/onload=window.hacked=1>",
    '"><a href=javascript:window.hacked=1>hostile-link</a>',
    "'><hostile-element>",
    "<a href=https://attacker.example>hostile-link</a>",
    "<iframe src=https://attacker.example></iframe>",
    "<iframe srcdoc='<script>parent.hacked=1</script>'>",
    "</pre></details></li><hostile-element>",
    "</textarea></title></style><hostile-element>",
    "<!-- hostile",
    "--><hostile-element>",
    "<![CDATA[<hostile-element>]]>",
    "]]><hostile-element/>",
    "<?xml version='1.0'?><hostile-element/>",
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "&lt;script&gt;window.hacked=1&lt;/script&gt;",
    "&#60;hostile-element&#62;",
    "\\u003chostile-element\\u003e",
    "{{ 7*191 }}",
    "{% raw %}{{ config }}{% endraw %}",
    "${7*191} #{7*191}",
    "javascript:window.hacked=1",
    "data:text/html,<script>window.hacked=1</script>",
    "[hostile-link](https://attacker.example)",
    "![hostile](https://attacker.example/a.png)",
    "<https://attacker.example>",
    "https://attacker.example www.attacker.example",
    "| a | b |\n|---|---|\n# heading",
    "`` ` `` **bold** ~~struck~~ @everyone #1",
    "::error file=x::hostile\n::set-output name=x::y",
    "%0A::add-mask::hostile",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "\x00\x01\x08\x0b\x1f\x7f\x9b\u0085",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "\ud800 half a character",
    "\ufffe\uffff\U0001f4a9",
    "a'; touch /tmp/hostile; echo '$(touch /tmp/hostile)`touch /tmp/hostile`",
    "x" * 20_000 + "<hostile-element>",
)


def header(**words: Any) -> dict[str, Any]:
    """A header with three requirements and one deployment."""
    return {
        "type": "header",
        "format": 1,
        "tool": "parse-conformance 0.1.0",
        "started": "2026-11-21T02:46:13+00:00",
        "command": ["run"],
        "seed": 7,
        "run": "fdcf46d7",
        "level": "may",
        "axis": "compatibility",
        "target": "mock",
        "deployments": [
            {
                "name": "plain",
                "url": "http://127.0.0.1:1/plain",
                "dialects": {"parse-rest": {"edition": "9", "deviations": []}},
                "settings": {},
                "lacks": [],
            }
        ],
        "scenarios": {"origin": ["bundled"], "digest": "d1450f478c121a50", "count": 3},
        "cases": 2,
        "not_applicable": 0,
        "requirements": {"R-1": row("must"), "R-2": row("should"), "S-1": row("must", axis="security")},
        **words,
    }


def row(level: str, axis: str = "compatibility", **words: Any) -> dict[str, Any]:
    """A requirement as the header has it."""
    return {
        "says": "A rule",
        "source": "guide 1",
        "level": level,
        "axis": axis,
        "dialects": ["parse-rest"],
        "excluded": False,
        "wire": False,
        **words,
    }


def footer(exit_code: int = 0) -> dict[str, Any]:
    """A footer that says how the run ended."""
    return {"type": "footer", "verdicts": {}, "exit": exit_code, "seconds": 1.5}


def exchange(text: str = "hello", **words: Any) -> dict[str, Any]:
    """An exchange whose every part that a server controls has this text."""
    return {
        "method": "POST",
        "url": f"http://127.0.0.1:1/plain/{text}",
        "headers": [["X-Sent", text]],
        "body": f'{{"name": "{text}"}}',
        "status": 302,
        "answer_headers": [["location", text], [text, "value"]],
        "answer": text,
        "ms": 1.5,
        **words,
    }


def mail(text: str = "hello") -> dict[str, Any]:
    """A mail whose every part has this text."""
    return {
        "from": text,
        "to": [text],
        "subject": text,
        "headers": [["Subject", text], [text, "value"]],
        "texts": [text],
        "htmls": [f"<p>{text}</p>"],
        "raw": f"{text}=20",
        "bytes": 12,
        "digest": "082f14c03b1c",
    }


def case(name: str = "one", verdict: str = "pass", text: str = "hello", **words: Any) -> dict[str, Any]:
    """A case of two steps; the second one has the verdict, and everything of a server in it is this text."""
    red = verdict in ("fail", "error", "unexpected-pass", "known-fail")
    ran = verdict not in ("skip", "not-testable")
    return {
        "type": "case",
        "address": f"signup/{name}/dialect:parse-rest",
        "deployment": "plain" if ran else None,
        "verdict": verdict,
        "shows": ["R-1"],
        "axis": "compatibility",
        "level": "must",
        "title": "A name is taken once",
        "file": f"scenarios/signup/{name}.yaml",
        "reason": f"outcome: expected ok, got {text}" if verdict != "pass" else None,
        "cause": {"operation": "signUp", "where": "outcome", "expected": "ok", "got": text} if red else None,
        "blocked_by": None,
        "milliseconds": 12.5,
        "steps": [step(1, "pass", text, part="given"), step(2, verdict, text)] if ran else [],
        **words,
    }


def step(number: int, verdict: str, text: str = "hello", part: str = "steps") -> dict[str, Any]:
    """A step with an exchange and a mail."""
    red = verdict != "pass"
    return {
        "number": number,
        "part": part,
        "line": 10 + number,
        "says": "do signUp as ann",
        "verdict": verdict,
        "differences": [{"where": "outcome", "expected": "ok", "got": text}] if red else [],
        "problem": text if red else None,
        "operation": "signUp",
        "note": None,
        "exchanges": [exchange(text)],
        "mails": [mail(text)],
    }


def finding(text: str = "hello", **words: Any) -> dict[str, Any]:
    """A finding whose place and value are this text."""
    return {
        "type": "finding",
        "dialect": "parse-rest",
        "part": "signUp.ok",
        "where": f"json.{text}",
        "expected": "201",
        "got": text,
        "requirement": "R-2",
        "level": "should",
        "axis": "compatibility",
        "deployments": ["plain"],
        "count": 3,
        "address": "signup/one/dialect:parse-rest",
        "exchange": exchange(text),
        **words,
    }


def hostile_run() -> list[dict[str, Any]]:
    """A run with every hostile text in every field that a server controls, and in names that files give."""
    cases = [case(f"hostile-{number}", "fail", text) for number, text in enumerate(HOSTILE)]
    green = [case(f"green-{number}", "pass", text) for number, text in enumerate(HOSTILE)]
    found = [finding(text) for text in HOSTILE]
    named = case("named", "error", title=HOSTILE[4], file=HOSTILE[0], shows=[HOSTILE[9]], blocked_by=HOSTILE[5])
    left = case("left", "skip", HOSTILE[2])
    return [header(target=HOSTILE[0], command=list(HOSTILE)), *cases, *green, named, left, *found, footer(1)]
