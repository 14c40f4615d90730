"""The record of events as each role reads it, its filter, and its check, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal import db, events
from portal.access import Role
from portal.audit import queries
from portal.audit.queries import Wanted
from portal.audit.rules import Reach
from portal.events import NamedActor
from tests import factories
from tests.conftest import Queries
from tests.support.client import Client
from tests.support.pages import Page

Counting = Callable[[], AbstractContextManager[Queries]]
EVENING = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)


@db.verb
def happen(
    session: Session,
    verb: str,
    about: str,
    actor: str,
    now: datetime = EVENING,
    provider: str | None = None,
    detail: Mapping[str, object] = MappingProxyType({"places": 4, "is_late": True}),
) -> None:
    events.record(session, verb, ("home", about), actor=NamedActor(actor), now=now, provider=provider, detail=detail)


def abouts(page: Page) -> list[str]:
    """The references that the shown events are about, newest first; signing in is left out."""
    return [row[3].removeprefix("Home") for row in page.rows[1:] if row[3].startswith("Home")]


def test_what_is_told_in_confidence_and_who_the_young_are_is_nobodys_to_read_here(
    session: Session, client: Client
) -> None:
    young = factories.make_inspector(session, nickname="Maple").person
    events.record(
        session, "voice.disclosure_told", ("disclosure", "SG-TOLD"), actor=events.YOUNG_PERSON, now=MIDNIGHT, detail={}
    )
    happen(session, "voice.feedback_sent", "FB-SENT", young.reference, MIDNIGHT)
    session.commit()
    for role in (Role.AUDITOR, Role.PUBLISHER, Role.PORTAL_ADMIN):
        client.sign_in(factories.make_staff(session, role))
        page = client.get("/audit/events")
        (sent,) = [row for row in page.rows[1:] if row[2].startswith("Feedback sent")]
        assert (*sent[:2], sent[3]) == ("3 March 2026", "Young inspector", "Home")
        assert "SG-TOLD" not in page.text
        assert abouts(client.get(f"/audit/events?who={young.reference}")) == []


def test_whoever_reads_the_whole_record_cannot_tell_one_young_inspector_or_entry_from_another(
    session: Session, client: Client
) -> None:
    """Two on one visit, each with an entry: every event of theirs reads alike, and its place says no time."""
    coordinator = factories.make_staff(session, Role.COORDINATOR, name="Jo Hazel")
    pair = [factories.make_inspector(session, nickname=name).person for name in ("Maple", "Rowan")]
    for number, young in enumerate(pair, 1):
        by = {"YI": NamedActor(coordinator.reference), "FB": young}
        for prefix, kind, verb in (("YI", "inspector", "visit_given"), ("FB", "feedback", "feedback_sent")):
            events.record(
                session,
                f"voice.{verb}",
                (kind, f"{prefix}-NMBR{number}"),
                actor=by[prefix],
                now=MIDNIGHT + number * timedelta(minutes=5),
                detail={"visit": "QV-THRS", "answers": 10 + number},
            )
        events.record(session, "accounts.signed_in", ("person", young.reference), actor=young, now=MIDNIGHT, detail={})
        happen(session, "homes.changed", f"HM-BTW{number}", "system", MIDNIGHT)
    resident = {"actor": events.YOUNG_PERSON, "now": MIDNIGHT, "detail": {"answers": 7}}
    events.record(session, "voice.feedback_sent", ("feedback", "FB-CARD"), **resident)
    session.commit()
    for role in (Role.AUDITOR, Role.PUBLISHER, Role.PORTAL_ADMIN):
        client.sign_in(factories.make_staff(session, role))
        page = client.get("/audit/events")
        rows = [row for row in page.rows[1:] if row[0].startswith("3 March 2026")]
        sent, given = "Feedback sentvoice.feedback_sent", "Young inspector put on a visitvoice.visit_given"
        assert [row[3] for row in rows[:2]] == ["HomeHM-BTW2", "HomeHM-BTW1"]
        assert rows[2:] == [
            *[["3 March 2026", "Young inspector", "Signed inaccounts.signed_in", "Person"]] * 2,
            ["3 March 2026", "A young personyoung_person", sent, "Feedback"],
            *[["3 March 2026", "Young inspector", sent, "Feedback"]] * 2,
            *[["3 March 2026", f"Jo Hazel{coordinator.reference}", given, "Inspector"]] * 2,
        ]
        for secret in ("YI-NMBR1", "FB-NMBR1", "FB-CARD", "QV-THRS", *(young.reference for young in pair)):
            assert secret not in page.text
            assert "Nothing matches these filters" in client.get(f"/audit/events?what={secret}").text
    client.sign_in(coordinator)
    own = client.get("/audit/events")
    about = [row[3] for row in own.rows[1:] if row[3].startswith("Inspector")]
    assert about == ["InspectorYI-NMBR2", "InspectorYI-NMBR1"]
    assert events.verify(session, key=session.info["events_key"]).broken_at is None


def test_the_auditor_reads_everything_and_filters_it(session: Session, client: Client) -> None:
    commissioner = factories.make_staff(session, Role.COMMISSIONER)
    happen(session, "homes.added", "HM-FRST", commissioner.reference)
    happen(session, "returns.entry_accepted", "HM-SCND", commissioner.reference, MIDNIGHT)
    happen(session, "homes.closed", "HM-THRD", "system", MIDNIGHT)
    client.sign_in(factories.make_staff(session, Role.AUDITOR))
    page = client.get("/audit/events")
    assert abouts(page) == ["HM-THRD", "HM-SCND", "HM-FRST"]
    assert "places: 4, is late: yes" not in page.text.split("HM-FRST")[1]
    assert "Home addedhomes.added; is late: yes, places: 4" in page.text
    assert commissioner.name in page.text
    assert "The portal" in page.text
    assert abouts(client.get("/audit/events?area=homes")) == ["HM-THRD", "HM-FRST"]
    assert abouts(client.get("/audit/events?what=HM-SCND")) == ["HM-SCND"]
    assert abouts(client.get(f"/audit/events?who={commissioner.reference.lower()}")) == ["HM-SCND", "HM-FRST"]
    first = "first_on-day=3&first_on-month=3&first_on-year=2026"
    last = "last_on-day=2&last_on-month=3&last_on-year=2026"
    assert abouts(client.get(f"/audit/events?{first}")) == ["HM-THRD", "HM-SCND"]
    assert abouts(client.get(f"/audit/events?{last}")) == ["HM-FRST"]
    assert "Nothing matches these filters" in client.get("/audit/events?what=HM-NNNN").text


def test_days_and_months_of_an_event_are_written_as_everywhere(session: Session, client: Client) -> None:
    detail = {"from_on": date(2026, 5, 6), "month": "2026-11", "until_at": EVENING.isoformat(), "lot": "LT-9K3M"}
    happen(session, "homes.added", "HM-FRST", "system", detail=detail)
    client.sign_in(factories.make_staff(session, Role.AUDITOR))
    told = client.get("/audit/events").text
    assert "from: 6 May 2026, lot: LT-9K3M, month: November 2026, until: 2 March 2026, 11:30pm" in told


def test_a_date_that_cannot_be_read_says_so_and_filters_nothing(session: Session, client: Client) -> None:
    happen(session, "homes.added", "HM-FRST", "system")
    client.sign_in(factories.make_staff(session, Role.AUDITOR))
    page = client.get("/audit/events?first_on-day=31&first_on-month=2&first_on-year=2026")
    assert page.errors
    assert abouts(page) == ["HM-FRST"]


def test_everybody_else_reads_what_is_theirs(session: Session, client: Client) -> None:
    provider, other = factories.make_provider(session), factories.make_provider(session, "Dunes Care")
    admin = factories.make_provider_person(session, provider)
    member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER)
    commissioner = factories.make_staff(session, Role.COMMISSIONER)
    happen(session, "returns.entry_submitted", "HM-MMBR", member.reference, provider=provider.reference)
    happen(session, "returns.entry_accepted", "HM-CMMS", commissioner.reference, provider=provider.reference)
    happen(session, "returns.entry_accepted", "HM-THRS", commissioner.reference, provider=other.reference)
    reads = {
        admin: ["HM-CMMS", "HM-MMBR"],
        member: ["HM-MMBR"],
        commissioner: ["HM-THRS", "HM-CMMS"],
        factories.make_staff(session, Role.QA_OFFICER): [],
        factories.make_staff(session, Role.PUBLISHER): ["HM-THRS", "HM-CMMS", "HM-MMBR"],
        factories.make_staff(session, Role.PORTAL_ADMIN): ["HM-THRS", "HM-CMMS", "HM-MMBR"],
    }
    for person, wanted in reads.items():
        client.sign_in(person)
        page = client.get("/audit/events")
        assert abouts(page) == wanted
        assert ("returns.entry_" in page.text) == (len(wanted) == 3), "the words of programmers are for whole records"
        client.get(client.get("/account").link("See what is recorded about your work"))
        client.sign_out()


def test_an_organisation_reads_the_names_of_its_own_people_only(session: Session, client: Client) -> None:
    provider = factories.make_provider(session)
    admin = factories.make_provider_person(session, provider, name="Drew Elder")
    commissioner = factories.make_staff(session, Role.COMMISSIONER, name="Casey Birch")
    for about, actor in (("HM-FRST", admin.reference), ("HM-SCND", commissioner.reference), ("HM-THRD", "system")):
        happen(session, "homes.changed", about, actor, provider=provider.reference)
    secrets = ("Casey Birch", commissioner.reference)
    client.sign_in(admin)
    page = client.get("/audit/events")
    assert [row[1] for row in page.rows[1:4]] == ["The portal", "The council", f"Drew Elder{admin.reference}"]
    assert not [secret for secret in secrets if secret in page.text]
    assert abouts(client.get("/audit/events?who=Drew")) == ["HM-FRST"]
    assert abouts(client.get("/audit/events?who=Casey")) == [], "a name that is not shown cannot be searched for"


def test_the_portal_admin_reads_that_things_happened_not_what_they_say(session: Session, client: Client) -> None:
    happen(session, "homes.added", "HM-FRST", "system")
    client.sign_in(factories.make_staff(session, Role.PORTAL_ADMIN))
    page = client.get("/audit/events")
    assert abouts(page) == ["HM-FRST"]
    assert "places: 4" not in page.text


def test_a_long_record_is_paged_with_a_constant_number_of_queries(
    session: Session, client: Client, count_queries: Counting
) -> None:
    client.sign_in(factories.make_staff(session, Role.AUDITOR))
    happen(session, "homes.added", "HM-FRST", "system")
    client.get("/audit/events")
    with count_queries() as few:
        client.get("/audit/events")
    for _ in range(60):
        happen(session, "homes.added", "HM-MRTH", "system")
    with count_queries() as many:
        client.get("/audit/events")
    assert many.count == few.count
    assert "HM-FRST" in abouts(client.get("/audit/events?page=2"))


def test_the_auditor_checks_the_chain_and_learns_where_it_was_broken(session: Session, client: Client) -> None:
    for about in ("HM-FRST", "HM-SCND"):
        happen(session, "homes.added", about, "system")
    client.sign_in(factories.make_staff(session, Role.AUDITOR))
    page = client.get("/audit/verify")
    assert "The record is intact" in page.text
    head = events.verify(session, key=session.info["events_key"]).head
    session.rollback()
    assert head in page.text
    assert "The record is intact" in client.submit(page.form("Check again"), head=head).text
    assert "the exported head is not in the chain" in client.get(f"/audit/verify?head={'0' * 64}").text
    assert client.get("/audit/verify?head=short").errors
    broken = session.scalar(text("select sequence from event where subject_reference = 'HM-SCND'"))
    session.execute(text("update event set detail = '{}' where subject_reference = 'HM-SCND'"))
    session.commit()
    assert f"The check stopped at event {broken}: its content was changed" in client.get("/audit/verify").text


def test_what_is_told_in_confidence_or_by_the_young_counts_nowhere_for_the_auditor(
    session: Session, client: Client
) -> None:
    young, since = factories.make_inspector(session, nickname="Maple").person, EVENING - timedelta(minutes=5)
    happen(session, "homes.added", "HM-FRST", "system")
    client.sign_in(factories.make_staff(session, Role.AUDITOR))
    client.get("/audit/verify")
    before = queries.find_since(session, since, besides="")
    session.rollback()
    later = datetime(2030, 1, 1, tzinfo=UTC)
    told = ("disclosure", "SG-TOLD")
    events.record(session, "voice.disclosure_told", told, actor=events.YOUNG_PERSON, now=later, detail={})
    events.record(session, "voice.feedback_sent", ("feedback", "FB-SENT"), actor=young, now=later, detail={})
    session.commit()
    assert queries.find_since(session, since, besides="") == before
    session.rollback()
    page = client.get("/audit/verify").text
    assert "The record is intact" in page
    assert "Events" not in page.partition("The record is intact")[2].partition("Head")[0]


def test_the_order_of_the_young_is_the_same_through_every_page_and_not_that_of_time(session: Session) -> None:
    pair = [factories.make_inspector(session, nickname=name).person for name in ("Maple", "Rowan")]
    told = []
    for number in range(12):
        at = datetime(2031, 5, 1 + number // 6, 12, number, tzinfo=UTC)
        happen(session, "homes.added", f"HM-{number}", "system", at)
        told.append(f"FB-{number}")
        verb = ("voice.feedback_sent", "voice.visit_given")[number % 2]
        events.record(session, verb, ("feedback", told[-1]), actor=pair[number // 2 % 2], now=at, detail={})
        session.commit()
    wanted = Wanted(first_on=date(2031, 5, 1))

    def cut(size: int) -> list[str]:
        return [
            line.event.subject_reference
            for start in range(0, 24, size)
            for line in queries.list_events(session, Reach(), wanted, limit=size, offset=start)
        ]

    whole = cut(24)
    assert all(cut(size) == whole for size in range(1, 24))
    assert sorted(whole[6:12]) == sorted(told[6:])
    assert sorted(whole[18:]) == sorted(told[:6])
    assert whole[:6] == [f"HM-{number}" for number in range(11, 5, -1)]
    assert whole[12:18] == [f"HM-{number}" for number in range(5, -1, -1)]
    assert {int(each.removeprefix("FB-")) % 2 for each in whole[6:9]} == {0}
    assert whole[6:12] != told[:5:-1]
    session.rollback()
