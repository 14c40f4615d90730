"""What waits because somebody told: a red band on every page of whoever must act, and lines on Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.voice.disclosures import queries, rules, words
from portal.voice.disclosures.models import Duty, TurnPart
from portal.voice.inspectors.queries import shared_nicknames
from portal.voice.inspectors.today import carer_of
from portal.voice.inspectors.words import name_of
from portal.web.nav import Urgent, warns
from portal.web.today import Waiting, waits_for

MANAGERS = (Role.PUBLISHER, Role.PORTAL_ADMIN)
RING = "A disclosure has waited too long. Ring a safeguarding lead now. You cannot open it yourself."


@warns(Role.SAFEGUARDING_LEAD)
def leads_band(session: Session, viewer: Viewer) -> Iterator[Urgent]:
    """Every lead sees that something waits from its first second on, whoever is on duty."""
    if viewer.authority_id is None:
        return
    waiting = queries.list_waiting(session, viewer.authority_id)
    if len(waiting) == 1:
        href = url_for("safeguarding.disclosure", reference=waiting[0].reference)
        yield Urgent("A disclosure waits.", href, "Open it")
    elif waiting:
        yield Urgent(f"{len(waiting):,} disclosures wait.", url_for("safeguarding.list_disclosures"), "Open the list")


@warns(*MANAGERS)
def managers_band(session: Session, viewer: Viewer) -> Iterator[Urgent]:
    """A manager who was alerted is told that it waits, and nothing of it."""
    if queries.list_alerted_waiting(session, viewer.person_id) and not viewer.has(Role.SAFEGUARDING_LEAD):
        yield Urgent(RING)


@waits_for(Role.SAFEGUARDING_LEAD)
def waiting(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Disclosures that nobody has acknowledged, and alerts about them that did not get through."""
    if viewer.authority_id is None:
        return
    for disclosure in queries.list_waiting(session, viewer.authority_id):
        yield Waiting(
            f"Acknowledge disclosure {disclosure.reference}",
            url_for("safeguarding.disclosure", reference=disclosure.reference),
            since_on=clock.today(disclosure.told_at),
            status="Waiting",
            tone="red",
        )
    for trouble in queries.list_troubles(session, viewer.authority_id, now):
        whom = f"to {trouble.person.name} " if trouble.person else ""
        yield Waiting(
            f"The mail {whom}about disclosure {trouble.disclosure.reference} has not gone out",
            url_for("safeguarding.disclosure", reference=trouble.disclosure.reference),
            status="Not sent",
            tone="red",
            hint="Do not count on mail now. Ring each other.",
        )


@waits_for(Role.COORDINATOR)
def told(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """What their own inspectors told and no safeguarding lead has acknowledged yet."""
    waiting = queries.list_told_waiting(session, carer_of(viewer, now))
    shared = shared_nicknames(session, viewer.authority_id or 0) if waiting else frozenset[str]()
    for disclosure, inspector in waiting:
        yield Waiting(
            f"{name_of(inspector, shared)} told that somebody is not safe",
            url_for("told.told", reference=disclosure.reference),
            since_on=clock.today(disclosure.told_at),
            status="Waiting",
            tone="red",
            hint="The safeguarding leads have been told.",
        )


@waits_for(Role.SAFEGUARDING_LEAD)
def duties(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """What people must do about disclosures, by when."""
    if viewer.authority_id is None:
        return
    for duty, disclosure in queries.list_open_duties(session, viewer.authority_id):
        is_late = rules.is_overdue(duty.due_at, duty.settled_at, now)
        yield Waiting(
            f"{words.DUTIES[Duty(duty.duty)]}: {disclosure.reference}",
            url_for("safeguarding.disclosure", reference=disclosure.reference),
            due_on=rules.last_day(duty.due_at),
            status="Overdue" if is_late else "To do",
            tone="red" if is_late else "blue",
        )


@waits_for(Role.SAFEGUARDING_LEAD)
def to_close(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """What somebody took on and has not brought to its end."""
    if viewer.authority_id is None:
        return
    for disclosure in queries.list_to_close(session, viewer.authority_id, viewer.person_id):
        yield Waiting(
            f"Close disclosure {disclosure.reference}, or add what is still to be done",
            url_for("safeguarding.disclosure", reference=disclosure.reference),
            since_on=clock.today(disclosure.told_at),
            status="Being handled",
            tone="yellow",
        )


@waits_for(Role.SAFEGUARDING_LEAD)
def gaps(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """What would go wrong with the next disclosure."""
    if viewer.authority_id is None:
        return
    if not queries.people_on_duty(session, viewer.authority_id, TurnPart.LEAD, now):
        yield Waiting(
            "Nobody is on the safeguarding rota now",
            url_for("safeguarding_rota.rota"),
            status="Gap",
            tone="yellow",
            hint="Until somebody is, every lead is told of a disclosure.",
        )
    if not queries.arrangements_of(session, viewer.authority_id).out_of_hours_dialled:
        yield Waiting(
            "Give the out-of-hours number that young people are shown",
            url_for("safeguarding_rota.arrangements"),
            status="Missing",
            tone="yellow",
        )


@waits_for(*MANAGERS)
def unanswered(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Without content: that something waits, and since when."""
    for disclosure in queries.list_alerted_waiting(session, viewer.person_id):
        yield Waiting(
            f"Disclosure {disclosure.reference} waits for a safeguarding lead",
            None,
            since_on=clock.today(disclosure.told_at),
            status="Waiting",
            tone="red",
            hint="Ring a safeguarding lead. You cannot open it yourself.",
        )
