"""Versions read back as capacity lines, and the lines of earlier months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.accounts.models import Person
from portal.db import NotFound
from portal.returns import rules
from portal.returns.models import Entry, EntryQuestion, EntryVersion, ReturnPeriod
from portal.returns.rules import BlockReason, Body, BodyKind, CapacityLine

MONTHS_BACK = 12


@dataclass(frozen=True)
class Earlier:
    """What counted, or was last sent, for a home in an earlier month."""

    month: date
    line: CapacityLine
    is_accepted: bool


def with_parts(query: Any) -> Any:
    """Load a version's rows with it, so that a list of versions costs a constant number of queries."""
    return query.options(
        selectinload(EntryVersion.occupied),
        selectinload(EntryVersion.blocked),
        selectinload(EntryVersion.fostering),
    )


def line_of(version: EntryVersion) -> CapacityLine:
    """A version as the plain line it was sent as."""
    figures = version.fostering
    return CapacityLine(
        registered=version.registered,
        usable=version.usable,
        occupied={Body(BodyKind(row.body_kind), row.council_code): row.places for row in version.occupied},
        reserved=version.reserved,
        available=version.available,
        blocked={BlockReason(row.reason): row.places for row in version.blocked},
        available_soon=version.available_soon,
        adults_staying=version.adults_staying,
        takes_emergencies=version.takes_emergencies,
        staff_vacancies=version.staff_vacancies,
        agency_share=version.agency_share,
        comment=version.comment,
        is_nil=version.is_nil,
        fostering=rules.FosteringFigures(figures.households, figures.filled, figures.vacant, figures.unavailable)
        if figures
        else None,
    )


def list_versions(session: Session, entry_id: int) -> list[EntryVersion]:
    """Every version of an entry, newest first."""
    query = select(EntryVersion).where(EntryVersion.entry_id == entry_id).order_by(EntryVersion.number.desc())
    return list(session.scalars(with_parts(query)))


def get_version(session: Session, entry: Entry | None, number: int) -> EntryVersion:
    """One version of an entry the caller has already been allowed to see."""
    for version in list_versions(session, entry.id) if entry else []:
        if version.number == number:
            return version
    raise NotFound("no such version")


def list_questions(session: Session, entry_id: int) -> list[EntryQuestion]:
    """What was asked about an entry, oldest first."""
    query = select(EntryQuestion).where(EntryQuestion.entry_id == entry_id).order_by(EntryQuestion.id)
    return list(session.scalars(query))


def find_open_question(session: Session, entry_id: int) -> EntryQuestion | None:
    """The newest question without an answer."""
    waiting = [question for question in list_questions(session, entry_id) if question.answered_at is None]
    return waiting[-1] if waiting else None


def names_of_people(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {person_id for person_id in ids if person_id is not None}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)).order_by(Person.id))
    return {person.id: person.name for person in rows}


def lines_of_versions(session: Session, version_ids: Sequence[int]) -> dict[int, CapacityLine]:
    """The lines of several versions by version id, in a constant number of queries."""
    query = select(EntryVersion).where(EntryVersion.id.in_(version_ids)).order_by(EntryVersion.id)
    return {version.id: line_of(version) for version in session.scalars(with_parts(query))}


def earlier_lines(session: Session, home_ids: Sequence[int], month: date) -> dict[int, list[Earlier]]:
    """For each home the lines of the twelve months before one, newest first: the accepted version of an entry, or its
    newest where none was accepted. A constant number of queries."""
    newest = select(func.max(EntryVersion.id)).where(EntryVersion.entry_id == Entry.id).correlate(Entry)
    query = (
        select(EntryVersion, ReturnPeriod.month, Entry.home_id, Entry.accepted_version_id)
        .join(Entry, EntryVersion.id == func.coalesce(Entry.accepted_version_id, newest.scalar_subquery()))
        .join(ReturnPeriod, ReturnPeriod.id == Entry.period_id)
        .where(
            Entry.home_id.in_(home_ids),
            ReturnPeriod.month < month,
            ReturnPeriod.month >= rules.months_before(month, MONTHS_BACK),
        )
        .order_by(Entry.home_id, ReturnPeriod.month.desc())
    )
    found: dict[int, list[Earlier]] = {home_id: [] for home_id in home_ids}
    for version, of_month, home_id, accepted_id in session.execute(with_parts(query)):
        found[home_id].append(Earlier(of_month, line_of(version), accepted_id is not None))
    return found


def predecessor(earlier: Sequence[Earlier]) -> Earlier | None:
    """The figures an entry opens with and is compared to: the last accepted, else the last sent."""
    return next((one for one in earlier if one.is_accepted), earlier[0] if earlier else None)


def unbroken(earlier: Sequence[Earlier], month: date) -> list[CapacityLine]:
    """The lines of the months just before `month`, newest first, up to the first month without one."""
    wanted = (rules.months_before(month, count) for count in range(1, MONTHS_BACK + 1))
    by_month = {one.month: one.line for one in earlier}
    lines = []
    for before in wanted:
        if before not in by_month:
            break
        lines.append(by_month[before])
    return lines


def find_surprises(
    line: CapacityLine, earlier: Sequence[Earlier], *, month: date, certificate: int | None
) -> list[rules.Surprise]:
    """The surprises of a line given the earlier months of its home."""
    before = predecessor(earlier)
    return rules.find_surprises(
        line,
        certificate=certificate,
        predecessor=before.line if before else None,
        history=unbroken(earlier, month),
    )
