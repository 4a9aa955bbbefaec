"""Fuzzing: requests that no scenario thought of, made from contracts, and what no answer to them may show."""
