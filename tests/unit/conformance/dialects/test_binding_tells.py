"""What an answer is, in words, whatever the deployment is configured with."""

from __future__ import annotations

from conformance.bundled import bundled_scenarios
from conformance.dialects.loading import load_dialects
from conformance.dialects.shapes import Answer
from conformance.vocabulary import load_vocabulary
from conformance.wire import WireResponse


def test_an_outcome_known_by_a_setting_that_is_not_there_is_not_told() -> None:
    """A refusal for the password policy is known by its message, which only a deployment with a policy has."""
    home = bundled_scenarios()
    binding = load_dialects([home / "dialects"], load_vocabulary(home))["parse-rest"].settle(None, {}, {}, "").binding
    done = WireResponse(200, (("content-type", "application/json"),), b'"Password successfully reset"')

    assert binding.operation("finishReset", "xhr").tell(Answer(done, done), {"settings": {}}) == "ok"
