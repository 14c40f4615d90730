"""How hard a page reads (domain.md, decision 12): the larger of Flesch–Kincaid and ARI over every text of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from textstat.textstat import textstatistics

from tests.support.pages import Page

# What stands on lines of its own is read as a sentence of its own, whether or not it ends like one.
BLOCKS = frozenset(
    "address article body br button dd div dl dt fieldset footer form h1 h2 h3 header label legend li main nav ol p"
    " section table td th tr ul".split()
)
UNREAD = frozenset({"head", "script", "style", "input"})


def grade_of(text: str) -> float:
    """The reading grade of sentences."""
    read: Any = textstatistics()
    return float(max(read.flesch_kincaid_grade(text), read.automated_readability_index(text)))


def grade_of_page(page: Page) -> float:
    """The grade of every text of a page, or of what stands between header and footer where that reads harder."""
    return max(grade_of(text_of(part)) for part in (page.tree, *page.all("main")))


def text_of(part: Element) -> str:
    """The text of a part of a page, a sentence for each line."""
    lines = " ".join(_pieces(part)).split("\n")
    sentences = [" ".join(line.split()) for line in lines]
    return " ".join(line if line[-1] in ".?!" else f"{line}." for line in sentences if line)


def _pieces(element: Element) -> Iterator[str]:
    if element.tag in UNREAD:
        return
    edge = "\n" if element.tag in BLOCKS else ""
    yield edge
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield edge
