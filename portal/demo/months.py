"""The demonstration's months: one complete, the same month a year earlier, and one open with entries in every state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal import clock, events
from portal.demo.market import Organisation
from portal.demo.pack import Pack, Row, pairs, whole
from portal.demo.people import Staff
from portal.homes.models import Home
from portal.returns import services as returns
from portal.returns.forms.entry import typed_of
from portal.returns.models import EntryState, ReturnPeriod
from portal.returns.queries import Desk, DueHome, get_due
from portal.returns.rules import BlockReason, CapacityLine, FosteringFigures, council, fostering_line
from portal.returns.services import Sending

Lines = Mapping[str, CapacityLine]
# How far each home of the open month has come, dealt round the homes in their order.
PROGRESS = (
    EntryState.QUERIED,
    EntryState.DRAFT,
    EntryState.NOT_STARTED,
    EntryState.ACCEPTED,
    EntryState.SUBMITTED,
    EntryState.NOT_STARTED,
    EntryState.RESUBMITTED,
    EntryState.SUBMITTED,
    EntryState.NOT_STARTED,
    EntryState.ACCEPTED,
    EntryState.DRAFT,
    EntryState.NOT_STARTED,
)
QUESTION = "Your places have not changed since last month. Has the home really taken nobody in?"
# One entry that a commissioner will want to look at twice, and its number among the homes.
SURPRISING = 4
LEFT = "One child moved to foster carers and one went home."
OFFICE_HOURS = timedelta(hours=10, minutes=20)
ANSWER = "Yes. We are waiting for a manager to start before we take anybody else."


def lines_of(pack: Pack) -> dict[str, CapacityLine]:
    """One month's capacity of every home of the pack, by slug."""
    return {row["home"]: _line(row) for row in pack.rows("capacity.csv")}


def _line(row: Row) -> CapacityLine:
    occupied = {council(code): places for code, places in pairs(row["occupied"]).items()}
    if row["households"]:
        figures = FosteringFigures(
            households=whole(row["households"]),
            filled=whole(row["filled"]),
            vacant=whole(row["vacant"]),
            unavailable=whole(row["unavailable"]),
        )
        return fostering_line(figures, approved=whole(row["registered"]), own=occupied)
    return CapacityLine(
        registered=whole(row["registered"]),
        usable=whole(row["usable"]),
        occupied=occupied,
        reserved=whole(row["reserved"]),
        available=whole(row["available"]),
        blocked={BlockReason(reason): places for reason, places in pairs(row["blocked"]).items()},
    )


def months_for(today: date) -> tuple[date, date]:
    """The complete month and the open one: late in a month its own return is open, earlier still the one before."""
    this = today.replace(day=1)
    before = (this - timedelta(days=1)).replace(day=1)
    opened = this if today.day >= 20 else before
    return (opened - timedelta(days=1)).replace(day=1), opened


def year_before(month: date) -> date:
    """The same month a year earlier."""
    return month.replace(year=month.year - 1)


def complete_month(
    session: Session,
    month: date,
    lines: Lines,
    organisations: Mapping[str, Organisation],
    *,
    staff: Staff,
    now: datetime,
) -> None:
    """Every home sent its figures, and every one was accepted."""
    period = _open_period(session, month, opens=now - timedelta(days=40), closes=now - timedelta(days=26))
    opened = period.opens_at + OFFICE_HOURS
    sent, accepted = opened + timedelta(days=4), opened + timedelta(days=9)
    for organisation in organisations.values():
        for slug, home in organisation.homes.items():
            submit(session, period, organisation, home, lines[slug], now=sent)
            accept(session, period, organisation, home, staff=staff, now=accepted)


