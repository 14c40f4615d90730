"""What feedback tells the programme of visits, the page before a visit and the timeline of a home.

Only what was shared with the home, and never by whom: these pages are the council's, and homes do not read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.homes.models import Home
from portal.quality import record, timeline
from portal.quality.models import Visit
from portal.quality.queries import programme
from portal.quality.queries.programme import Homes
from portal.quality.record import Section
from portal.quality.rules.programme import WEIGHTS, Reason, low_marks
from portal.quality.timeline import Happened
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


@timeline.sources(order=50)
def feedback(session: Session, authority_id: int, home: Home) -> Iterator[Happened]:
    """When young people's words were shared with the home, and when it answered."""
    for each in queries.list_shared(session, authority_id, home.id):
        href = url_for("feedback_staff.feedback", reference=each.reference)
        if each.moderated_at:
            yield Happened(clock.today(each.moderated_at), f"Feedback {each.reference} shared with the home", href)
        if each.answered_at:
            yield Happened(clock.today(each.answered_at), f"Feedback {each.reference} answered by the home", href)
