"""Looking at a server before it is judged: which doors it has, how they speak, what it seems to be set to."""
