"""One case from start to end: given, steps, always; verdict, differences, what is kept of it."""

from __future__ import annotations

from time import perf_counter

from conformance.engine.mailed_secrets import learn_mailed
from conformance.engine.planning import Plan, PlannedStep
from conformance.engine.recording import exchange_record, mail_record
from conformance.engine.state import CaseState, Trace
from conformance.errors import CannotTell, NotTestable
from conformance.results import CaseResult, StepResult
from conformance.vocab import Verdict


async def run_case(plan: Plan, state: CaseState, result: CaseResult) -> CaseResult:
    """Run all steps of a case; the result's verdict, steps and reason are filled in."""
    started = perf_counter()
    state.prepare(plan.people)
    if state.mailboxes is not None:
        state.mailboxes.open(state.addresses())
    traces: list[Trace] = []
    result.verdict = Verdict.PASS
    for step in (*plan.given, *plan.steps):
        done = await run_step(step, len(result.steps) + 1, state)
        result.steps.append(done)
        traces.append(state.trace)
        if done.verdict is not Verdict.PASS:
            _settle_verdict(result, done, state)
            break
    for step in plan.always:
        result.steps.append(await run_step(step, len(result.steps) + 1, state))
        traces.append(state.trace)
    if state.mailboxes is not None:
        state.mailboxes.forget(state.addresses())
    _record(result, traces, state)
    result.milliseconds = round((perf_counter() - started) * 1000, 1)
    return result


async def run_step(step: PlannedStep, number: int, state: CaseState) -> StepResult:
    """Run one step; a step of `given` that is not met is an `error`, one of `steps` a `fail`."""
    state.trace = Trace()
    done = StepResult(number, step.part, step.line, step.says, Verdict.PASS, operation=step.operation, note=step.note)
    try:
        differences = await step.run(state)
    except NotTestable as error:
        done.verdict, done.problem = Verdict.NOT_TESTABLE, str(error)
    except CannotTell as error:
        done.verdict, done.problem = Verdict.ERROR, str(error)
    else:
        if differences:
            done.verdict = Verdict.FAIL if step.part == "steps" else Verdict.ERROR
            done.differences = [{"where": one.where, "expected": one.expected, "got": one.got} for one in differences]
    return done


def _settle_verdict(result: CaseResult, done: StepResult, state: CaseState) -> None:
    """The case ends with the verdict of its first step that was not met; its cause groups it with others."""
    result.verdict = done.verdict
    where, expected, got = "problem", "an answer", done.problem or ""
    if done.differences:
        where, expected, got = (done.differences[0][key] for key in ("where", "expected", "got"))
    mask = state.secrets.mask
    result.reason = done.problem or f"{where}: expected {expected}, got {got}"
    result.cause = {
        "operation": done.operation or done.says.split(" ")[0],
        "where": where,
        "expected": mask(expected),
        "got": mask(got),
    }


def _record(result: CaseResult, traces: list[Trace], state: CaseState) -> None:
    """Write down what was sent and received, once all secrets of the case are known."""
    secrets = state.secrets
    for message in (message for trace in traces for message in trace.mails):
        learn_mailed(message, state)
    for step, trace in zip(result.steps, traces, strict=True):
        step.exchanges = [exchange_record(exchange, secrets) for exchange in trace.exchanges]
        step.mails = [mail_record(message, secrets) for message in trace.mails]
        step.problem = secrets.hide(step.problem) if step.problem else None
        for difference in step.differences:
            difference["expected"] = secrets.hide(difference["expected"])
            difference["got"] = secrets.hide(difference["got"])
    result.reason = secrets.hide(result.reason) if result.reason else None
