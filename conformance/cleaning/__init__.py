"""Removing the accounts that a run noted in its ledger, and no others."""
