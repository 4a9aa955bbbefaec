"""Starts real reference servers with the settings the suite needs: `python -m targets NAME -- COMMAND`."""
