"""My visits and the team's, as a list by week, and all of mine as one calendar file."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from flask import Response, render_template, request, url_for

from portal import access, clock, db
from portal.quality.forms import VisitsFilter
from portal.quality.models import Visit, VisitState
from portal.quality.queries import unwritten
from portal.quality.queries.visits import list_visits
from portal.quality.views import rows
from portal.quality.views.desk import READERS, WRITERS, may_write
from portal.quality.views.visits import blueprint
from portal.quality.words import WHOSE_NAMES
from portal.web.paging import address

WEEKS_SHOWN = 8
# A calendar also learns of what was called off lately.
CALENDAR_BACK = timedelta(days=30)


@blueprint.get("/")
@access.allow(*READERS)
def list_weeks() -> str:
    """The visits of eight weeks, week by week."""
    form, now = VisitsFilter(), clock.now()
    whose = form.whose.data if form.whose.data in WHOSE_NAMES else ("mine" if may_write() else "team")
    form.whose.data = whose
    first = _monday(_asked_week(request.args.get("week", ""), clock.today(now)))
    last = first + timedelta(weeks=WEEKS_SHOWN)
    visits = list_visits(
        db.session(),
        access.authority_id(),
        officer_id=access.viewer().person_id if whose == "mine" else None,
        from_at=clock.london_midnight(first),
        until_at=clock.london_midnight(last),
    )
    waiting = unwritten.among(db.session(), visits, now)
    return render_template(
        "quality/visits.html",
        form=form,
        weeks=[(monday, rows.visits_table(f"Week of {monday}", found, waiting)) for monday, found in _by_week(visits)],
        first=first,
        last=last - timedelta(days=1),
        count_words="1 visit" if len(visits) == 1 else f"{len(visits):,} visits",
        earlier_href=_href(whose, first - timedelta(weeks=WEEKS_SHOWN)),
        later_href=_href(whose, last),
        goes_on_visits=may_write(),
    )


def _asked_week(text: str, today: date) -> date:
    """The day of "2026-03-02"; today for anything that is no day the calendar can show."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return today
    return asked if 2000 <= asked.year <= 2100 else today


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _by_week(visits: list[Visit]) -> list[tuple[date, list[Visit]]]:
    weeks = groupby(visits, key=lambda visit: _monday(clock.today(visit.starts_at)))
    return [(monday, list(found)) for monday, found in weeks]


def _href(whose: str, monday: date) -> str:
    return url_for("quality_visits.list_weeks") + address([("whose", whose), ("week", monday.isoformat())])


@blueprint.get("/mine.ics")
@access.allow(*WRITERS)
def my_ics() -> Response:
    """All of my visits that are planned, and those called off lately, for a calendar."""
    now = clock.now()
    mine = list_visits(
        db.session(),
        access.authority_id(),
        officer_id=access.viewer().person_id,
        from_at=now - CALENDAR_BACK,
        states=(VisitState.PLANNED, VisitState.CANCELLED),
    )
    return rows.calendar_response("my-visits.ics", mine, now)
