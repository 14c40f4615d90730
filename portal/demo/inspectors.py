"""The demonstration's young inspectors: two who joined, one with a card, one who left, and a visit tomorrow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.accounts.models import Person
from portal.demo.market import Organisation
from portal.demo.people import email_of, viewer_of
from portal.homes.models import Home
from portal.quality.models import Trigger
from portal.quality.services import plan_visit
from portal.voice.inspectors import queries, rules
from portal.voice.inspectors import services as inspectors
from portal.voice.inspectors.models import Inspector

NICKNAMES = ("Kestrel", "Biscuit")
JOINED_BEFORE = timedelta(days=240)
HOURS = (time(10), time(16))
ALMOST_A_DAY = timedelta(hours=23)
TWO_HOURS = timedelta(hours=2)


@dataclass(frozen=True)
class YoungSignIn:
    """What somebody comes back with."""

    code: str
    nickname: str
    pin: str


def list_young_sign_ins(password: str) -> list[YoungSignIn]:
    """Who can come back, with codes and PINs that differ from machine to machine as the password does."""
    return [YoungSignIn(code_for(password, name), name, pin_for(password, name)) for name in NICKNAMES]


def _digits(password: str, name: str) -> Iterator[int]:
    turn = 0
    while True:
        yield from sha256(f"{password}:{name}:{turn}".encode()).digest()
        turn += 1


def code_for(password: str, name: str) -> str:
    """The code on somebody's card."""
    numbers = _digits(password, f"code of {name}")
    return "".join(rules.CODE_ALPHABET[next(numbers) % len(rules.CODE_ALPHABET)] for _ in range(rules.CODE_LENGTH))


def pin_for(password: str, name: str) -> str:
    """The PIN somebody chose."""
    numbers = _digits(password, f"pin of {name}")
    while True:
        pin = "".join(str(next(numbers) % 10) for _ in range(rules.PIN_LENGTH))
        if rules.pin_fault(pin) is None:
            return pin


def add_inspectors(
    session: Session,
    organisations: Mapping[str, Organisation],
    *,
    authority_id: int,
    password: str,
    now: datetime,
) -> None:
    """The coordinator's inspectors, what is kept of them, and two visits: one with them, one with nobody yet."""
    coordinator, officer = (_staff(session, role, authority_id) for role in (Role.COORDINATOR, Role.QA_OFFICER))
    past = now - JOINED_BEFORE
    joined = [_join(session, each, coordinator, authority_id, past) for each in list_young_sign_ins(password)]
    inspectors.invite(session, authority_id=authority_id, actor=coordinator, now=now - timedelta(days=10))
    otter = YoungSignIn(code_for(password, "Otter"), "Otter", pin_for(password, "Otter"))
    gone = _join(session, otter, coordinator, authority_id, past)
    inspectors.leave(session, gone, actor=coordinator, now=now - timedelta(days=20))
    _look_after(session, joined[0], coordinator, now)
    homes = [home for organisation in organisations.values() for home in organisation.homes.values()][:2]
    _plan(session, homes, joined, coordinator, officer, authority_id, now)


def _staff(session: Session, role: Role, authority_id: int) -> Viewer:
    person = session.scalars(select(Person).where(Person.email == email_of(role))).one()
    return viewer_of(person, role, authority_id=authority_id)


def _join(session: Session, each: YoungSignIn, coordinator: Viewer, authority_id: int, now: datetime) -> Inspector:
    inspector, _ = inspectors.invite(session, authority_id=authority_id, actor=coordinator, now=now, code=each.code)
    inspectors.join(
        session,
        each.code,
        nickname=each.nickname,
        pin=each.pin,
        age_band="18-20",
        text=queries.newest_text(session, queries.JOINING),
        now=now + timedelta(days=1),
    )
    return inspector


def _look_after(session: Session, inspector: Inspector, coordinator: Viewer, now: datetime) -> None:
    """Part of the training, some hours, a thank-you and a bus fare."""
    day = clock.today(now - timedelta(days=14))
    parts = {part.slug for part in queries.training_parts()[:6]}
    inspectors.note_training(session, inspector, parts, actor=coordinator, now=now)
    inspectors.note_hours(session, inspector, rules.HoursKind.TRAINING, on=day, minutes=150, actor=coordinator, now=now)
    for kind, pounds in ((rules.PaymentKind.THANK_YOU, "25.00"), (rules.PaymentKind.EXPENSE, "4.60")):
        inspectors.note_payment(session, inspector, kind, on=day, pounds=Decimal(pounds), actor=coordinator, now=now)
    inspectors.write_contact(session, inspector, "Through the youth club, on Tuesdays.", actor=coordinator, now=now)


def _soon(now: datetime) -> datetime:
    """A usual hour within a day, so that whoever goes can see where."""
    today = clock.today(now)
    found = (clock.at_london(today + timedelta(days=days), hour) for days in (0, 1) for hour in HOURS)
    return max(each for each in found if each <= now + ALMOST_A_DAY)


def _plan(
    session: Session,
    homes: list[Home],
    joined: list[Inspector],
    coordinator: Viewer,
    officer: Viewer,
    authority_id: int,
    now: datetime,
) -> None:
    lead = session.get_one(Person, officer.person_id)
    # A pack may have one home only: then the visit that nobody goes on yet is left out.
    times = (_soon(now), clock.at_london(clock.today(now) + timedelta(days=6), time(14)))
    for home, starts_at, going in zip(homes, times, (joined, []), strict=False):
        visit = plan_visit(
            session,
            home,
            [lead],
            authority_id=authority_id,
            trigger=Trigger.PROGRAMME,
            is_announced=True,
            starts_at=starts_at,
            ends_at=starts_at + TWO_HOURS,
            actor=officer,
            now=now,
        )
        for inspector in going:
            inspectors.place(
                session,
                visit,
                inspector,
                travel="A taxi picks you up. It takes you home too.",
                company="Your coordinator goes with you. You stay together.",
                actor=coordinator,
                now=now,
            )
