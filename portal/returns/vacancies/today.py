"""What waits for a provider because of vacancies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import PROVIDER_ROLES, Viewer
from portal.homes.queries import seen_by
from portal.returns.vacancies import queries, rules
from portal.web.today import Waiting, waits_for


@waits_for(*PROVIDER_ROLES)
def out_of_date(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Homes whose vacancies nobody has looked at for a week."""
    today = clock.today(now)
    told = [one.told.on for one in queries.list_vacancies(session, seen_by(viewer)) if one.told]
    stale = [day for day in told if rules.is_stale(day, today)]
    if stale:
        yield Waiting(
            "Say which places are open now",
            url_for("vacancies.list_vacancies"),
            count=len(stale),
            since_on=min(stale),
            status="Out of date",
            tone="yellow",
        )
