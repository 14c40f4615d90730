"""Markdown with placeholders: what comes out, where faults are, and that nothing typed becomes markup."""

from __future__ import annotations

import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.prose import ALLOWED_TAGS
from portal.statements.models import SECTION_LENGTH
from portal.statements.rules.catalogue import Catalogue
from portal.statements.rules.narrative import (
    Exhibit,
    Prose,
    narrate,
    narrate_line,
    typed_numbers,
    typeset,
)
from tests.unit.statements.samples import catalogue


def html_of(markdown: str) -> str:
    return "".join(block.html for block in narrate(markdown, catalogue()).blocks if isinstance(block, Prose))


def test_a_figure_stands_in_its_sentence() -> None:
    narrative = narrate("There are **{{ figure:market.beds }}** beds.", catalogue())
    assert narrative.blocks == (Prose("<p>There are <strong>103</strong> beds.</p>\n", withheld=False),)
    assert narrative.figures == ("market.beds",)
    assert narrative.faults == ()


def test_a_withheld_figure_marks_its_prose() -> None:
    (block,) = narrate("We know of {{ figure:market.hidden }}.", catalogue()).blocks
    assert block == Prose("<p>We know of [withheld].</p>\n", withheld=True)


def test_a_table_on_a_line_of_its_own_divides_the_prose() -> None:
    blocks = narrate("Before\n{{ table:market.use | The finding }}\nafter", catalogue()).blocks
    before, table, after = blocks
    assert isinstance(table, Exhibit)
    assert table.placeholder.title == "The finding"
    assert [before, after] == [Prose("<p>Before</p>\n", withheld=False), Prose("<p>after</p>\n", withheld=False)]


@pytest.mark.parametrize(
    ("markdown", "line"),
    [
        ("{{ figure:nope }}", 1),
        ("One\n\nTwo {{ figure:nope }}", 3),
        ("One\nTwo\nThree {{ figure:nope }}", 3),
        ("- a\n- b\n- {{ figure:nope }}", 3),
        ("# Head\n\n> said\n> {{ figure:nope }}", 4),
        ("text\n{{ table:nope }}", 2),
        ("- in a list\n- {{ table:market.use }}", 2),
        ("See {{ table:market.use }} here", 1),
        ("{{ what }}", 1),
    ],
)
def test_a_fault_knows_its_line(markdown: str, line: int) -> None:
    assert [fault.line for fault in narrate(markdown, catalogue()).faults] == [line]


@pytest.mark.parametrize(
    ("markdown", "levels"),
    [
        ("# A\n\n# B", ["h3", "h3"]),
        ("### A\n\n### B", ["h3", "h3"]),
        ("# A\n\n### B\n\n## C\n\n# D", ["h3", "h4", "h4", "h3"]),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E", ["h3", "h4", "h5", "h6", "h6"]),
    ],
)
def test_headings_stand_under_the_sections_and_skip_no_level(markdown: str, levels: list[str]) -> None:
    assert re.findall(r"<(h\d)>", html_of(markdown)) == levels


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:text/html,hi)", "<p>[x](data:text/html,hi)</p>\n"),
        ("`${alert(1)}`", "<p>`${alert(1)}`</p>\n"),
        ("[a **b** c](https://example.org/)", '<p><a href="https://example.org/">a b c</a></p>\n'),
        ("![alt](https://example.org/x.png)", '<p>!<a href="https://example.org/x.png">alt</a></p>\n'),
        ("    indented", "<p>indented</p>\n"),
        ("{{ figure:<b> }}", "<p><mark>{{ figure:&lt;b&gt; }}</mark></p>\n"),
    ],
)
def test_markup_that_is_typed_is_dead(markdown: str, html: str) -> None:
    assert html_of(markdown) == html


MARKUP = ("<script>", "</p>", '<a href="javascript:x">', "<!--", "&lt;", " onclick=x ", "[x](", "javascript:1)")
MARKDOWN = ("\n", "\n\n", "# ", "- ", "> ", "**", "`", "{{ figure:market.beds }}", "{{ table:market.use }}", "{{", "}}")
PIECES = st.sampled_from([*MARKUP, *MARKDOWN, "\x00", "\u202e", "😀"])


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=14).map("".join))
def test_whatever_is_typed_only_allowed_tags_come_out(markdown: str) -> None:
    for tag, attributes in re.findall(r"<([a-z0-9]+)([^>]*)>", html_of(markdown)):
        assert tag in ALLOWED_TAGS
        assert attributes == "" or re.fullmatch(r' href="(https?:|mailto:|[^":]*)[^"]*"', attributes)


@given(st.text(max_size=60))
def test_a_line_is_never_markup(text: str) -> None:
    (block,) = narrate_line(text, Catalogue()).blocks
    assert isinstance(block, Prose)
    assert re.findall(r"<(?!/?mark>)", block.html) == []


def test_a_line_takes_figures_only() -> None:
    line = narrate_line("{{ figure:market.beds }} <b> {{ table:market.use }}", catalogue())
    assert line.blocks == (Prose("103 &lt;b&gt; <mark>{{ table:market.use }}</mark>", withheld=False),)
    assert [fault.sentence for fault in line.faults] == [
        "The table “market.use” needs a line of its own, outside lists and quotations."
    ]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Sefton's children", "Sefton’s children"),
        ("other councils' children", "other councils’ children"),
        ('We "mean" it', "We “mean” it"),
        ("'Our' \"own\"", "‘Our’ “own”"),
    ],
)
def test_the_quotation_marks_of_the_keyboard_become_those_of_print(typed: str, printed: str) -> None:
    assert typeset(typed) == printed
    assert html_of(typed) == html_of(printed)


def test_an_apostrophe_follows_a_figure_and_words_that_matter() -> None:
    assert html_of("**home**'s") == "<p><strong>home</strong>’s</p>\n"
    line = narrate_line("{{ figure:market.beds }}'s <b>", catalogue())
    assert line.blocks == (Prose("103’s &lt;b&gt;", withheld=False),)
    assert html_of("{{ figure:market.beds }}'s") == "<p>103’s</p>\n"


def test_typed_numbers_are_found_and_years_are_not() -> None:
    text = "In 2022 there were 57 of 1,234 beds (55.3%), £4,528 and 7. {{ figure:market.beds }}"
    assert typed_numbers(text) == ["57", "1,234", "55.3", "4,528"]


def test_braces_that_are_never_closed_are_text_and_take_no_time() -> None:
    began = perf_counter()
    (block,) = narrate("{{" * (SECTION_LENGTH // 2), catalogue()).blocks
    assert isinstance(block, Prose)
    assert block.html.count("{") == SECTION_LENGTH
    assert perf_counter() - began < 8
