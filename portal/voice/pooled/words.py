"""How quarters, levels and states are said."""

from __future__ import annotations

from datetime import date

from portal.voice.pooled.rules import Division, Level, ReportState

LEVEL_NAMES = {
    Level.CHILD: "Those around one child",
    Level.TEAM: "A home or a team",
    Level.DEPARTMENT: "Children’s services",
    Level.AGENCIES: "The council and others",
    Level.STRATEGIC: "Those who plan for years to come",
}
# Who acts, as the easy read says it.
EASY_LEVELS = {
    Level.CHILD: "Who will do it? The people who help that child.",
    Level.TEAM: "Who will do it? Staff at the home.",
    Level.DEPARTMENT: "Who will do it? The council.",
    Level.AGENCIES: "Who will do it? The council and others, like schools.",
    Level.STRATEGIC: "Who will do it? The council. It will take years.",
}
STATE_NAMES = {
    ReportState.DRAFT: "Draft",
    ReportState.IN_REVIEW: "Waiting to be checked",
    ReportState.PUBLISHED: "Published",
}
STATE_TONES = {ReportState.DRAFT: "yellow", ReportState.IN_REVIEW: "blue", ReportState.PUBLISHED: "green"}
DIVISION_HEADINGS = {Division.SERVICE: "Kind of home", Division.LOCALITY: "Area"}


def quarter_words(first: date) -> str:
    """July to September 2026."""
    return f"{first:%B} to {date(first.year, first.month + 2, 1):%B %Y}"


def quarter_slug(first: date) -> str:
    """2026-q3, as it stands in addresses."""
    return f"{first.year}-q{(first.month + 2) // 3}"


def quarter_from(slug: str) -> date | None:
    """The quarter of such a slug; None for anything else."""
    year, _, number = slug.partition("-q")
    if not (year.isascii() and year.isdigit() and len(year) == 4 and number in {"1", "2", "3", "4"}):
        return None
    return date(int(year), int(number) * 3 - 2, 1) if int(year) else None
