"""A coordinator reads what their own inspectors told, and nobody else's; every look is recorded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.events import EventRow
from portal.voice.disclosures.models import Disclosure
from portal.voice.inspectors import services as inspectors
from portal.voice.inspectors.today import carer_of
from tests import factories
from tests.integration.voice.disclosures import made
from tests.integration.voice.inspectors import made as inspectors_made
from tests.support.client import Client

TOLD = "/voice/disclosures/"


@pytest.fixture
def coordinator(session: Session, client: Client) -> Person:
    person = factories.make_staff(session, Role.COORDINATOR, name="Their Coordinator")
    client.sign_in(person)
    return person


@pytest.fixture
def disclosure(session: Session, coordinator: Person) -> Disclosure:
    return made.told(session, factories.make_inspector(session, coordinator, "Maple").person)


def test_a_coordinator_reads_what_their_inspector_told_and_the_look_is_recorded(
    session: Session, client: Client, coordinator: Person, disclosure: Disclosure
) -> None:
    page = client.get(TOLD)
    assert page.rows[1][:2] == [disclosure.reference, "Maple"]
    assert made.CANARY not in page.html
    page = client.get(page.link(disclosure.reference))
    assert made.TOLD in page.text
    assert made.REACH_BY in page.text
    session.commit()
    seen = session.scalars(select(EventRow).where(EventRow.verb == "voice.disclosure_seen")).one()
    assert (seen.actor_reference, seen.subject_reference) == (coordinator.reference, disclosure.reference)


def test_it_waits_on_today_until_a_lead_has_acknowledged_it(
    session: Session, client: Client, disclosure: Disclosure
) -> None:
    line = "Maple told that somebody is not safe"
    assert line in client.get("/today").text
    made.acknowledged(session, disclosure, made.lead(session))
    assert line not in client.get("/today").text


def test_a_colleagues_inspectors_are_theirs(session: Session, client: Client, coordinator: Person) -> None:
    foreign = made.told(session)
    assert foreign.reference not in client.get(TOLD).text
    client.get(f"{TOLD}{foreign.reference}/", expect=404)


def test_a_deputy_reads_in_their_place(session: Session, client: Client, coordinator: Person) -> None:
    away = factories.make_staff(session, Role.COORDINATOR, name="Away")
    foreign = made.told(session, factories.make_inspector(session, away, "Rowan").person)
    actor, now = factories.viewer_of(session, away), clock.now()
    until = clock.today(now) + timedelta(days=1)
    inspectors.name_deputy(session, carer_of(actor, now), coordinator, until_on=until, actor=actor, now=now)
    assert made.TOLD in client.get(f"{TOLD}{foreign.reference}/").text


def test_a_coordinator_handles_nothing(session: Session, client: Client, disclosure: Disclosure) -> None:
    client.get(f"/safeguarding/{disclosure.reference}/", expect=403)
    client.post(f"/safeguarding/{disclosure.reference}/acknowledge", expect=403)


def test_a_lead_sees_who_told_their_coordinator_and_how_to_reach_them(
    session: Session, client: Client, coordinator: Person
) -> None:
    joined = factories.make_inspector(session, coordinator, "Maple")
    inspectors_made.looked_after(session, coordinator, joined.inspector)
    disclosure = made.told(session, joined.person)
    client.sign_in(made.lead(session))
    page = client.get(f"/safeguarding/{disclosure.reference}/")
    for text in ("Maple, a young inspector", "Their coordinator Their Coordinator", inspectors_made.CONTACT):
        assert text in page.text
    session.commit()
    looks = session.scalars(select(EventRow.verb).where(EventRow.verb == "voice.contact_seen")).all()
    assert looks == [], "a look at the inspector would tell whoever reads the record who told"
