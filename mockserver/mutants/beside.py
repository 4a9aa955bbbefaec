"""Mutants of what stands beside a link, a mail, a document or a password: its form, its moment, its chance."""

from __future__ import annotations

from typing import Final

from mockserver.mutants import beside_chances, beside_doors, beside_links, beside_texts

_MODULES: Final = (beside_links, beside_chances, beside_texts, beside_doors)

MUTANTS: Final = tuple(mutant for module in _MODULES for mutant in module.MUTANTS)
