"""Filling an empty portal with a demonstration borough, in one transaction, through the verbs that people use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock, db, events
from portal.accounts.models import Person
from portal.authorities.models import Authority
from portal.authorities.rules import read_localities
from portal.authorities.services import Neighbour, set_localities, switch_on
from portal.db import Database, verb
from portal.demo import (
    disclosures,
    feedback,
    framework,
    inspectors,
    market,
    months,
    notes,
    people,
    placements,
    prices,
    reports,
    residents,
    texts,
    vacancies,
    visits,
    voice,
)
from portal.demo.pack import Pack, find_pack
from portal.demo.password import demo_password
from portal.demo.people import list_sign_ins
from portal.homes.services import import_postcodes, load_needs
from portal.mail import settings
from portal.needs.services import import_series
from portal.quality.services import load_standards
from portal.voice.feedback.services import load_questions
from portal.voice.inspectors.services import load_texts

__all__ = ["CannotLoad", "list_sign_ins", "load_demo"]

YEAR = timedelta(days=365)
REGISTERED_BEFORE = YEAR + timedelta(days=115)
PUBLISHED_BEFORE = timedelta(days=20)


class CannotLoad(db.Refused):
    """The demonstration will not fill this database; the message says why."""


def load_demo(app: Flask, authority_code: str) -> None:
    """Fill the application's database with the borough of an authority.

    Raises CannotLoad outside PORTAL_ENV=demo or where anybody has an account already, NoSuchPack for an unknown code.
    """
    pack = find_pack(authority_code)
    database: Database = app.extensions["portal_database"]
    with app.app_context(), database.session() as session:
        if not settings().is_demo:
            raise CannotLoad("The demonstration only fills a database of its own: set PORTAL_ENV=demo.")
        if session.scalar(select(func.count()).select_from(Person)):
            raise CannotLoad("This database is in use already. The demonstration needs an empty one.")
        fill(session, pack, password=demo_password(settings().data_dir), now=clock.now())


@verb
def fill(session: Session, pack: Pack, *, password: str, now: datetime) -> None:
    """The whole borough: council, people, needs data, organisations, their market, and two statements."""
    past = now - REGISTERED_BEFORE
    authority = _switch_on(session, pack, now=past)
    staff = people.add_staff(session, authority_id=authority.id, password=password, now=past)
    load_needs(session)
    load_standards(session)
    load_texts(session)
    load_questions(session)
    import_postcodes(session, pack.folder / "postcodes.csv", now=past, is_fictional=True)
    for path in pack.needs_files():
        import_series(session, authority, path.read_bytes(), actor=staff.commissioner, now=past)
    organisations = market.add_organisations(session, pack, staff=staff, password=password, now=past)
    market.add_applicants(session, pack, now=now - timedelta(days=2))
    complete = _fill_months(session, pack, authority, organisations, staff=staff, now=now)
    inspectors.add_inspectors(session, organisations, authority_id=authority.id, password=password, now=now)
    disclosures.add_disclosures(session, authority, now=now)
    if pack.has("visits.csv"):
        visits.add_visits(session, pack, organisations, authority_id=authority.id, staff=staff, now=now)
    if pack.has("notes.csv"):
        notes.write_notes(session, pack, organisations, authority_id=authority.id, staff=staff, now=now)
    if pack.has("feedback.json"):
        feedback.tell_feedback(session, pack, organisations, authority_id=authority.id, staff=staff, now=now)
    if pack.has("residents.json"):
        residents.tell_residents(
            session, pack, organisations, authority_id=authority.id, staff=staff, password=password, now=now
        )
    if pack.has("reports.json"):
        reports.add_reports(session, pack, organisations, authority_id=authority.id, staff=staff, now=now)
    if pack.has("voice.json"):
        voice.add_voice_reports(session, pack, organisations, authority_id=authority.id, staff=staff, now=now)
    published = now - PUBLISHED_BEFORE
    texts.publish_statement(session, pack, authority_id=authority.id, month=complete, staff=staff, now=published)
    texts.start_draft(
        session, pack, authority_id=authority.id, month=complete, staff=staff, now=now - timedelta(days=3)
    )


def _fill_months(
    session: Session,
    pack: Pack,
    authority: Authority,
    organisations: Mapping[str, market.Organisation],
    *,
    staff: people.Staff,
    now: datetime,
) -> date:
    """Framework, months of figures and prices, vacancies since, and placements; returns the complete month."""
    if pack.has("framework.json"):
        framework.add_framework(session, pack, organisations, authority_id=authority.id, staff=staff, now=now)
    lines, (complete, opened) = months.lines_of(pack), months.months_for(clock.today(now))
    if pack.has(prices.YEAR_BEFORE):
        before, then = months.year_before(complete), now - YEAR
        months.complete_month(session, before, lines, organisations, staff=staff, now=then)
    months.complete_month(session, complete, lines, organisations, staff=staff, now=now)
    months.open_month(session, opened, lines, organisations, staff=staff, now=now)
    if pack.has("prices.csv"):
        prices.send_all(session, pack, (complete, opened), organisations, authority_id=authority.id, staff=staff)
    if pack.has("taps.csv"):
        vacancies.tap_vacancies(session, pack, organisations, now=now)
    if pack.has("placements.csv"):
        placements.import_placements(session, pack, authority, organisations, staff=staff, now=now)
    return complete


def _switch_on(session: Session, pack: Pack, *, now: datetime) -> Authority:
    about = pack.about
    authority = switch_on(
        session,
        code=about["code"],
        full_name=about["full_name"],
        slug=about["slug"],
        contact_email=about["contact_email"],
        neighbours=[Neighbour(**row) for row in about["neighbours"]],
        actor=events.SYSTEM,
        now=now,
    )
    localities, outline = read_localities(pack.text("outlines.json"))
    set_localities(session, authority, localities, outline=outline, actor=events.SYSTEM, now=now)
    return authority
