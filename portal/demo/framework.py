"""The demonstration's framework: its lots, who is on them, who was suspended and who left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.demo.market import Organisation
from portal.demo.pack import Pack, Row, whole
from portal.demo.people import Staff
from portal.framework import services as frameworks
from portal.framework.models import Framework, Lot
from portal.framework.rules import FrameworkDetails, FrameworkKind, LotDetails, Standing


def add_framework(
    session: Session,
    pack: Pack,
    organisations: Mapping[str, Organisation],
    *,
    authority_id: int,
    staff: Staff,
    now: datetime,
) -> None:
    """One published framework with its lots and members, recorded by the commissioner on the days it happened."""
    about: dict[str, Any] = json.loads(pack.text("framework.json"))
    begun = now - timedelta(days=about["starts_days_ago"])
    framework = _create(session, pack, about, authority_id=authority_id, staff=staff, begun=begun)
    lots = {
        details["number"]: frameworks.add_lot(
            session, framework, LotDetails(**details), actor=staff.commissioner, now=begun
        )
        for details in about["lots"]
    }
    frameworks.publish_framework(session, framework, actor=staff.commissioner, now=begun)
    for row in pack.rows("members.csv"):
        _put_on(session, lots[whole(row["lot"])], organisations[row["provider"]], row, staff=staff, now=now)


def _create(
    session: Session, pack: Pack, about: Mapping[str, Any], *, authority_id: int, staff: Staff, begun: datetime
) -> Framework:
    starts_on = clock.today(begun)
    ends_on = starts_on + timedelta(days=about["lasts_days"])
    details = FrameworkDetails(about["title"], FrameworkKind(about["kind"]), starts_on, ends_on)
    framework = frameworks.create_framework(session, authority_id, details, actor=staff.commissioner, now=begun)
    words = {name: about[name] for name in ("summary", "contact_email")}
    frameworks.change_framework(
        session,
        framework,
        words | {"how_to_join": pack.text("how-to-join.md")},
        seen_version=framework.version,
        actor=staff.commissioner,
        now=begun,
    )
    # The whole borough is one transaction, so nothing else writes this before the next verb reads the row again.
    session.flush()
    return framework


def _put_on(session: Session, lot: Lot, organisation: Organisation, row: Row, *, staff: Staff, now: datetime) -> None:
    at, from_on = _days_ago(now, row["from_days_ago"])
    membership = frameworks.put_on_lot(
        session,
        lot,
        organisation.provider,
        from_on=from_on,
        terms=row["terms"],
        actor=staff.commissioner,
        now=at,
    )
    if row["then"]:
        at, from_on = _days_ago(now, row["then_days_ago"])
        standing = Standing(row["then"])
        frameworks.change_standing(
            session, membership, standing, from_on=from_on, reason=row["reason"], actor=staff.commissioner, now=at
        )


def _days_ago(now: datetime, days: str) -> tuple[datetime, date]:
    at = now - timedelta(days=whole(days))
    return at, clock.today(at)
