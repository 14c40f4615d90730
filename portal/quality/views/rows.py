"""Visits, judgements and returns as rows of summaries, lists, timelines and calendars.

Never a home's address, and never a price.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import Response, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal import clock, events, mail
from portal.accounts.queries import names_of
from portal.audit.rules import verb_words
from portal.homes.models import Home
from portal.homes.queries import details_of
from portal.homes.views.flows import vocabulary
from portal.homes.views.rows import area_row
from portal.homes.views.rows import summary as home_summary
from portal.homes.words import SERVICE_NAMES
from portal.quality.models import Judgement, Visit, VisitState
from portal.quality.rules import VISITED
from portal.quality.rules.calendar import CalendarEntry, calendar_text
from portal.quality.rules.judgements import FRAMEWORKS, outcome_of
from portal.quality.services import Plan
from portal.quality.words import (
    TRIGGER_NAMES,
    state_words,
    time_words,
    told_name,
    who_label,
)
from portal.returns.queries import Earlier
from portal.web.filters import format_date, format_month
from portal.web.tables import Cell, Column, Table

Row = dict[str, Any]
MOST_EVENTS = 30
_REMOVE = Markup('Remove<span class="govuk-visually-hidden"> the judgement of {}</span>')
LINK = Markup('<a class="govuk-link" href="{}">{}</a>')


def labelled(*pairs: tuple[str, Any]) -> list[Row]:
    """Rows of a summary with nothing to change."""
    return [{"label": label, "value": value} for label, value in pairs]


def when(visit: Visit) -> str:
    """When a visit is, in words."""
    return time_words(visit.starts_at, visit.ends_at)


def officer_words(visit: Visit) -> str:
    """Who goes, the lead first."""
    return _names([officer.person.name for officer in visit.officers])


def went_words(visit: Visit) -> str:
    """Whom a report names as having been there, the lead first."""
    return _names([person.name for person in visit.who_went])


def visitor_words(visit: Visit) -> str:
    """Who went or goes, the lead first, also where others look after the visit now."""
    return _names([person.name for person in visit.who_goes(clock.now())])


def _was_there(visit: Visit) -> bool:
    """Whether others were there than those who look after it now."""
    return bool(visit.visitors) and (visit.state in VISITED or visit.starts_at <= clock.now())


def _names(names: Sequence[str]) -> str:
    """Who leads is said when there are several."""
    first, *others = names
    return ", ".join([f"{first} (leads)", *others]) if others else first


def _announced(is_announced: bool) -> str:
    return "Yes: the provider is told" if is_announced else "No: the provider is not told"


def summary(visit: Visit) -> list[Row]:
    """What was planned."""
    home_href = url_for("quality_homes.home", reference=visit.home.reference)
    rows = labelled(
        ("Home", LINK.format(home_href, visit.home.name)),
        ("Provider", visit.home.provider.legal_name),
        ("Type", SERVICE_NAMES[visit.home.service_type]),
        ("When", when(visit)),
        *((("Who went", went_words(visit)),) if _was_there(visit) else ()),
        ("Officers", officer_words(visit)),
        ("Announced", _announced(visit.is_announced)),
        ("Why", TRIGGER_NAMES[visit.trigger]),
    )
    if visit.state == VisitState.CANCELLED:
        rows += labelled(("Called off because", visit.cancelled_reason))
    return rows


def plan_rows(home: Home, plan: Plan) -> list[Row]:
    """What is about to be planned."""
    return labelled(
        ("Home", home.name),
        ("When", time_words(plan.starts_at, plan.ends_at)),
        ("Officers", _names([person.name for person in plan.officers])),
        ("Announced", _announced(plan.is_announced)),
        ("Why", TRIGGER_NAMES[plan.trigger]),
    )


def history(session: Session, visit: Visit) -> list[Row]:
    """What happened to the visit itself, newest first. What young inspectors did is not told here."""
    found = events.list_events(session, ("visit", visit.reference), limit=MOST_EVENTS)
    kept = [event for event in found if event.verb.startswith("quality.")]
    names = names_of(session, {event.actor_reference for event in kept})
    return [
        {"at": event.occurred_at, "text": verb_words(event.verb), "who": names.get(event.actor_reference)}
        for event in kept
    ]


def judgement_words(judgement: Judgement) -> str:
    """“Good” on 2 March 2026."""
    outcome = outcome_of(judgement.framework, judgement.framework_version, judgement.outcome)
    return f"“{outcome.words if outcome else judgement.outcome}” on {format_date(judgement.judged_on)}"


def judgement_table(judgements: Iterable[Judgement], home_reference: str | None = None) -> Table:
    """What the regulator said, newest first; with the home's reference each has a way to remove it."""
    names = {(each.slug, each.version): f"{each.name} ({each.version})" for each in FRAMEWORKS}
    columns = [Column("Day"), Column("Judgement"), Column("Framework")]
    rows: list[list[str | int | Cell]] = []
    for judgement in judgements:
        outcome = outcome_of(judgement.framework, judgement.framework_version, judgement.outcome)
        rows.append(
            [
                format_date(judgement.judged_on),
                outcome.words if outcome else judgement.outcome,
                names.get((judgement.framework, judgement.framework_version), judgement.framework),
                *([_remove_cell(judgement, home_reference)] if home_reference else []),
            ]
        )
    return Table("Judgements", [*columns, *([Column("Mistake")] if home_reference else [])], rows)


