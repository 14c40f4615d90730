"""Markdown for pages: what is taken, where its headings stand, and that nothing typed becomes markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.prose import ALLOWED_TAGS, to_html


def test_what_people_may_write() -> None:
    assert to_html("Write to *us* by **May**:\n\n- first\n- [here](https://a.example)") == (
        "<p>Write to <em>us</em> by <strong>May</strong>:</p>\n"
        '<ul>\n<li>first</li>\n<li><a href="https://a.example">here</a></li>\n</ul>\n'
    )


def test_print_quotes_stand_for_typed_ones() -> None:
    assert to_html('the council\'s "lots"') == "<p>the council’s “lots”</p>\n"


@pytest.mark.parametrize(
    ("under", "html"),
    [(2, "<h3>Who</h3>\n<h4>When</h4>\n<h3>How</h3>\n"), (3, "<h4>Who</h4>\n<h5>When</h5>\n<h4>How</h4>\n")],
)
def test_headings_begin_under_a_level_and_skip_none(under: int, html: str) -> None:
    assert to_html("# Who\n\n#### When\n\n# How", under=under) == html


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://a.example/x.png)", "`code`", "a\n***"],
)
def test_nothing_else_becomes_markup(typed: str) -> None:
    assert set(re.findall(r"<(\w+)", to_html(typed))) <= {"p", "a"}


def test_links_lead_nowhere_but_the_web_and_mail() -> None:
    assert "href" not in to_html("[x](javascript:alert(1)) [y](data:text/html,1)")
    assert 'href="mailto:a@b.example"' in to_html("[x](mailto:a@b.example)")


def test_a_link_holds_no_markup() -> None:
    assert to_html("[**bold** and *so*](https://a.example)") == '<p><a href="https://a.example">bold and so</a></p>\n'


@given(st.text(max_size=200))
def test_whatever_is_typed_only_allowed_tags_come_out(typed: str) -> None:
    assert set(re.findall(r"</?([a-z0-9]+)", to_html(typed))) <= ALLOWED_TAGS
