"""The suite proved: what trials of broken servers say about it, judged and written down. Starts nothing itself."""
