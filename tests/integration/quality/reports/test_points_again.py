"""A point that the provider changes after it was decided: nothing that was decided about other words stands."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock, events
from portal.quality.models import Visit
from portal.quality.reports import queries, services
from portal.quality.reports.models import Answer, Judgement, Outcome
from portal.quality.reports.rules import parse_content
from portal.quality.reports.services import Refused
from portal.quality.reports.services.accuracy import CHANGED, DECIDED
from portal.quality.reports.shown import accuracy_words
from tests.integration.quality.planning import At
from tests.integration.quality.reports import made
from tests.integration.quality.reports.conftest import Cast
from tests.support.client import Client

NEW_WORDS = "Two children started college in May."
MENDED = "One child started college in May."


def decide(session: Session, visit: Visit, cast: Cast, outcome: Outcome) -> None:
    reason = "The college says so."
    part = queries.get_section(made.report_of(session, visit), "education")
    assert part.point is not None
    services.decide_point(
        session, visit, "education", outcome=outcome, reason=reason, actor=cast.officer, now=clock.now(),
        seen_version=part.point.version, seen_section=part.version,
    )  # fmt: skip


def mend(
    session: Session, visit: Visit, cast: Cast, text: str = MENDED, judgement: Judgement = Judgement.STRONG
) -> None:
    part = queries.get_section(made.report_of(session, visit), "education")
    services.save_section(
        session, visit, "education", judgement=judgement, text=text, seen_version=part.version, actor=cast.officer,
        now=clock.now(),
    )  # fmt: skip


def say(session: Session, visit: Visit, cast: Cast, answer: Answer, text: str = "") -> None:
    services.save_point(
        session, visit, "education", answer=answer, text=text, seen_version=2, actor=cast.provider, now=clock.now()
    )


def decided(session: Session, cast: Cast, at: At, outcome: Outcome) -> Visit:
    """A point that was decided once the time was over; then the provider got longer."""
    visit = made.sent(session, cast.home, cast.lead)
    made.disputed(session, visit, cast.provider)
    at(clock.now() + timedelta(days=12))
    decide(session, visit, cast, outcome)
    if outcome is Outcome.ACCEPTED:
        mend(session, visit, cast)
    until = clock.today(clock.now()) + timedelta(days=5)
    services.extend_window(session, visit, until=until, reason="A holiday.", actor=cast.officer, now=clock.now())
    return visit


def test_new_words_are_decided_anew(session: Session, client: Client, cast: Cast, at: At) -> None:
    visit = decided(session, cast, at, Outcome.DECLINED)
    client.sign_in(cast.admin)
    own = f"/provider/visits/{visit.reference}/"
    answer = client.get(client.get(own).link("Change your answer about Education"))
    page = client.submit(answer.form(), answer="not_accurate", text=NEW_WORDS)
    assert "Decided before: declined. The answer has changed since, so it is open again." in page.text
    assert "The college says so." not in page.text
    at(clock.now() + timedelta(days=7))
    client.sign_in(cast.lead)
    assert "Kite House: decide about the provider’s points (1)" in client.get("/today").text
    report = f"/quality/visits/{visit.reference}/report/"
    finalise = client.get(f"{report}finalise")
    assert client.submit(finalise.form()).errors == ["Decide first about what the provider says of: Education."]
    decision = client.get(client.get(report).link("Decide about Education"))
    assert "Decided before: declined" in decision.text
    assert NEW_WORDS in decision.text
    assert "Accept, and it stays as it was mended" not in decision.text
    client.submit(decision.form(), outcome="declined", reason="The register says otherwise.")
    assert "Unchanged since" in client.submit(finalise.form()).text
    found = events.list_events(session, ("visit", visit.reference), limit=50)
    reopened = next(event for event in found if event.verb == "quality.point_reopened")
    assert json.loads(reopened.detail) == {"section": "education", "was": "declined"}


def test_the_officer_is_told_that_the_text_was_mended_for_other_words(
    session: Session, client: Client, cast: Cast, at: At
) -> None:
    visit = decided(session, cast, at, Outcome.ACCEPTED)
    say(session, visit, cast, Answer.NOT_ACCURATE, NEW_WORDS)
    services.say_done(session, visit, actor=cast.provider, now=clock.now())
    client.sign_in(cast.lead)
    decision = client.get(f"/quality/visits/{visit.reference}/report/points/education")
    assert "Decided before: accepted" in decision.text
    assert "The text was mended already." in decision.text
    client.sign_out()
    client.sign_in(cast.admin)
    assert "mended already" not in client.get(f"/provider/visits/{visit.reference}/").text


@pytest.mark.parametrize(
    ("outcome", "text", "counted"), [(Outcome.ACCEPTED, MENDED, 0), (Outcome.DECLINED, made.EVIDENCE, 0)]
)
def test_a_text_mended_for_a_point_that_was_taken_back_is_decided(
    session: Session, client: Client, cast: Cast, at: At, outcome: Outcome, text: str, counted: int
) -> None:
    visit = decided(session, cast, at, Outcome.ACCEPTED)
    say(session, visit, cast, Answer.ACCURATE)
    services.say_done(session, visit, actor=cast.provider, now=clock.now())
    with pytest.raises(Refused, match="Decide first about what the provider says of: Education"):
        services.finalise(session, visit, actor=cast.officer, now=clock.now())
    client.sign_in(cast.lead)
    assert "decide about the provider’s points (1)" in client.get("/today").text
    page = client.get(client.get(f"/quality/visits/{visit.reference}/report/").link("Decide about Education"))
    assert "that decision stands no longer" in page.text
    client.submit(page.form(), outcome=outcome.value, reason="The college says so.")
    services.finalise(session, visit, actor=cast.officer, now=clock.now())
    content = parse_content(made.report_of(session, visit).content)
    assert next(each["text"] for each in content["sections"] if each["slug"] == "education") == text
    assert content["accuracy"]["accepted"] + content["accuracy"]["declined"] == counted


def test_the_same_said_again_changes_nothing(session: Session, cast: Cast, at: At) -> None:
    visit = decided(session, cast, at, Outcome.DECLINED)
    say(session, visit, cast, Answer.NOT_ACCURATE, "One child started college in May.")
    point = queries.get_section(made.report_of(session, visit), "education").point
    assert point is not None
    assert (point.outcome, point.decided_before, point.version) == (Outcome.DECLINED, None, 2)


def test_a_decision_about_words_nobody_read_is_refused(session: Session, client: Client, cast: Cast, at: At) -> None:
    visit = decided(session, cast, at, Outcome.DECLINED)
    client.sign_in(cast.lead)
    decision = client.get(f"/quality/visits/{visit.reference}/report/points/education")
    say(session, visit, cast, Answer.NOT_ACCURATE, NEW_WORDS)
    services.say_done(session, visit, actor=cast.provider, now=clock.now())
    page = client.submit(decision.form(), outcome="declined", reason="No.")
    assert page.errors == [CHANGED]
    assert NEW_WORDS in page.text
    client.submit(page.form(), outcome="declined", reason="No.")
    point = queries.get_section(made.report_of(session, visit), "education").point
    assert point is not None
    assert point.outcome == Outcome.DECLINED


def test_a_decision_from_an_old_page_does_not_undo_a_colleague_s(
    session: Session, client: Client, cast: Cast, at: At
) -> None:
    visit = made.sent(session, cast.home, cast.lead, cast.second)
    made.disputed(session, visit, cast.provider)
    services.say_done(session, visit, actor=cast.provider, now=clock.now())
    client.sign_in(cast.second)
    old = client.get(f"/quality/visits/{visit.reference}/report/points/education")
    decide(session, visit, cast, Outcome.ACCEPTED)
    after_decision = client.submit(old.form(), outcome="declined", reason="No.")
    assert after_decision.errors == [DECIDED]
    assert "Now: Accepted" in after_decision.text and "Now: The college says so." in after_decision.text
    mend(session, visit, cast)
    page = client.submit(after_decision.form(), outcome="declined", reason="No.")
    assert page.errors == [DECIDED]
    assert MENDED in page.text and "Education, as it was sent" in page.text
    part = queries.get_section(made.report_of(session, visit), "education")
    assert part.point is not None
    assert (part.text, part.point.outcome, part.point.reason) == (MENDED, Outcome.ACCEPTED, "The college says so.")
    client.submit(page.form(), outcome="declined", reason="No.")
    part = queries.get_section(made.report_of(session, visit), "education")
    assert part.text == made.EVIDENCE
    assert "The point is declined." in client.submit(page.form(), outcome="declined", reason="No.").text


def test_an_accepted_text_that_is_put_back_for_a_point_taken_back_can_be_final(
    session: Session, client: Client, cast: Cast, at: At
) -> None:
    visit = decided(session, cast, at, Outcome.ACCEPTED)
    say(session, visit, cast, Answer.ACCURATE)
    services.say_done(session, visit, actor=cast.provider, now=clock.now())
    decide(session, visit, cast, Outcome.ACCEPTED)
    mend(session, visit, cast, made.EVIDENCE, Judgement.GOOD)
    client.sign_in(cast.lead)
    report = client.get(f"/quality/visits/{visit.reference}/report/")
    assert report.link("Decide again about Education") and report.link("Mend the text of Education")
    finalise = client.get(f"/quality/visits/{visit.reference}/report/finalise")
    assert "The report is final." in client.submit(finalise.form()).text
    accuracy = parse_content(made.report_of(session, visit).content)["accuracy"]
    assert (accuracy["accurate"], accuracy["mended"]) == (1, 0)


def test_a_text_that_was_put_back_for_a_point_taken_back_is_decided_about_no_more(
    session: Session, client: Client, cast: Cast, at: At
) -> None:
    visit = decided(session, cast, at, Outcome.ACCEPTED)
    say(session, visit, cast, Answer.ACCURATE)
    services.say_done(session, visit, actor=cast.provider, now=clock.now())
    client.sign_in(cast.lead)
    page = client.get(f"/quality/visits/{visit.reference}/report/points/education")
    report = client.submit(page.form(), outcome="declined", reason="It read right before.")
    assert "The text is as it was sent." in report.text
    assert "Decide again about Education" not in report.text
    again = client.submit(page.form(), outcome="accepted", reason="The college says so.")
    assert again.errors == ["The provider made no point about this section."]


def test_a_text_whose_point_was_taken_back_is_decided_with_both_texts_and_counted_apart(
    session: Session, client: Client, cast: Cast, at: At
) -> None:
    visit = decided(session, cast, at, Outcome.ACCEPTED)
    say(session, visit, cast, Answer.ACCURATE)
    services.say_done(session, visit, actor=cast.provider, now=clock.now())
    client.sign_in(cast.lead)
    page = client.get(f"/quality/visits/{visit.reference}/report/points/education")
    assert "Decide about a mended text" in page.text and "Keep the mended text" in page.text
    assert "Education, as it was sent" in page.text and "Education, as it was mended" in page.text
    assert made.EVIDENCE in page.text and MENDED in page.text
    page = client.submit(page.form(), outcome="accepted", reason="The college says so.")
    assert "The mended text is kept." in page.text
    services.finalise(session, visit, actor=cast.officer, now=clock.now())
    accuracy = parse_content(made.report_of(session, visit).content)["accuracy"]
    assert (accuracy["accurate"], accuracy["mended"]) == (0, 1)
    assert accuracy_words(accuracy).endswith("1 section it took a point back about reads otherwise.")


def test_an_accepted_point_leaves_no_section_empty(session: Session, client: Client, cast: Cast, at: At) -> None:
    visit = made.sent(session, cast.home, cast.lead)
    made.disputed(session, visit, cast.provider)
    at(clock.now() + timedelta(days=12))
    decide(session, visit, cast, Outcome.ACCEPTED)
    client.sign_in(cast.lead)
    report = f"/quality/visits/{visit.reference}/report"
    form = client.get(f"{report}/sections/education").form()
    page = client.submit(form, judgement="good", text="")
    assert page.errors == [
        "“Education” cannot be empty in a report that the provider has seen. Enter what stands there now."
    ]
    assert queries.get_section(made.report_of(session, visit), "education").text == made.EVIDENCE
    queries.get_section(made.report_of(session, visit), "education").text = ""  # as it could be saved before
    session.commit()
    finalise = client.get(f"{report}/finalise").form()
    assert client.submit(finalise).errors == ["Still empty: Education."]
    form = client.get(f"{report}/sections/education").form()
    assert "“Education” is saved." in client.submit(form, judgement="not_looked_at", text="").text
    assert "The report is final." in client.submit(finalise).text
