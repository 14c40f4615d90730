"""A visit's entry for a calendar: what the format asks for, and nothing about the home."""

from __future__ import annotations

from datetime import UTC, datetime

from portal.quality.rules.calendar import CalendarEntry, calendar_text

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
ENTRY = CalendarEntry(
    reference="QV-37KXC9TJ",
    starts_at=datetime(2027, 3, 1, 10, 0, tzinfo=UTC),
    ends_at=datetime(2027, 3, 1, 12, 30, tzinfo=UTC),
    href="https://portal.example/quality/visits/QV-37KXC9TJ/",
    revision=3,
    is_cancelled=False,
)


def test_an_entry_holds_a_reference_a_time_and_a_link() -> None:
    assert calendar_text([ENTRY], NOW).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Market position portal//Visits//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        "UID:QV-37KXC9TJ@visits.market-position-portal",
        "DTSTAMP:20261126T090000Z",
        "DTSTART:20270301T100000Z",
        "DTEND:20270301T123000Z",
        "SEQUENCE:3",
        "SUMMARY:Visit QV-37KXC9TJ",
        "URL:https://portal.example/quality/visits/QV-37KXC9TJ/",
        "STATUS:CONFIRMED",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_long_line_is_folded_as_the_format_asks() -> None:
    href = f"https://{'a-long-name.' * 20}example/quality/visits/QV-37KXC9TJ/"
    text = calendar_text([CalendarEntry(**{**vars(ENTRY), "href": href})], NOW)
    assert all(len(line) <= 75 for line in text.split("\r\n"))
    assert f"URL:{href}" in text.replace("\r\n ", "")


def test_a_visit_called_off_is_taken_out_of_the_calendar() -> None:
    text = calendar_text([CalendarEntry(**{**vars(ENTRY), "is_cancelled": True})], NOW)
    assert "STATUS:CANCELLED" in text
