"""What the demonstration's council has heard about providers, and what it made of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.demo.market import Organisation
from portal.demo.pack import Pack, Row, whole
from portal.demo.people import Staff
from portal.quality.intelligence import services
from portal.quality.intelligence.models import Reliability, Source
from portal.quality.intelligence.words import REVIEW_PARTS


def write_notes(
    session: Session,
    pack: Pack,
    organisations: Mapping[str, Organisation],
    *,
    authority_id: int,
    staff: Staff,
    now: datetime,
) -> None:
    """Every note and review of the pack, written by the commissioner on its day; some shared, some answered."""
    for row in pack.rows("notes.csv"):
        _write(session, organisations[row["provider"]], row, authority_id=authority_id, staff=staff, now=now)
    for row in pack.rows("reviews.csv"):
        at = now - timedelta(days=whole(row["days_ago"]))
        services.write_review(
            session,
            organisations[row["provider"]].provider,
            {part: row[part] for part in REVIEW_PARTS},
            authority_id=authority_id,
            reviewed_on=clock.today(at),
            actor=staff.commissioner,
            now=at,
        )


def _write(session: Session, about: Organisation, row: Row, *, authority_id: int, staff: Staff, now: datetime) -> None:
    at = now - timedelta(days=whole(row["days_ago"]))
    note = services.write_note(
        session,
        about.provider,
        authority_id=authority_id,
        home=None,
        heard_on=clock.today(at),
        source=Source(row["source"]),
        reliability=Reliability(row["reliability"]),
        text=row["text"],
        actor=staff.commissioner,
        now=at,
    )
    if row["shared"]:
        services.share_note(session, note, actor=staff.commissioner, now=at + timedelta(days=1))
    if row["answer"]:
        services.answer_note(session, note, text=row["answer"], actor=about.admin, now=at + timedelta(days=3))
