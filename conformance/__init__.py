"""A black-box conformance suite for Parse-style user APIs."""

from __future__ import annotations

__version__ = "0.1.0"
