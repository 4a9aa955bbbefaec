"""Matchers: named pure tests of one value, compiled once from their YAML."""

from conformance.matchers.compiling import Matcher, compile_matcher
from conformance.matchers.linting import matcher_problems

__all__ = ["Matcher", "compile_matcher", "matcher_problems"]
