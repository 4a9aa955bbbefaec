"""Every word, name, matcher and request of a dialect that cannot be right is told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.dialects.loading import load_dialects
from conformance.errors import BadInput
from tests.support import toys

TOY, PAGES, GRAPHQL = "toy.yaml", "toy-pages.yaml", "toy-graphql.yaml"


def told(folder: Path) -> list[str]:
    with pytest.raises(BadInput) as caught:
        load_dialects([folder], toys.vocabulary())
    return [f"{Path(one.file).name}:{one.line}:{one.column} {one.code} {one.text}" for one in caught.value.problems]


def case(file: str, old: str, new: str, *problems: str, id: str) -> object:
    return pytest.param(file, old, new, problems, id=id)


@pytest.mark.parametrize(
    ("file", "old", "new", "problems"),
    [
        # CD002: words
        case(
            TOY,
            "  requestReset:",
            "  requestRest:",
            'unknown word "requestRest" in operations (did you mean "requestReset"?)',
            id="operation",
        ),
        case(
            TOY,
            "  username-taken: {shape",
            "  username-tkaen: {shape",
            'unknown word "username-tkaen" in refusals (did you mean "username-taken"?)',
            id="reason",
        ),
        case(
            TOY,
            "      unknown-user: {shape",
            "      unknown-usr: {shape",
            'unknown word "unknown-usr" in operations (did you mean "unknown-user"?)',
            id="reason of an operation",
        ),
        case(
            TOY,
            "          not-allowed: {shape",
            "          not-alowed: {shape",
            'unknown word "not-alowed" in operations (did you mean "not-allowed"?)',
            id="reason of a route",
        ),
        case(
            TOY,
            "  logout-ends-token: yes",
            "  logout-ends-token: yes\n  logout-ends-all: no",
            'unknown word "logout-ends-all" in rules (did you mean "logout-ends-token"?)',
            id="rule",
        ),
        case(
            PAGES,
            "  reset-password:",
            "  reset-pasword:",
            'unknown word "reset-pasword" in mails (did you mean "reset-password"?)',
            id="mail",
        ),
        case(
            PAGES,
            "  reset-form:\n    by_trait",
            "  reset-from:\n    by_trait",
            'unknown word "reset-from" in pages (did you mean "reset-form"?)',
            id="page",
        ),
        case(
            PAGES,
            "  reset-form: {fill",
            "  reset-forms: {fill",
            'unknown word "reset-forms" in forms (did you mean "reset-form"?)',
            id="form",
        ),
        case(
            TOY,
            "  ready-to-sign-up:",
            "  ready-to-signup:",
            'unknown word "ready-to-signup" in preparations (did you mean "ready-to-sign-up"?)',
            id="preparation",
        ),
        case(
            TOY,
            "every_reply: {done:",
            "every_reply: {dun:",
            'unknown word "dun" in every_reply',
            id="field of every reply",
        ),
        case(
            TOY,
            "  user.id: {matches",
            "  user.di: {matches",
            'unknown word "user.di" in values (did you mean "user.id"?)',
            id="field with a form",
        ),
        case(
            TOY,
            "  user: {id: id, username: name",
            "  user: {id: id, username: name, nick: nick",
            'unknown field "user.nick"',
            id="member of an object",
        ),
        case(
            GRAPHQL,
            "  - [wrong-password, unknown-user]",
            "  - [wrong-password, unknown-user, not-found]",
            'unknown word "not-found" in alike',
            id="alike",
        ),
        case(
            TOY,
            "fields: {user: user, session.token",
            "fields: {usr: user, session.token",
            'unknown field "usr" (did you mean "user"?)',
            id="field",
        ),
        # CD002: names in templates
        case(
            TOY,
            '"{{ keys.master }}"',
            '"{{ key.master }}"',
            "{{ key.master }} names nothing a dialect may look up",
            id="root",
        ),
        case(
            TOY,
            '"{{ keys.master }}"',
            '"{{ keys.mister }}"',
            '{{ keys.mister }} names nothing that this dialect has (did you mean "master"?)',
            id="key",
        ),
        case(
            TOY,
            '"{{ at.api }}/reset"',
            '"{{ at.apy }}/reset"',
            '{{ at.apy }} names nothing that this dialect has (did you mean "api"?)',
            id="endpoint",
        ),
        case(
            TOY,
            'email: "{{ in.email }}", acl',
            'email: "{{ in.emial }}", acl',
            'signUp takes no input "emial" (did you mean "email"?)',
            id="input",
        ),
        case(
            TOY,
            'query: {name: "{{ in.username }}"',
            'query: {name: "{{ in.acl }}"',
            'logIn takes no input "acl"',
            id="input of a route",
        ),
        # CD006, CD010
        case(
            TOY,
            "  logout-ends-token: yes\n",
            "",
            'the rule "logout-ends-token" is not stated (yes or no)',
            id="rule not stated",
        ),
        case(
            TOY,
            '    request: {path: "{{ at.api }}/sessions"}\n',
            "",
            "listSessions has no request with a path, and no document",
            id="no request",
        ),
        case(
            TOY,
            '    request: {path: "{{ at.api }}/sessions"}\n',
            "    request: {method: GET}\n",
            "listSessions has no request with a path, and no document",
            id="no path",
        ),
        case(
            TOY,
            '        request: {path: "{{ at.api }}/login", query',
            "        request: {query",
            "logIn has no request with a path, and no document",
            id="no path in a route",
        ),
        # matchers
        case(
            TOY,
            "  user.createdAt: {is: timestamp}",
            "  user.createdAt: {is: time}",
            'unknown kind "time" (did you mean "timestamp"?)',
            id="kind of a value",
        ),
        case(
            TOY,
            "needs: {verifyEmail: true}",
            "needs: {verifyEmail: {iss: true}}",
            'unknown matcher "iss"',
            id="need of a preparation",
        ),
        case(
            PAGES, "subject: {starts_with: Reset}", "subject: {starts: Reset}", 'unknown matcher "starts"', id="subject"
        ),
        case(
            PAGES,
            "query: {token: {is: text}}}\n    take",
            "query: {token: {is: txt}}}\n    take",
            'unknown kind "txt"',
            id="query of a link",
        ),
        case(
            PAGES,
            "    take: {token: token}",
            "    code: '[0-9]+'",
            "a code is found by one group, not 0",
            id="a code without group",
        ),
        case(
            PAGES,
            "    take: {token: token}",
            "    code: '([0-9]+)(x)'",
            "a code is found by one group, not 2",
            id="a code with two groups",
        ),
        case(
            PAGES,
            "    take: {token: token}",
            "    code: '('",
            "not a regular expression: missing ), unterminated subpattern",
            id="a code that is no expression",
        ),
        # preparations
        case(
            TOY,
            "        - {mail: reset-password, to: me}",
            "        - {mial: reset-password, to: me}",
            "a step has exactly one of: do, use",
            id="a step of a preparation",
        ),
        case(
            TOY,
            "        - {do: signUp, as: me}\n\noperations",
            "        - {do: signUp, ass: me}\n\noperations",
            'unknown key "ass" (did you mean "as"?)',
            id="a key of a step",
        ),
    ],
)
def test_a_problem_is_told_at_its_place(
    tmp_path: Path, file: str, old: str, new: str, problems: tuple[str, ...]
) -> None:
    folder = toys.altered(tmp_path, file, (old, new))

    [line] = told(folder)

    [problem] = problems
    place, _, text = line.partition(" ")
    assert problem in text
    assert _stands_at(folder, place, file, old, new), f"{line} does not point at what was changed"


def _stands_at(folder: Path, place: str, file: str, old: str, new: str) -> bool:
    """Does a place lie in the changed file, within the lines that were changed or just above what is missing?"""
    name, line, _ = place.split(":")
    text = (folder / file).read_text(encoding="utf-8")
    if new.strip() and new in text:
        first = text[: text.index(new)].count("\n") + 1
        return name == file and first - 1 <= int(line) <= first + new.count("\n") + 1
    return name == file


CODES = {
    "CD002": ('"{{ keys.master }}"', '"{{ keys.mister }}"', "toy.yaml:32:14"),
    "CD006": ("  logout-ends-token: yes\n", "", "toy.yaml:14:1"),
    "CD010": ('    request: {path: "{{ at.api }}/sessions"}\n', "", "toy.yaml:127:3"),
    "CS021": ("  user.createdAt: {is: timestamp}", "  user.createdAt: {is: time}", "toy.yaml:63:20"),
    "CS012": (
        "        - {do: signUp, as: me}\n\noperations",
        "        - {do: signUp, ass: me}\n\noperations",
        "toy.yaml:78:24",
    ),
}


@pytest.mark.parametrize("code", CODES)
def test_the_line_and_column_of_a_code(tmp_path: Path, code: str) -> None:
    old, new, place = CODES[code]

    [line] = told(toys.altered(tmp_path, TOY, (old, new)))

    assert line.split()[:2] == [place, code]


def test_an_operation_that_another_dialect_carries_needs_no_request(tmp_path: Path) -> None:
    folder = toys.altered(tmp_path, GRAPHQL, ("requestReset: {via: toy}", "requestReset: {}"))

    [line] = told(folder)

    assert "CD010 requestReset has no request" in line


def test_problems_of_many_kinds_are_told_at_once(tmp_path: Path) -> None:
    folder = toys.altered(
        tmp_path,
        TOY,
        ("  requestReset:", "  requestRest:"),
        ('"{{ keys.master }}"', '"{{ keys.mister }}"'),
        ("is: timestamp", "is: time"),
        ("  logout-ends-token: yes\n", ""),
    )

    assert [line.split()[1] for line in told(folder)] == ["CD006", "CD002", "CS021", "CD002"]
