"""Quarters, and when marks may be shown together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textstat.textstat import textstatistics

from portal.voice.pooled.rules import (
    OWN_WORK,
    Mark,
    ReportState,
    Step,
    after,
    easy_fault,
    may_be_pooled,
    next_quarter,
    pool,
    publish_fault,
    quarter_of,
    quarters_before,
    reading_grade,
)
from portal.voice.pooled.rules.easy import syllables
from portal.voice.pooled.words import quarter_from, quarter_slug, quarter_words

JULY = date(2026, 7, 1)


def marks(*homes_of_providers: int, value: int = 7) -> list[Mark]:
    """One mark for each home: `marks(2, 3)` for two homes of one provider and three of another."""
    return [
        Mark(provider, provider * 100 + home, 1, "residential", value)
        for provider, homes in enumerate(homes_of_providers)
        for home in range(homes)
    ]


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 3, 31), date(2026, 1, 1)),
        (date(2026, 9, 30), JULY),
        (date(2026, 12, 31), date(2026, 10, 1)),
    ],
)
def test_a_day_lies_in_a_calendar_quarter(day: date, first: date) -> None:
    assert quarter_of(day) == first


def test_quarters_follow_each_other_over_the_year() -> None:
    assert next_quarter(date(2026, 10, 1)) == date(2027, 1, 1)
    assert next_quarter(JULY) == date(2026, 10, 1)
    assert quarters_before(date(2026, 2, 3), 3) == (date(2025, 10, 1), date(2025, 7, 1), date(2025, 4, 1))


def test_a_quarter_is_said_and_addressed() -> None:
    assert quarter_words(JULY) == "July to September 2026"
    assert quarter_slug(JULY) == "2026-q3"
    assert quarter_from("2026-q3") == JULY


@pytest.mark.parametrize(
    "slug", ["", "2026", "2026-q5", "2026-q", "0000-q1", "٢٠٢٦-q1", "-q1", "2026-q1-q2", "20260-q1"]
)
def test_what_is_no_quarter_is_none(slug: str) -> None:
    assert quarter_from(slug) is None


@pytest.mark.parametrize(
    ("found", "may"),
    [
        (marks(2, 2, 2), True),
        (marks(2, 2, 1), False),
        (marks(3, 3), False),
        (marks(3, 2, 1), True),
        (marks(4, 1, 1), False),
        ([], False),
    ],
)
def test_marks_are_shown_for_six_homes_of_three_providers_none_over_half(found: list[Mark], may: bool) -> None:
    assert may_be_pooled(found) is may


def test_many_marks_of_few_homes_are_still_few_homes() -> None:
    assert not may_be_pooled(marks(2, 2, 1) * 10)


def test_the_middle_mark_is_the_lower_of_two() -> None:
    low, high = marks(1, 1, 1, value=3), [Mark(9, 900 + home, 1, "residential", 8) for home in range(3)]
    assert pool([*low, *high]) == {(1, "residential"): 3}


MARKS = st.lists(
    st.builds(
        Mark,
        provider=st.integers(0, 4),
        home=st.integers(0, 12),
        question=st.integers(1, 2),
        part=st.sampled_from(["north", "south"]),
        value=st.integers(0, 10),
    ),
    max_size=60,
)


@given(MARKS)
def test_nothing_is_shown_that_stems_from_few(found: list[Mark]) -> None:
    for (question, part), value in pool(found).items():
        behind = [mark for mark in found if (mark.question, mark.part) == (question, part)]
        assert len({mark.home for mark in behind}) >= 6
        assert len({mark.provider for mark in behind}) >= 3
        below = sum(mark.value < value for mark in behind)
        above = sum(mark.value > value for mark in behind)
        assert max(below, above) * 2 <= len(behind)


def test_a_report_is_written_checked_and_published() -> None:
    assert after(ReportState.DRAFT, Step.SEND) is ReportState.IN_REVIEW
    assert after(ReportState.IN_REVIEW, Step.SEND_BACK) is ReportState.DRAFT
    assert after(ReportState.IN_REVIEW, Step.PUBLISH) is ReportState.PUBLISHED
    assert after(ReportState.DRAFT, Step.PUBLISH) is None
    assert after(ReportState.IN_REVIEW, Step.EDIT) is None
    assert [step for step in Step if after(ReportState.PUBLISHED, step)] == [Step.TAKE_OUT]
    assert [state for state in ReportState if after(state, Step.TAKE_OUT)] == [ReportState.PUBLISHED]


def fault(
    *, today: date = date(2026, 10, 1), themes: Sequence[tuple[str, bool]] = (("Food", True),), person_id: int = 2
) -> str | None:
    return publish_fault(quarter=JULY, today=today, themes=themes, person_id=person_id, makers=[1])


def test_only_somebody_else_publishes_and_only_when_the_quarter_is_over() -> None:
    assert fault() is None
    assert fault(person_id=1) == OWN_WORK
    assert fault(today=date(2026, 9, 30)) == "The quarter is not over yet. It ends on the last day of September 2026."
    assert fault(themes=()) == "Write at least one theme first."
    bare = (("Food", True), ("Wifi", False))
    assert fault(themes=bare) == "Write the easy read of every theme first. This one has none: Wifi."


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("home", 1),
        ("plates", 1),
        ("houses", 2),
        ("table", 2),
        ("painted", 2),
        ("asked", 1),
        ("people", 2),
        ("garden", 2),
        ("council", 2),
        ("Wi-Fi", 2),
        ("TV", 1),
    ],
)
def test_syllables_are_counted_by_groups_of_vowels(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize("plain", ["", "The food was cold.", "Homes got hot plates. They will ask you what you like."])
def test_plain_words_pass(plain: str) -> None:
    assert easy_fault(plain) is None


def test_long_sentences_and_long_words_do_not() -> None:
    long = "We went to see the home and the food was not hot at all."
    assert easy_fault(long) == "Make the sentences shorter: one has 14 words, and 12 are the most"
    hard = easy_fault("Providers prioritised nutritional improvements.")
    assert hard is not None and hard.startswith("Use shorter words: this reads at grade ")


@pytest.mark.parametrize(
    "text",
    [
        "The wifi was slow in most homes.",
        "Homes have a fast line now. They test it each week.",
        "You want a say in what is for tea.",
        "Staff now plan the week with you.",
    ],
)
def test_the_grade_is_near_the_one_that_pages_are_tested_by(text: str) -> None:
    assert reading_grade(text) == pytest.approx(max(0.0, textstatistics().flesch_kincaid_grade(text)), abs=2.5)
