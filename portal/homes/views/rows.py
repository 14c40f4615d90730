"""What is known of a home as rows of a summary, of a list, of a CSV and of a timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from portal import events
from portal.accounts.queries import names_of
from portal.homes import queries, rules
from portal.homes.models import Home, HomeStatus, HostBasis
from portal.homes.views.desk import Desk
from portal.homes.words import (
    BASIS_NOTES,
    EVENT_WORDS,
    FIELD_NAMES,
    GENDER_NAMES,
    SERVICE_NAMES,
    STAFF_EVENT_WORDS,
    STATUS_NAMES,
    STATUS_TONES,
)
from portal.web.filters import format_date
from portal.web.tables import Cell, Column, Table

Row = dict[str, Any]
Link = Callable[[str], str | None]
MOST_EVENTS = 30
CSV_HEADER = (
    "Reference", "Name", "URN", "Provider", "Type", "Status", "Opened on", "Closed on", "Registered places",
    "Usable places", "Solo home", "Youngest age", "Oldest age", "Gender", "Needs", "Council area",
    "How the area is known",
)  # fmt: skip


def shown(field: str, value: Any, words: Mapping[str, str]) -> str:
    """One field's value as it is read; `words` turns slugs of needs and codes of councils into names."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if field == "needs":
        return ", ".join(words.get(slug, slug) for slug in value or ()) or "None of these"
    if field == "opened_on" and value:
        return format_date(value)
    names: Mapping[str, str] = {
        "service_type": SERVICE_NAMES,
        "status": STATUS_NAMES,
        "genders": GENDER_NAMES,
        "host_authority_code": words,
    }.get(field, {})  # type: ignore[assignment]  # enumerated keys are texts
    return names.get(value, str(value)) if value not in (None, "") else "Not given"


def summary(details: rules.HomeDetails, link: Link, words: Mapping[str, str]) -> list[Row]:
    """What a home is, each row with the way to change it that `link` gives for its step (or none)."""
    is_planned = details.status == HomeStatus.PLANNED
    return [
        _row("Type", SERVICE_NAMES[details.service_type], link("type")),
        _row("Opened", "Not open yet" if is_planned else shown("opened_on", details.opened_on, words),
             link("opening") or link("opened"), "the opening date"),
        _row("Name", details.name, link("name")),
        _row("Ofsted URN", details.urn or "", link("name"), "the URN"),
        *_places(details, link),
        _row("Ages", f"{details.age_from} to {details.age_to}", link("places") or link("ages")),
        _row("Who it is for", GENDER_NAMES[details.genders], link("places") or link("ages")),
        _row("Needs", shown("needs", details.needs, words), link("needs")),
    ]  # fmt: skip


def _row(label: str, value: Any, href: str | None = None, change: str | None = None) -> Row:
    row: Row = {"label": label, "value": value, "href": href}
    return row | {"change": change} if change else row


def _places(details: rules.HomeDetails, link: Link) -> list[Row]:
    if not rules.counts_places(details.service_type):
        return [_row("Places", "Told in the monthly return")]
    solo = " (a solo home)" if details.is_solo else ""
    return [
        _row("Registered places", f"{details.registered_places}{solo}", link("places")),
        _row("Usable places", details.usable_places, link("places")),
    ]


def area_row(home: Home, href: str | None = None) -> Row:
    """Which council's area a home is in, and how that is known."""
    note = BASIS_NOTES[HostBasis(home.host_basis)]
    if home.host_authority:
        name = home.host_authority.name
        return _row("Council area", f"{name} ({note})" if note else name, href)
    pending = "Location pending: the postcode is not in our table yet" if home.premises else "Not known yet"
    return _row("Council area", pending, href)


def address_text(address: Any) -> Markup:
    """An address, a part a line. RESTRICTED: only for pages whose readers trust.md names."""
    parts = (address.line_1, address.line_2, address.town, address.postcode)
    return Markup("<br>").join(escape(part) for part in parts if part)


def conflict(saved: Mapping[str, Any], given: Mapping[str, Any], words: Mapping[str, str]) -> list[Row]:
    """Both values of each field that two people gave differently."""
    both = [(field, shown(field, saved[field], words), shown(field, given[field], words)) for field in saved]
    words_for_both = Markup("Saved by somebody else: {}<br>You gave: {}")
    return [
        _row(FIELD_NAMES[field], words_for_both.format(theirs, mine)) for field, theirs, mine in both if theirs != mine
    ]


def home_table(homes: Iterable[Home], desk: Desk) -> Table:
    """The columns somebody needs to choose a home from a list."""
    columns = [
        Column("Home", sort_key="name"),
        *([Column("Provider", sort_key="provider")] if desk.is_staff else []),
        Column("Type", sort_key="type"),
        Column("Registered", numeric=True, sort_key="places"),
        Column("Usable", numeric=True, sort_key="usable"),
        *([Column("Area", sort_key="area")] if desk.is_staff else []),
        Column("Status", sort_key="status"),
    ]
    return Table("Homes", columns, [_list_row(home, desk) for home in homes])


def _list_row(home: Home, desk: Desk) -> list[str | int | Cell]:
    counted = rules.counts_places(home.service_type)
    area = home.host_authority.name if home.host_authority else "Not known yet"
    return [
        Cell(home.name, href=desk.url("home", reference=home.reference), note=f"URN {home.urn}" if home.urn else None),
        *([home.provider.legal_name] if desk.is_staff else []),
        SERVICE_NAMES[home.service_type],
        home.registered_places if counted else "–",
        home.usable_places if counted else "–",
        *([area] if desk.is_staff else []),
        Cell(STATUS_NAMES[home.status], tone=STATUS_TONES[home.status]),
    ]


def csv_row(home: Home, needs: list[str]) -> list[Any]:
    """A home without its address."""
    counted = rules.counts_places(home.service_type)
    return [
        home.reference, home.name, home.urn, home.provider.legal_name, SERVICE_NAMES[home.service_type],
        STATUS_NAMES[home.status], home.opened_on, home.closed_on, home.registered_places if counted else None,
        home.usable_places if counted else None, "yes" if home.is_solo else "no", home.age_from, home.age_to,
        GENDER_NAMES[home.genders], "; ".join(needs), home.host_authority.name if home.host_authority else None,
        BASIS_NOTES[HostBasis(home.host_basis)],
    ]  # fmt: skip


def timeline(session: Session, home: Home, *, is_staff: bool) -> list[Row]:
    """What happened to a home, newest first. A provider reads its own people's names, and "the council"."""
    words = STAFF_EVENT_WORDS if is_staff else EVENT_WORDS
    found = events.list_events(session, ("home", home.reference), limit=MOST_EVENTS)
    kept = [event for event in found if event.verb in words]
    reasons = queries.list_reasons(session, [event.sequence for event in kept]) if is_staff else {}
    names = _names(session, home, {event.actor_reference for event in kept}, is_staff=is_staff)
    return [
        {
            "at": event.occurred_at,
            "text": words[event.verb],
            "who": names.get(event.actor_reference, None if is_staff else "the council"),
            "detail": reasons.get(event.sequence),
        }
        for event in kept
    ]


def _names(session: Session, home: Home, references: set[str], *, is_staff: bool) -> dict[str, str]:
    names = names_of(session, references, provider_id=None if is_staff else home.provider_id)
    return names | {events.SYSTEM.reference: "the portal"}
