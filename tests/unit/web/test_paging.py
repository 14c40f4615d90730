"""Pages and order in the address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.web.paging import page_of, sort_of


def args(**pairs: str) -> MultiDict[str, str]:
    return MultiDict(pairs)


@pytest.mark.parametrize(
    ("asked", "number"),
    [("2", 2), ("", 1), ("0", 1), ("-3", 1), ("99", 3), ("x", 1), ("٣", 1), ("9" * 5000, 1)],
)
def test_a_page_nobody_has_is_the_nearest(asked: str, number: int) -> None:
    assert page_of(args(page=asked), total=101, per_page=50).number == number


def test_a_page_knows_its_rows() -> None:
    page = page_of(args(page="3"), total=101, per_page=50)
    assert (page.pages, page.offset, page.limit, page.first, page.last) == (3, 100, 50, 101, 101)


def test_an_empty_list_has_one_empty_page() -> None:
    page = page_of(args(), total=0)
    assert (page.number, page.pages, page.offset, page.first, page.last) == (1, 1, 0, 0, 0)


def test_another_page_keeps_filter_and_order() -> None:
    page = page_of(MultiDict([("status", "open"), ("status", "closed"), ("q", "O'B & Co"), ("page", "2")]), total=500)
    assert page.url_for(3) == "?status=open&status=closed&q=O%27B+%26+Co&page=3"
    assert page.url_for(1) == "?status=open&status=closed&q=O%27B+%26+Co"


def test_long_runs_of_pages_are_cut_short() -> None:
    assert page_of(args(page="5"), total=1000, per_page=100).shown == [1, None, 4, 5, 6, None, 10]
    assert page_of(args(page="1"), total=300, per_page=100).shown == [1, 2, 3]


@given(st.text(), st.integers(0, 10_000), st.integers(1, 200))
def test_whatever_is_asked_the_rows_exist(asked: str, total: int, per_page: int) -> None:
    page = page_of(args(page=asked), total=total, per_page=per_page)
    assert 1 <= page.number <= page.pages
    assert page.offset < max(1, total)


def test_order_is_taken_from_what_is_offered() -> None:
    keys = ("name", "received")
    assert (
        sort_of(args(sort="-received"), keys, default="name").key,
        sort_of(args(), keys, default="name").key,
    ) == (
        "received",
        "name",
    )
    assert sort_of(args(sort="password_hash"), keys, default="-received").descending


def test_a_heading_turns_its_own_order_round_and_starts_again_at_page_one() -> None:
    sort = sort_of(args(sort="name", page="4", q="bay"), ("name", "received"), default="name")
    assert sort.url_for("name") == "?q=bay&sort=-name"
    assert sort.url_for("received") == "?q=bay&sort=received"
