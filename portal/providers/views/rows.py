"""What a registration says, as rows of a summary list, and what happened to it, as a timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from portal import events
from portal.accounts.queries import names_of
from portal.providers.models import Provider, ProviderDeclaration
from portal.providers.rules import Declaration, Step
from portal.providers.words import DECLARATION_NAMES, DECLARATION_QUESTIONS, SECTOR_WORDS, service_words

Row = Mapping[str, Any]
ChangeHref = Callable[[Step], str]

# Enough for every step saved along the way.
MOST_EVENTS = 300
EVENT_WORDS = {
    "providers.registration_begun": "Registration begun",
    "providers.registration_sent": "Registration sent",
    "providers.approved": "Registration approved",
    "providers.declined": "Registration declined",
    "providers.details_changed": "Details changed",
}


def answer_rows(provider: Provider, *, change: ChangeHref | None = None) -> list[Row]:
    """Every answer of a registration in the order of its steps; with `change`, each row links to its step."""
    return [
        {"label": label, "value": value} | ({"href": change(step)} if change else {})
        for step, label, value in (*_facts(provider), *_declared(provider))
    ]


def _facts(provider: Provider) -> Iterator[tuple[Step, str, Any]]:
    yield Step.ORGANISATION, "Legal name", provider.legal_name
    yield Step.ORGANISATION, "Trading name", provider.trading_name or "None"
    yield Step.NUMBERS, "Company number", provider.company_number or "None"
    yield Step.NUMBERS, "Charity number", provider.charity_number or "None"
    if provider.no_number_reason:
        yield Step.NUMBERS, "Why it has no number", provider.no_number_reason
    yield Step.OWNER, "Ultimate owner", provider.ultimate_owner
    yield Step.SECTOR, "Sector", SECTOR_WORDS.get(provider.sector or "", "")
    yield Step.CONTACT, "Contact", contact_lines(provider)
    yield Step.SERVICES, "Services", _lines(service_words(provider))
    yield Step.SAFEGUARDING, "Safeguarding lead", safeguarding_lines(provider)


def contact_lines(provider: Provider) -> str:
    return _lines((provider.contact_name, provider.contact_email, provider.contact_phone))


def safeguarding_lines(provider: Provider) -> str:
    return _lines((provider.safeguarding_name, provider.safeguarding_email, provider.safeguarding_phone))


def _declared(provider: Provider) -> Iterator[tuple[Step, str, Any]]:
    rows = {row.slug: row for row in provider.declarations}
    for declaration in Declaration:
        yield Step.DECLARATIONS, DECLARATION_NAMES[declaration], _declaration(declaration, rows.get(declaration))


def _declaration(declaration: Declaration, row: ProviderDeclaration | None) -> str:
    if row is None:
        return ""
    question = Markup('<span class="portal-small">{}</span>').format(DECLARATION_QUESTIONS[declaration])
    return _lines((question, "Yes" if row.answer else "No", row.explanation))


def _lines(parts: Any) -> str:
    """The parts that are there, each on a line of its own."""
    return Markup("<br>").join(escape(part) for part in parts if part)


def timeline(session: Session, provider: Provider, *, names: bool) -> list[Row]:
    """What happened to an organisation, newest first; steps saved on the way are left out. `names`: by whom."""
    found = events.list_events(session, ("provider", provider.reference), limit=MOST_EVENTS)
    rows = [row for row in found if row.verb in EVENT_WORDS]
    known = names_of(session, [row.actor_reference for row in rows]) if names else {}
    return [
        {"at": row.occurred_at, "text": EVENT_WORDS[row.verb], "who": known.get(row.actor_reference)} for row in rows
    ]
