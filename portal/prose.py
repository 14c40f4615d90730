"""Markdown as people write it for a page, to clean HTML: words, headings, lists and links, and nothing else.

HTML in the text is shown as text, and whatever is rendered passes an allow-list at the end. Who adds a syntax of their
own (a statement's figures) builds on `make_parser`, `read` and `clean`; everybody else needs only `to_html`.
"""

from __future__ import annotations

from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

# No code, images, tables, rules or raw HTML.
DISABLED = ("code", "fence", "backticks", "html_block", "html_inline", "image", "lheading", "hr", "reference")
ALLOWED_TAGS = {"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "mark"}
ALLOWED_SCHEMES = {"http", "https", "mailto"}
DEEPEST_LEVEL = 6
# A PDF reader would lose these inside a link.
LINK_MARKUP = ("em_open", "em_close", "strong_open", "strong_close", "hardbreak")


def to_html(markdown: str, *, under: int = 2) -> str:
    """Clean HTML of a text whose headings begin one level below `under` (2: the text stands under an h2)."""
    tokens = read(_PARSER, markdown, under=under)
    return clean(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def make_parser() -> MarkdownIt:
    """A parser of the Markdown that is taken, with the apostrophes and quotation marks of print."""
    return MarkdownIt("commonmark", {"html": False, "typographer": True}).disable(list(DISABLED)).enable("smartquotes")


def read(parser: MarkdownIt, markdown: str, *, under: int) -> list[Token]:
    """The tokens of a text, its headings nested under a level and its links without markup inside."""
    tokens = parser.parse(markdown)
    _nest_headings(tokens, under)
    for token in tokens:
        token.children = _plain_links(token.children) if token.children else token.children
    return tokens


def clean(html: str) -> str:
    """HTML with only what is allowed left in it."""
    return nh3.clean(html, tags=ALLOWED_TAGS, attributes={"a": {"href"}}, url_schemes=ALLOWED_SCHEMES, link_rel=None)


def _nest_headings(tokens: Sequence[Token], under: int) -> None:
    """Shift headings under a level and close gaps, so that no level is ever skipped."""
    open_levels: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            open_levels = [each for each in open_levels if each < level] + [level]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(under + len(open_levels), DEEPEST_LEVEL)}"


def _plain_links(children: Sequence[Token]) -> list[Token]:
    kept, inside = [], False
    for token in children:
        inside = token.type == "link_open" or (inside and token.type != "link_close")
        if not inside or token.type not in LINK_MARKUP:
            kept.append(token)
    return kept


_PARSER = make_parser()
