"""The whole loop in pages: answered, moderated with its author, shared, answered by the home, told back, judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.voice.feedback import queries, rules, services
from portal.voice.feedback.models import FeedbackState
from portal.web.filters import format_date
from tests import factories
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import CANARY, SHOWN, WHY, WRITTEN, Desk
from tests.support.client import Client
from tests.support.grades import grade_of_page


def _answer_all(client: Client, start: str) -> None:
    """From the first page to the last: a mark, words, and everything else skipped."""
    page = client.submit(client.get(start).form("Start"))
    seen = 0
    while "/questions/" in page.path:
        seen += 1
        fields = {"mark": "3"} if page.path.endswith("wifi") else {}
        fields |= {"text": WRITTEN, "cards": ["More say"]} if page.path.endswith("could-be-better") else {}
        page = client.submit(page.form("Next"), fields, button="Next")
    assert seen == 15
    page = client.submit(page.form("Next"), agrees="yes")
    assert "Question" not in page.text and "3 out of 10: not much" in page.text and "Skipped" in page.text
    sent = client.submit(page.form("Send it"))
    assert "Thank you. We have it now." in sent.text


def test_the_whole_loop(new_client: Callable[[], Client], session: Session, desk: Desk, admin: Person) -> None:
    inspector, coordinator, home = new_client(), new_client(), new_client()
    mine = f"/inspect/visits/{desk.visit.reference}/feedback/"
    inspector.sign_in(desk.inspector)
    _answer_all(inspector, mine)
    feedback = queries.find_own(session, desk.visit.id, desk.inspector.id)
    assert feedback is not None and feedback.may_be_quoted

    coordinator.sign_in(desk.coordinator)
    entry = f"/voice/feedback/{feedback.reference}/"
    assert "Read what young people sent" in coordinator.get("/today").text
    page = coordinator.get(entry)
    assert WRITTEN in page.text and "Blue Heron" in page.text
    page = coordinator.submit(page.form("I have read all of it"))
    refused = coordinator.submit(page.form("Show it to the young person"))
    assert "Decide about every answer first." in refused.text
    form = coordinator.get(f"{entry}answers/could-be-better").form("Save")
    coordinator.submit(form, treatment="redacted", text=SHOWN, reason=WHY)
    page = coordinator.submit(coordinator.get(entry).form("Show it to the young person"))
    assert "The young person can look at it now." in page.text

    page = inspector.get(inspector.get(mine).link("Look at what staff will see"))
    assert SHOWN in page.text and WHY in page.text and WRITTEN not in page.text
    early = inspector.submit(page.form("Send my answer"))
    assert early.errors == ["Pick an answer for each change first."]
    page = inspector.submit(inspector.get(f"{mine}changes/could-be-better").form("Save"), verdict="agreed")
    assert "We know what you want now." in inspector.submit(page.form("Send my answer")).text

    page = coordinator.get(f"{entry}share")
    assert SHOWN in page.text and WRITTEN not in page.text
    assert "Shared with the home." in coordinator.submit(page.form("Share it")).text

    home.sign_in(admin)
    promised = clock.today(clock.now()) + timedelta(days=60)
    page = home.get(f"/provider/feedback/{feedback.reference}/")
    assert SHOWN in page.text and CANARY not in page.html and "Blue Heron" not in page.html
    for slug, response in (("wifi", "will"), ("could-be-better", "did")):
        form = home.get(f"/provider/feedback/{feedback.reference}/points/{slug}").form("Save this answer")
        day = _as_typed(promised) if response == "will" else {}
        page = home.submit(form, day, response=response, text=made.THE_HOME_SAYS)
    page = home.submit(page.form("Send your answers"))
    assert "Sent. The young person will read your answers." in page.text

    form = coordinator.get(f"{entry}plain/wifi").form("Save")
    page = coordinator.submit(form, text="You get new wifi.")
    page = coordinator.submit(page.form("Share the answers back"))
    page = inspector.get(inspector.get(mine).link("See what they said"))
    assert "You get new wifi." in page.text and f"We will do it by {format_date(promised)}" in page.text
    inspector.submit(inspector.get(f"{mine}enough").form("Save"), said="partly")
    page = inspector.submit(inspector.get(f"{mine}changed").form("Save"), said="yes")
    assert "Did it really change? You said: yes." in page.text
    session.refresh(feedback)
    assert (feedback.state, feedback.enough, feedback.changed) == (FeedbackState.SHARED_BACK, "partly", "yes")

    reader = new_client()
    reader.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    page = reader.get(f"/commissioning/feedback/{feedback.reference}/")
    assert "A young inspector" in page.text and "In part" in page.text and made.THE_HOME_SAYS in page.text


def test_who_judges_an_answer_knows_that_the_home_sees_it(client: Client, session: Session, desk: Desk) -> None:
    made.in_state(session, desk, FeedbackState.SHARED_BACK)
    session.commit()
    client.sign_in(desk.inspector)
    for judged in ("enough", "changed"):
        page = client.get(f"/inspect/visits/{desk.visit.reference}/feedback/{judged}")
        assert "Staff at the home will see what you pick." in page.text and grade_of_page(page) <= 5


def test_two_who_answer_for_a_home_see_both(client: Client, session: Session, desk: Desk, admin: Person) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED)
    session.commit()
    client.sign_in(admin)
    address = f"/provider/feedback/{told.reference}/points/wifi"
    first, second = (client.get(address).form("Save this answer") for _ in range(2))
    for _ in range(2):  # sent twice it is one
        assert client.submit(first, response="did", text="It is faster now.").errors == []
    page = client.submit(second, response="cannot", text="It costs too much.")
    assert page.errors == ["Somebody else answered this meanwhile. Look at their answer, then save what it should say."]
    assert "It is faster now." in page.text and page.form("Save this answer").values["text"] == ["It costs too much."]
    session.expire_all()
    assert queries.get_point(session, told.id, "wifi").response_text == "It is faster now."
    session.commit()
    page = client.submit(page.form("Save this answer"), text="")
    assert page.errors == ["Enter what was or will be done, or why it cannot"] and "It is faster now." in page.text
    assert client.submit(page.form("Save this answer"), text="It costs too much.").errors == []
    session.expire_all()
    assert queries.get_point(session, told.id, "wifi").response_text == "It costs too much."


def _as_typed(day: date) -> dict[str, str]:
    return {"by_on-day": str(day.day), "by_on-month": str(day.month), "by_on-year": str(day.year)}


def test_no_day_is_taken_that_is_years_away(client: Client, session: Session, desk: Desk, admin: Person) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED)
    session.commit()
    client.sign_in(admin)
    form = client.get(f"/provider/feedback/{told.reference}/points/wifi").form("Save this answer")
    last = rules.last_day_promised(clock.today(clock.now()))
    refused = client.submit(form, _as_typed(date(9999, 12, 31)), response="will", text="We will.")
    assert refused.errors == [
        f"The day by which you will do it must be {format_date(last)} or earlier: two years ahead is the longest."
    ]
    client.submit(form, _as_typed(last + timedelta(days=1)), response="will", text="We will.")
    session.expire_all()
    point = queries.get_point(session, told.id, "wifi")
    assert point.response is None
    session.commit()
    client.submit(form, _as_typed(last), response="will", text="We will.")
    session.expire_all()
    assert queries.get_point(session, told.id, "wifi").response_by_on == last


def test_finishing_early_saves_and_leads_to_the_end(client: Client, desk: Desk) -> None:
    client.sign_in(desk.inspector)
    page = client.submit(client.get(f"/inspect/visits/{desk.visit.reference}/feedback/").form("Start"))
    page = client.submit(page.form("Next"), mark="10", button="Finish now")
    page = client.submit(page.form("Next"))
    assert page.h1 == "Check what you said" and "10 out of 10: yes, a lot" in page.text


def test_coming_back_goes_on_where_one_stopped(client: Client, session: Session, desk: Desk) -> None:
    made.draft(session, desk, {"welcoming": made.STANDARD["welcoming"]})
    client.sign_in(desk.inspector)
    page = client.get(f"/inspect/visits/{desk.visit.reference}/feedback/")
    assert client.get(page.link("Go on")).h1 == "It feels like a real home."


def test_an_answer_can_be_changed_until_it_is_sent(client: Client, session: Session, desk: Desk) -> None:
    made.draft(session, desk)
    client.sign_in(desk.inspector)
    address = f"/inspect/visits/{desk.visit.reference}/feedback"
    page = client.get(f"{address}/questions/wifi")
    assert page.form("Next").values["mark"] == ["2"]
    client.submit(page.form("Next"), mark="8", button="Next")
    assert "8 out of 10: yes, mostly" in client.get(f"{address}/check").text
    client.submit(client.get(f"{address}/check").form("Send it"))
    late = client.post(f"{address}/questions/wifi", {"mark": "0"})
    assert "You have sent this. You can no longer change it." in late.text and "0 out of 10" in late.text
    assert made.answer_of(session, queries.find_own(session, desk.visit.id, desk.inspector.id), "wifi").value == 8


def test_nothing_said_cannot_be_sent(client: Client, session: Session, desk: Desk) -> None:
    made.draft(session, desk, {})
    client.sign_in(desk.inspector)
    page = client.get(f"/inspect/visits/{desk.visit.reference}/feedback/check")
    assert client.submit(page.form("Send it")).errors == ["Answer one question or more. Then you can send it."]


def test_words_of_harm_are_met_at_once_and_flag_the_entry(
    new_client: Callable[[], Client], session: Session, desk: Desk
) -> None:
    made.draft(session, desk, {"not-so-well": made.Given(text="He said he was scarred of the staff, they hitt him")})
    inspector, coordinator = new_client(), new_client()
    inspector.sign_in(desk.inspector)
    page = inspector.get(f"/inspect/visits/{desk.visit.reference}/feedback/check")
    assert "Are you or someone else not safe?" in page.text and "0800 1111" in page.text
    inspector.submit(page.form("Send it"))
    coordinator.sign_in(desk.coordinator)
    assert "May speak of harm" in coordinator.get("/voice/feedback/").text
    assert (
        "May be about fear" in coordinator.get(coordinator.get("/voice/feedback/").link(_reference(session, desk))).text
    )


def test_an_objection_that_speaks_of_harm_is_met_at_once_and_flags_the_entry(
    new_client: Callable[[], Client], session: Session, desk: Desk
) -> None:
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    session.commit()
    inspector, coordinator = new_client(), new_client()
    coordinator.sign_in(desk.coordinator)
    assert "May speak of harm" not in coordinator.get("/voice/feedback/").text
    inspector.sign_in(desk.inspector)
    mine = f"/inspect/visits/{desk.visit.reference}/feedback/changes/"
    form = inspector.get(f"{mine}could-be-better").form("Save")
    page = inspector.submit(form, verdict="objected", objection="I said so because he hits me")
    assert page.path == mine and "Are you or someone else not safe?" in page.text and "0800 1111" in page.text
    assert grade_of_page(page) <= 5
    assert "May speak of harm" in coordinator.get("/voice/feedback/").text
    assert "May be about violence" in coordinator.get(f"/voice/feedback/{told.reference}/").text


def test_a_yes_counts_only_for_what_was_seen(new_client: Callable[[], Client], session: Session, desk: Desk) -> None:
    """The coordinator takes it back, changes the words and shows them again, while the old pages lie open."""
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    session.commit()
    phone = new_client()
    phone.sign_in(desk.inspector)
    mine = f"/inspect/visits/{desk.visit.reference}/feedback/changes/"
    one, whole = phone.get(f"{mine}could-be-better").form("Save"), phone.get(mine).form("Send my answer")
    services.take_back(session, told, actor=desk.moderator, now=clock.now())
    made.redact(session, desk, told, text="It was a lovely garden.")
    services.propose(session, told, actor=desk.moderator, now=clock.now())
    session.commit()
    page = phone.submit(one, verdict="agreed")
    assert page.errors == ["This was changed. Look at it again."] and "It was a lovely garden." in page.text
    assert "verdict" not in page.form("Save").values
    assert phone.submit(whole).errors == ["This was changed. Look at it again."]
    phone.submit(phone.get(f"{mine}could-be-better").form("Save"), verdict="agreed")
    assert phone.submit(whole).errors == ["This was changed. Look at it again."]
    assert "We know what you want now." in phone.submit(phone.get(mine).form("Send my answer")).text


def _reference(session: Session, desk: Desk) -> str:
    found = queries.find_own(session, desk.visit.id, desk.inspector.id)
    assert found is not None
    return found.reference
