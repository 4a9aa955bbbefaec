"""Scenarios without a fault, to be spoilt in one place. Their vice: they only look as if they asked for something."""

from __future__ import annotations

from tests.support.scenarios import lint

GOOD = """\
scenario: a-scenario
title: Something holds
shows: [R-1]
needs: {lockout.threshold: {at_most: 10}, rules.logout-ends-token: yes}
people: [ann, bob]
given:
  - {use: account, as: ann}
  - {use: locked, as: bob, with: {username: "{{ bob.otherUsername }}"}}
steps:
  - {do: logIn, as: ann, keep_as: first, expect: {ok: {user.username: "{{ ann.username }}"}}}
  - {do: logIn, as: ann, via: get, with: {password: "{{ first.session.token }}"}, expect: {refused: wrong-password}}
  - {do: currentUser, as: ann, without: [session], expect: {refused: session-missing}}
  - {mail: reset-password, to: ann, keep_as: mail, expect: {subject: {starts_with: R}, token: {is: text}}}
  - {open: "{{ mail.link }}", expect: {page: reset-form}}
  - {submit: reset-form, with: {newPassword: "{{ ann.newPassword }}"}, expect: {page: reset-done}}
  - {no_mail: any, to: ann}
  - {pass_time: {minutes: "{{ settings.lockout.minutes }}"}}
  - together: [{do: signUp, as: bob, copies: 3}]
    expect: {tally: {ok: 1, others: [username-taken]}}
  - {check: "{{ first.user.id }}", expect: {is: text}}
  - {do: logIn, as: ann, expect: {same_answer_as: first}}
  - {do: logIn, as: bob, repeat: {times: 3, less: 1}, expect: {either: [ok, {refused: wrong-password}], because: both}}
"""

RAW = """\
scenario: a-scenario
title: Something holds
shows: [R-1]
dialects: [toy]
people: [ann]
steps:
  - http: {method: POST, path: "{{ at.api }}/x", json: {a: "{{ keys.application }}"}}
    as: ann
    speaking: toy
    expect: {status: 200, headers: {x: {is: absent}}, json: {a.b: 1}, text: {contains: x}, redirect: {path: /a}}
"""

ROWS = """\
scenario: a-scenario
title: Something holds
shows: [R-1]
people: [ann]
examples:
  - {name: one, reason: wrong-password, needs: {mail: true}}
  - {name: other, reason: username-taken}
steps:
  - {do: signUp, as: ann, expect: {refused: "{{ example.reason }}"}}
  - {do: logIn, as: ann, expect: ok}
"""


def told(text: str) -> list[str]:
    """What is wrong with a scenario, in the words that people read."""
    return [str(problem) for problem in lint(text)]


def changed(base: str, old: str, new: str) -> str:
    """A scenario with something else in one place."""
    assert base.count(old) == 1, f"{old!r} stands there {base.count(old)} times"
    return base.replace(old, new)


def steps(*lines: str, people: str = "ann") -> str:
    """A scenario of these steps."""
    body = "\n".join(f"  - {line}" for line in lines)
    return f"scenario: a\ntitle: t\nshows: [R-1]\npeople: [{people}]\nsteps:\n{body}\n"
