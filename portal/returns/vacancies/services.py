"""One tap on a home's vacancies, in one transaction; the same tap sent twice counts once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal import clock, db, events
from portal.access import Viewer
from portal.db import verb
from portal.homes.models import Home
from portal.homes.queries import locked_home, own
from portal.returns.vacancies import queries, rules, words
from portal.returns.vacancies.models import VacancyUpdate
from portal.returns.vacancies.rules import Counts, Tap


class Refused(db.Refused):
    """A tap that cannot be; the message says what to do."""


NOTHING_TOLD = "This home has no figures yet. They begin with its first monthly return."


@verb
def tap(session: Session, home: Home, what: Tap, *, seen: str, actor: Viewer, now: datetime) -> Counts:
    """Move one place, or confirm, from the figures of the row `seen`; returns the counts after it.

    The same person's same tap on one page is one tap, however often it arrives. Refused when somebody else has changed
    the figures since, with both; when nothing was ever told; when the rules refuse.
    """
    home = locked_home(session, home.id)
    made = queries.find_following(session, home.id, seen)
    if made is not None and (made.tap, made.updated_by_id) == (what, actor.person_id):
        return Counts(made.open_places, made.held_places)
    vacancy = queries.get_vacancy(session, home.reference, own(home.provider_id))
    if vacancy.told is None:
        raise Refused(NOTHING_TOLD)
    counts = vacancy.told.counts
    if vacancy.told.seen != seen:
        raise Refused(words.changed_meanwhile(what, counts))
    if why := rules.refusal(counts, what, vacancy.places):
        raise Refused(why)
    return _add(session, home, what, rules.after(counts, what), seen=seen, actor=actor, now=now)


def _add(session: Session, home: Home, what: Tap, counts: Counts, *, seen: str, actor: Viewer, now: datetime) -> Counts:
    session.add(
        VacancyUpdate(
            home_id=home.id,
            tap=what,
            follows=seen,
            open_places=counts.open,
            held_places=counts.held,
            as_at_on=clock.today(now),
            updated_at=now,
            updated_by_id=actor.person_id,
        )
    )
    events.record(
        session,
        "returns.vacancies_told",
        ("home", home.reference),
        actor=actor,
        now=now,
        provider=actor.provider_reference,
        detail={"tap": what, "open": counts.open, "held": counts.held},
    )
    return counts
