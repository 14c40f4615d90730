"""What the demonstration's homes said between returns, some of it long enough ago to ask again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.demo.market import Organisation
from portal.demo.pack import Pack, whole
from portal.homes.queries import own
from portal.returns.vacancies import queries, services
from portal.returns.vacancies.rules import Tap


def tap_vacancies(session: Session, pack: Pack, organisations: Mapping[str, Organisation], *, now: datetime) -> None:
    """Every tap of the pack, by the admin of the organisation, on its day."""
    homes = {
        slug: (organisation, home)
        for organisation in organisations.values()
        for slug, home in organisation.homes.items()
    }
    for row in pack.rows("taps.csv"):
        organisation, home = homes[row["home"]]
        told = queries.get_vacancy(session, home.reference, own(home.provider_id)).told
        at = now - timedelta(days=whole(row["days_ago"]))
        seen = told.seen if told else ""
        services.tap(session, home, Tap(row["tap"]), seen=seen, actor=organisation.admin, now=at)
