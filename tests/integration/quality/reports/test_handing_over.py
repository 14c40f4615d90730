"""Visits whose officers leave: who sees that nobody looks after them, who takes them over, and what is passed on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.db import database
from portal.quality import services
from portal.quality.actions import reminders
from portal.quality.actions import services as actions
from portal.quality.models import Visit, VisitState, VisitVisitor
from portal.quality.queries import unwritten
from portal.quality.reports import queries
from portal.quality.reports import services as reports
from portal.quality.reports.rules import Written, parse_content
from portal.quality.services import Refused, telling
from tests import factories
from tests.integration.quality import made as visits_made
from tests.integration.quality.planning import At, changed
from tests.integration.quality.reports import made
from tests.integration.quality.reports.conftest import Cast
from tests.support.client import Client
from tests.support.mail import Mailbox

REASON = "Casey Birch has left."


def leave(session: Session, person: Person, *, is_disabled: bool = False) -> None:
    """They work for the council no longer, or are no officer of it."""
    if is_disabled:
        person.disabled_at = clock.now()
    for grant in person.grants:
        grant.ended_at = clock.now()
    session.commit()


def hand_over(session: Session, visit: Visit, lead: Person, actor: Person) -> None:
    viewer = factories.viewer_of(session, actor)
    services.hand_over(session, visit, lead, reason=REASON, version=visit.version, actor=viewer, now=clock.now())


@pytest.mark.parametrize("is_disabled", [True, False])
def test_a_colleague_takes_over_what_an_officer_who_left_looked_after(
    session: Session, client: Client, cast: Cast, is_disabled: bool
) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    (action,) = made.visit_actions(session, visit)
    actions.send_evidence(session, visit, action, "Mended.", actor=cast.provider, now=clock.now())
    client.sign_in(cast.second)
    line = "Nobody looks after this visit: Kite House"
    assert line not in client.get("/today").text
    leave(session, cast.lead, is_disabled=is_disabled)
    today = client.get("/today")
    assert "look at what was done" not in today.text
    page = client.get(today.link(line))
    close = f"/quality/visits/{visit.reference}/actions/{action.reference}/close"
    client.get(close, expect=404)
    form = client.get(page.link("Hand it over"))
    assert "No longer an officer here: Casey Birch." in form.text
    assert client.submit(form.form(), lead=cast.second.reference).errors == ["Enter why the visit is handed over"]
    page = client.submit(form.form(), lead=cast.second.reference, reason=REASON)
    assert "The visit is handed over." in page.text
    assert "Visit handed over to another officer" in page.text
    assert "Who went Casey Birch" in page.text
    today = client.get("/today")
    assert line not in today.text and "Kite House: look at what was done (1)" in today.text
    client.submit(client.get(close).form(), reason="Seen.")
    session.expire_all()
    assert visit.state == VisitState.CLOSED
    assert "Hand it over" not in client.get(f"/quality/visits/{visit.reference}/").text
    with pytest.raises(Refused, match="Nothing is left to do"):
        hand_over(session, visit, factories.make_staff(session, Role.QA_OFFICER), cast.second)


def test_commissioners_see_that_nobody_looks_after_a_visit_and_do_not_hand_it_over(
    session: Session, client: Client, cast: Cast
) -> None:
    visit = made.drafted(session, cast.home, cast.lead)
    leave(session, cast.lead)
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER, name="Kim Oak"))
    page = client.get(client.get("/today").link("Nobody looks after this visit: Kite House"))
    assert "Hand it over" not in page.text
    client.get(f"/quality/visits/{visit.reference}/hand-over", expect=403)


def test_the_report_names_who_was_there_and_not_who_took_it_over(session: Session, cast: Cast) -> None:
    visit = made.sent(session, cast.home, cast.lead)
    for lead, actor in ((cast.second, cast.lead), (cast.lead, cast.second), (cast.second, cast.lead)):
        hand_over(session, visit, lead, actor)
    assert [each.person.name for each in visit.officers] == ["Sky Fir"]
    reports.say_done(session, visit, actor=cast.provider, now=clock.now())
    second = factories.viewer_of(session, cast.second)
    reports.finalise(session, visit, actor=second, now=clock.now())
    assert parse_content(made.report_of(session, visit).content)["officers"] == ["Casey Birch"]


def test_both_officers_hear_of_it_and_others_stay(session: Session, cast: Cast, mailbox: Mailbox) -> None:
    third = factories.make_staff(session, Role.QA_OFFICER, name="Rowan Ash")
    visit = made.drafted(session, cast.home, cast.lead, third)
    for person in (cast.lead, cast.second):
        assert not [each for each in mailbox.to(person.inbox) if "yours" in each.subject]
    hand_over(session, visit, cast.second, third)
    assert [each.person.name for each in visit.officers] == ["Sky Fir", "Rowan Ash"]
    assert mailbox.last(cast.second.inbox).subject == "A quality visit is yours now"
    assert mailbox.last(cast.lead.inbox).subject == "A quality visit of yours was handed over"
    with pytest.raises(Refused, match="Sky Fir leads this visit already"):
        hand_over(session, visit, cast.second, third)
    leave(session, cast.lead)
    with pytest.raises(Refused, match="quality assurance officer here now"):
        hand_over(session, visit, cast.lead, third)


def test_one_that_is_ahead_is_not_given_to_somebody_who_is_elsewhere(session: Session, cast: Cast) -> None:
    visit = visits_made.visit(session, cast.home, cast.lead)
    other = factories.make_home(session, cast.home.provider, name="Wren House")
    visits_made.visit(session, other, cast.second, starts_at=visit.starts_at)
    with pytest.raises(Refused, match="Sky Fir is on visit"):
        hand_over(session, visit, cast.second, cast.lead)


def test_one_that_was_not_made_yet_names_only_who_goes(session: Session, cast: Cast, mailbox: Mailbox) -> None:
    visit = visits_made.visit(session, cast.home, cast.lead)
    hand_over(session, visit, cast.second, cast.lead)
    assert [person.name for person in visit.who_went] == ["Sky Fir"]
    assert "Sky Fir" in mailbox.last(cast.admin.inbox).body


def test_evidence_that_nobody_reads_is_passed_to_the_commissioners_once(
    session: Session, client: Client, cast: Cast, mailbox: Mailbox, at: At
) -> None:
    commissioner = factories.make_staff(session, Role.COMMISSIONER, name="Kim Oak")
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    (action,) = made.visit_actions(session, visit)
    actions.send_evidence(session, visit, action, "Mended.", actor=cast.provider, now=clock.now())
    address = f"/quality/visits/{visit.reference}/actions/"
    noon = clock.london_midnight(clock.today(clock.now())) + timedelta(hours=12)
    at(noon + timedelta(days=9))
    session.commit()
    reminders.follow_actions(database())
    assert mailbox.to(commissioner.inbox) == []
    at(noon + timedelta(days=10))
    for _ in range(2):
        reminders.follow_actions(database())
    (letter,) = mailbox.to(commissioner.inbox)
    assert letter.subject == "Nobody has read what was done after a visit"
    assert "Kite" not in letter.body
    client.sign_in(commissioner)
    page = client.get(client.get("/today").link("Nobody has read what was done after visits (1)"))
    assert "1 action" in page.text and "With the officerPassed to commissioners" in page.text
    assert "Passed to commissioners" in client.get(address).text
    session.expire_all()
    actions.send_back(
        session,
        visit,
        action,
        reason="Which fence?",
        seen_version=action.version,
        actor=cast.officer,
        now=clock.now(),
    )
    assert "Nobody has read" not in client.get("/today").text
    assert "Passed to commissioners" not in client.get(address).text


def note_down(session: Session, visit: Visit, person: Person, text: str = "Warm rooms.") -> None:
    sheet, viewer = queries.get_sheet(session, visit, "strengths"), factories.viewer_of(session, person)
    finding = queries.find_finding(session, visit.id, "strengths")
    seen, written = finding.version if finding else 0, Written(text=text)
    reports.save_finding(session, visit, sheet, written, seen_version=seen, desk="a", actor=viewer, now=clock.now())


def give(session: Session, visit: Visit, *officers: Person, **changes: object) -> None:
    viewer = factories.viewer_of(session, officers[0])
    wanted = changed([*officers], visit, **changes)
    services.change_visit(session, visit, wanted, version=visit.version, actor=viewer, now=clock.now())


def went(session: Session, visit: Visit) -> list[str]:
    session.expire_all()
    return [person.name for person in visit.who_went]


@pytest.fixture
def morning(at: At) -> datetime:
    """Nine in the morning, three hours before a visit."""
    nine = clock.london_midnight(clock.today(clock.now())) + timedelta(hours=9)
    at(nine)
    return nine


def test_who_wrote_before_it_began_was_not_there(
    session: Session, client: Client, cast: Cast, mailbox: Mailbox, at: At, morning: datetime
) -> None:
    visit = visits_made.visit(session, cast.home, cast.lead, starts_at=morning + timedelta(hours=3))
    note_down(session, visit, cast.lead)
    hand_over(session, visit, cast.second, cast.lead)
    assert "Who comes: Sky Fir" in " ".join(mailbox.last(cast.admin.inbox).body.split())
    client.sign_in(cast.admin)
    assert "Who comes Sky Fir" in client.get(f"/provider/visits/{visit.reference}/").text
    third = factories.make_staff(session, Role.QA_OFFICER, name="Rowan Ash")
    give(session, visit, third)
    assert "Rowan Ash" in mailbox.last(cast.admin.inbox).body
    client.sign_in(third)
    assert "Who went" not in client.get(f"/quality/visits/{visit.reference}/").text
    at(morning + timedelta(hours=4))
    note_down(session, visit, third, "Warm rooms, and a dog.")
    assert went(session, visit) == ["Rowan Ash"]


def test_one_kept_by_mistake_is_told_by_its_officers_while_it_is_ahead(
    session: Session, cast: Cast, mailbox: Mailbox
) -> None:
    visit = visits_made.visit(session, cast.home, cast.lead)
    visit.visitors = [VisitVisitor(person=cast.lead, is_lead=True)]
    session.commit()
    give(session, visit, cast.second)
    assert "Sky Fir" in mailbox.last(cast.admin.inbox).body


def test_who_was_there_is_forgotten_when_the_visit_moves(
    session: Session, cast: Cast, at: At, morning: datetime
) -> None:
    visit = visits_made.visit(session, cast.home, cast.lead, starts_at=morning + timedelta(hours=1))
    at(morning + timedelta(hours=2))
    note_down(session, visit, cast.lead)
    hand_over(session, visit, cast.second, cast.lead)
    assert went(session, visit) == ["Casey Birch"]
    note_down(session, visit, cast.second, "")
    later = morning + timedelta(days=2)
    give(session, visit, cast.second, starts_at=later, ends_at=later + timedelta(hours=1))
    assert went(session, visit) == ["Sky Fir"]


@pytest.mark.parametrize("stays", [False, True])
def test_a_plan_that_is_changed_while_it_goes_on_keeps_who_was_there_and_adds_who_joins(
    session: Session, cast: Cast, mailbox: Mailbox, at: At, morning: datetime, stays: bool
) -> None:
    third = factories.make_staff(session, Role.QA_OFFICER, name="Rowan Ash")
    visit = visits_made.visit(session, cast.home, cast.lead, starts_at=morning + timedelta(hours=1))
    at(morning + timedelta(hours=2))
    note_down(session, visit, cast.lead)
    give(session, visit, *([cast.lead] if stays else []), cast.second)
    told = " ".join(mailbox.last(cast.admin.inbox).body.split())
    assert ("Who comes: Casey Birch and Sky Fir" if stays else "Who comes: Sky Fir and Casey Birch") in told
    give(session, visit, cast.second, third)
    assert went(session, visit) == ["Casey Birch", "Sky Fir", "Rowan Ash"]


def test_a_young_person_who_came_says_nothing_of_the_officers(
    session: Session, cast: Cast, at: At, morning: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lead is ill: it is handed over as it begins, and the other one went."""
    visit = visits_made.visit(session, cast.home, cast.lead, starts_at=morning + timedelta(hours=1))
    monkeypatch.setattr(unwritten, "witnesses", [lambda _session, _ids: [visit.id]])
    at(morning + timedelta(hours=1, minutes=5))
    hand_over(session, visit, cast.second, cast.lead)
    assert went(session, visit) == ["Sky Fir"]