def _remove_cell(judgement: Judgement, home_reference: str) -> Cell:
    day = judgement.judged_on
    href = url_for("quality_homes.remove_judgement", reference=home_reference, judged_on=day.isoformat())
    return Cell(_REMOVE.format(format_date(day)), href=href)


def visits_table(caption: str, visits: Iterable[Visit], unwritten: Collection[int]) -> Table:
    """Visits as a list of when, where, who and how far; `unwritten`: the ids of those that wait to be written up."""
    columns = [Column("When"), Column("Home"), Column("Officers"), Column("Visit"), Column("State")]
    return Table(caption, columns, [_visit_row(visit, is_unwritten=visit.id in unwritten) for visit in visits])


def _visit_row(visit: Visit, *, is_unwritten: bool) -> list[str | int | Cell]:
    href = url_for("quality_visits.visit", reference=visit.reference)
    note = "Announced" if visit.is_announced else "Not announced"
    status, tone = state_words(VisitState(visit.state), is_unwritten=is_unwritten)
    return [
        when(visit),
        Cell(visit.home.name, note=visit.home.provider.legal_name),
        officer_words(visit),
        Cell(visit.reference, href=href, note=note),
        Cell(status, tone=tone),
    ]


def home_facts(home: Home) -> list[Row]:
    """What the register says of a home, with nothing to change."""
    return [*home_summary(details_of(home), lambda step: None, vocabulary()), area_row(home)]


def trend_table(months: Sequence[Earlier]) -> Table:
    """The accepted months of a home side by side, oldest first. A figure nobody gave is a dash."""
    columns = [
        Column("Figure"),
        *(Column(f"{each.month:%b %Y}", numeric=True, spoken=format_month(each.month)) for each in months),
    ]
    lines = [each.line for each in months]
    rows: list[list[str | int | Cell]] = [
        ["Registered places", *(line.registered for line in lines)],
        ["Occupied places", *(line.occupied_total for line in lines)],
        ["Vacant places", *(line.available for line in lines)],
        ["Blocked places", *(line.fostering.unavailable if line.fostering else line.blocked_total for line in lines)],
        ["Staff vacancies", *("–" if line.staff_vacancies is None else line.staff_vacancies for line in lines)],
        ["Agency share", *("–" if line.agency_share is None else f"{line.agency_share}%" for line in lines)],
    ]
    return Table("The last accepted months", columns, rows if months else [])


def told_table(visits: Iterable[Visit]) -> Table:
    """Announced visits, for the organisation."""
    columns = [Column("Home"), Column("When"), Column("Officers"), Column("State")]
    rows: list[list[str | int | Cell]] = [
        [
            Cell(visit.home.name, href=url_for("own_visits.visit", reference=visit.reference)),
            when(visit),
            visitor_words(visit),
            told_name(VisitState(visit.state), visit.ends_at, clock.now()),
        ]
        for visit in visits
    ]
    return Table("Visits you were told of", columns, rows)


def told_rows(visit: Visit) -> list[Row]:
    """One of them."""
    return labelled(
        ("Home", visit.home.name),
        ("When", when(visit)),
        (who_label(VisitState(visit.state), visit.ends_at, clock.now()), visitor_words(visit)),
    )


def calendar_response(filename: str, visits: Iterable[Visit], now: datetime) -> Response:
    """A download for a calendar."""
    base = mail.settings().base_url
    entries = [
        CalendarEntry(
            reference=visit.reference,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            href=base + url_for("quality_visits.visit", reference=visit.reference),
            revision=visit.version,
            is_cancelled=visit.state == VisitState.CANCELLED,
        )
        for visit in visits
    ]
    response = Response(calendar_text(entries, now), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
