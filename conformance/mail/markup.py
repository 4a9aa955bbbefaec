"""HTML as a browser reads it, cut into tags and text in linear time.

`html.parser` is not used here, for three measured reasons (Python 3.11.7): it reads the `&param=` of an
unescaped link as a pilcrow sign, which browsers do not; 24 KB of `<a <a <a …` keep it busy for seven
seconds; and `<![x[` makes it raise. What comes here was sent by the server under test.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.entities import html5
from types import MappingProxyType

#: Characters of a page that are read; a mail or a form page of a user API has some thousands.
MAX_MARKUP = 1_000_000

#: Elements whose content no reader sees and no form sends.
_UNSEEN = frozenset({"script", "style", "noscript", "noembed", "noframes", "iframe", "template"})
#: Elements that hold text only: tags in them are text.
_TEXT_ONLY = frozenset({"textarea", "title"})
#: Elements that stand on lines of their own.
# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "button", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hr", "html", "input", "legend", "li", "main", "nav", "ol", "option", "p", "pre",
    "section", "select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "title",
    "tr", "ul",
})
# fmt: on

_TOKEN = re.compile(
    r"""  (?P<text>(?:[^<]++|<(?![a-zA-Z/!?]))++)
    | <!--(?:-?>|.*?(?:--!?>|\Z))
    | </(?P<end>[a-zA-Z][^\s/>]*)[^>]*(?:>|\Z)
    | <[!?/][^>]*(?:>|\Z)
    | <(?P<start>[a-zA-Z][^\s/>]*)
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ATTRIBUTE = re.compile(
    r"""[\s/]*+ (?P<name>[^\s/>][^\s/>=]*+)
        (?: \s*+=\s*+ (?: "(?P<double>[^"]*+)(?:"|\Z) | '(?P<single>[^']*+)(?:'|\Z) | (?P<bare>[^\s>]*+) ) )?+
    """,
    re.VERBOSE | re.ASCII,
)
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;?)")
#: More digits than any character has; `html.unescape` would raise on thousands of them.
_ENDLESS_NUMBER = re.compile(r"&#[0-9]{12,};?")
_NO_CHARACTER = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Start:
    """A start tag: its name in lower case and its attributes, the first of each name."""

    name: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """An end tag."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """Text between tags, entities decoded."""

    text: str


Token = Start | End | Text


def tokens(source: str) -> Iterator[Token]:
    """What a page consists of, without comments and without the content of scripts and the like."""
    source = source[:MAX_MARKUP]
    at = 0
    while found := _TOKEN.match(source, at):
        at = found.end()
        if found["start"]:
            tag, at = _start_tag(source, found)
            if tag is None:
                return
            yield tag
            if tag.name in _UNSEEN or tag.name in _TEXT_ONLY:
                content, at = _up_to_end(source, at, tag.name)
                yield from (Text(unescaped(content)),) if tag.name in _TEXT_ONLY else ()
        elif found["end"]:
            yield End(found["end"].lower())
        elif found["text"]:
            yield Text(unescaped(found["text"]))


def page_text(source: str) -> str:
    """What a reader sees of a page: one line per block, white space collapsed; not the title."""
    pieces: list[str] = []
    in_title = False
    for token in tokens(source):
        if isinstance(token, Text):
            pieces.append("" if in_title else re.sub(r"\s+", " ", token.text))
        else:
            in_title = isinstance(token, Start) and token.name == "title"
            pieces.append("\n" if breaks_line(token) else "")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def breaks_line(tag: Start | End) -> bool:
    """Does text go on in a new line after this tag?"""
    return tag.name in _BLOCKS


def unescaped(text: str) -> str:
    """Text with its entities decoded."""
    return html.unescape(_ENDLESS_NUMBER.sub(_NO_CHARACTER, text))


def _start_tag(source: str, found: re.Match[str]) -> tuple[Start | None, int]:
    """The tag and where it ends; None for one that the page ends in the middle of."""
    attributes: dict[str, str] = {}
    at = found.end()
    while attribute := _ATTRIBUTE.match(source, at):
        at = attribute.end()
        value = attribute["double"] or attribute["single"] or attribute["bare"] or ""
        attributes.setdefault(attribute["name"].lower(), _unescaped_attribute(value))
    end = source.find(">", at)  # after the attributes only spaces and slashes can come before it
    if end < 0:
        return None, len(source)
    return Start(found["start"].lower(), MappingProxyType(attributes)), end + 1


def _up_to_end(source: str, at: int, name: str) -> tuple[str, int]:
    end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, at)
    stop = end.start() if end else len(source)
    return source[at:stop], stop


def _unescaped_attribute(value: str) -> str:
    """In attributes an entity without its semicolon counts only where it cannot be part of a query."""
    return _REFERENCE.sub(_referred, _ENDLESS_NUMBER.sub(_NO_CHARACTER, value))


def _referred(reference: re.Match[str]) -> str:
    written = reference[0]
    if written.startswith("&#"):
        return html.unescape(written)
    followed_by = reference.string[reference.end() : reference.end() + 1]
    known = html5.get(written[1:]) if written.endswith(";") or followed_by != "=" else None
    return written if known is None else known
