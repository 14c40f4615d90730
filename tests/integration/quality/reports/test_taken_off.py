"""An officer who is taken off a visit while they write keeps the words, and reads nothing of the visit's."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.quality import services
from portal.quality.reports import queries
from portal.quality.reports import services as reports
from portal.quality.reports.rules import Written
from tests import factories
from tests.integration.quality.reports import made
from tests.integration.quality.reports.conftest import Cast
from tests.support.client import Client

BY_SCRIPT = {"Accept": "application/json"}


def test_the_words_come_back_with_why(session: Session, client: Client, cast: Cast) -> None:
    visit = made.begun(session, cast.home, cast.lead, days_ago=1)
    address = f"/quality/visits/{visit.reference}/findings/strengths"
    client.sign_in(cast.lead)
    form = client.get(address).form()
    services.hand_over(
        session, visit, cast.second, reason="Ill.", version=visit.version, actor=cast.officer, now=clock.now()
    )
    theirs = Written(text="Colleague’s words.")
    reports.save_finding(
        session,
        visit,
        queries.get_sheet(session, visit, "strengths"),
        theirs,
        seen_version=0,
        desk="b",
        actor=factories.viewer_of(session, cast.second),
        now=clock.now(),
    )
    page = client.submit(form, text="A garden that is used.")
    assert "A garden that is used." in page.text
    assert "Colleague’s words." not in page.text
    assert page.errors[0].startswith("You are not an officer of this visit, so nothing of this is saved")
    answer = client.post(address, {"text": "A garden that is used."}, headers=BY_SCRIPT, expect=422)
    assert b"You are not an officer of this visit" in answer.body and b"Colleague" not in answer.body
    session.expire_all()
    assert queries.list_written(session, visit.id)["strengths"] == theirs
    client.get(address, expect=404)


def test_another_authoritys_visit_and_a_sheet_that_is_none_are_missing(
    session: Session, client: Client, cast: Cast
) -> None:
    visit = made.begun(session, cast.home, cast.lead, days_ago=1)
    address = f"/quality/visits/{visit.reference}/findings"
    elsewhere = factories.make_other_authority(session)
    client.sign_in(cast.second)
    client.post(f"{address}/weather", {"text": "Rain."}, expect=404)
    stranger = factories.make_staff(session, Role.QA_OFFICER, name="Max Yew", authority=elsewhere)
    client.sign_in(stranger)
    client.post(f"{address}/strengths", {"text": "Mine."}, expect=404)
