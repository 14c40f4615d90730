"""The rota, and what an authority has arranged for its disclosures."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Viewer
from portal.accounts.models import Person
from portal.authorities.models import Authority
from portal.db import new_reference, verb
from portal.voice.disclosures import queries, rules
from portal.voice.disclosures.models import DisclosureArrangement, SafeguardingTurn, TurnPart
from portal.voice.disclosures.rules import Arrangements
from portal.voice.disclosures.services.common import Refused

ENDS_BEFORE = "The last day must be the first day or after it"
IN_THE_PAST = "The last day must be today or later"
TOO_FAR = "The last day must be within two years"
ARRANGED_SINCE = (
    "Somebody else saved other arrangements while you had the page open. What they saved stands beside what you typed: "
    "keep what is right and save again."
)
THERE_ALREADY = "This turn is on the rota already. Look at the list"


@verb
def add_turn(
    session: Session,
    person: Person,
    part: TurnPart,
    *,
    authority_id: int,
    first_on: date,
    last_on: date,
    actor: Viewer,
    now: datetime,
) -> SafeguardingTurn:
    """Put a safeguarding lead, whom the caller found in the authority's list, on the rota for whole days."""
    if last_on < first_on:
        raise Refused(ENDS_BEFORE, "last_on")
    if last_on > rules.last_turn_day(clock.today(now)):
        raise Refused(TOO_FAR, "last_on")
    starts_at, ends_at = rules.turn_window(first_on, last_on)
    if ends_at <= now:
        raise Refused(IN_THE_PAST, "last_on")
    for turn in queries.list_turns(session, authority_id, now):
        if (turn.person_id, turn.part, turn.starts_at) == (person.id, part, starts_at):
            raise Refused(THERE_ALREADY, "person")
    turn = SafeguardingTurn(
        reference=new_reference("RT"),
        authority_id=authority_id,
        person_id=person.id,
        part=part,
        starts_at=starts_at,
        ends_at=ends_at,
        added_by_id=actor.person_id,
    )
    session.add(turn)
    session.flush()
    detail = {"person": person.reference, "part": part, "from": first_on, "to": last_on}
    events.record(session, "voice.turn_added", ("rota_turn", turn.reference), actor=actor, now=now, detail=detail)
    return turn


@verb
def remove_turn(session: Session, turn: SafeguardingTurn, *, actor: Viewer, now: datetime) -> None:
    """Take a turn off the rota: from now on others are told."""
    detail = {"person": turn.person.reference, "part": turn.part}
    events.record(session, "voice.turn_removed", ("rota_turn", turn.reference), actor=actor, now=now, detail=detail)
    session.delete(turn)


class ArrangedSince(Refused):
    """A colleague saved other arrangements first. `held`: those."""

    def __init__(self, held: Arrangements) -> None:
        super().__init__(ARRANGED_SINCE)
        self.held = held


@verb
def arrange(
    session: Session,
    authority_id: int,
    authority_code: str,
    wanted: Arrangements,
    *,
    seen: str,
    actor: events.Actor,
    now: datetime,
) -> None:
    """Settle clock, out-of-hours number, reading hours and how long words are kept after their export.

    ArrangedSince where other arrangements stand than those (`seen`, their mark) that the writer began with.
    """
    if fault := rules.pace_fault(wanted.pace):
        raise Refused(fault, "minutes_to_all")
    if fault := rules.number_fault(wanted.out_of_hours_number):
        raise Refused(fault, "out_of_hours_number")
    session.execute(select(Authority.id).where(Authority.id == authority_id).with_for_update())
    held = queries.arrangements_of(session, authority_id)
    if held == wanted:
        return
    if held.mark != seen:
        raise ArrangedSince(held)
    row = session.get(DisclosureArrangement, authority_id) or DisclosureArrangement(authority_id=authority_id)
    row.minutes_to_deputy, row.minutes_to_all = wanted.pace.to_deputy, wanted.pace.to_all
    row.minutes_to_manager, row.minutes_between = wanted.pace.to_manager, wanted.pace.again_every
    row.minutes_until_stuck, row.keep_days = wanted.pace.until_stuck, wanted.keep_days
    row.out_of_hours_name, row.out_of_hours_number = wanted.out_of_hours_name, wanted.out_of_hours_number
    row.reading_hours = wanted.reading_hours
    session.add(row)
    events.record(session, "voice.disclosures_arranged", ("authority", authority_code), actor=actor, now=now)
