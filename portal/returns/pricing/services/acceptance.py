"""What a commissioner does with a price: accept the version they looked at, ask about it, decide about an uplift."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from portal import mail
from portal.access import Viewer
from portal.db import verb
from portal.returns.models import EntryState
from portal.returns.pricing import queries, rules, words
from portal.returns.pricing.kinds import UpliftOutcome
from portal.returns.pricing.models import PriceEntry, PriceQuestion, PriceVersion, UpliftDecision
from portal.returns.pricing.queries import DuePrice
from portal.returns.pricing.services.common import PRICES, lock_entry, record
from portal.returns.rules import may_accept, month_slug
from portal.returns.services import Refused
from portal.returns.services.common import month_name
from portal.returns.services.versions import looked_at, mark_accepted, mark_asked

OWN = "You sent these prices, so a colleague has to decide about them."
NO_UPLIFT = "This version does not ask for an uplift, so there is nothing to decide."
DECIDED = "Somebody has already decided about this uplift. Look at what they decided."
PARTLY = "Enter a percentage above 0 and below what the provider asks for, or choose another answer."


@verb
def accept(session: Session, due: DuePrice, *, number: int, actor: Viewer, now: datetime) -> PriceEntry:
    """Accept the version that was looked at. Accepting it twice is one acceptance.

    Refused when a newer one was sent, a question waits for its answer, the actor sent it, or another fee is accepted
    from the same day.
    """
    entry = lock_entry(session, due)
    version = _looked_at(session, entry, number, actor)
    if entry.state == EntryState.ACCEPTED:
        return entry
    clash = rules.find_clash(queries.line_of(version), queries.known_of(session, due).accepted)
    if clash is not None:
        raise Refused(words.clash_words(clash))
    mark_accepted(entry, version, PRICES, actor=actor, now=now)
    record(session, "price_accepted", due, entry, actor=actor, now=now, version=number, receipt=version.receipt)
    return entry


@verb
def ask(session: Session, due: DuePrice, *, number: int, question: str, actor: Viewer, now: datetime) -> PriceQuestion:
    """Send a version back with a question and tell whoever sees the provider's prices. An accepted version goes on
    counting until another is accepted."""
    entry = lock_entry(session, due)
    version = _looked_at(session, entry, number)
    mark_asked(entry, PRICES)
    asked = PriceQuestion(
        entry_id=entry.id, version_id=version.id, question=question, asked_at=now, asked_by_id=actor.person_id
    )
    session.add(asked)
    session.flush()
    _tell(session, "price_question", f"A question about your {month_name(due)} prices", due, version, now=now)
    record(session, "price_queried", due, entry, actor=actor, now=now, version=number)
    return asked


@verb
def decide_uplift(
    session: Session,
    due: DuePrice,
    *,
    number: int,
    outcome: UpliftOutcome,
    agreed_percent: Decimal | None,
    reason: str,
    actor: Viewer,
    now: datetime,
) -> UpliftDecision:
    """Say what became of the uplift a version asks for, once, and tell the provider that it can be read.

    `agreed_percent` counts only for a part. The decision stands beside the version and changes nothing in it.
    """
    entry = lock_entry(session, due)
    version = _looked_at(session, entry, number, actor)
    if version.uplift_percent is None:
        raise Refused(NO_UPLIFT)
    if version.id in queries.list_decisions(session, entry):
        raise Refused(DECIDED)
    decision = UpliftDecision(
        version_id=version.id,
        outcome=outcome,
        agreed_percent=_agreed(outcome, version.uplift_percent, agreed_percent),
        reason=reason,
        decided_at=now,
        decided_by_id=actor.person_id,
    )
    session.add(decision)
    session.flush()
    _tell(session, "uplift_decided", f"A decision about your {month_name(due)} prices", due, version, now=now)
    record(session, "uplift_decided", due, entry, actor=actor, now=now, version=number, outcome=outcome)
    return decision


def _agreed(outcome: UpliftOutcome, asked: Decimal, part: Decimal | None) -> Decimal | None:
    if outcome is UpliftOutcome.AGREED:
        return asked
    if outcome is UpliftOutcome.REFUSED:
        return None
    if part is None or not 0 < part < asked:
        raise Refused(PARTLY)
    return part


def _looked_at(session: Session, entry: PriceEntry, number: int, decider: Viewer | None = None) -> PriceVersion:
    """The newest version, where it is the one that was looked at and the decider has not sent it."""
    version = looked_at(queries.list_versions(session, entry.id), number, PRICES)
    if decider is not None and not may_accept(decider.person_id, version.submitted_by_id):
        raise Refused(OWN)
    return version


def _tell(
    session: Session, template: str, subject: str, due: DuePrice, version: PriceVersion, *, now: datetime
) -> None:
    slug = month_slug(due.period.month)
    for person in queries.list_people_to_tell(session, due.provider.id):
        mail.post(
            session,
            template,
            to=person.inbox,
            subject=f"{subject}, {version.receipt}",
            key=f"{template}:{version.receipt}:{person.id}",
            now=now,
            name=person.name,
            month=month_name(due),
            receipt=version.receipt,
            path=f"/provider/returns/{slug}/prices/{due.home.reference}/{due.lot_slug}/",
        )
