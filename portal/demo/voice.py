"""The demonstration's voice reports: one published with the marks of a quarter, one still a draft.

The published one is of the quarter that was over a month ago, so that the statement, which came out since, can tell of
it. Its marks come from visits made in that quarter, with a report each, and shared in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.demo.feedback import tell_of_visit
from portal.demo.market import Organisation
from portal.demo.pack import Pack
from portal.demo.people import Staff
from portal.demo.reports import Story
from portal.quality.models import VisitState
from portal.voice.pooled import queries, services
from portal.voice.pooled.models import Level, VoiceReport
from portal.voice.pooled.rules import quarters_before
from portal.voice.pooled.services import ThemeText

OVER_SINCE = timedelta(days=30)
SENT_BEFORE = timedelta(days=27)
PUBLISHED_BEFORE = timedelta(days=25)
A_DAY = timedelta(days=1)
AT_TEN = timedelta(hours=10)


def add_voice_reports(
    session: Session,
    pack: Pack,
    organisations: Mapping[str, Organisation],
    *,
    authority_id: int,
    staff: Staff,
    now: datetime,
) -> None:
    """Visits of a quarter with what inspectors told of them, its report published, and a draft of another quarter."""
    about: dict[str, Any] = json.loads(pack.text("voice.json"))
    [quarter] = quarters_before(clock.today(now - OVER_SINCE), 1)
    _visit_all(session, pack, about["visits"], organisations, quarter, authority_id=authority_id, staff=staff)
    report = _write(session, about["themes"], quarter, authority_id=authority_id, staff=staff, now=now - OVER_SINCE)
    services.send(session, report, actor=staff.coordinator, now=now - SENT_BEFORE)
    services.publish(
        session,
        report,
        seen=queries.version_of_report(session, report),
        actor=staff.publisher,
        now=now - PUBLISHED_BEFORE,
    )
    other = next(each for each in quarters_before(clock.today(now), 2) if each != quarter)
    _write(session, about["draft"], other, authority_id=authority_id, staff=staff, now=now - A_DAY)


def _visit_all(
    session: Session,
    pack: Pack,
    rows: Iterable[dict[str, Any]],
    organisations: Mapping[str, Organisation],
    quarter: date,
    *,
    authority_id: int,
    staff: Staff,
) -> None:
    """Each visit planned, made and brought to its end, with an inspector who shared what they thought."""
    found = json.loads(pack.text("reports.json"))
    homes = {slug: (each, home) for each in organisations.values() for slug, home in each.homes.items()}
    for row in rows:
        organisation, home = homes[row["home"]]
        began = clock.london_midnight(quarter) + row["day"] * A_DAY + AT_TEN
        story = Story(session, found, home, staff.officer, organisation.admin, began)
        visit = story.plan(row, authority_id)
        tell_of_visit(session, visit, row, organisation, staff=staff)
        story.go_on(visit, VisitState.CLOSED)


def _write(
    session: Session,
    themes: Iterable[dict[str, Any]],
    quarter: date,
    *,
    authority_id: int,
    staff: Staff,
    now: datetime,
) -> VoiceReport:
    """A draft with its themes and the quotes that they name by their words."""
    report = services.start_report(session, authority_id, quarter, actor=staff.coordinator, now=now)
    quotable = queries.list_quotable(session, report)
    for theme in themes:
        wanted = theme.get("quotes", ())
        keys = tuple(each.key for each in quotable if any(words in each.text for words in wanted))
        words = {name: theme[name] for name in ("title", "said", "did", "easy_said", "easy_did")}
        text = ThemeText(**words, level=Level(theme["level"]), quotes=keys)
        services.add_theme(session, report, text, actor=staff.coordinator, now=now)
    return report
