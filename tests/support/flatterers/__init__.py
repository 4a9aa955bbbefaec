"""Servers that please whoever asks and keep no account: a suite that lets them pass tests nothing."""
