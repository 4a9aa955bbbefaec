"""Mutants that are wrong only next to where one looks first, of every system."""

from __future__ import annotations

from typing import Final

from mockserver.mutants import near_durudex, near_sessions

MUTANTS: Final = (*near_durudex.MUTANTS, *near_sessions.MUTANTS)
