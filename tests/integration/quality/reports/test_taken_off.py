"""An officer who is taken off a visit while they write keeps the words, and reads nothing of the visit's."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.quality import services
from portal.quality.actions import services as actions
from portal.quality.actions.models import ActionState
from portal.quality.models import Visit
from portal.quality.reports import queries
from portal.quality.reports import services as reports
from portal.quality.reports.rules import Written
from tests import factories
from tests.integration.quality.reports import made
from tests.integration.quality.reports.conftest import Cast
from tests.support.client import Client
from tests.support.pages import Form, words

BY_SCRIPT = {"Accept": "application/json"}
GIVEN_BACK = (
    "Sky Fir looks after this visit now, and you are not an officer of it: nothing was changed. What you wrote is "
    "still here. Copy it, and give it to them."
)
WORDS = "Words that took an hour,\nin two lines."


def hand_over(session: Session, visit: Visit, cast: Cast) -> None:
    """Somebody else looks after the visit from now on."""
    session.expire_all()
    services.hand_over(
        session, visit, cast.second, reason="Ill.", version=visit.version, actor=cast.officer, now=clock.now()
    )


def given_back(client: Client, forms: list[tuple[Form, dict[str, str]]]) -> list[list[str]]:
    """What each form answers with, under its label."""
    found = []
    for form, fields in forms:
        page = client.submit(form, fields)
        assert page.errors == [GIVEN_BACK] and page.title.startswith("Error: Sky Fir looks after this visit")
        assert WORDS in [item.text for item in page.all("p", "portal-lines")]
        found.append([words(item) for item in page.all("h3")])
    return found


def test_the_words_come_back_with_why(session: Session, client: Client, cast: Cast) -> None:
    visit = made.begun(session, cast.home, cast.lead, days_ago=1)
    address = f"/quality/visits/{visit.reference}/findings/strengths"
    client.sign_in(cast.lead)
    form = client.get(address).form()
    hand_over(session, visit, cast)
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
    assert page.errors == [GIVEN_BACK]
    answer = client.post(address, {"text": "A garden that is used."}, headers=BY_SCRIPT, expect=422)
    assert GIVEN_BACK.encode() in answer.body and b"Colleague" not in answer.body
    assert json.loads(answer.body)["final"] is True
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


def test_nothing_typed_into_a_draft_is_lost(session: Session, client: Client, cast: Cast) -> None:
    visit = made.drafted(session, cast.home, cast.lead)
    action = made.action(session, visit, cast.officer)
    base = f"/quality/visits/{visit.reference}"
    client.sign_in(cast.lead)
    day = {"due_on-day": "31", "due_on-month": "2", "due_on-year": "2027"}
    forms = [
        (client.get(f"{base}/report/sections/education").form(), {"judgement": "strong", "text": WORDS}),
        (client.get(f"{base}/report/sections/summary").form(), {"text": WORDS}),
        (client.get(f"{base}/actions/add").form(), {"text": WORDS, "owner": "Manager", **day}),
        (client.get(f"{base}/actions/{action.reference}/change").form(), {"text": WORDS, "owner": ""}),
    ]
    photograph = client.get(f"{base}/photographs/add").form()
    hand_over(session, visit, cast)
    assert given_back(client, forms) == [
        ["Judgement", "Text"],
        ["Text"],
        ["What is to change", "Who sees to it", "By when"],
        ["What is to change", "By when"],
    ]
    page = client.submit(photograph, caption="The kitchen, with its new table")
    assert page.errors == [GIVEN_BACK] and "The kitchen, with its new table" in page.text
    client.get(f"{base}/actions/add", expect=404)
    (same,) = made.visit_actions(session, visit)
    assert same.text == "Mend the garden fence."
    assert queries.get_section(made.report_of(session, visit), "summary").text == made.SUMMARY_TEXT


def test_no_reason_of_a_decision_is_lost(session: Session, client: Client, cast: Cast) -> None:
    visit = made.sent(session, cast.home, cast.lead)
    made.disputed(session, visit, cast.provider)
    base = f"/quality/visits/{visit.reference}"
    client.sign_in(cast.lead)
    longer = (client.get(f"{base}/report/more-time").form(), {"reason": WORDS})
    reports.say_done(session, visit, actor=cast.provider, now=clock.now())
    decide = (client.get(f"{base}/report/points/education").form(), {"outcome": "declined", "reason": WORDS})
    hand_over(session, visit, cast)
    assert given_back(client, [longer, decide]) == [["Why"], ["What do you decide?", "Why"]]
    point = queries.get_section(made.report_of(session, visit), "education").point
    assert point is not None and point.outcome is None


def test_no_reason_about_an_action_is_lost(session: Session, client: Client, cast: Cast) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    (action,) = made.visit_actions(session, visit)
    actions.send_evidence(session, visit, action, "Mended.", actor=cast.provider, now=clock.now())
    client.sign_in(cast.lead)
    address = f"/quality/visits/{visit.reference}/actions/{action.reference}"
    forms = [(client.get(f"{address}/{verb}").form(), {"reason": WORDS}) for verb in ("close", "send-back", "move")]
    forms.append((client.get(f"/quality/visits/{visit.reference}/report/share").form(), {"reason": WORDS}))
    hand_over(session, visit, cast)
    assert given_back(client, forms) == [["Why"], ["Why"], ["Why"], ["Why it needs the report"]]
    session.expire_all()
    assert action.state == ActionState.ANSWERED and not action.moves
