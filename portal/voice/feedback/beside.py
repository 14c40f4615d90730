"""What feedback tells the programme of visits, the page before a visit and the timeline of a home.

Only what was shared with the home, and never by whom: these pages are the council's, and homes do not read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.quality import record, timeline
from portal.quality.actions import retention
from portal.quality.models import Visit
from portal.quality.queries import programme, unwritten
from portal.quality.queries.programme import Homes
from portal.quality.record import Section
from portal.quality.rules.programme import WEIGHTS, Reason, low_marks
from portal.quality.themes import further
from portal.quality.timeline import Happened, HomeIds
from portal.voice.feedback import rules, words
from portal.voice.feedback.models import FeedbackPoint
from portal.voice.feedback.queries import homes as queries
from portal.web.tables import Cell, Column, Table

MONTHS_BEFORE_A_VISIT = 12


@programme.factors(order=30)
def marked_low(session: Session, authority_id: int, homes: Homes, now: datetime) -> Mapping[int, Reason]:
    """Low marks give points."""
    since = rules.months_before(now, WEIGHTS.months_of_feedback)
    counted = queries.count_low_marks(session, authority_id, homes, since=since)
    return {home_id: low_marks(count) for home_id, count in counted.items()}


@unwritten.witnesses(order=20)
def told_of(session: Session, visit_ids: Sequence[int]) -> Sequence[int]:
    """What was shared of a visit shows that it was made; what is still being read says nothing yet."""
    return queries.list_told_of(session, visit_ids)


@retention.holders(order=20)
def begun(session: Session, visit_ids: Sequence[int]) -> Sequence[int]:
    """What was said names the visit that it was said of."""
    return queries.list_begun(session, visit_ids)


@record.known(order=20)
def said_of_home(session: Session, visit: Visit, _viewer: Viewer) -> Section | None:
    """What young people said that the home had to answer, and what it answered."""
    since = rules.months_before(clock.now(), MONTHS_BEFORE_A_VISIT)
    points = queries.list_asked(session, visit.authority_id, visit.home_id, since=since)
    if not points:
        return None
    columns = [Column("Asked"), Column("Young people said"), Column("The home answered")]
    table = Table("What young people said in the last year", columns, [_row(point) for point in points])
    return Section("What young people said in the last year", "quality/_table.html", {"table": table})


def _row(point: FeedbackPoint) -> list[str | int | Cell]:
    answered = f"{words.response_words(point)}: {point.response_text}" if point.response else "Not yet"
    return [point.question.statement, words.point_words(point), answered]


@further.sections(order=20)
def said_across_homes(session: Session, authority_id: int, since: datetime) -> Section | None:
    """Question by question: how often it was answered, how often homes had to answer, and what came of it."""
    counted = queries.count_by_question(session, authority_id, since=since)
    if not counted:
        return None
    columns = [
        Column("Asked"),
        *(Column(text, numeric=True) for text in ("Answers", "For the home to answer", "Homes", "Did or will do it")),
    ]
    rows: list[list[str | int | Cell]] = [
        [Cell(each.statement, note=words.SETS[each.set_slug]), each.answers, each.asked, each.homes, each.acted]
        for each in counted
    ]
    heading = "What young people said"
    return Section(heading, "quality/_table.html", {"table": Table(heading, columns, rows)})


@timeline.sources(order=50)
def feedback(session: Session, authority_id: int, homes: HomeIds) -> Iterator[Happened]:
    """When young people's words were shared with the home, and when it answered."""
    for each in queries.list_shared(session, authority_id, *homes):
        href = url_for("feedback_staff.feedback", reference=each.reference)
        for at, what in ((each.moderated_at, "shared with the home"), (each.answered_at, "answered by the home")):
            if at is not None:
                yield Happened(each.home_id, clock.today(at), f"Feedback {each.reference} {what}", href)
