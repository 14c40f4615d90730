"""The demonstration's placements: one file, taken in by the same verb as a council's own."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.authorities.models import Authority
from portal.demo.market import Organisation
from portal.demo.pack import Pack, Row, whole
from portal.demo.people import Staff
from portal.placements import services as placements
from portal.placements.models import Placement
from portal.placements.rules.judging import quarters_back
from portal.placements.services.cells import HEADINGS

# Columns of the pack that are relative to the day of loading → the fields they become.
QUARTERS = {"quarters_ago": "started_quarter_on", "ended_quarters_ago": "ended_quarter_on"}
DAYS = {"approved_days_ago": ("approved_on", -1), "exit_days_ahead": ("exit_by_on", 1)}
# Days before the loading on which those under watch were reviewed; the third was forgotten, today's is still to come.
REVIEWED = (6, 5, 4, 2, 1)


def import_placements(
    session: Session,
    pack: Pack,
    authority: Authority,
    organisations: Mapping[str, Organisation],
    *,
    staff: Staff,
    now: datetime,
) -> None:
    """Every placement of the pack, imported a week ago, and the daily reviews since."""
    imported = now - timedelta(days=7)
    references = {
        slug: home.reference for organisation in organisations.values() for slug, home in organisation.homes.items()
    }
    rows = [_row(row, references, clock.today(now)) for row in pack.rows("placements.csv")]
    file = io.BytesIO(_csv(rows).encode())
    placements.import_file(session, authority, file, actor=staff.commissioner, now=imported)
    _review(session, authority, staff=staff, now=now)


def _row(row: Row, references: Mapping[str, str], today: date) -> Row:
    quarters = quarters_back(today)
    cells = {HEADINGS[field]: row[field] for field in HEADINGS if field in row}
    cells |= {HEADINGS[field]: str(quarters[int(row[name])]) for name, field in QUARTERS.items() if row[name]}
    cells |= {
        HEADINGS[field]: str(today + sign * timedelta(days=whole(row[name])))
        for name, (field, sign) in DAYS.items()
        if row[name]
    }
    return cells | {HEADINGS["home"]: references[row["home"]] if row["home"] else ""}


def _csv(rows: list[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, [HEADINGS[field] for field in HEADINGS if field != "date_of_birth"], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _review(session: Session, authority: Authority, *, staff: Staff, now: datetime) -> None:
    watched = select(Placement).where(
        Placement.authority_id == authority.id,
        Placement.is_unregistered | Placement.is_deprivation_of_liberty,
        Placement.ended_quarter_on.is_(None),
    )
    for placement in session.scalars(watched.order_by(Placement.id)).all():
        for days in REVIEWED:
            at = now - timedelta(days=days)
            placements.review_placement(session, placement, continues=True, actor=staff.commissioner, now=at)
