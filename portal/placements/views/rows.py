"""What is known of a placement as rows of a summary, of a list, of a CSV and of a timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal import events
from portal.accounts.queries import names_of
from portal.authorities.models import Authority
from portal.placements import queries, words
from portal.placements.forms import quarter_words
from portal.placements.models import Placement
from portal.placements.rules.codes import DISTANCE_REASONS, POSTS, REGIONAL_SYSTEMS
from portal.placements.rules.judging import FEE_FIELDS, PlacementDetails, fee_of, last_day_of
from portal.placements.rules.kinds import DistanceBand
from portal.placements.rules.totals import place_of
from portal.placements.services.cells import HEADINGS, STORED, cells_of
from portal.web.filters import format_date, format_money
from portal.web.tables import Cell, Column, Table

Row = dict[str, Any]
MOST_EVENTS = 30
_NAMES: Mapping[str, Mapping[Any, str]] = {
    "age_band": words.AGE_NAMES,
    "sourcing": words.SOURCING_NAMES,
    "regional_system": REGIONAL_SYSTEMS,
    "distance_band": words.DISTANCE_NAMES,
    "distance_reason": DISTANCE_REASONS,
    "approved_by_post": POSTS,
    "exit_plan": words.EXIT_NAMES,
}
_PRINTED: Mapping[str, Callable[[Any], str]] = {
    "started_quarter_on": quarter_words,
    "ended_quarter_on": quarter_words,
    "approved_on": format_date,
    "exit_by_on": format_date,
    "type_code": words.type_words,
    "end_code": words.end_words,
    **dict.fromkeys(FEE_FIELDS, format_money),
}
_FLAG_WORDS = {"is_unregistered": "unregistered", "is_deprivation_of_liberty": "deprivation of liberty"}


def shown(field: str, value: Any, councils: Mapping[str, str]) -> str:
    """One field's value as it is read; `councils` turns codes into names."""
    if value is None or value == "":
        return "Not given"
    if field in _PRINTED:
        return _PRINTED[field](value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    names = councils if field == "host_authority_code" else _NAMES.get(field, {})
    return names.get(value, str(value))


def conflict(saved: Mapping[str, Any], given: Mapping[str, Any], councils: Mapping[str, str]) -> list[Row]:
    """Both values of each field that two people gave differently."""
    both = Markup("Saved by somebody else: {}<br>You gave: {}")
    pairs = ((name, shown(name, saved[name], councils), shown(name, given[name], councils)) for name in saved)
    return [
        {"label": words.FIELD_NAMES[name], "value": both.format(theirs, mine)}
        for name, theirs, mine in pairs
        if theirs != mine
    ]


def summary(placement: Placement, own: Authority, *, may_write: bool, shows_fees: bool) -> list[Row]:
    """What a placement is, each row with the way to change it."""
    details = queries.details_of(placement)

    def row(label: str, value: Any, step: str) -> Row:
        href = url_for("placements.change", reference=placement.reference, step=step) if may_write else None
        return {"label": label, "value": value, "href": href}

    found = [
        row("Kind of placement", words.type_words(details.type_code), "placement"),
        row("Age", words.AGE_NAMES[details.age_band], "placement"),
        row("Started", _started(details), "placement"),
        row("How it was found", words.source_words(details.sourcing, details.regional_system), "placement"),
        row("Council area", area_words(placement, own), "where"),
        row("Home", _home(placement), "where"),
        row("Distance", _distance(details), "where"),
        row("Solo place", _solo(details), "where"),
    ]
    if shows_fees:
        found.append(row("Agreed fee", _fee(details), "fee"))
    if details.ended_quarter_on:
        ended = f"{quarter_words(details.ended_quarter_on)}. {words.end_words(details.end_code)}"
        found.append({"label": "Ended", "value": ended, "href": None})
    return found


def _started(details: PlacementDetails) -> str:
    return quarter_words(details.started_quarter_on) + (", in an emergency" if details.is_emergency else "")


def area_words(placement: Placement, own: Authority) -> str:
    """Whose area it is in, and what that makes it."""
    if placement.host_authority is None:
        return "Not known"
    place = place_of(placement.host_authority_code, own.code)
    return f"{placement.host_authority.name} ({words.PLACE_NAMES[place].lower()})"


def _home(placement: Placement) -> str | Markup:
    if placement.home is None:
        return "None in our register"
    href = url_for("commissioning_homes.home", reference=placement.home.reference)
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(href, placement.home.name)


def _distance(details: PlacementDetails) -> str:
    band = words.DISTANCE_NAMES[details.distance_band]
    return f"{band}: {DISTANCE_REASONS[details.distance_reason].lower()}" if details.distance_reason else band


def _solo(details: PlacementDetails) -> str:
    return f"{'Needed' if details.solo_required else 'Not needed'}, {'is one' if details.solo_actual else 'is none'}"


def _fee(details: PlacementDetails) -> str | Markup:
    """The fee as the sum it is, a part a line."""
    parts = [(name, getattr(details, name)) for name in FEE_FIELDS]
    fee = fee_of(part for _, part in parts)
    if fee is None:
        return "Not given"
    names = {"social_care": "social care", "education": "education", "health": "health"}
    lines = [f"{format_money(part)} from {names[name]}" for name, part in parts if part]
    return Markup("<br>").join([f"{format_money(fee)} a week", *(lines if len(lines) > 1 else [])])


def watch_rows(placement: Placement, *, may_write: bool) -> list[Row]:
    """Who approved a placement under watch, and what is to end it."""
    details = queries.details_of(placement)
    href = url_for("placements.change", reference=placement.reference, step="watch") if may_write else None
    approved = f"{POSTS[details.approved_by_post]}, {format_date(details.approved_on)}" if details.approved_on else ""
    by = f", by {format_date(details.exit_by_on)}" if details.exit_by_on else ""
    plan = f"{words.EXIT_NAMES[details.exit_plan]}{by}" if details.exit_plan else "No plan yet"
    return [
        {"label": "Approved by", "value": approved or "Nobody yet", "href": href},
        {"label": "Exit plan", "value": plan, "href": href},
    ]


def flag_words(placement: Placement) -> str:
    """Why it is under watch: “Unregistered, deprivation of liberty”."""
    return ", ".join(text for field, text in _FLAG_WORDS.items() if getattr(placement, field)).capitalize()


def placements_table(found: Iterable[Placement], own: Authority, *, shows_fees: bool) -> Table:
    """The columns somebody needs to choose a placement from a list."""
    columns = [
        Column("Placement"),
        Column("Type", sort_key="type"),
        Column("Started", sort_key="started"),
        Column("Source", sort_key="sourcing"),
        Column("Where", sort_key="area"),
        *([Column("Agreed fee", numeric=True)] if shows_fees else []),
    ]
    return Table("Placements", columns, [_list_row(one, own, shows_fees=shows_fees) for one in found])


def _list_row(placement: Placement, own: Authority, *, shows_fees: bool) -> Sequence[str | Cell]:
    details = queries.details_of(placement)
    fee = fee_of(getattr(details, name) for name in FEE_FIELDS)
    ended = f"Ended {short_quarter(details.ended_quarter_on)}" if details.ended_quarter_on else ""
    href = url_for("placements.placement", reference=placement.reference)
    return [
        Cell(placement.reference, href=href, note=flag_words(placement) or None),
        Cell(words.type_words(details.type_code), note=words.AGE_NAMES[details.age_band]),
        Cell(short_quarter(details.started_quarter_on), note=ended or None),
        REGIONAL_SYSTEMS.get(details.regional_system, words.SOURCING_NAMES[details.sourcing]),
        Cell(area_words(placement, own), note=_where_note(placement, details)),
        *([format_money(fee) if fee is not None else "–"] if shows_fees else []),
    ]


def short_quarter(quarter_on: date) -> str:
    """A quarter for a narrow column: “Jul to Sep 2026”."""
    return f"{quarter_on:%b} to {last_day_of(quarter_on):%b %Y}"


def _where_note(placement: Placement, details: PlacementDetails) -> str:
    known = details.distance_band is not DistanceBand.UNKNOWN
    distance = words.DISTANCE_NAMES[details.distance_band] if known else "Distance not known"
    return f"{placement.home.name}, {distance[0].lower()}{distance[1:]}" if placement.home else distance


def csv_fields(*, shows_fees: bool) -> list[str]:
    """The fields of the CSV, in its order."""
    return [field for field in STORED if shows_fees or field not in FEE_FIELDS]


def csv_header(fields: Iterable[str]) -> list[str]:
    """The headings that an import expects, after the reference."""
    return ["Reference", *(HEADINGS[field] for field in fields)]


def csv_row(placement: Placement, fields: Iterable[str]) -> list[str]:
    """A placement in the cells an import reads."""
    cells = cells_of(queries.details_of(placement))
    return [placement.reference, *(cells[field] for field in fields)]


def timeline(session: Session, placement: Placement) -> list[Row]:
    """What happened to a placement, newest first, looks among it."""
    found = events.list_events(session, ("placement", placement.reference), limit=MOST_EVENTS)
    names = names_of(session, {event.actor_reference for event in found})
    names[events.SYSTEM.reference] = "the portal"
    return [
        {"at": event.occurred_at, "text": words.EVENT_WORDS[event.verb], "who": names.get(event.actor_reference)}
        for event in found
        if event.verb in words.EVENT_WORDS
    ]
