"""A case in plain text, for places that have no colours: pytest's failure sections."""

from __future__ import annotations

from typing import Any

from reports.text import visible


def describe_case(case: dict[str, Any]) -> str:
    """A case that is not green: scenario line, what was sent, what came back, expected and got."""
    lines = [f"{case['verdict'].upper()} {case['address']}@{case['deployment']}", f"  {case['title']}"]
    step = next((one for one in reversed(case["steps"]) if one["verdict"] != "pass"), None)
    if step is None:
        return "\n".join([*lines, f"  {visible(str(case['reason']))}"])
    part = "set-up step" if step["part"] == "given" else "step"
    lines.append(f"  {part} {step['number']}: {visible(step['says'])}  ({case['file']}:{step['line']})")
    for difference in step["differences"]:
        lines.append(
            f"    {visible(difference['where'])}: expected {visible(difference['expected'])}, "
            f"got {visible(difference['got'])}"
        )
    if step["problem"]:
        lines.append(f"    {visible(step['problem'])}")
    for exchange in step["exchanges"][-1:]:
        lines.append(f"    sent {exchange['method']} {visible(exchange['url'])}  {visible(exchange.get('body') or '')}")
        came = f"{exchange['status']}  {visible(exchange.get('answer') or '')}" if "status" in exchange else "nothing"
        lines.append(f"    came {came}")
    lines.append(f"  shows {', '.join(case['shows'])}")
    return "\n".join(lines)
