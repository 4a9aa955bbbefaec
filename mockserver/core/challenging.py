"""Use case of challenges: a provider may want something answered before it vouches for somebody."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.core.app import App
from mockserver.core.errors import ChallengeRefused, IdentityUnknown, Refusal
from mockserver.core.identities import check_identity, owner_of
from mockserver.core.logging_in import verify_password
from mockserver.core.model import Caller, Credentials, Json


async def challenge(
    app: App, caller: Caller, credentials: Credentials, auth_data: Json, asked: Json
) -> dict[str, Json]:
    """What each provider that is asked (`asked`) wants answered; none of ours has anything to ask.

    Who it is about may be said by name and password, or by one identity.
    """
    named = bool(credentials.username or credentials.email)
    if named:
        if not credentials.password:
            raise ChallengeRefused("You provided username or email, you need to also provide password.")
        await verify_password(app, caller, credentials)
    if not asked:
        raise ChallengeRefused("Nothing to challenge.")
    if not isinstance(asked, Mapping | list):
        raise ChallengeRefused("challengeData should be an object.")
    if auth_data:
        _check_identified(app, auth_data, named=named)
    return {}


def _check_identified(app: App, auth_data: Json, *, named: bool) -> None:
    """Refuse an identity that is nobody's, or that its provider does not vouch for: never said which."""
    if not isinstance(auth_data, Mapping):
        raise ChallengeRefused("authData should be an object.")
    if named:
        raise ChallengeRefused("You cannot provide username/email and authData, only use one identification method.")
    told = {name: data for name, data in auth_data.items() if isinstance(data, Mapping) and data.get("id")}
    if len(told) > 1:
        raise ChallengeRefused("You cannot provide more than one authData provider with an id.")
    try:
        if not told or owner_of(app.store, told) is None:
            raise IdentityUnknown
        for provider, data in told.items():
            check_identity(app.policy, provider, data)
    except Refusal:
        raise IdentityUnknown from None
