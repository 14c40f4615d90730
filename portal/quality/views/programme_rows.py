"""Homes of the programme as rows of a list, of a CSV and of a summary. Never an address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from markupsafe import Markup

from portal import clock
from portal.homes.words import SERVICE_NAMES
from portal.quality.queries.programme import Programmed
from portal.quality.rules.programme import Facts, Reason
from portal.quality.views.rows import LINK, Row, labelled
from portal.quality.words import STANDING_NAMES, STANDING_TONES, UNWRITTEN_NAME, UNWRITTEN_TONE, point_words
from portal.web.filters import format_date, format_datetime
from portal.web.tables import Cell, Column, Table

NEVER = "Never"
_PLAN = Markup('Plan a visit<span class="govuk-visually-hidden"> to {}</span>')
CSV_HEADER = (
    "Reference", "Home", "Type", "Provider", "Next visit due", "Worked out", "Day set by a person because", "Standing",
    "Planned for", "Points", "Why", "Last visit", "Visit to be written up",
)  # fmt: skip


def programme_table(found: Iterable[Programmed], *, may_plan: bool) -> Table:
    """What an officer needs to decide which home is next."""
    columns = [
        Column("Home", sort_key="home"),
        Column("Next visit due", sort_key="due"),
        Column("Last visit", sort_key="last"),
        Column("Points", numeric=True, sort_key="points"),
        Column("Why"),
        Column("Visit"),
    ]
    return Table("Homes by their next visit", columns, [_programme_row(each, may_plan=may_plan) for each in found])


def _programme_row(each: Programmed, *, may_plan: bool) -> list[str | int | Cell]:
    home = each.home
    return [
        Cell(
            home.name,
            href=url_for("quality_homes.home", reference=home.reference),
            note=home.provider_name,
        ),
        Cell(
            STANDING_NAMES[each.standing],
            tone=STANDING_TONES[each.standing],
            note=f"{format_date(each.due_on)}{', set by a person' if each.own_day else ''}",
        ),
        _last_cell(each),
        each.assessed.points,
        reason_words(each),
        _visit_cell(each, may_plan=may_plan),
    ]


def _last_cell(each: Programmed) -> str | Cell:
    """When somebody was there last; a visit that waits to be written up says so, with its own day."""
    last = format_date(each.facts.last_visit_on) if each.facts.last_visit_on else NEVER
    if each.unwritten is None:
        return last
    day = format_date(clock.today(each.unwritten.starts_at))
    return Cell(UNWRITTEN_NAME, tone=UNWRITTEN_TONE, note=day if day == last else f"{day}; last there {last}")


def _visit_cell(each: Programmed, *, may_plan: bool) -> Cell:
    if each.planned:
        href = url_for("quality_visits.visit", reference=each.planned.reference)
        return Cell(format_datetime(each.planned.starts_at), href=href)
    if may_plan:
        href = url_for("quality_visits.plan", home=each.home.reference)
        return Cell(_PLAN.format(each.home.name), href=href)
    return Cell("None planned")


def reason_words(each: Programmed) -> str:
    """Why a home has its points, a sentence with each reason's share."""
    parts = [f"{reason.words} ({reason.points})" for reason in each.assessed.reasons]
    return _opened("; ".join(parts) or "nothing gives points")


def reason_lines(reasons: Iterable[Reason]) -> list[str]:
    """Each reason as a line of its own."""
    return [f"{_opened(reason.words)}: {point_words(reason.points)}" for reason in reasons]


def _opened(text: str) -> str:
    """With a capital letter first; the rest keeps its own."""
    return text[0].upper() + text[1:]


def csv_row(each: Programmed) -> list[Any]:
    """A home of the programme without its address."""
    own, home = each.own_day, each.home
    return [
        home.reference, home.name, SERVICE_NAMES[home.service_type], home.provider_name, each.due_on,
        each.assessed.due_on, own.reason if own else None, STANDING_NAMES[each.standing],
        clock.today(each.planned.starts_at) if each.planned else None, each.assessed.points, reason_words(each),
        each.facts.last_visit_on, each.unwritten.reference if each.unwritten else None,
    ]  # fmt: skip


def _since_words(facts: Facts) -> str:
    if facts.last_visit_on:
        return f"our last visit on {format_date(facts.last_visit_on)}"
    if facts.judged:
        return f"it was judged on {format_date(facts.judged.on)}; we have not visited it yet"
    return f"it came here on {format_date(facts.since_on)}; nobody visited or judged it yet"


def programmed_rows(each: Programmed) -> list[Row]:
    """A home's place in the programme, in words."""
    assessed = each.assessed
    worked = f"{format_date(assessed.due_on)}: {assessed.months} months after {_since_words(each.facts)}"
    rows = labelled(
        ("Next visit due", format_date(each.due_on)),
        ("Worked out", worked),
        ("Points", f"{assessed.points}. {reason_words(each)}."),
    )
    if each.own_day:
        own = each.own_day
        set_by = f"{own.reason} ({own.set_by}, {format_date(own.set_at)})"
        rows.insert(1, {"label": "Set by a person", "value": set_by})
    if each.unwritten:
        href = url_for("quality_visits.visit", reference=each.unwritten.reference)
        rows += labelled((UNWRITTEN_NAME, LINK.format(href, format_datetime(each.unwritten.starts_at))))
    if each.planned:
        href = url_for("quality_visits.visit", reference=each.planned.reference)
        rows += labelled(("Planned", LINK.format(href, format_datetime(each.planned.starts_at))))
    return rows
