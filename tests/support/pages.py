"""A fetched page: parsed and held to what every page owes its readers, with its forms ready to be filled."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests.support.html import faults_of, tree_of

Value = str | int | bool | Sequence[str]
FIELDS = ("input", "select", "textarea")
INLINE = re.compile(r"^on[a-z]+$")


def words(element: Element) -> str:
    """The text of an element as a reader sees it: white space is one space."""
    return " ".join("".join(element.itertext()).split())


class Page:
    """An answer of the portal. HTML is checked as it arrives."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.path = response.request.path
        self.full_path = response.request.full_path.rstrip("?")
        self.body = response.get_data()
        response.close()
        is_page = response.mimetype == "text/html" and not 300 <= self.status < 400
        self.html = response.get_data(as_text=True) if is_page else ""

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers["Location"]

    @cached_property
    def tree(self) -> Element:
        faults = faults_of(self.html)
        assert not faults, f"{self.path} is malformed HTML: {faults}"
        return tree_of(self.html)

    @cached_property
    def text(self) -> str:
        """What the page says between header and footer."""
        main = self.tree.find(".//main")
        return words(self.tree if main is None else main)

    @property
    def h1(self) -> str:
        return words(self.all("h1")[0])

    @property
    def title(self) -> str:
        return words(self.all("title")[0])

    def all(self, tag: str, css_class: str | None = None) -> list[Element]:
        """Every element of a kind (with a class), in the order of the page."""
        found = self.tree.iter(tag)
        return [item for item in found if css_class is None or css_class in item.get("class", "").split()]

    @property
    def errors(self) -> list[str]:
        """The messages of the error summary."""
        return [words(item) for box in self.all("div", "govuk-error-summary") for item in box.iter("li")]

    @property
    def rows(self) -> list[list[str]]:
        """The cells of every table row, as text."""
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in self.all("tr")]
        return [[words(cell) for cell in row] for row in rows]

    def link(self, text: str) -> str:
        """Where the link with this text leads."""
        links = {words(item): item.get("href", "") for item in self.all("a")}
        assert text in links, f"no link {text!r} on {self.path}; there are {sorted(links)}"
        return links[text]

    def form(self, button: str | None = None) -> Form:
        """The form with a button of this text, or the only form that is posted."""
        forms = [Form(item, self.full_path) for item in self.all("form")]
        found = [form for form in forms if button in form.buttons] if button else [f for f in forms if f.is_post]
        assert len(found) == 1, f"{len(found)} forms for {button!r} on {self.path}: {[f.buttons for f in forms]}"
        return found[0]

    def check(self) -> None:
        """Fail unless the page is well made: see the functions below for what that means."""
        if not self.html:
            return
        faults = [fault for judge in JUDGES for fault in judge(self)]
        assert not faults, f"{self.path} ({self.status}): " + "; ".join(faults)


class Form:
    """A form as a browser would send it: the values the page put there, changed only where a field exists."""

    def __init__(self, element: Element, page_address: str) -> None:
        self.element = element
        self.action = element.get("action") or page_address
        self.is_post = element.get("method", "get").lower() == "post"
        self.inputs = [item for item in element.iter() if item.tag in FIELDS and item.get("name")]
        self.names = {item.get("name", "") for item in self.inputs}
        self.buttons = [words(item) for item in element.iter("button")]

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """What would be sent if nothing were changed."""
        sent: dict[str, list[str]] = {}
        for item in self.inputs:
            for value in _sent_by(item):
                sent.setdefault(item.get("name", ""), []).append(value)
        return sent

    def options(self, name: str) -> list[str]:
        """The values offered by a group of radios or checkboxes, or by a select."""
        found = [item for item in self.inputs if item.get("name") == name]
        lists = [item.iter("option") if item.tag == "select" else [item] for item in found]
        return [option.get("value", "") for group in lists for option in group]

    def filled(self, values: Mapping[str, Value], button: str | None = None) -> dict[str, list[str]]:
        """What is sent after filling in: refuses a name the page has no field for."""
        unknown = set(values) - self.names
        assert not unknown, f"the form {self.action} has no {sorted(unknown)}; it has {sorted(self.names)}"
        given = {name: _as_list(value) for name, value in values.items()}
        return {**self.values, **given, **self._pressed(button)}

    def outlive_token(self) -> None:
        """Let its token fit no session any more: what is left of it says only whom its page was shown to."""
        self.values["csrf_token"] = [f"outlived~{self.values['csrf_token'][0].partition('~')[2]}"]

    def _pressed(self, button: str | None) -> dict[str, list[str]]:
        for item in self.element.iter("button"):
            if item.get("name") and (button is None or words(item) == button):
                return {item.get("name", ""): [item.get("value", "")]}
        return {}


def _as_list(value: Value) -> list[str]:
    if isinstance(value, bool):
        return ["y"] if value else []
    return [str(value)] if isinstance(value, str | int) else list(value)


def _sent_by(item: Element) -> list[str]:
    if item.tag == "textarea":
        return ["".join(item.itertext()).removeprefix("\n")]
    if item.tag == "select":
        options = list(item.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return [option.get("value", words(option)) for option in chosen]
    if item.get("type") in ("checkbox", "radio"):
        return [item.get("value", "on")] if item.get("checked") is not None else []
    return [] if item.get("type") in ("submit", "button", "file") else [item.get("value", "")]


def _headings(page: Page) -> Iterable[str]:
    if len(page.all("h1")) != 1:
        yield f"{len(page.all('h1'))} h1 elements"
        return
    failed = bool(page.all("div", "govuk-error-summary"))
    expected = ("Error: " if failed else "") + page.h1
    if not page.title.startswith(expected):
        yield f"the title {page.title!r} does not start with {expected!r}"


def _ids(page: Page) -> Iterable[str]:
    counted = Counter(item.get("id") for item in page.tree.iter() if item.get("id") is not None)
    yield from (f"id {name!r} stands {times} times" for name, times in counted.items() if times > 1)
    targets = [item.get("for", "") for item in page.all("label")]
    targets += [item.get("href", "")[1:] for item in page.all("a") if item.get("href", "").startswith("#")]
    for item in page.tree.iter():
        targets += item.get("aria-describedby", "").split() + item.get("aria-labelledby", "").split()
    yield from (f"nothing has the id {target!r}" for target in set(targets) - set(counted))


def _labels(page: Page) -> Iterable[str]:
    labelled = {item.get("for") for item in page.all("label")}
    for item in page.tree.iter():
        hidden = item.get("type") in ("hidden", "submit", "button")
        named = item.get("id") in labelled or item.get("aria-label") or item.get("aria-labelledby")
        if item.tag in FIELDS and not hidden and not named:
            yield f"the field {item.get('name')!r} has no label"


def _inline(page: Page) -> Iterable[str]:
    for item in page.tree.iter():
        attributes: dict[str, Any] = dict(item.attrib)
        if "style" in attributes or any(INLINE.match(name) for name in attributes):
            yield f"inline style or handler on <{item.tag}>"
        if item.tag == "style" or (item.tag == "script" and not item.get("src")):
            yield f"inline <{item.tag}>"


def _headers(page: Page) -> Iterable[str]:
    if "default-src 'none'" not in page.headers.get("Content-Security-Policy", ""):
        yield "no content security policy"


JUDGES = (_headings, _ids, _labels, _inline, _headers)
