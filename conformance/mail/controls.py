"""The forms of a page, and what each of their controls would send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.mail.browser import joined
from conformance.mail.markup import Start, Text, Token, tokens

_SEND_NOTHING = ("button", "reset", "image")  # an image would send where it was clicked; nobody clicks here


@dataclass(frozen=True, slots=True, eq=False)
class FormElement:
    """One `form` element, and the address that its action is relative to."""

    attributes: Mapping[str, str]
    base: str


@dataclass(slots=True, eq=False)
class Control:
    """One input, button, textarea or select; `owner` is its form, or the id of the form it names."""

    name: str
    owner: FormElement | str | None
    is_disabled: bool
    is_button: bool = False
    values: tuple[str, ...] = ()

    def belongs_to(self, form: FormElement) -> bool:
        """Is it in this form, or does it name it by its id?"""
        if isinstance(self.owner, str):
            return self.owner == form.attributes.get("id")
        return self.owner is form


@dataclass(slots=True)
class _Writing:
    """A textarea or select whose end has not come yet."""

    tag: Start
    control: Control
    text: list[str] = field(default_factory=list)
    options: list[tuple[Start, list[str]]] = field(default_factory=list)

    def write(self, text: str) -> None:
        (self.options[-1][1] if self.options else self.text).append(text)

    def close(self) -> None:
        self.control.values = _text_of(self) if self.tag.name == "textarea" else _chosen(self)


class Page:
    """The forms and controls of a page, in its order."""

    def __init__(self, html: str, *, url: str) -> None:
        self.forms: list[FormElement] = []
        self.controls: list[Control] = []
        self._base = url
        self._form: FormElement | None = None
        self._writing: _Writing | None = None
        self._fieldsets: list[bool] = []
        for token in tokens(html):
            self._read(token)
        self._close()

    def controls_of(self, form: FormElement) -> tuple[Control, ...]:
        """The controls that belong to one form."""
        return tuple(control for control in self.controls if control.belongs_to(form))

    def _read(self, token: Token) -> None:
        if isinstance(token, Start):
            self._start(token)
        elif not isinstance(token, Text):
            self._end(token.name)
        elif self._writing:
            self._writing.write(token.text)

    def _start(self, tag: Start) -> None:
        match tag.name:
            case "base":
                self._base = joined(self._base, tag.attributes.get("href", ""))
            case "form" if self._form is None:  # forms do not nest: browsers ignore the inner tag
                self._form = FormElement(tag.attributes, self._base)
                self.forms.append(self._form)
            case "fieldset":
                self._fieldsets.append("disabled" in tag.attributes)
            case "input" | "button":
                self._control(tag).values = _values_of_input(tag)
            case "textarea" | "select":
                self._close()
                self._writing = _Writing(tag, self._control(tag))
            case "option" if self._writing:
                self._writing.options.append((tag, []))

    def _end(self, name: str) -> None:
        if name == "form":
            self._form = None
        elif name == "fieldset" and self._fieldsets:
            self._fieldsets.pop()
        elif name in ("textarea", "select"):
            self._close()

    def _control(self, tag: Start) -> Control:
        said = tag.attributes
        disabled = "disabled" in said or any(self._fieldsets)
        self.controls.append(
            Control(said.get("name", ""), said.get("form", self._form), disabled, is_button=_presses(tag))
        )
        return self.controls[-1]

    def _close(self) -> None:
        if self._writing:
            self._writing.close()
            self._writing = None


def _type(tag: Start) -> str:
    return tag.attributes.get("type", "submit" if tag.name == "button" else "text").lower()


def _presses(tag: Start) -> bool:
    """Is it a button that sends the form?"""
    return tag.name in ("input", "button") and _type(tag) == "submit"


def _values_of_input(tag: Start) -> tuple[str, ...]:
    kind, said = _type(tag), tag.attributes
    if kind in ("checkbox", "radio"):
        return (said.get("value", "on"),) if "checked" in said else ()
    if kind == "file":
        return ("",)
    return () if kind in _SEND_NOTHING else (said.get("value", ""),)


def _text_of(area: _Writing) -> tuple[str, ...]:
    text = "".join(area.text).replace("\r\n", "\n")
    return (text.removeprefix("\n"),)  # the line end right after the tag is not content


def _chosen(select: _Writing) -> tuple[str, ...]:
    """The selected options; of a list that shows one line the last selected, else the first that may be."""
    able = [(tag, text) for tag, text in select.options if "disabled" not in tag.attributes]
    selected = [option for option in able if "selected" in option[0].attributes]
    if "multiple" not in select.tag.attributes:
        selected = selected[-1:] or able[:1]
    return tuple(tag.attributes.get("value", " ".join("".join(text).split())) for tag, text in selected)
