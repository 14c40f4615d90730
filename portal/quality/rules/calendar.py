"""Visits as a calendar file (RFC 5545) for an officer's phone.

A phone is lost and a calendar is shared: an entry holds a reference, a time and a link, and nothing about the home.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 75


@dataclass(frozen=True)
class CalendarEntry:
    """One visit. `revision` grows with every change, so that a calendar takes the newest."""

    reference: str
    starts_at: datetime
    ends_at: datetime
    href: str
    revision: int
    is_cancelled: bool


def calendar_text(entries: Iterable[CalendarEntry], now: datetime) -> str:
    """The file, with the line ends and folded lines that the format asks for."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Market position portal//Visits//EN", "CALSCALE:GREGORIAN"]
    for entry in entries:
        lines += _lines(entry, now)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _lines(entry: CalendarEntry, now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.reference}@visits.market-position-portal",
        f"DTSTAMP:{_instant(now)}",
        f"DTSTART:{_instant(entry.starts_at)}",
        f"DTEND:{_instant(entry.ends_at)}",
        f"SEQUENCE:{entry.revision}",
        f"SUMMARY:Visit {entry.reference}",
        f"URL:{entry.href}",
        f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets; each further one begins with a space. All we write is ASCII."""
    yield line[:LONGEST_LINE]
    rest = line[LONGEST_LINE:]
    while rest:
        yield f" {rest[: LONGEST_LINE - 1]}"
        rest = rest[LONGEST_LINE - 1 :]