def test_nobody_went_on_one_that_is_called_off(
    session: Session, client: Client, cast: Cast, at: At, morning: datetime
) -> None:
    visit = visits_made.visit(session, cast.home, cast.lead, starts_at=morning + timedelta(hours=1))
    at(morning + timedelta(hours=5))
    hand_over(session, visit, cast.second, cast.lead)
    viewer = factories.viewer_of(session, cast.second)
    services.cancel_visit(session, visit, version=visit.version, reason="Nobody went.", actor=viewer, now=clock.now())
    session.commit()
    assert visit.visitors == []


def test_one_that_is_over_and_unwritten_keeps_who_was_there(
    session: Session, client: Client, cast: Cast, at: At, morning: datetime
) -> None:
    visit = visits_made.visit(session, cast.home, cast.lead, starts_at=morning + timedelta(hours=1))
    at(morning + timedelta(hours=5))
    hand_over(session, visit, cast.second, cast.lead)
    assert went(session, visit) == ["Casey Birch"]
    client.sign_in(cast.admin)
    assert "Sky Fir" not in client.get(f"/provider/visits/{visit.reference}/").text


def test_of_two_hand_overs_the_second_sees_who_leads_it_now(session: Session, client: Client, cast: Cast) -> None:
    third = factories.make_staff(session, Role.QA_OFFICER, name="Rowan Ash")
    visit = made.drafted(session, cast.home, cast.lead)
    client.sign_in(cast.lead)
    form = client.get(f"/quality/visits/{visit.reference}/hand-over").form()
    client.submit(form, lead=cast.second.reference, reason=REASON)
    again = client.submit(form, lead=cast.second.reference, reason=REASON)
    assert again.errors == ["Sky Fir leads this visit already."]
    page = client.submit(form, lead=third.reference, reason=REASON)
    assert "Sky Fir leads it now" in page.errors[0] and "Officers now: Sky Fir." in page.text
    assert "The visit is handed over." in client.submit(page.form(), lead=third.reference, reason=REASON).text


def test_where_nobody_else_is_an_officer_it_says_so(session: Session, client: Client, cast: Cast) -> None:
    visit = made.drafted(session, cast.home, cast.lead)
    leave(session, cast.second)
    client.sign_in(cast.lead)
    page = client.get(f"/quality/visits/{visit.reference}/hand-over")
    assert "Nobody else is a quality assurance officer here now" in page.text
    assert "Who leads it from now on?" not in page.text


@pytest.mark.parametrize("is_plan", [True, False])
def test_whoever_goes_along_hears_of_another_lead(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch, is_plan: bool
) -> None:
    heard: list[telling.Done] = []
    listen = lambda _session, _visit, what, **_: heard.append(what)  # noqa: E731
    monkeypatch.setattr(telling, "listeners", [listen])
    visit = visits_made.visit(session, cast.home, cast.lead)
    if is_plan:
        give(session, visit, cast.second)
    else:
        hand_over(session, visit, cast.second, cast.lead)
    assert heard == [telling.Done.HANDED_OVER]
