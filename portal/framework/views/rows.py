"""Frameworks, lots and memberships as rows of summaries, lists, CSV and timelines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal import events, prose
from portal.accounts.queries import names_of
from portal.framework import rules
from portal.framework.models import Framework, Lot, LotMembership, Standing
from portal.framework.queries.members import Member
from portal.framework.words import (
    EVENT_WORDS,
    KIND_NAMES,
    STANDING_NAMES,
    STANDING_TONES,
    TO_BEGIN_NAME,
    TO_BEGIN_TONE,
)
from portal.providers.words import SERVICE_WORDS
from portal.web.filters import format_date
from portal.web.tables import Cell, Column, Table

Row = dict[str, Any]
MOST_EVENTS = 30
CSV_HEADER = (
    "Reference", "Provider", "Provider reference", "Lot", "Name of the lot", "Service", "Standing", "Since", "Began on",
    "Ends on", "Reason", "Terms",
)  # fmt: skip


def shown(field: str, value: Any) -> str:
    """One field's value as it is read; "" where there is none."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return format_date(value)
    names: Mapping[str, str] = {"kind": KIND_NAMES, "service_type": SERVICE_WORDS}.get(field, {})
    return names.get(value, "" if value is None else str(value))


def html(markdown: str, *, under: int) -> Markup:
    """A text that staff wrote for the public."""
    return Markup(prose.to_html(markdown, under=under))  # noqa: S704 - cleaned by portal/prose.py


def link(text: str, href: str) -> Markup:
    """A link in a row of a summary."""
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(href, text)


def lines(texts: Iterable[str]) -> Markup:
    """Texts, each on a line of its own."""
    return Markup("<br>").join(texts)


def lot_name(lot: Lot) -> str:
    """Lot 2: Fostering."""
    return f"Lot {lot.number}: {lot.title}"


def term(framework: Framework) -> str:
    """From 1 April 2024 to 31 March 2028."""
    last = f"to {format_date(framework.ends_on)}" if framework.ends_on else "with no end set"
    return f"From {format_date(framework.starts_on)} {last}"


def framework_table(frameworks: Iterable[Framework], providers: Mapping[int, int]) -> Table:
    columns = [
        Column("Framework"),
        Column("Kind"),
        Column("Term"),
        Column("Lots", numeric=True),
        Column("Providers", numeric=True),
        Column("Public page"),
    ]
    return Table("Frameworks", columns, [_framework_row(each, providers.get(each.id, 0)) for each in frameworks])


def _framework_row(framework: Framework, providers: int) -> list[str | int | Cell]:
    return [
        Cell(framework.title, href=url_for("framework.framework", reference=framework.reference)),
        KIND_NAMES[framework.kind],
        term(framework),
        len(framework.lots),
        providers,
        published_cell(framework),
    ]


def published_cell(framework: Framework) -> Cell:
    """Whether the public reads of it."""
    return Cell("Published", tone="green") if framework.is_published else Cell("Not published", tone="grey")


def lot_table(framework: Framework, counts: Mapping[int, int], *, may_write: bool) -> Table:
    """The lots of a framework; the number of providers leads to them."""
    columns = [Column("Lot"), Column("Service"), Column("Prices"), Column("Providers", numeric=True)]
    return Table(
        "Lots", columns, [_lot_row(framework, lot, counts.get(lot.id, 0), may_write) for lot in framework.lots]
    )


def _lot_row(framework: Framework, lot: Lot, providers: int, may_write: bool) -> list[str | Cell]:
    place: Row = {"reference": framework.reference, "lot": lot.reference}
    return [
        Cell(lot_name(lot), href=url_for("framework.change_lot", **place) if may_write else None),
        SERVICE_WORDS[lot.service_type],
        "Open book" if lot.asks_open_book else "Fee only",
        Cell(f"{providers:,}", href=url_for("framework_members.list_members", **place)),
    ]


def standing_cell(standing: Standing | None) -> Cell:
    """A standing in words; None is one that has not begun."""
    if standing is None:
        return Cell(TO_BEGIN_NAME, tone=TO_BEGIN_TONE)
    return Cell(STANDING_NAMES[standing], tone=STANDING_TONES[standing])


def member_table(framework: Framework, members: Iterable[Member]) -> Table:
    columns = [
        Column("Provider", sort_key="provider"),
        Column("Lot", sort_key="lot"),
        Column("Standing"),
        Column("Since", sort_key="since"),
        Column("Ends"),
    ]
    return Table("Providers on this framework", columns, [_member_row(framework, each) for each in members])


def _member_row(framework: Framework, member: Member) -> list[str | Cell]:
    membership = member.membership
    place: Row = {"reference": framework.reference, "member": membership.reference}
    end = rules.end_day(membership.changes)
    return [
        Cell(membership.provider.legal_name, href=url_for("framework_members.member", **place)),
        lot_name(membership.lot),
        standing_cell(member.standing),
        format_date(member.since_on or membership.changes[0].from_on),
        format_date(end) if end else "–",
    ]


def csv_row(member: Member, on: date) -> list[Any]:
    """A membership as it stands on a day."""
    membership = member.membership
    change = rules.current_change(membership.changes, on)
    return [
        membership.reference, membership.provider.legal_name, membership.provider.reference, membership.lot.number,
        membership.lot.title, SERVICE_WORDS[membership.lot.service_type], standing_cell(member.standing).text,
        member.since_on, membership.changes[0].from_on, rules.end_day(membership.changes),
        change.reason if change else "", membership.terms,
    ]  # fmt: skip


def history(membership: LotMembership, on: date) -> Table:
    """Every change of a membership, the last one first; those still to come say so."""
    rows: list[list[str | Cell]] = [
        [
            Cell(format_date(change.from_on), note="Still to come" if change.from_on > on else None),
            "Active again" if change.standing == Standing.ACTIVE else STANDING_NAMES[change.standing],
            change.reason or "–",
        ]
        for change in reversed(membership.changes)
    ]
    rows[-1][1] = "Put on the lot"
    return Table("What changed", [Column("From"), Column("Standing"), Column("Why")], rows)


def timeline(session: Session, framework: Framework) -> list[Row]:
    """What happened to a framework and its lots, newest first."""
    found = events.list_events(session, ("framework", framework.reference), limit=MOST_EVENTS)
    names = names_of(session, {event.actor_reference for event in found})
    return [
        {"at": event.occurred_at, "text": EVENT_WORDS[event.verb], "who": names.get(event.actor_reference)}
        for event in found
    ]
