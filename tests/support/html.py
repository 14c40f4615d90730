"""HTML as a browser would parse it, with what is wrong with it: thousands of pages go through, so in C and Rust."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder

from markupever import HtmlOptions, Parser
from selectolax.lexbor import LexborHTMLParser, LexborNode


def faults_of(html: str) -> list[str]:
    """What the HTML standard calls a parse error, in a parser's words; none for a well-made document."""
    parser = Parser(HtmlOptions(exact_errors=True))
    parser.process(html)
    parser.finish()
    return list(parser.errors())


def tree_of(html: str) -> Element:
    """The tree a browser makes of a document, without comments."""
    builder = TreeBuilder()
    root = LexborHTMLParser(html).root
    assert root is not None
    _copy(root, builder)
    return builder.close()


def _copy(node: LexborNode, builder: TreeBuilder) -> None:
    tag = node.tag or ""
    builder.start(tag, {name: value or "" for name, value in node.attributes.items()})
    child = node.child
    while child is not None:
        if child.is_text_node:
            builder.data(child.text_content or "")
        elif child.is_element_node:
            _copy(child, builder)
        child = child.next
    builder.end(tag)
