"""A market of accepted returns and a statement about it, with numbers small enough to add up by hand.

Six providers with a home each, ten places a home: 4 hold Sefton children, 2 Liverpool's, 2 are available, 1 is reserved
and 1 is blocked. Together 60 registered, 24 own, 12 imported, 24 not occupied (12 available, 6 reserved, 6 blocked).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import db
from portal.access import Role, Viewer
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.returns.models import (
    BlockedPlaces,
    BlockReason,
    BodyKind,
    Entry,
    EntryState,
    EntryVersion,
    OccupiedPlaces,
    ReturnPeriod,
)
from portal.statements.models import Statement, StatementVersion
from portal.statements.queries.figures import build_draft
from portal.statements.rules.content import content_hash
from portal.statements.services import drafting, publishing, review
from portal.statements.services.drafting import Details
from tests.factories import (
    make_authority,
    make_entry,
    make_home,
    make_period,
    make_person,
    make_provider,
    make_staff,
    viewer_of,
)

MONTH = date(2026, 9, 1)
NOW = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)
SLUG = "market-position"
SECTIONS = (
    ("What children need", "Children need homes near their schools.\n"),
    (
        "The market",
        """There are {{ figure:market.residential.registered }} places and
{{ figure:market.residential.imported-share }} hold other councils’ children.

{{ chart:market.residential.use | One place in five holds another council’s child }}

{{ table:market.residential.blocked }}
""",
    ),
)
LEADS = (
    ("market.residential.registered", "registered places"),
    ("market.residential.imported", "hold other councils’ children"),
    ("market.residential.available", "are available now"),
)
DETAILS = Details(
    "Homes for children in Sefton", "{{ figure:market.residential.own }} places hold our own children.", MONTH, LEADS
)


def make_market(
    session: Session, month: date = MONTH, *, reasons: tuple[BlockReason, ...] = (BlockReason.STAFFING,) * 6
) -> list[Home]:
    """The market above; `reasons`: why each home's blocked place is blocked."""
    period = make_period(session, month)
    homes = [make_home(session, make_provider(session, f"Provider {number}")) for number in range(6)]
    for home, reason in zip(homes, reasons, strict=True):
        home.registered_places = home.usable_places = 10
        accept(session, period, home, blocked={reason: 1})
    return homes


@db.verb
def accept(
    session: Session,
    /,
    period: ReturnPeriod,
    home: Home,
    *,
    occupied: Mapping[str, int] | None = None,
    blocked: Mapping[BlockReason, int] | None = None,
    **columns: Any,
) -> EntryVersion:
    """An accepted entry, the next version of the home's where there is one: by default 10 places, 4 Sefton's, 2
    Liverpool's, 2 available, 1 reserved, and those that are blocked."""
    found = session.scalars(select(Entry).where(Entry.period_id == period.id, Entry.home_id == home.id)).first()
    entry = found or make_entry(session, period, home, state=EntryState.ACCEPTED)
    number = 1 + (session.scalar(select(func.max(EntryVersion.number)).where(EntryVersion.entry_id == entry.id)) or 0)
    figures = {"registered": 10, "usable": 10, "reserved": 1, "available": 2, "available_soon": 0, **columns}
    version = EntryVersion(
        entry_id=entry.id,
        number=number,
        draft_version=number,
        receipt=db.new_reference("RT"),
        submitted_at=NOW,
        submitted_by_id=make_person(session).id,
        is_late=False,
        as_at_on=month_end(period.month),
        adults_staying=0,
        takes_emergencies=False,
        **figures,
    )
    version.occupied = [
        OccupiedPlaces(body_kind=BodyKind.ENGLISH_COUNCIL, council_code=code, places=places)
        for code, places in (occupied or {"E08000014": 4, "E08000012": 2}).items()
    ]
    version.blocked = [BlockedPlaces(reason=reason, places=places) for reason, places in (blocked or {}).items()]
    session.add(version)
    session.flush()
    entry.accepted_version_id, entry.accepted_at = version.id, NOW
    return version


def month_end(month: date) -> date:
    return date(month.year, month.month, 30)


def person_of(session: Session, viewer: Viewer) -> Person:
    """Who signs in for this viewer."""
    return session.get_one(Person, viewer.person_id)


def make_writer(session: Session, name: str = "Casey Birch") -> Viewer:
    return viewer_of(session, make_staff(session, Role.COMMISSIONER, name=name))


def make_publisher(session: Session, name: str = "Pat Rowan") -> Viewer:
    return viewer_of(session, make_staff(session, Role.PUBLISHER, name=name))


def make_draft(session: Session, writer: Viewer, *, slug: str = SLUG, **changes: Any) -> Statement:
    values = {"details": DETAILS, "sections": SECTIONS, **changes}
    return drafting.start_statement(
        session, authority_id=make_authority(session).id, slug=slug, actor=writer, now=NOW, **values
    )


def seen(session: Session, statement: Statement) -> str:
    """The hash that a publisher's page carries."""
    return content_hash(build_draft(session, statement).content)


def approve(session: Session, statement: Statement, writer: Viewer, publisher: Viewer) -> None:
    """Through review to approval."""
    review.send_for_review(session, statement, actor=writer, now=NOW)
    review.approve(session, statement, seen=seen(session, statement), actor=publisher, now=NOW)


def publish(
    session: Session, statement: Statement, writer: Viewer, publisher: Viewer, reason: str = ""
) -> StatementVersion:
    """Through review to publication."""
    approve(session, statement, writer, publisher)
    return publishing.publish(session, statement, reason=reason, actor=publisher, now=NOW)
