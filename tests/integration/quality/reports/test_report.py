"""From draft to final: what the provider sees and answers, until when, what is decided, and what never changes."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import page as pdf_checker
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal import clock, jobs
from portal.access import Role
from portal.db import NotFound, database
from portal.quality.models import Visit, VisitState
from portal.quality.reports import queries, services
from portal.quality.reports.models import Answer, Judgement, Outcome, ReportPdf
from portal.quality.reports.rules import parse_content
from portal.quality.reports.services import Refused, Stale
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.quality.reports import made
from tests.integration.quality.reports.conftest import Cast
from tests.support.client import Client
from tests.support.mail import Mailbox

NOW = clock.now


def decide(session: Session, visit: Visit, cast: Cast, outcome: Outcome, slug: str = "education") -> None:
    part = queries.get_section(made.report_of(session, visit), slug)
    services.decide_point(
        session,
        visit,
        slug,
        outcome=outcome,
        reason="The college says so.",
        actor=cast.officer,
        now=NOW(),
        seen_version=part.point.version if part.point else 0,
        seen_section=part.version,
    )


def mend(session: Session, visit: Visit, cast: Cast, *, slug: str = "education", version: int = 1) -> None:
    services.save_section(
        session,
        visit,
        slug,
        judgement=Judgement.STRONG,
        text="One child started college in May.",
        seen_version=version,
        actor=cast.officer,
        now=NOW(),
    )


def test_the_draft_begins_with_what_was_found(session: Session, client: Client, cast: Cast) -> None:
    visit = made.finished(session, cast.home, cast.lead)
    client.sign_in(cast.lead)
    begin = client.get(f"/quality/visits/{visit.reference}/report/begin")
    page = client.submit(begin.form())
    headings = [section.heading for section in made.report_of(session, visit).sections]
    assert headings[:2] == ["In short", "Quality and purpose of care"]
    assert headings[-1] == "Reports of others seen"
    assert "The newest Regulation 44 report we read is of 2 March 2026." in page.text
    edit = client.get(page.link("Change In short"))
    page = client.submit(edit.form(), text="A settled home.")
    assert "A settled home." in page.text


def test_two_officers_editing_a_section_see_both_texts(session: Session, client: Client, cast: Cast) -> None:
    visit = made.drafted(session, cast.home, cast.lead, cast.second)
    client.sign_in(cast.second)
    page = client.get(f"/quality/visits/{visit.reference}/report/sections/education")
    mend(session, visit, cast)
    both = client.submit(page.form(), text="Mine.")
    assert "Now: One child started college in May." in both.text
    with pytest.raises(Stale):
        mend(session, visit, cast, slug="health-and-well-being", version=9)


def test_a_draft_with_an_empty_section_is_not_sent(session: Session, cast: Cast) -> None:
    visit = made.finished(session, cast.home, cast.lead)
    services.begin_report(session, visit, actor=cast.officer, now=NOW())
    tomorrow = clock.today(NOW()) + timedelta(days=1)
    with pytest.raises(Refused, match="Still empty: In short"):
        services.send_report(session, visit, last_day=tomorrow, actor=cast.officer, now=NOW())


def test_sending_proposes_ten_working_days_and_writes_to_whoever_answers_for_the_home(
    session: Session, client: Client, cast: Cast, mailbox: Mailbox, at: Callable[[datetime], None]
) -> None:
    visit = made.drafted(session, cast.home, cast.lead)
    at(datetime(2026, 12, 21, 10, tzinfo=UTC))
    client.sign_in(cast.lead)
    send = client.get(f"/quality/visits/{visit.reference}/report/send")
    values = send.form().values
    assert [values[f"last_day-{part}"][0] for part in ("day", "month", "year")] == ["7", "1", "2027"]
    client.submit(send.form())
    assert made.report_of(session, visit).window_ends_at == datetime(2027, 1, 8, tzinfo=UTC)
    admin, member = cast.admin.email, cast.member.email
    session.commit()
    letter = mailbox.last(admin)
    assert letter.subject == "Check the draft report of our visit by 7 January 2027"
    assert "Kite" not in letter.body
    assert mailbox.to(member) == []


@pytest.mark.parametrize(("day", "month", "year"), [("31", "12", "9999"), ("1", "1", "9999"), ("24", "2", "2027")])
def test_the_last_day_to_answer_is_at_most_sixty_working_days_ahead(
    session: Session,
    client: Client,
    cast: Cast,
    at: Callable[[datetime], None],
    day: str,
    month: str,
    year: str,
) -> None:
    at(datetime(2026, 11, 26, 10, tzinfo=UTC))
    drafted, asked = made.drafted(session, cast.home, cast.lead), made.sent(session, cast.home, cast.lead)
    client.sign_in(cast.lead)
    refusal = "The last day to answer must be 23 February 2027 or earlier: 60 working days is the longest."
    typed = {"last_day-day": day, "last_day-month": month, "last_day-year": year}
    for visit, address, more in ((drafted, "send", {}), (asked, "more-time", {"reason": "A manager came."})):
        form = client.get(f"/quality/visits/{visit.reference}/report/{address}").form()
        page = client.submit(form, {**typed, **more})
        assert page.errors == [refusal]
        assert page.form().values["last_day-year"] == [year]
        client.submit(form, {**typed, **more, "last_day-day": "23", "last_day-month": "2", "last_day-year": "2027"})
        assert made.report_of(session, visit).window_ends_at == datetime(2027, 2, 24, tzinfo=UTC)


def test_nothing_is_visible_to_the_provider_before_it_is_sent(session: Session, client: Client, cast: Cast) -> None:
    makers = (made.begun, made.finished, made.drafted)
    visits = [make(session, cast.home, cast.lead, is_announced=False) for make in makers]
    client.sign_in(cast.admin)
    assert "No report has been sent to you." in client.get("/provider/visits/").text
    for visit in visits:
        client.get(f"/provider/visits/{visit.reference}/", expect=404)
        client.get(f"/provider/visits/{visit.reference}/points/education", expect=404)
        client.get(f"/provider/visits/{visit.reference}/report.pdf", expect=404)
    assert "kite house" not in client.get("/today").text.lower()


def test_of_an_announced_visit_only_the_plan_is_visible_before_it_is_sent(
    session: Session, client: Client, cast: Cast
) -> None:
    visit = made.drafted(session, cast.home, cast.lead)
    client.sign_in(cast.admin)
    page = client.get(f"/provider/visits/{visit.reference}/")
    assert page.h1 == "Quality visit to Kite House"
    assert made.EVIDENCE not in page.text and made.SUMMARY_TEXT not in page.text
    client.get(f"/provider/visits/{visit.reference}/points/education", expect=404)


def test_a_member_sees_reports_of_homes_they_look_after_only(session: Session, client: Client, cast: Cast) -> None:
    visit = made.sent(session, cast.home, cast.lead)
    client.sign_in(cast.member)
    client.get(f"/provider/visits/{visit.reference}/", expect=404)
    factories.make_keeper(session, cast.home, cast.member)
    client.sign_in(cast.member)
    assert "Our visit to Kite House" in client.get(f"/provider/visits/{visit.reference}/").h1


def test_the_provider_answers_point_by_point_and_the_officer_decides(
    session: Session, client: Client, new_client: Callable[[], Client], cast: Cast
) -> None:
    visit = made.sent(session, cast.home, cast.lead)
    provider = new_client()
    provider.sign_in(cast.admin)
    assert "Kite House: check the draft report of our visit" in provider.get("/today").text
    page = provider.get(f"/provider/visits/{visit.reference}/")
    assert "Mend the garden fence." in page.text
    answer = provider.get(page.link("Answer about Education"))
    assert provider.submit(answer.form(), answer="not_accurate").errors == ["Enter what is not accurate, and why"]
    page = provider.submit(answer.form(), answer="not_accurate", text="One child started college in May.")
    page = provider.submit(provider.get(page.link("Answer about Strengths")).form(), answer="accurate")
    assert "You said: not accurate" in page.text
    client.sign_in(cast.lead)
    record = f"/quality/visits/{visit.reference}/report/"
    assert "Make this report final" not in client.get(record).text
    provider.submit(provider.get(page.link("Say that you are done")).form())
    provider.get(f"/provider/visits/{visit.reference}/points/education")
    assert "Kite House: decide about the provider’s points (1)" in client.get("/today").text
    finalise = client.get(f"{record}finalise")
    assert client.submit(finalise.form()).errors == ["Decide first about what the provider says of: Education."]
    decision = client.get(client.get(record).link("Decide about Education"))
    mending = client.submit(decision.form(), outcome="accepted", reason="The college says so.")
    assert mending.h1 == "Education"
    assert client.submit(finalise.form()).errors == [
        "You accepted a point about these, but their text is as it was: Education."
    ]
    client.submit(mending.form(), text="One child started college in May.")
    page = client.submit(finalise.form())
    assert "Unchanged since" in page.text
    final = provider.get(f"/provider/visits/{visit.reference}/")
    assert "One child started college in May." in final.text
    assert "The college says so." in final.text


def test_until_it_is_final_the_provider_reads_what_it_was_asked_about(
    session: Session, client: Client, cast: Cast
) -> None:
    visit = made.sent(session, cast.home, cast.lead)
    made.disputed(session, visit, cast.provider)
    services.say_done(session, visit, actor=cast.provider, now=NOW())
    decide(session, visit, cast, Outcome.ACCEPTED)
    mend(session, visit, cast)
    client.sign_in(cast.admin)
    education = (
        client.get(f"/provider/visits/{visit.reference}/")
        .html.partition('id="education"')[2]
        .partition("</section>")[0]
    )
    assert made.EVIDENCE in education


def test_only_a_section_with_an_accepted_point_can_change_after_the_provider_saw_it(
    session: Session, cast: Cast
) -> None:
    visit = made.sent(session, cast.home, cast.lead)
    made.disputed(session, visit, cast.provider)
    with pytest.raises(Refused, match="The provider has seen this text"):
        mend(session, visit, cast)
    with pytest.raises(Refused, match="may still change its answers"):
        decide(session, visit, cast, Outcome.ACCEPTED)
    services.say_done(session, visit, actor=cast.provider, now=NOW())
    decide(session, visit, cast, Outcome.ACCEPTED)
    mend(session, visit, cast)
    decide(session, visit, cast, Outcome.DECLINED)
    section = queries.get_section(made.report_of(session, visit), "education")
    assert (section.text, section.judgement) == (made.EVIDENCE, Judgement.GOOD)
    with pytest.raises(Refused):
        mend(session, visit, cast, version=section.version)


@pytest.mark.parametrize(
    ("last_day", "ends_at"),
    [
        (date(2026, 10, 24), datetime(2026, 10, 24, 23, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 26, tzinfo=UTC)),
        (date(2027, 3, 27), datetime(2027, 3, 28, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 23, tzinfo=UTC)),
    ],
)
def test_an_answer_counts_until_the_last_moment_of_the_day_in_london(
    session: Session, cast: Cast, last_day: date, ends_at: datetime
) -> None:
    visit = made.drafted(session, cast.home, cast.lead)
    asked = ends_at - timedelta(days=20)
    services.send_report(session, visit, last_day=last_day, actor=cast.officer, now=asked)

    def say(slug: str, now: datetime) -> None:
        services.save_point(
            session, visit, slug, answer=Answer.ACCURATE, text="", seen_version=0, actor=cast.provider, now=now
        )

    say("education", ends_at - timedelta(microseconds=1))
    with pytest.raises(Refused, match="The time to answer ended on"):
        say("strengths", ends_at)
    with pytest.raises(Refused, match="The provider may still answer"):
        services.finalise(session, visit, actor=cast.officer, now=ends_at - timedelta(microseconds=1))
    services.finalise(session, visit, actor=cast.officer, now=ends_at)


def test_a_late_form_is_refused_in_words_and_what_was_saved_counts(
    session: Session, client: Client, cast: Cast, at: Callable[[datetime], None]
) -> None:
    visit = made.sent(session, cast.home, cast.lead)
    ends_at = made.report_of(session, visit).window_ends_at
    assert ends_at is not None
    at(ends_at - timedelta(minutes=1))
    client.sign_in(cast.admin)
    page = client.get(f"/provider/visits/{visit.reference}/points/education")
    at(ends_at)
    late = client.submit(page.form(), answer="accurate")
    assert late.errors[0].startswith("The time to answer ended on")
    assert "The time to answer is over." in client.get(f"/provider/visits/{visit.reference}/points/education").text


def test_more_time_is_given_with_a_reason_also_after_it_was_over(
    session: Session, client: Client, cast: Cast, mailbox: Mailbox
) -> None:
    visit = made.sent(session, cast.home, cast.lead)
    report = made.report_of(session, visit)
    assert report.window_ends_at is not None
    later = clock.today(report.window_ends_at) + timedelta(days=7)
    services.extend_window(
        session, visit, until=later, reason="The manager was away.", actor=cast.officer, now=report.window_ends_at
    )
    window = queries.window_of(made.report_of(session, visit))
    assert window is not None and window.takes(report.window_ends_at - timedelta(microseconds=1))
    email = cast.admin.email
    session.commit()
    assert "You have until" in mailbox.last(email).subject
    with pytest.raises(Refused, match="must be later"):
        services.extend_window(session, visit, until=later, reason="Again.", actor=cast.officer, now=NOW())


def test_a_colleague_of_the_provider_sees_both_answers(session: Session, client: Client, cast: Cast) -> None:
    visit = made.sent(session, cast.home, cast.lead)
    client.sign_in(cast.admin)
    page = client.get(f"/provider/visits/{visit.reference}/points/education")
    made.disputed(session, visit, cast.provider)
    both = client.submit(page.form(), answer="accurate")
    assert "Now: Not accurate" in both.text
    assert "Now: One child started college in May." in both.text


def test_a_final_report_never_changes_and_says_so(session: Session, client: Client, cast: Cast) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    report = made.report_of(session, visit)
    assert report.content_sha256 == queries.recorded_hash(session, visit)
    content = parse_content(report.content)
    assert (content["home"], content["officers"], content["accuracy"]["silent"]) == ("Kite House", ["Casey Birch"], 14)
    for refused in (
        lambda: mend(session, visit, cast),
        lambda: decide(session, visit, cast, Outcome.DECLINED),
        lambda: made.disputed(session, visit, cast.provider),
        lambda: services.finalise(session, visit, actor=cast.officer, now=NOW()),
        lambda: made.write_all(session, visit, cast.officer),
    ):
        with pytest.raises(Refused):
            refused()
    client.sign_in(cast.lead)
    record = f"/quality/visits/{visit.reference}/report/"
    assert f"Unchanged since ({report.content_sha256[:12]})" in client.get(record).text
    session.execute(text("UPDATE visit_report SET content = replace(content, 'warm', 'cold')"))
    session.commit()
    assert "CHANGED: tell the auditor" in client.get(record).text


def test_the_pdf_is_made_from_what_was_frozen_and_can_be_read_by_everybody(
    app: Flask, session: Session, client: Client, cast: Cast
) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    client.sign_in(cast.admin)
    address = f"/provider/visits/{visit.reference}/report.pdf"
    waiting = client.get(address, expect=503)
    assert waiting.headers["Retry-After"] == "30"
    session.execute(text("UPDATE report_section SET text = 'Something else.'"))
    session.commit()
    jobs.run_due(database())
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    checked = pdf_checker.validate_pdf_bytes(answer.body, profile=pdf_checker.ValidationProfile.PDF_UA_1)
    assert [str(failure) for failure in checked.failures] == []
    assert checked.is_compliant
    reader = PdfReader(io.BytesIO(answer.body))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert reader.metadata is not None and reader.metadata.title == "Quality visit to Kite House – Sefton Council"
    for said in (made.EVIDENCE, "Mend the garden fence.", "It made no point.", "neither an inspection nor"):
        assert said in words
    assert "Something else." not in words
    assert homes_made.STREET not in words and homes_made.POSTCODE not in words
    assert len(session.scalars(select(ReportPdf)).all()) == 1


def test_another_organisations_and_another_authoritys_visits_are_missing(
    session: Session, client: Client, cast: Cast
) -> None:
    visit = made.sent(session, cast.home, cast.lead)
    stranger = factories.make_provider_person(session, factories.make_provider(session, "Dunes Care Limited"))
    with pytest.raises(NotFound):
        queries.get_shared(session, visit.reference, viewer=factories.viewer_of(session, stranger))
    foreigner = factories.make_staff(session, Role.QA_OFFICER, authority=factories.make_other_authority(session))
    client.sign_in(foreigner)
    client.get(f"/quality/visits/{visit.reference}/report/finalise", expect=404)
    client.post(f"/quality/visits/{visit.reference}/report/finalise", expect=404)


def test_the_list_of_ones_own_visits_costs_as_many_queries_however_long(
    session: Session, client: Client, cast: Cast, count_queries: Callable[..., object]
) -> None:
    made.sent(session, cast.home, cast.lead)
    client.sign_in(cast.admin)

    def cost() -> int:
        with count_queries() as queries_made:  # type: ignore[attr-defined]
            client.get("/provider/visits/")
        return int(queries_made.count)

    cost()
    one = cost()
    for _ in range(3):
        made.sent(session, cast.home, cast.lead)
    assert cost() == one


def test_states_move_one_way(session: Session, cast: Cast) -> None:
    visit = made.sent(session, cast.home, cast.lead)
    session.refresh(visit)
    assert visit.state == VisitState.FACTUAL_ACCURACY
    for wrong in (services.begin_report, services.finish_visit):
        with pytest.raises(Refused):
            wrong(session, visit, actor=cast.officer, now=NOW())
