"""Users and sessions through the GraphQL door of the mock: found, listed, changed, deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from mockserver.fronts.graphql_shapes import acl, plain_acl
from tests.support.graphql_door import VIEWER, Door, graphql_door

ACL = "ACL { users { userId read write } roles { roleName read write } public { read write } }"


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with graphql_door() as opened:
        yield opened


# --- users -------------------------------------------------------------------------------------------


async def test_a_user_is_found_by_either_id_and_by_node(door: Door) -> None:
    ann = await door.sign_up("ann")
    document = (
        "query U($g: ID!, $o: ID!) { a: user(id: $g) { username } b: user(id: $o) { username } "
        "node(id: $g) { __typename id ... on User { username } } }"
    )

    told = await door.ask(document, {"g": ann["user"]["id"], "o": ann["user"]["objectId"]}, token=ann["sessionToken"])

    assert told.data["a"] == told.data["b"] == {"username": "ann"}
    assert told.data["node"] == {"__typename": "User", "id": ann["user"]["id"], "username": "ann"}


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ("X1VzZXI6YWFhYWFhYWFhYQ==", (101, "Object not found.")),
        ("???", (119, "Permission denied")),
        ("X05vcGU6YQ==", (119, "Permission denied")),
    ],
    ids=["nobody", "garbage", "kind"],
)
async def test_who_cannot_be_seen_is_not_found(door: Door, given: str, refusal: tuple[int, str]) -> None:
    user = await door.ask("query U($i: ID!) { user(id: $i) { username } }", {"i": given})
    node = await door.ask("query N($i: ID!) { node(id: $i) { id } }", {"i": given})
    master = await door.ask("query N($i: ID!) { node(id: $i) { id } }", {"i": given}, master=True)

    assert (user.data, user.refusal) == (None, (101, "Object not found."))
    assert (node.data, node.refusal) == ({"node": None}, refusal)
    assert master.refusal == (101, "Object not found.")


async def test_an_access_list_is_sorted_by_whom_it_is_for(door: Door) -> None:
    ann = await door.sign_up("ann")
    given = {"public": {"read": True, "write": False}, "users": [{"userId": "bob", "read": True, "write": False}]}
    update = (
        "mutation U($i: ID!, $a: ACLInput) "
        f"{{ updateUser(input: {{id: $i, fields: {{ACL: $a}}}}) {{ user {{ {ACL} }} }} }}"
    )

    before = await door.ask(f"{{ viewer {{ user {{ {ACL} }} }} }}", token=ann["sessionToken"])
    after = await door.ask(update, {"i": ann["user"]["id"], "a": given}, token=ann["sessionToken"])

    self_entry = {"userId": ann["user"]["id"], "read": True, "write": True}
    assert before.data["viewer"]["user"]["ACL"] == {"users": [self_entry], "roles": None, "public": None}
    assert after.data["updateUser"]["user"]["ACL"]["public"] == {"read": True, "write": False}
    assert self_entry in after.data["updateUser"]["user"]["ACL"]["users"]


def test_roles_stand_in_an_access_list_by_name() -> None:
    plain = {"role:admins": {"read": True, "write": True}}

    assert acl(plain)["roles"] == [{"roleName": "admins", "read": True, "write": True}]
    assert plain_acl({"roles": [{"roleName": "admins", "read": True, "write": True}]}) == plain


async def test_only_oneself_and_the_master_change_a_user(door: Door) -> None:
    ann, ben = await door.sign_up("ann"), await door.sign_up("ben")
    update = 'mutation U($i: ID!) { updateUser(input: {id: $i, fields: {email: "x@y.z"}}) { user { email } } }'
    whom = {"i": ann["user"]["id"]}

    nobody, other = await door.ask(update, whom), await door.ask(update, whom, token=ben["sessionToken"])
    oneself, master = await door.ask(update, whom, token=ann["sessionToken"]), await door.ask(update, whom, master=True)

    assert nobody.refusal == other.refusal == (206, "Permission denied")
    assert oneself.data == master.data == {"updateUser": {"user": {"email": "x@y.z"}}}


async def test_a_new_password_ends_the_session_and_gives_no_other(door: Door) -> None:
    ann = await door.sign_up("ann")
    document = 'mutation P($i: ID!) { updateUser(input: {id: $i, fields: {password: "new"}}) { user { username } } }'

    changed = await door.ask(document, {"i": ann["user"]["id"]}, token=ann["sessionToken"])

    assert changed.data == {"updateUser": {"user": {"username": "ann"}}}
    assert (await door.ask(VIEWER, token=ann["sessionToken"])).status == 400


async def test_only_oneself_and_the_master_delete_a_user(door: Door) -> None:
    ann, ben = await door.sign_up("ann"), await door.sign_up("ben")
    document = "mutation D($i: ID!) { deleteUser(input: {id: $i}) { user { username } } }"
    whom = {"i": ann["user"]["id"]}

    other = await door.ask(document, whom, token=ben["sessionToken"])
    oneself = await door.ask(document, whom, token=ann["sessionToken"])

    assert other.refusal == (101, "Object not found.")
    assert oneself.data == {"deleteUser": {"user": {"username": "ann"}}}


async def test_a_user_that_nobody_made_cannot_be_seen_by_the_maker(door: Door) -> None:
    document = "mutation C($f: CreateUserFieldsInput) { createUser(input: {fields: $f}) { user { username } } }"

    nobody = await door.ask(document, {"f": {"username": "cid", "password": "x"}})
    again = await door.ask(document, {"f": {"username": "cid", "password": "x"}})
    master = await door.ask(document, {"f": {"username": "dan", "password": "x"}}, master=True)

    assert (nobody.data, nobody.refusal) == ({"createUser": None}, (101, "Object not found."))
    assert again.refusal[0] == 202
    assert master.data == {"createUser": {"user": {"username": "dan"}}}


async def test_the_maker_of_a_user_sees_the_address_that_he_sent(door: Door) -> None:
    document = "mutation C($f: CreateUserFieldsInput) { createUser(input: {fields: $f}) { user { objectId email } } }"
    fields = {"username": "cid", "password": "x", "email": "cid@example.test"}
    public = {"public": {"read": True, "write": False}}

    made = (await door.ask(document, {"f": {**fields, "ACL": public}})).data["createUser"]["user"]
    again = await door.ask("query U($i: ID!) { user(id: $i) { email } }", {"i": made["objectId"]})

    assert (made["email"], again.data) == ("cid@example.test", {"user": {"email": None}})


# --- lists -------------------------------------------------------------------------------------------


@pytest.fixture
async def crowd(door: Door) -> Door:
    for name in ("ann", "ben", "cat", "dan"):
        await door.sign_up(name, email=f"{name}@example.test")
    return door


async def names(door: Door, arguments: str) -> list[str]:
    told = await door.ask(f"{{ users{arguments} {{ edges {{ node {{ username }} }} }} }}", master=True)
    return [edge["node"]["username"] for edge in told.data["users"]["edges"]]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("", "abcd"),
        ("(first: 2)", "ab"),
        ("(skip: 1, first: 2)", "bc"),
        ("(last: 2)", "cd"),
        ("(first: 3, last: 1)", "c"),
        ('(after: "YXJyYXljb25uZWN0aW9uOjA=")', "bcd"),
        ('(before: "YXJyYXljb25uZWN0aW9uOjI=")', "ab"),
        ('(before: "YXJyYXljb25uZWN0aW9uOjI=", first: 1)', "a"),
        ("(order: [username_DESC])", "dcba"),
        ('(where: {username: {equalTo: "ben"}})', "b"),
        ('(where: {username: {notEqualTo: "ben"}})', "acd"),
        ('(where: {username: {in: ["ann", "dan"]}})', "ad"),
        ('(where: {username: {notIn: ["ann", "dan"]}})', "bc"),
        ('(where: {username: {greaterThan: "ben", lessThanOrEqualTo: "dan"}})', "cd"),
        ('(where: {username: {matchesRegex: "^A", options: "i"}})', "a"),
        ("(where: {email: {exists: false}})", ""),
        ('(where: {OR: [{username: {equalTo: "ann"}}, {username: {equalTo: "cat"}}]})', "ac"),
        ('(where: {NOR: [{username: {equalTo: "ann"}}]})', "bcd"),
        ("(last: 0)", ""),
        ('(where: {createdAt: {greaterThan: "2099-01-01T00:00:00.000Z"}})', ""),
        ('(where: {createdAt: {lessThan: "2099-01-01T00:00:00.000Z"}})', "abcd"),
    ],
)
async def test_lists_are_filtered_ordered_and_cut(crowd: Door, arguments: str, found: str) -> None:
    assert "".join(name[0] for name in await names(crowd, arguments)) == found


async def test_ids_in_filters_may_be_global(crowd: Door) -> None:
    ann = (await crowd.ask("{ users(first: 1) { edges { node { id objectId } } } }", master=True)).data
    ids = ann["users"]["edges"][0]["node"]

    assert await names(crowd, f'(where: {{id: {{equalTo: "{ids["id"]}"}}}})') == ["ann"]
    assert await names(crowd, f'(where: {{objectId: {{in: ["{ids["objectId"]}"]}}}})') == ["ann"]


async def test_a_page_says_what_stands_before_and_after_it(crowd: Door) -> None:
    page_info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    document = f"{{ users(skip: 1, first: 2) {{ count edges {{ cursor }} {page_info} }} }}"

    users = (await crowd.ask(document, master=True)).data["users"]

    cursors = [edge["cursor"] for edge in users["edges"]]
    assert users["count"] == 4
    assert users["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": True,
        "startCursor": cursors[0],
        "endCursor": cursors[1],
    }


@pytest.mark.parametrize("argument", ["first: -1", "last: -1", "skip: -1", 'after: "x"', 'before: "eA=="'])
async def test_paging_that_makes_no_sense_is_refused(door: Door, argument: str) -> None:
    assert (await door.ask(f"{{ users({argument}) {{ count }} }}")).refusal[0] == 102


async def test_a_null_among_the_filters_is_more_than_the_reference_can_take(door: Door) -> None:
    assert (await door.ask("{ users(where: {username: null}) { count } }")).refusal == (1, "Internal server error")


async def test_others_are_hidden_and_so_are_their_addresses(crowd: Door) -> None:
    eve = await crowd.sign_up("eve")

    listed = await crowd.ask("{ users { edges { node { username } } } }", token=eve["sessionToken"])
    asked = await crowd.ask('{ users(where: {email: {equalTo: "ann@example.test"}}) { count } }')

    assert listed.data == {"users": {"edges": [{"node": {"username": "eve"}}]}}
    assert asked.refusal == (119, "Permission denied")


# --- sessions ----------------------------------------------------------------------------------------


async def test_sessions_are_ones_own(door: Door) -> None:
    ann = await door.sign_up("ann")
    fields = f"id objectId sessionToken createdWith expiresAt installationId user {{ username }} {ACL}"
    document = f"{{ sessions {{ count edges {{ node {{ {fields} }} }} }} }}"

    nobody = await door.ask("{ sessions { count } }")
    own = (await door.ask(document, token=ann["sessionToken"])).data["sessions"]

    (node,) = [edge["node"] for edge in own["edges"]]
    assert nobody.refusal == (209, "Permission denied") and own["count"] == 1
    assert node["sessionToken"] == ann["sessionToken"] and node["user"] == {"username": "ann"}
    assert node["createdWith"] == {"action": "signup", "authProvider": "password"}
    assert node["expiresAt"].endswith("Z") and node["installationId"] is None
    assert node["ACL"] == {"users": None, "roles": None, "public": {"read": True, "write": True}}


async def test_a_session_can_be_made_seen_and_ended(door: Door) -> None:
    token = (await door.sign_up("ann"))["sessionToken"]
    made = await door.ask("mutation { createSession(input: {}) { session { id sessionToken } } }", token=token)
    session = made.data["createSession"]["session"]
    whom = {"i": session["id"]}

    seen = await door.ask("query S($i: ID!) { session(id: $i) { id } node(id: $i) { id } }", whom, token=token)
    ended = await door.ask(
        "mutation E($i: ID!) { deleteSession(input: {id: $i}) { session { id } } }", whom, token=token
    )

    assert seen.data == {"session": {"id": session["id"]}, "node": {"id": session["id"]}}
    assert ended.data == {"deleteSession": {"session": {"id": session["id"]}}}
    assert (await door.ask(VIEWER, token=session["sessionToken"])).status == 400


async def test_what_a_session_is_cannot_be_changed(door: Door) -> None:
    token = (await door.sign_up("ann"))["sessionToken"]
    own = (await door.ask("{ sessions { edges { node { id } } } }", token=token)).data["sessions"]["edges"][0]["node"]
    document = (
        "mutation U($i: ID!, $f: UpdateSessionFieldsInput) "
        "{ updateSession(input: {id: $i, fields: $f}) { session { id } } }"
    )

    fixed = await door.ask(document, {"i": own["id"], "f": {"sessionToken": "r:mine"}}, token=token)
    nothing = await door.ask(document, {"i": own["id"], "f": {}}, token=token)

    assert fixed.refusal == (105, "Invalid key name: sessionToken")
    assert nothing.data == {"updateSession": {"session": own}}


async def test_the_session_of_a_deleted_user_has_no_user(door: Door) -> None:
    ann = await door.sign_up("ann")
    delete = "mutation D($i: ID!) { deleteUser(input: {id: $i}) { user { id } } }"

    await door.ask(delete, {"i": ann["user"]["id"]}, token=ann["sessionToken"])
    told = await door.ask("{ sessions { edges { node { user { id } } } } }", master=True)

    assert told.data == {"sessions": {"edges": [{"node": {"user": None}}]}}


async def test_a_filter_that_is_nested_too_deeply_is_refused(door: Door) -> None:
    where: dict[str, object] = {}
    for _ in range(400):
        where = {"OR": [where]}

    told = await door.ask("query W($w: UserWhereInput) { users(where: $w) { count } }", {"w": where})

    assert (told.status, told.refusal[0]) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize(
    ("shown", "code"),
    [
        ("{ user { id objectId __typename } }", 206),
        ("{ clientMutationId }", 206),
        ("{ ... on DeleteUserPayload { user { ...Ids } } } fragment Ids on User { id }", 206),
        ("{ user { id username } }", 101),
        ("{ ...All } fragment All on DeleteUserPayload { user { ... { createdAt } } }", 101),
    ],
)
async def test_a_user_is_looked_up_before_deletion_only_if_more_than_ids_is_shown(
    door: Door, shown: str, code: int
) -> None:
    ann, ben = await door.sign_up("ann"), await door.sign_up("ben")
    body, brace, fragment = shown.partition(" fragment")
    document = f"mutation D($i: ID!) {{ deleteUser(input: {{id: $i}}) {body} }}{brace}{fragment}"

    told = await door.ask(document, {"i": ann["user"]["id"]}, token=ben["sessionToken"])

    assert (told.data, told.refusal[0]) == ({"deleteUser": None}, code)


@pytest.mark.parametrize(
    ("shown", "message"),
    [("{ id }", "Object not found for delete."), ("{ createdWith }", "Object not found.")],
    ids=["ids", "more"],
)
async def test_a_session_is_looked_up_before_it_ends_only_if_more_than_ids_is_shown(
    door: Door, shown: str, message: str
) -> None:
    ann, ben = await door.sign_up("ann"), await door.sign_up("ben")
    own = await door.ask("{ sessions { edges { node { id } } } }", token=ann["sessionToken"])
    session = own.data["sessions"]["edges"][0]["node"]
    document = f"mutation D($i: ID!) {{ deleteSession(input: {{id: $i}}) {{ session {shown} }} }}"

    other = await door.ask(document, {"i": session["id"]}, token=ben["sessionToken"])
    nobody = await door.ask(document, {"i": session["id"]})

    assert (other.refusal, nobody.refusal) == ((101, message), (209, "Permission denied"))


# --- columns -----------------------------------------------------------------------------------------


async def test_a_field_that_was_added_over_rest_is_one_of_graphql(door: Door) -> None:
    (user, given) = "viewer { user { tea } }", "mutation S($f: CreateUserFieldsInput) { signUp(input: {fields: $f}) "
    unknown = await door.ask(f"query {{ {user} }}")
    door.server.instance().app.store.user_types.update(tea="String", when="GeoPoint")
    ann = await door.ask(f"{given} {{ {user} }} }}", {"f": {"username": "ann", "password": "x", "tea": "green"}})
    wrong = await door.ask(f"{given} {{ {user} }} }}", {"f": {"username": "ben", "password": "x", "tea": 5}})

    assert unknown.refusal[1] == 'Cannot query field "tea".'
    assert ann.data["signUp"]["viewer"]["user"] == {"tea": "green"}
    assert wrong.refusal[0] == "BAD_USER_INPUT"


async def test_the_hash_has_a_field_that_is_never_told_nor_taken(door: Door) -> None:
    ann = await door.sign_up("ann")
    told = await door.ask("query { viewer { user { _hashed_password } } }", token=ann["sessionToken"])
    change = 'mutation C($i: ID!) { updateUser(input: {id: $i, fields: {_hashed_password: "x"}}) { user { id } } }'
    refused = await door.ask(change, {"i": ann["user"]["id"]}, token=ann["sessionToken"])

    assert told.data["viewer"]["user"] == {"_hashed_password": None}
    assert refused.refusal[0] == 105
