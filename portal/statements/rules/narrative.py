"""Markdown to clean HTML, with placeholders as tokens of their own.

Placeholders are read by rules of the Markdown parser, so what they resolve to is never read as Markdown or HTML, and
what an author types is never read as a placeholder's answer. HTML in the text is shown as text; whatever is rendered
passes an allow-list at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from portal import prose
from portal.disclosure import Symbol
from portal.statements.rules.catalogue import PLACEHOLDER, Catalogue, Fault, Kind, Placeholder, judge, read_placeholder

# A section's own heading is h2, so its text begins at h3.
SECTION_LEVEL = 2


@dataclass(frozen=True)
class Prose:
    """A run of clean HTML; `withheld` when a figure in it may not be printed; `remarks` on those that are."""

    html: str
    withheld: bool
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exhibit:
    """A table or chart that stands here."""

    placeholder: Placeholder


Block = Prose | Exhibit


@dataclass(frozen=True)
class Narrative:
    """A text in order, the figures it names, and what is wrong with it."""

    blocks: tuple[Block, ...]
    figures: tuple[str, ...]
    faults: tuple[Fault, ...]


def narrate(markdown: str, catalogue: Catalogue) -> Narrative:
    """A section's Markdown with its placeholders resolved. A faulty one stays in the text, marked."""
    return _narrative(prose.read(_PARSER, markdown, under=SECTION_LEVEL), catalogue)


def narrate_line(text: str, catalogue: Catalogue) -> Narrative:
    """One paragraph of plain text in which only figures may stand (the summary): no Markdown."""
    return _narrative(_LINE_PARSER.parseInline(text), catalogue)


def typeset(text: str) -> str:
    """Plain words with the apostrophes and quotation marks of print in place of those of the keyboard."""
    return "".join(child.content for token in _WORDS_PARSER.parseInline(text) for child in token.children or ())


def _narrative(tokens: Sequence[Token], catalogue: Catalogue) -> Narrative:
    found = list(_placeholders(tokens))
    faults = [fault for item, line, alone in found if (fault := judge(item, catalogue, line, alone=alone))]
    figures = tuple(dict.fromkeys(item.name for item, _, _ in found if item.kind is Kind.FIGURE))
    return Narrative(tuple(_blocks(tokens, catalogue)), figures, tuple(faults))


def typed_numbers(markdown: str) -> list[str]:
    """Numbers of two digits or more that were typed, not bound, years left out: what a checker has to look at."""
    words = [
        word.strip(".,;:()%£'’")
        for token in _PARSER.parse(markdown)
        for child in token.children or ()
        if child.type == "text"
        for word in child.content.split()
    ]
    digits = [word for word in words if word.replace(",", "").replace(".", "").isdecimal() and len(word) > 1]
    return [word for word in digits if not (len(word) == 4 and word[:2] in ("19", "20"))]


def _placeholders(tokens: Sequence[Token]) -> Iterator[tuple[Placeholder, int, bool]]:
    """Every placeholder with its line and whether it stands alone."""
    for token in tokens:
        line = token.map[0] + 1 if token.map else 1
        if token.type == "exhibit":
            yield token.meta["placeholder"], line, True
        for child in token.children or ():
            if child.type == "placeholder":
                yield child.meta["placeholder"], line, False
            line += child.type in ("softbreak", "hardbreak")


def _blocks(tokens: Sequence[Token], catalogue: Catalogue) -> Iterator[Block]:
    run: list[Token] = []
    for token in tokens:
        if token.type != "exhibit":
            run.append(token)
            continue
        yield from _prose(run, catalogue)
        run = []
        yield from _exhibit(token.meta["placeholder"], catalogue)
    yield from _prose(run, catalogue)


def _exhibit(placeholder: Placeholder, catalogue: Catalogue) -> Iterator[Block]:
    if judge(placeholder, catalogue, 1, alone=True):
        yield Prose(prose.clean(f"<p>{_marked(placeholder)}</p>"), withheld=False)
    else:
        yield Exhibit(placeholder)


def _prose(tokens: Sequence[Token], catalogue: Catalogue) -> Iterator[Prose]:
    if not tokens:
        return
    names = [item.name for item, _, _ in _placeholders(tokens) if item.kind is Kind.FIGURE]
    figures = [catalogue.figures[name] for name in names if name in catalogue.figures]
    html = _PARSER.renderer.render(tokens, _PARSER.options, {"catalogue": catalogue})
    withheld = any(figure.value is Symbol.SUPPRESSED for figure in figures)
    yield Prose(prose.clean(html), withheld, tuple(dict.fromkeys(each.remark for each in figures if each.remark)))


def _resolved(placeholder: Placeholder, catalogue: Catalogue) -> str:
    if placeholder.kind is Kind.FIGURE and placeholder.name in catalogue.figures:
        return str(escapeHtml(catalogue.figures[placeholder.name].text))
    return _marked(placeholder)


def _marked(placeholder: Placeholder) -> str:
    return f"<mark>{escapeHtml(placeholder.written)}</mark>"


def _inline_rule(state: StateInline, silent: bool) -> bool:
    match = PLACEHOLDER.match(state.src, state.pos)
    if match is None or "\n" in match[0]:
        return False
    if not silent:
        token = state.push("placeholder", "", 0)
        token.meta = {"placeholder": read_placeholder(match[1])}
        # Never printed; it tells the rule for quotation marks that a word stands here.
        token.content = token.meta["placeholder"].name
    state.pos = match.end()
    return True


def _block_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].strip()
    match = PLACEHOLDER.fullmatch(line)
    item = read_placeholder(match[1]) if match else None
    if state.level or item is None or item.kind not in (Kind.TABLE, Kind.CHART):
        return False
    if not silent:
        token = state.push("exhibit", "", 0)
        token.map, token.meta = [start, start + 1], {"placeholder": item}
        state.line = start + 1
    return True


def _render_placeholder(_self: Any, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    return _resolved(tokens[index].meta["placeholder"], env["catalogue"])


def _make_parser() -> MarkdownIt:
    parser = prose.make_parser()
    parser.block.ruler.before(
        "paragraph", "exhibit", _block_rule, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    return _with_figures(parser)


def _make_words_parser() -> MarkdownIt:
    return MarkdownIt("zero", {"typographer": True}).enable("smartquotes")


def _with_figures(parser: MarkdownIt) -> MarkdownIt:
    parser.inline.ruler.before("emphasis", "placeholder", _inline_rule)
    parser.add_render_rule("placeholder", _render_placeholder)
    return parser


_PARSER = _make_parser()
_WORDS_PARSER = _make_words_parser()
_LINE_PARSER = _with_figures(_make_words_parser())
