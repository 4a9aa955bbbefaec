"""Text that was wrapped by format=flowed (RFC 3676), put together again."""

from __future__ import annotations

_SIGNATURE = "-- "  # ends in a space, yet stands on a line of its own (RFC 3676, section 4.3)


def unflowed(text: str, *, delete_space: bool) -> str:
    """The paragraphs as they were before wrapping; `delete_space` is the parameter DelSp."""
    paragraphs: list[tuple[int, list[str]]] = []
    goes_on = False
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")  # space-stuffing
        if not (goes_on and content != _SIGNATURE and paragraphs[-1][0] == depth):
            paragraphs.append((depth, []))
        goes_on = content.endswith(" ") and content != _SIGNATURE
        paragraphs[-1][1].append(content[:-1] if goes_on and delete_space else content)
    return "\n".join(_quoted(depth, "".join(pieces)) for depth, pieces in paragraphs)


def _quoted(depth: int, paragraph: str) -> str:
    return f"{'>' * depth} {paragraph}" if depth else paragraph
