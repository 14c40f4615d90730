"""Visits brought to any state, made through the services, and photographs of nothing in particular."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

from PIL import Image
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.accounts.models import Person
from portal.db import new_reference
from portal.homes.models import Home
from portal.quality.actions import services as actions
from portal.quality.actions.models import VisitAction
from portal.quality.actions.queries import list_actions
from portal.quality.actions.services import ActionDetails
from portal.quality.models import Visit
from portal.quality.reports import queries, services
from portal.quality.reports.models import Answer, Judgement, VisitPhotograph, VisitReport
from portal.quality.reports.pictures import clean
from portal.quality.reports.rules import SEEN, SUMMARY, SheetKind, Written
from tests import factories
from tests.integration.quality import made

A_DAY = timedelta(days=1)
EVIDENCE = "Rooms were warm and clean, and the rota was full."
SUMMARY_TEXT = "A settled home. Two things are to change."


def begun(session: Session, home: Home, *officers: Person, days_ago: int = 30, **plan: object) -> Visit:
    """A visit that began some days ago, with nothing written yet."""
    return made.visit(session, home, *officers, starts_at=made.ago(days_ago), **plan)


def write_all(session: Session, visit: Visit, officer: Viewer, *, now: datetime | None = None) -> None:
    """Something on every sheet."""
    for sheet in queries.list_sheets(session, visit):
        judgement = Judgement.GOOD if sheet.kind is SheetKind.STANDARD else None
        dates = {"reg44_on": date(2026, 3, 2)} if sheet.slug == SEEN else {}
        services.save_finding(
            session,
            visit,
            sheet,
            Written(judgement, EVIDENCE, **dates),
            seen_version=0,
            desk="a screen",
            actor=officer,
            now=now or clock.now(),
        )


def finished(session: Session, home: Home, *officers: Person, **options: int) -> Visit:
    """A visit that was made and written down."""
    visit = begun(session, home, *officers, **options)
    finish_up(session, visit, officers[0])
    return visit


def finish_up(session: Session, visit: Visit, officer: Person) -> None:
    """Write a visit down and finish it."""
    viewer = factories.viewer_of(session, officer)
    write_all(session, visit, viewer)
    services.finish_visit(session, visit, actor=viewer, now=clock.now())


def keep_photograph(session: Session, visit: Visit, officer: Person) -> str:
    """A photograph of a visit whose report may be final: as if it had been added before. Returns its reference."""
    picture = clean(photograph())
    row = VisitPhotograph(
        reference=new_reference("VP"),
        visit_id=visit.id,
        caption="The kitchen",
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        body=picture.body,
        added_at=clock.now(),
        added_by_id=officer.id,
    )
    session.add(row)
    session.commit()
    return row.reference


def drafted(session: Session, home: Home, *officers: Person, **options: int) -> Visit:
    """A visit with a draft report, its summary written."""
    visit, officer = finished(session, home, *officers, **options), factories.viewer_of(session, officers[0])
    services.begin_report(session, visit, actor=officer, now=clock.now())
    services.save_section(
        session,
        visit,
        SUMMARY,
        judgement=None,
        text=SUMMARY_TEXT,
        seen_version=1,
        actor=officer,
        now=clock.now(),
    )
    return visit


def action(session: Session, visit: Visit, officer: Viewer, *, due_in: int = 30) -> VisitAction:
    """Something to change, due in some days."""
    due_on = clock.today(clock.now()) + due_in * A_DAY
    details = ActionDetails("Mend the garden fence.", "quality-and-purpose", "Registered manager", due_on)
    return actions.add_action(session, visit, details, actor=officer, now=clock.now())


def sent(session: Session, home: Home, *officers: Person, **options: int) -> Visit:
    """A draft report with an action, sent to its provider for ten more days."""
    visit, officer = drafted(session, home, *officers, **options), factories.viewer_of(session, officers[0])
    action(session, visit, officer)
    send(session, visit, officer)
    return visit


def send(session: Session, visit: Visit, officer: Viewer) -> None:
    """Send a draft report to its provider for ten more days."""
    last_day = clock.today(clock.now()) + 10 * A_DAY
    services.send_report(session, visit, last_day=last_day, actor=officer, now=clock.now())


def disputed(session: Session, visit: Visit, provider: Viewer, slug: str = "education") -> None:
    """The provider says that a section is not accurate."""
    services.save_point(
        session,
        visit,
        slug,
        answer=Answer.NOT_ACCURATE,
        text="One child started college in May.",
        seen_version=0,
        actor=provider,
        now=clock.now(),
    )


def final(session: Session, home: Home, provider: Viewer, *officers: Person, **options: int) -> Visit:
    """A report to which the provider had nothing to say, made final."""
    visit, officer = sent(session, home, *officers, **options), factories.viewer_of(session, officers[0])
    _finalise(session, visit, officer=officer, provider=provider)
    return visit


def _finalise(session: Session, visit: Visit, *, officer: Viewer, provider: Viewer) -> None:
    services.say_done(session, visit, actor=provider, now=clock.now())
    services.finalise(session, visit, actor=officer, now=clock.now())


def finish(session: Session, visit: Visit, *, officer: Viewer, provider: Viewer) -> None:
    """Send a draft report and make it final, the provider having nothing to say."""
    send(session, visit, officer)
    _finalise(session, visit, officer=officer, provider=provider)


def closed(session: Session, home: Home, provider: Viewer, *officers: Person, **options: int) -> Visit:
    """A visit whose only action was seen to."""
    visit, officer = final(session, home, provider, *officers, **options), factories.viewer_of(session, officers[0])
    (only,) = visit_actions(session, visit)
    actions.send_evidence(session, visit, only, "The fence is mended.", actor=provider, now=clock.now())
    close_action(session, visit, only, officer)
    return visit


def close_action(session: Session, visit: Visit, action: VisitAction, officer: Viewer) -> bool:
    """The officer has read everything about an action and is content."""
    return actions.close_action(
        session,
        visit,
        action,
        reason="Seen on a photograph.",
        seen_version=action.version,
        actor=officer,
        now=clock.now(),
    )


def move_action(session: Session, visit: Visit, action: VisitAction, due_on: date, officer: Viewer) -> None:
    """The officer has read everything about an action and gives it another day."""
    actions.move_action(
        session,
        visit,
        action,
        due_on,
        reason="Builders.",
        seen_version=action.version,
        actor=officer,
        now=clock.now(),
    )


def visit_actions(session: Session, visit: Visit) -> list[VisitAction]:
    return list(list_actions(session, visit.id))


def photograph(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **save: object) -> bytes:
    """A picture of one colour."""
    stream = io.BytesIO()
    Image.new("RGB", size, "seagreen").save(stream, kind, **save)
    return stream.getvalue()


def photograph_with_place() -> bytes:
    """A JPEG that says where, when and with what it was taken, and holds a comment."""
    exif = Image.Exif()
    exif[0x010F] = "A camera maker"
    exif[0x9003] = "2026:03:02 10:00:00"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (53.0, 38.0, 0.0), "W", (3.0, 0.0, 0.0)
    exif[0x8825] = place
    return photograph(exif=exif, comment=b"Casey was here")


def report_of(session: Session, visit: Visit) -> VisitReport:
    """The report as it stands in the database now."""
    session.expire_all()
    return queries.get_report(session, visit.id)