def open_month(
    session: Session,
    month: date,
    lines: Lines,
    organisations: Mapping[str, Organisation],
    *,
    staff: Staff,
    now: datetime,
) -> None:
    """A month under way: some homes not begun, some half done, sent, asked about, answered and accepted."""
    period = _open_period(session, month, opens=now - timedelta(days=5), closes=now + timedelta(days=9))
    homes = [
        (organisation, slug, home)
        for organisation in organisations.values()
        for slug, home in organisation.homes.items()
    ]
    for number, (organisation, slug, home) in enumerate(homes):
        wanted = PROGRESS[number % len(PROGRESS)]
        line = _after_moves(lines[slug]) if number == SURPRISING else lines[slug]
        _bring_to(session, wanted, period, organisation, home, line, staff=staff)


def _after_moves(line: CapacityLine) -> CapacityLine:
    """The two children whom one council placed have left, and the comment says why."""
    leaving = max(line.occupied, key=lambda body: line.occupied[body])
    staying = {body: places for body, places in line.occupied.items() if body != leaving}
    return replace(line, occupied=staying, available=line.available + line.occupied[leaving], comment=LEFT)


def _open_period(session: Session, month: date, *, opens: datetime, closes: datetime) -> ReturnPeriod:
    return returns.open_period(
        session,
        month,
        opens_at=clock.london_midnight(clock.today(opens)),
        closes_at=clock.london_midnight(clock.today(closes)),
        actor=events.SYSTEM,
        now=opens,
        is_pricing_due=True,
    )


def _bring_to(
    session: Session,
    wanted: EntryState,
    period: ReturnPeriod,
    organisation: Organisation,
    home: Home,
    line: CapacityLine,
    *,
    staff: Staff,
) -> None:
    begun = period.opens_at + OFFICE_HOURS + timedelta(days=1)
    if wanted is EntryState.NOT_STARTED:
        return
    if wanted is EntryState.DRAFT:
        save(session, period, organisation, home, line, now=begun)
        return
    submit(session, period, organisation, home, line, now=begun)
    if wanted is EntryState.ACCEPTED:
        accept(session, period, organisation, home, staff=staff, now=begun + timedelta(days=1))
    if wanted in {EntryState.QUERIED, EntryState.RESUBMITTED}:
        due = _due(session, period, organisation, home)
        asked = begun + timedelta(days=1)
        returns.ask(session, due, number=1, question=QUESTION, actor=staff.commissioner, now=asked)
    if wanted is EntryState.RESUBMITTED:
        submit(session, period, organisation, home, line, now=begun + timedelta(days=2), answer=ANSWER)


def _due(session: Session, period: ReturnPeriod, organisation: Organisation, home: Home) -> DueHome:
    return get_due(session, period, home.reference, Desk(organisation.provider.id))


def save(
    session: Session, period: ReturnPeriod, organisation: Organisation, home: Home, line: CapacityLine, *, now: datetime
) -> int:
    """Keep a line as the form would; returns the draft's lock version."""
    due = _due(session, period, organisation, home)
    entry = returns.save_draft(
        session,
        due,
        typed=typed_of(line, home.host_authority_code or ""),
        expected=due.entry.lock_version if due.entry else 0,
        actor=organisation.admin,
        now=now,
    )
    return entry.lock_version


def submit(
    session: Session,
    period: ReturnPeriod,
    organisation: Organisation,
    home: Home,
    line: CapacityLine,
    *,
    now: datetime,
    answer: str = "",
) -> None:
    """Save and send one home's figures."""
    expected = save(session, period, organisation, home, line, now=now)
    due = _due(session, period, organisation, home)
    sending = Sending(due, replace(line), expected, confirmed=True, answer=answer)
    returns.submit(session, sending, actor=organisation.admin, now=now)


def accept(
    session: Session, period: ReturnPeriod, organisation: Organisation, home: Home, *, staff: Staff, now: datetime
) -> None:
    """Accept the newest version of one home's figures."""
    due = _due(session, period, organisation, home)
    number = due.latest.number if due.latest else 1
    returns.accept(session, due, number=number, actor=staff.commissioner, now=now)
