"""The headers that carry sessions are known from the dialect, whatever an operation promises."""

from __future__ import annotations

from conformance.dialects.model import DialectModel
from conformance.dialects.secret_places import secret_headers


def test_a_header_that_the_session_is_sent_in_is_known() -> None:
    model = DialectModel.model_validate(
        {
            "dialect": "toy",
            "title": "Toy",
            "endpoints": {},
            "rules": {},
            "editions": {"1": {}},
            "default_edition": "1",
            "refusals": {},
            "every_reply": {"session.token": {"header": "X-Every"}},
            "session": {"send": {"headers": {"X-Session": "{{ session.token }}", "X-Client": "{{ keys.client }}"}}},
            "operations": {
                "logIn": {
                    "request": {"method": "POST", "path": "/"},
                    "fields": {"session.token": {"header": "X-New-Session"}, "user.id": {"header": "X-User"}},
                    "routes": {"get": {"fields": {"session.refresh": {"header": "X-Refresh"}, "session.token": "t"}}},
                }
            },
        }
    )

    assert secret_headers(model) == {"x-session", "x-every", "x-new-session", "x-refresh"}
