"""The engine on generated scenarios of the same five requests, run log on; prints CPU, wall and memory."""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from conformance.engine.planning import Planner
from conformance.engine.running import Options, running
from conformance.mail.mailbox import Mailboxes
from conformance.results import CaseResult
from conformance.runlog import RunLogWriter
from conformance.scenario.expansion import expand
from conformance.suite import load_suite
from conformance.target import build_target
from conformance.yamltext import read_text

SCENARIO = """\
scenario: bench-{number:05d}
title: Five requests with captures and assertions
shows: [BENCH-1]
people: [ann]
steps:
  - {{do: signUp, as: ann, expect: ok, keep_as: first}}
  - {{do: currentUser, as: ann, expect: {{ok: {{user.id: "{{{{ ann.id }}}}", session.token: "{{{{ first.session.token }}}}"}}}}}}
  - {{do: logIn, as: ann, on: phone, expect: {{ok: {{session.token: {{differs_from: "{{{{ first.session.token }}}}"}}}}}}, keep_as: second}}
  - {{do: currentUser, as: ann, on: phone, expect: {{ok: {{user.id: "{{{{ ann.id }}}}", session.token: "{{{{ second.session.token }}}}"}}}}}}
  - {{do: logOut, as: ann, on: phone, expect: ok}}
"""
TARGET = """\
target: bench
mail: {{route: none}}
deployments:
  - {{name: only, url: "{base}", dialects: {{parse-rest: {{}}}}, keys: {{application: bench}}}}
"""


def write_scenarios(folder: Path, count: int) -> None:
    """So many scenario files in areas of a thousand."""
    for number in range(count):
        area = folder / f"area{number // 1000}"
        area.mkdir(parents=True, exist_ok=True)
        (area / f"bench_{number:05d}.yaml").write_text(SCENARIO.format(number=number), encoding="utf-8")


async def run(base: str, count: int, jobs: int) -> dict[str, float]:
    """Load, run, measure: loading and running apart."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_scenarios(folder, count)
        loading = process_time()
        suite = load_suite([folder], bundled=False)
        target = build_target(read_text(TARGET.format(base=base), "bench"), "bench", suite.dialects, suite.vocabulary)
        loading = process_time() - loading
        red: list[str] = []
        options = Options(jobs=jobs, seed=1, run_id=f"{perf_counter()}")
        async with running(
            target,
            suite.vocabulary,
            suite.requirements,
            options,
            mailboxes=Mailboxes(),
            note_account=lambda account: None,
        ) as runner:
            with RunLogWriter(folder / "run.jsonl") as log:

                def emit(result: CaseResult) -> None:
                    log.write(result.as_record())
                    if result.verdict != "pass":
                        red.append(f"{result.address}: {result.reason}")

                gc.collect()
                gc.freeze()
                cpu, wall = process_time(), perf_counter()
                cases = expand(suite.scenarios, target, Planner(suite.vocabulary, suite.fragments), suite.dialects)
                await runner.run(cases, emit)
                cpu, wall = process_time() - cpu, perf_counter() - wall
            log_bytes = (folder / "run.jsonl").stat().st_size
        assert not red, red[:3]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"loading": loading, "cpu": cpu, "wall": wall, "peak_mb": peak, "log_mb": log_bytes / 1e6}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))))
