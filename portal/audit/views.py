"""The record of events as a list, and its check."""

from __future__ import annotations

import json
import re
from datetime import date, datetime

from flask import Blueprint, render_template, request

from portal import access, db, events
from portal.access import Role
from portal.audit import queries, today
from portal.audit.forms import EventFilterForm, VerifyForm
from portal.audit.queries import Line, Wanted
from portal.audit.rules import Reach, reach_of, verb_words
from portal.events import EventRow
from portal.web import nav
from portal.web.filters import format_date, format_datetime, format_month
from portal.web.paging import page_of
from portal.web.tables import Cell, Column, Table

# Whoever reads more than their own actions finds it in the header; the others from their account.
READERS_OF_MORE = (Role.AUDITOR, Role.PUBLISHER, Role.PORTAL_ADMIN, Role.PROVIDER_ADMIN)
READERS_OF_OWN = (Role.PROVIDER_MEMBER, Role.COMMISSIONER, Role.QA_OFFICER, Role.COORDINATOR, Role.SAFEGUARDING_LEAD)
COLUMNS = (Column("When"), Column("Who"), Column("What happened"), Column("About"))
NAMED_VALUES: dict[str, str] = {role: name.lower() for role, name in access.ROLE_NAMES.items()}
DAY, MONTH = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile("[0-9]{4}-[0-9]{2}")
INSTANT = re.compile(rf"{DAY.pattern}T[0-9:.]+(\+[0-9:]+)?")
PORTAL_ITSELF = {
    events.SYSTEM.reference: "The portal",
    events.PUBLIC.reference: "Somebody not signed in",
    events.YOUNG_PERSON.reference: "A young person",
    events.COORDINATOR.reference: "A coordinator",
}

__all__ = ["blueprint", "today"]

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
nav.add("Audit", "audit.list_events", *READERS_OF_MORE, order=90)


@blueprint.get("/events")
@access.allow(*READERS_OF_MORE, *READERS_OF_OWN)
def list_events() -> str:
    form, reach = EventFilterForm(), _reach()
    wanted = _wanted(form)
    total = queries.count_events(db.session(), reach, wanted)
    page = page_of(request.args, total=total)
    lines = queries.list_events(db.session(), reach, wanted, limit=page.limit, offset=page.offset)
    return render_template(
        "audit/events.html",
        form=form,
        reach=reach,
        table=Table("Events, newest first", COLUMNS, [_row(line, reach) for line in lines]),
        page=page,
        total=total,
        filtered=bool(wanted),
        may_verify=access.viewer().has(Role.AUDITOR),
    )


def _reach() -> Reach:
    viewer = access.viewer()
    return reach_of(
        viewer.roles, person=viewer.reference, provider=viewer.provider_reference, provider_id=viewer.provider_id
    )


def _wanted(form: EventFilterForm) -> Wanted:
    """The filter of the address; a field that cannot be read says so beside it and filters nothing."""
    form.validate()
    return Wanted(**{field.name: field.data for field in form if field.data and not field.errors})


def _row(line: Line, reach: Reach) -> list[str | Cell]:
    event = line.event
    shows_detail = reach.shows_detail and not line.is_blurred
    notes = [event.verb if reach.is_whole else "", _detail(event) if shows_detail else ""]
    return [
        format_date(event.occurred_at) if line.is_blurred else format_datetime(event.occurred_at),
        _who(line, reach),
        Cell(verb_words(event.verb), note="; ".join(filter(None, notes)) or None),
        Cell(
            event.subject_kind.replace("_", " ").capitalize(),
            note=None if line.is_blurred else event.subject_reference,
        ),
    ]


def _who(line: Line, reach: Reach) -> Cell:
    reference = line.event.actor_reference
    if reach.provider_reference and not line.actor_name:
        return Cell(PORTAL_ITSELF.get(reference, "The council"))
    return Cell(
        line.actor_name or PORTAL_ITSELF.get(reference, "Unknown"), note=None if line.is_nameless else reference
    )


def _detail(event: EventRow) -> str:
    """What the event says beyond its verb; reasons in people's own words stand with the record they are about."""
    return ", ".join(f"{_named(name)}: {_written(value)}" for name, value in json.loads(event.detail).items())


def _named(name: str) -> str:
    """“from” for `from_on`: the ending tells a date from an instant, which the value shows by itself."""
    return re.sub("_(on|at)$", "", name).replace("_", " ")


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " and ".join(_written(each) for each in value)
    if isinstance(value, str):
        return NAMED_VALUES.get(value) or _dated(value)
    return json.dumps(value, ensure_ascii=False)


def _dated(text: str) -> str:
    """A day, a month or an instant as people write it; anything else as it is, and a slug as words."""
    if DAY.fullmatch(text):
        return format_date(date.fromisoformat(text))
    if MONTH.fullmatch(text):
        return format_month(date.fromisoformat(f"{text}-01"))
    return format_datetime(datetime.fromisoformat(text)) if INSTANT.fullmatch(text) else text.replace("_", " ")


@blueprint.get("/verify")
@access.allow(Role.AUDITOR)
def verify() -> str:
    """Walk the whole chain now and say whether anybody changed it."""
    form, session = VerifyForm(), db.session()
    if not form.validate():
        return render_template("audit/verify.html", form=form, outcome=None)
    outcome = events.verify(session, key=session.info["events_key"], expected_head=form.head.data or None)
    return render_template("audit/verify.html", form=form, outcome=outcome)
