"""All benches in one table: `python -m bench`. Quote its ratios and medians; single times on a shared machine lie."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

HERE = Path(__file__).parent
PORT = 18_733
BASE = f"http://127.0.0.1:{PORT}"

SCENARIOS = 1_000
JOBS = 16
ROUNDS = 5


@contextmanager
def server() -> Iterator[None]:
    """The trivial server as a process of its own."""
    process = subprocess.Popen([sys.executable, str(HERE / "server.py"), str(PORT)])
    try:
        for _ in range(100):
            try:
                urlopen(f"{BASE}/parse/users/me").close()
            except URLError as error:
                if getattr(error, "code", None) is not None:
                    break
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def measured(script: str, *words: object) -> dict[str, Any]:
    """What a bench script prints as its last line."""
    command = [sys.executable, str(HERE / script), BASE, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def engine_against_raw_loop() -> None:
    """CPU per request of both, taken in turn so that a drifting machine drifts for both."""
    ratios, raws, engines = [], [], []
    for _ in range(ROUNDS):
        raw = measured("raw_loop.py", SCENARIOS, JOBS)["cpu"]
        engine = measured("engine_run.py", SCENARIOS, JOBS)["cpu"]
        raws.append(raw / SCENARIOS / 5 * 1e6)
        engines.append(engine / SCENARIOS / 5 * 1e6)
        ratios.append(engine / raw)
    print(f"raw loop            {median(raws):8.0f} µs CPU per request (median of {ROUNDS})")
    print(f"engine, log on      {median(engines):8.0f} µs CPU per request")
    print(f"ratio               {median(ratios):8.2f} (from {min(ratios):.2f} to {max(ratios):.2f}; aim: 1.5)")


def many_scenarios() -> None:
    """Does the cost per scenario stay the same, and does memory stay in bounds?"""
    for count in (1_000, 3_000, 10_000):
        run = measured("engine_run.py", count, JOBS)
        cpu, loading = (run[name] / count * 1e3 for name in ("cpu", "loading"))
        print(f"{count:6} scenarios    {cpu:6.2f} ms CPU each, loading {loading:5.2f} ms each, ", end="")
        print(f"peak {run['peak_mb']:5.0f} MB, log {run['log_mb']:5.1f} MB")


def start_up() -> None:
    """What a person feels before anything happens."""
    click = _median_seconds([sys.executable, "-c", "import click"])
    version = _median_seconds([sys.executable, "-m", "conformance", "--version"])
    print(f"import click        {click * 1e3:8.0f} ms wall (median of {ROUNDS})")
    print(f"--version           {version * 1e3:8.0f} ms wall, ratio {version / click:.2f} (aim: 3)")
    folder = HERE / "one"
    one = [
        sys.executable,
        "-m",
        "conformance",
        "run",
        BASE,
        "--dialect",
        "parse-rest",
        "--set",
        "keys.application=bench",
    ]
    words = ["--no-bundled", "--scenarios", str(folder), "--log", "build/bench-run.jsonl"]
    single = _median_seconds([*one, *words])
    print(f"one scenario, run   {single * 1e3:8.0f} ms wall, ratio {single / click:.2f} to importing click")


def _median_seconds(command: list[str]) -> float:
    times = []
    for _ in range(ROUNDS + 1):
        started = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        times.append(time.perf_counter() - started)
    return median(times[1:])


if __name__ == "__main__":
    with server():
        start_up()
        engine_against_raw_loop()
        many_scenarios()
