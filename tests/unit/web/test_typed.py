"""What of a form that was sent somebody typed, and what its page carried along."""

from __future__ import annotations

import pytest

from portal.web.forms import FieldList, FormField, PortalForm, RadiosField, SeenField, Subform, TextAreaField, TextField
from portal.web.typed import is_typed, words_of


class _Row(Subform):
    remark_here = TextField("Remark")


class _Form(PortalForm):
    mark_here = SeenField()
    choice_here = RadiosField("Choice", choices=[("yes", "Yes")])
    told_here = TextAreaField("Words")
    rows_here = FieldList(FormField(_Row))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("mark_here", "2", False),
        ("csrf_token", "abc", False),
        ("finish", "y", False),
        ("told_here", " \n", False),
        ("told_here", "Help", True),
        ("choice_here", "yes", True),
        ("of-no-form", "4", True),
    ],
)
def test_what_the_page_carried_is_not_typed(name: str, value: str, expected: bool) -> None:
    assert is_typed(name, value) is expected


def test_words_are_what_was_written_and_nothing_that_was_chosen() -> None:
    sent = [("mark_here", "2"), ("choice_here", "yes"), ("told_here", "Help"), ("rows_here-0-remark_here", "Me too")]
    assert words_of(sent) == ["Help", "Me too"]
