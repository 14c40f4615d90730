"""Marks taken together, and where a quarter's report stands. Plain values in and out.

A middle mark is let out only where at least six homes of three providers stand behind it and no provider has more than
half of the marks: the disclosure rule for counts, and its rule for prices against one that outweighs the others. How
many marks or homes there were is never told, so that nothing can be worked out by subtracting one group from another.
Each piece of feedback belongs to one quarter, the one in which it was moderated, and a quarter is let out once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from statistics import median_low

from portal.disclosure import FEWEST_CONTRIBUTORS, SMALLEST_SAFE_COUNT


class Division(StrEnum):
    """What marks are divided by. Parts of one division never overlap."""

    SERVICE = "service"
    LOCALITY = "locality"


class Level(StrEnum):
    """Who has to act on what was said, from the nearest to the furthest."""

    CHILD = "child"
    TEAM = "team"
    DEPARTMENT = "department"
    AGENCIES = "agencies"
    STRATEGIC = "strategic"


class ReportState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"


class Step(StrEnum):
    """What can be done to a report."""

    EDIT = "edit"
    SEND = "send"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    TAKE_OUT = "take_out"


MOVES: Mapping[tuple[ReportState, Step], ReportState] = {
    (ReportState.DRAFT, Step.EDIT): ReportState.DRAFT,
    (ReportState.DRAFT, Step.SEND): ReportState.IN_REVIEW,
    (ReportState.IN_REVIEW, Step.SEND_BACK): ReportState.DRAFT,
    (ReportState.IN_REVIEW, Step.PUBLISH): ReportState.PUBLISHED,
    (ReportState.PUBLISHED, Step.TAKE_OUT): ReportState.PUBLISHED,
}
REFUSALS: Mapping[Step, str] = {
    Step.EDIT: "This report is being checked or is published, so it cannot be changed.",
    Step.SEND: "This report was sent to be checked already.",
    Step.SEND_BACK: "This report is not waiting to be checked.",
    Step.PUBLISH: "This report is not waiting to be checked.",
    Step.TAKE_OUT: "This report is not published, so its coordinator can change it.",
}
OWN_WORK = "You wrote part of this report, so somebody else has to publish it."
TOO_EARLY = "The quarter is not over yet. It ends on the last day of {}."
NO_THEME = "Write at least one theme first."
NO_EASY_READ = "Write the easy read of every theme first. This one has none: {}."
QUARTER_MONTHS = 3


@dataclass(frozen=True)
class Mark:
    """One shared mark from 0 to 10: whose home, which question, which part of a division."""

    provider: int
    home: int
    question: int
    part: str
    value: int


def quarter_of(day: date) -> date:
    """The first day of the calendar quarter that a day lies in."""
    return date(day.year, day.month - (day.month - 1) % QUARTER_MONTHS, 1)


def next_quarter(first: date) -> date:
    """The first day of the quarter after the one that begins on `first`."""
    month = first.month + QUARTER_MONTHS
    return date(first.year + (month > 12), (month - 1) % 12 + 1, 1)


def quarters_before(day: date, count: int) -> tuple[date, ...]:
    """The first days of the newest quarters that are over on a day, the newest first."""
    found = [quarter_of(day)]
    for _ in range(count):
        first = found[-1]
        found.append(date(first.year - (first.month == 1), (first.month - QUARTER_MONTHS - 1) % 12 + 1, 1))
    return tuple(found[1:])


def may_be_pooled(marks: Collection[Mark]) -> bool:
    """Whether these marks may be shown as one."""
    homes, providers = {mark.home for mark in marks}, Counter(mark.provider for mark in marks)
    if len(homes) < SMALLEST_SAFE_COUNT or len(providers) < FEWEST_CONTRIBUTORS:
        return False
    return max(providers.values()) * 2 <= len(marks)


def pool(marks: Iterable[Mark]) -> dict[tuple[int, str], int]:
    """The middle mark (the lower of two) by question and part, where it may be shown."""
    groups: dict[tuple[int, str], list[Mark]] = {}
    for mark in marks:
        groups.setdefault((mark.question, mark.part), []).append(mark)
    return {
        key: median_low([mark.value for mark in found]) for key, found in sorted(groups.items()) if may_be_pooled(found)
    }


def after(state: ReportState, step: Step) -> ReportState | None:
    """The state a step leads to, or None where it cannot be taken (REFUSALS says why)."""
    return MOVES.get((state, step))


def send_fault(themes: Iterable[tuple[str, bool]]) -> str | None:
    """Why a report cannot be sent or let out yet; `themes`: the title of each, and whether it has its easy read."""
    found = list(themes)
    bare = [title for title, has_easy_read in found if not has_easy_read]
    if bare:
        return NO_EASY_READ.format(bare[0])
    return None if found else NO_THEME


def publish_fault(
    *, quarter: date, today: date, themes: Iterable[tuple[str, bool]], person_id: int, makers: Sequence[int]
) -> str | None:
    """Why somebody cannot publish a report now; None when they can. Maker is not approver (trust.md)."""
    if person_id in makers:
        return OWN_WORK
    if today < next_quarter(quarter):
        return TOO_EARLY.format(f"{date(quarter.year, quarter.month + QUARTER_MONTHS - 1, 1):%B %Y}")
    return send_fault(themes)


def version_of(*words: str) -> int:
    """A number for words as they stand: other words have another, save one time in 268 million."""
    return int(sha256(repr([str(word) for word in words]).encode()).hexdigest()[:7], 16)
