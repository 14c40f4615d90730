"""Young inspectors with visits, hours and money for tests, made through the services."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Person
from portal.homes.models import Home, Premises
from portal.quality.models import Visit
from portal.voice.inspectors import queries, services
from portal.voice.inspectors.models import Inspector, InspectorVisit
from portal.voice.inspectors.rules import HoursKind, PaymentKind
from tests import factories

CONTACT = "Through the youth club on Tuesdays"


@dataclass(frozen=True)
class LookedAfter:
    """An inspector with the numbers of an entry of hours and of a payment."""

    inspector: Inspector
    hours: int
    payment: int


def looked_after(session: Session, coordinator: Person, inspector: Inspector) -> LookedAfter:
    """An inspector with a way to reach them, two and a half hours and £4.60 for a bus."""
    actor, now = factories.viewer_of(session, coordinator), clock.now()
    today = clock.today(now)
    services.write_contact(session, inspector, CONTACT, seen_version=0, actor=actor, now=now)
    services.note_hours(session, inspector, HoursKind.VISIT, on=today, minutes=150, actor=actor, now=now)
    services.note_payment(
        session, inspector, PaymentKind.EXPENSE, on=today, pounds=Decimal("4.60"), actor=actor, now=now
    )
    hours, payments = queries.list_hours(session, inspector.id), queries.list_payments(session, inspector.id)
    return LookedAfter(inspector, hours[0].id, payments[0].id)


def placed(session: Session, visit: Visit, inspector: Inspector, coordinator: Person) -> InspectorVisit:
    """The inspector on the visit, by taxi and with their coordinator."""
    return services.place(
        session,
        visit,
        inspector,
        travel="A taxi picks you up.",
        company="Your coordinator goes with you.",
        actor=factories.viewer_of(session, coordinator),
        now=clock.now(),
    )


def only_inspector(session: Session) -> Inspector:
    """The inspector who joined, where there is one."""
    return session.scalars(select(Inspector)).one()


def home_with_address(session: Session) -> Home:
    """Marram House, at an address that is shown to few."""
    home = factories.make_home(session, factories.make_provider(session))
    home.premises = [Premises(reference="PS-37777777", line_1="1 High Street", town="Southport", postcode="PR8 1CK")]
    session.commit()
    return home
