"""What is known of a visit as rows of a summary and of a timeline. Never the home's address."""

from __future__ import annotations

from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal import events
from portal.accounts.queries import names_of
from portal.audit.rules import verb_words
from portal.homes.words import SERVICE_NAMES
from portal.quality.models import Visit, VisitState
from portal.quality.words import TRIGGER_NAMES, time_words

Row = dict[str, Any]
MOST_EVENTS = 30
_LINK = Markup('<a class="govuk-link" href="{}">{}</a>')


def officer_words(visit: Visit) -> str:
    """Who goes, the lead first; who leads is said when there are several."""
    first, *others = [officer.person.name for officer in visit.officers]
    return ", ".join([f"{first} (leads)", *others]) if others else first


def announced_words(visit: Visit) -> str:
    """Whether the home is told."""
    return "Yes: the provider is told" if visit.is_announced else "No: the provider is not told"


def summary(visit: Visit) -> list[Row]:
    """What was planned."""
    home_href = url_for("commissioning_homes.home", reference=visit.home.reference)
    found = [
        ("Home", _LINK.format(home_href, visit.home.name)),
        ("Provider", visit.home.provider.legal_name),
        ("Type", SERVICE_NAMES[visit.home.service_type]),
        ("When", time_words(visit.starts_at, visit.ends_at)),
        ("Officers", officer_words(visit)),
        ("Announced", announced_words(visit)),
        ("Why", TRIGGER_NAMES[visit.trigger]),
    ]
    if visit.state == VisitState.CANCELLED:
        found.append(("Called off because", visit.cancelled_reason))
    return [{"label": label, "value": value} for label, value in found]


def history(session: Session, visit: Visit) -> list[Row]:
    """What happened to the visit itself, newest first. What young inspectors did is not told here."""
    found = events.list_events(session, ("visit", visit.reference), limit=MOST_EVENTS)
    kept = [event for event in found if event.verb.startswith("quality.")]
    names = names_of(session, {event.actor_reference for event in kept})
    return [
        {"at": event.occurred_at, "text": verb_words(event.verb), "who": names.get(event.actor_reference)}
        for event in kept
    ]
