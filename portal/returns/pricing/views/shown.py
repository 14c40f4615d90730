"""What several pages of prices show alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.db import NotFound
from portal.returns.beside import Beside
from portal.returns.models import EntryState, ReturnPeriod
from portal.returns.pricing import queries, rules, words
from portal.returns.pricing.beside import side_by_side
from portal.returns.pricing.forms import Setting
from portal.returns.pricing.models import PriceVersion, UpliftDecision
from portal.returns.pricing.queries import DuePrice
from portal.returns.pricing.rules import PriceLine
from portal.returns.queries import get_period, names_of_people
from portal.returns.rules import month_slug
from portal.returns.views.shown import THE_COUNCIL, People, happened, sent_rows
from portal.web.filters import format_date, format_month


def pricing_period(session: Session, slug: str) -> ReturnPeriod:
    """The period of an address, where prices are due in it; NotFound otherwise."""
    period = get_period(session, slug)
    if not period.is_pricing_due:
        raise NotFound("no prices are due in this period")
    return period


def place_of(due: DuePrice) -> dict[str, Any]:
    """The parts of the address of one price."""
    return {"slug": month_slug(due.period.month), "home": due.home.reference, "lot": due.lot_slug}


def setting_of(due: DuePrice) -> Setting:
    """What the form of one price asks for."""
    return Setting(due.is_fostering, due.lot_asks, due.state == EntryState.QUERIED)


def line_beside(session: Session, due: DuePrice, line: PriceLine) -> Beside:
    """A price beside the one it was opened with."""
    before = queries.known_of(session, due).predecessor
    if before is None:
        return side_by_side(line, None)
    return side_by_side(line, before.line, since=format_month(before.month), heading=f"{before.month:%b %Y}")


def version_beside(session: Session, due: DuePrice, version: PriceVersion) -> Beside:
    """A version beside the price it was opened with, or beside the version before it where there is one."""
    line = queries.line_of(version)
    if version.number == 1:
        return line_beside(session, due, line)
    earlier = queries.get_version(session, due.entry, version.number - 1)
    number = earlier.number
    return side_by_side(line, queries.line_of(earlier), since=f"version {number}", heading=f"V{number}")


def surprises_of(session: Session, due: DuePrice, line: PriceLine) -> list[str]:
    """What is surprising in a price, in sentences."""
    known = queries.known_of(session, due)
    found = rules.find_surprises(line, predecessor=known.before, accepted=known.accepted)
    return [words.surprise_words(surprise) for surprise in found]


def version_rows(version: PriceVersion, people: People) -> list[dict[str, Any]]:
    """The facts of a version, for a summary list."""
    rows = sent_rows(version, people)
    if version.is_confirmed:
        rows.append({"label": "Checked", "value": "The sender confirmed that the surprising prices are right."})
    return rows


def uplift_rows(version: PriceVersion | None, decision: UpliftDecision | None) -> list[dict[str, Any]]:
    """What was asked for above the fee and what was decided; nothing where nothing was asked."""
    if version is None or version.uplift_percent is None:
        return []
    asked = [
        {"label": "Uplift asked for", "value": words.percent_words(version.uplift_percent)},
        {"label": "Evidence", "value": version.uplift_evidence},
    ]
    if decision is None:
        return [*asked, {"label": "Decision", "value": "Not decided yet"}]
    text, _ = words.OUTCOMES[decision.outcome]
    agreed = f", {words.percent_words(decision.agreed_percent)}" if decision.agreed_percent is not None else ""
    return [
        *asked,
        {"label": "Decision", "value": f"{text}{agreed}, {format_date(decision.decided_at)}"},
        {"label": "Reason", "value": decision.reason},
    ]


def history(session: Session, due: DuePrice, *, for_provider: bool = False) -> list[dict[str, Any]]:
    """What happened to a price, newest first, for a timeline. To a provider the council's staff are "the council"."""
    if due.entry is None:
        return []
    versions = queries.list_versions(session, due.entry.id)
    questions = queries.list_questions(session, due.entry.id)
    decisions = queries.list_decisions(session, due.entry)
    names = names_of_people(session, [one.decided_by_id for one in decisions.values()])
    found = happened(session, due.entry, versions, questions, for_provider=for_provider)
    for version in versions:
        if decision := decisions.get(version.id):
            who = THE_COUNCIL if for_provider else names.get(decision.decided_by_id)
            text = f"Uplift of version {version.number} decided"
            found.append({"at": decision.decided_at, "text": text, "detail": decision.reason, "who": who})
    return sorted(found, key=lambda item: item["at"], reverse=True)
