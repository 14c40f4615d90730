"""What people type: whole numbers, dates, postcodes, and text without what cannot be seen."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.parsing import RefusedError, clean_text, day_month_year, postcode, time_of_day, whole_number

INVISIBLE = ["\x00", "\x07", "\x1b", "\x7f", "\u200b", "\ufeff", "\u202e", "\u2066"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [("3", 3), (" 3 ", 3), ("0", 0), ("007", 7), ("1,234", 1234), ("1 234", 1234), ("1\u00a0234", 1234)],
)
def test_whole_numbers_are_read_as_people_write_them(typed: str, read: int) -> None:
    assert whole_number(typed, "Beds", maximum=2000) == read


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("-1", "Beds must be 0 or more"),
        ("\u22121", "Beds must be 0 or more"),
        ("1.5", "Beds must be a whole number, without a decimal point"),
        ("1.0", "Beds must be a whole number, without a decimal point"),
        ("two", "Beds must be a whole number, like 4"),
        ("1,5", "Beds must be a whole number, like 4"),
        ("12 34", "Beds must be a whole number, like 4"),
        ("1e3", "Beds must be a whole number, like 4"),
        ("\u0663", "Beds must use the digits 0 to 9"),
        ("10\u2079", "Beds must use the digits 0 to 9"),
        ("2001", "Beds must be 2,000 or fewer"),
        ("1000000000", "Beds must be 2,000 or fewer"),
        ("9" * 10_000, "Beds must be 2,000 or fewer"),
    ],
)
def test_other_numbers_are_refused_with_what_to_do(typed: str, message: str) -> None:
    with pytest.raises(RefusedError) as refused:
        whole_number(typed, "Beds", maximum=2000)
    assert str(refused.value) == message


def test_a_number_may_have_a_lowest_value() -> None:
    with pytest.raises(RefusedError, match="Places must be 1 or more"):
        whole_number("0", "Places", minimum=1)


@given(st.integers(min_value=0, max_value=1_000_000))
def test_every_whole_number_is_read_back_from_both_its_spellings(number: int) -> None:
    assert whole_number(str(number), "Beds") == whole_number(f"{number:,}", "Beds") == number


@given(st.text())
def test_any_text_at_all_is_a_number_or_a_refusal(text: str) -> None:
    with suppress(RefusedError):
        assert 0 <= whole_number(text, "Beds", maximum=50) <= 50


@pytest.mark.parametrize("typed", ["pr81ck", "PR8 1CK", " pr8  1ck ", "Pr8-1cK", "PR8\u00a01CK"])
def test_a_postcode_is_written_as_the_post_office_does(typed: str) -> None:
    assert postcode(typed) == "PR8 1CK"


@pytest.mark.parametrize(
    "typed", ["PR8", "PR8 1C", "PR8 1CK 2", "1PR 8CK", "PR81\u0441K", "\u017f1 1aa", "${alert(1)}"]
)
def test_another_form_of_postcode_is_refused(typed: str) -> None:
    with pytest.raises(RefusedError, match="Enter a full UK postcode, like SW1A 2AA"):
        postcode(typed)


@pytest.mark.parametrize(
    "parts", [("2", "3", "2026"), ("02", "03", "2026"), ("2", "March", "2026"), (" 2", "mar", "2026 ")]
)
def test_a_date_is_read_from_three_parts(parts: tuple[str, str, str]) -> None:
    assert day_month_year(parts, "Opening date") == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("parts", "part", "message"),
    [
        (("", "3", "2026"), 0, "Opening date must include a day"),
        (("2", "", "2026"), 1, "Opening date must include a month"),
        (("", "", "2026"), 0, "Opening date must include a day and a month"),
        (("2", "3", ""), 2, "Opening date must include a year"),
        (("2", "3", "26"), 2, "Opening date must have a year of 4 numbers, like 2026"),
        (("2", "13", "2026"), 1, "Opening date must be a real date: the month is from 1 to 12"),
        (("2", "ma", "2026"), 1, "Opening date must be a real date: the month is from 1 to 12"),
        (("31", "2", "2026"), 0, "Opening date must be a real date: that month has no such day"),
        (("x", "2", "2026"), 0, "Opening date must be a real date: the day is from 1 to 31"),
        (("32", "2", "2026"), 0, "Opening date must be a real date: the day is from 1 to 31"),
        (("\u0663", "2", "2026"), 0, "Opening date must use the digits 0 to 9"),
        (("3", "\u0662", "2026"), 1, "Opening date must use the digits 0 to 9"),
        (("3", "2", "\u0662\u0660\u0662\u0666"), 2, "Opening date must use the digits 0 to 9"),
    ],
)
def test_a_date_that_cannot_be_read_names_the_part_to_mend(
    parts: tuple[str, str, str], part: int, message: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        day_month_year(parts, "Opening date")
    assert (str(refused.value), refused.value.part) == (message, part)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_is_read_back_from_its_parts(day: date) -> None:
    assert day_month_year((str(day.day), str(day.month), str(day.year)), "It") == day


def test_text_is_composed_and_trimmed() -> None:
    assert clean_text("\u00a0 Rene\u0301e\u2019s  home\t") == "Ren\u00e9e\u2019s  home"


@pytest.mark.parametrize("char", INVISIBLE)
def test_what_cannot_be_seen_is_dropped(char: str) -> None:
    assert clean_text(f"Bay{char}view") == "Bayview"


@pytest.mark.parametrize("name", ["O'Brien", "مركز", "👩‍👩‍👧 Family", "${alert(1)}", "`x`", "<b>x</b>"])
def test_every_name_people_have_is_kept(name: str) -> None:
    assert clean_text(name) == name


def test_line_ends_are_kept_only_where_lines_are_meant() -> None:
    assert clean_text("one\r\ntwo\rthree", lines=True) == "one\ntwo\nthree"
    assert clean_text("one\r\ntwo") == "one two"


@given(st.text(), st.booleans())
def test_cleaning_twice_changes_nothing_more(text: str, lines: bool) -> None:
    once = clean_text(text, lines=lines)
    assert clean_text(once, lines=lines) == once
    assert "\x00" not in once


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9:30am", time(9, 30)),
        ("9.30 AM", time(9, 30)),
        ("2pm", time(14)),
        ("2 p.m.", time(14)),
        ("14:30", time(14, 30)),
        ("1430", time(14, 30)),
        ("9", time(9)),
        ("12am", time(0)),
        ("12:15pm", time(12, 15)),
        ("noon", time(12)),
        ("0:05", time(0, 5)),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, read: time) -> None:
    assert time_of_day(typed, "Starts at") == read


@pytest.mark.parametrize("typed", ["", "soon", "9:3", "9:300", "-9", "９", "9:30amm", "am"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(RefusedError, match="Starts at must be a time, like 9:30am or 14:30"):
        time_of_day(typed, "Starts at")


@pytest.mark.parametrize("typed", ["24:00", "9:60", "13pm", "0am", "99"])
def test_a_time_that_no_clock_shows_is_refused(typed: str) -> None:
    with pytest.raises(RefusedError, match="must be a real time"):
        time_of_day(typed, "Starts at")
