"""Moderation: a reason for each change, its author's yes, and nothing shared without it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.events import EventRow
from portal.voice.feedback import queries, services
from portal.voice.feedback.models import Feedback, FeedbackState, Treatment, Verdict
from portal.voice.feedback.rules import Given
from portal.voice.feedback.services import Refused
from portal.voice.feedback.services.moderating import STALE
from portal.voice.feedback.services.sharing import SAY_CHECKED, SHOW_FIRST
from portal.web.filters import format_date
from tests import factories
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import SHOWN, WRITTEN, Desk
from tests.support.client import Client
from tests.support.grades import grade_of_page

TEXT = "could-be-better"


def _read(session: Session, desk: Desk) -> Feedback:
    return made.in_state(session, desk, FeedbackState.READ)


def _moderate(session: Session, desk: Desk, told: Feedback, treatment: Treatment, **more: str) -> None:
    answer = made.answer_of(session, told, more.pop("slug", TEXT))
    values = {"text": "", "reason": "", **more}
    seen = answer.version
    services.moderate(
        session, told, answer, treatment, **values, seen_version=seen, actor=desk.moderator, now=clock.now()
    )


def _verdict(session: Session, told: Feedback, verdict: Verdict, objection: str = "", slug: str = TEXT) -> None:
    answer = made.answer_of(session, told, slug)
    services.save_verdict(session, told, answer, verdict, objection=objection, seen=answer.version, now=clock.now())


def _decide(session: Session, desk: Desk, told: Feedback) -> None:
    made.decide(session, desk, told)


def _propose(session: Session, desk: Desk, told: Feedback) -> None:
    services.propose(session, told, actor=desk.moderator, now=clock.now())


def _shared_words(session: Session, told: Feedback) -> dict[str, str]:
    return {point.question.slug: point.text for point in queries.list_points(session, told.id)}


@pytest.mark.parametrize(
    ("treatment", "values", "field"),
    [
        (Treatment.REDACTED, {"text": SHOWN}, "reason"),
        (Treatment.LEFT_OUT, {}, "reason"),
        (Treatment.REDACTED, {"reason": made.WHY}, "text"),
        (Treatment.REDACTED, {"text": f" {WRITTEN}\r\n", "reason": made.WHY}, "text"),
        (Treatment.REDACTED, {"text": "blue heron said so", "reason": made.WHY}, "text"),
    ],
)
def test_a_change_needs_a_reason_and_holds_no_name(
    session: Session, desk: Desk, treatment: Treatment, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        _moderate(session, desk, _read(session, desk), treatment, **values)
    assert refused.value.field == field


def test_a_changed_text_is_another_text(session: Session, client: Client, desk: Desk) -> None:
    given = {TEXT: Given(text="More trees.", cards=("More say",))}
    told = made.in_state(session, desk, FeedbackState.READ, given)
    session.commit()
    client.sign_in(desk.coordinator)
    form = client.get(f"/voice/feedback/{told.reference}/answers/{TEXT}").form("Save")
    page = client.submit(form, treatment="redacted", reason=made.WHY)
    assert page.errors == ["This is what the young person wrote. Change it, or choose “All of it, as written”."]
    assert not client.submit(form, treatment="redacted", text="More trees.", reason=made.WHY).errors


def test_words_with_the_authors_name_are_never_shown_as_written(session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.READ, {TEXT: made.Given(text="Blue Heron was here")})
    with pytest.raises(Refused, match="A name of an inspector stands in this"):
        _moderate(session, desk, told, Treatment.AS_WRITTEN)


def test_a_mark_is_shown_or_left_out_but_never_changed(session: Session, desk: Desk) -> None:
    with pytest.raises(Refused, match="A mark cannot be changed"):
        _moderate(session, desk, _read(session, desk), Treatment.REDACTED, text="9", reason=made.WHY, slug="wifi")


def test_text_as_written_is_shared_once_its_author_has_seen_it(
    session: Session, new_client: Callable[[], Client], desk: Desk
) -> None:
    told = _read(session, desk)
    _moderate(session, desk, told, Treatment.AS_WRITTEN)
    with pytest.raises(Refused, match="Show it to the young person first"):
        made.share(session, desk, told)
    coordinator, inspector = new_client(), new_client()
    coordinator.sign_in(desk.coordinator)
    page = coordinator.get(f"/voice/feedback/{told.reference}/")
    assert "The young person has not seen this as it would be shared." in page.text
    assert "Share with the home" not in page.text
    refused = coordinator.submit(coordinator.get(f"/voice/feedback/{told.reference}/share").form("Share it"))
    assert refused.errors == [SHOW_FIRST]
    coordinator.submit(page.form("Show it to the young person"))
    inspector.sign_in(desk.inspector)
    page = inspector.get(inspector.get("/inspect/home").link("Look at what staff will see"))
    until = format_date(clock.today(clock.now()) + timedelta(days=14))
    assert WRITTEN in page.text and f"If we hear nothing by {until}, we share it as it is here." in page.text
    assert "not what we changed" not in page.text and grade_of_page(page) <= 5
    inspector.submit(page.form("Send my answer"))
    page = coordinator.get(f"/voice/feedback/{told.reference}/")
    form = coordinator.get(page.link("Share with the home")).form("Share it")
    assert "Shared with the home." in coordinator.submit(form).text
    assert _shared_words(session, told)[TEXT] == WRITTEN


def test_marks_alone_are_shown_first_too(session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.READ, made.PAIRED[0])
    with pytest.raises(Refused, match="Show it to the young person first"):
        made.share(session, desk, told)
    made.show(session, desk, told)
    made.share(session, desk, told)


def test_what_changed_since_its_author_saw_it_is_shown_again(session: Session, desk: Desk) -> None:
    told = _read(session, desk)
    _moderate(session, desk, told, Treatment.AS_WRITTEN)
    made.show(session, desk, told)
    _moderate(session, desk, told, Treatment.LEFT_OUT, reason=made.WHY, slug="wifi")
    with pytest.raises(Refused, match="Show it to the young person first"):
        made.share(session, desk, told)
    made.show(session, desk, told)
    made.share(session, desk, told)
    assert set(_shared_words(session, told)) == {"welcoming", "worked-well", TEXT}


def test_who_never_answers_silences_nothing_but_changes_to_their_words(
    session: Session, client: Client, desk: Desk
) -> None:
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    assert told.proposed_at is not None
    told.proposed_at = clock.now() - timedelta(days=14)
    session.commit()
    with pytest.raises(Refused, match="Without an answer it can be shared after"):
        made.share(session, desk, told)
    told.proposed_at = clock.now() - timedelta(days=15)
    session.commit()
    client.sign_in(desk.inspector)
    page = client.get(f"/inspect/visits/{desk.visit.reference}/feedback/")
    assert "You can still say no. But we may share it now" in page.text and grade_of_page(page) <= 5
    client.sign_in(desk.coordinator)
    assert "Share what young people did not answer" in client.get("/today").text
    page = client.get(f"/voice/feedback/{told.reference}/")
    assert "did not answer in 14 days. It can be shared, without the changes that they did not agree to." in page.text
    page = client.get(page.link("Share with the home"))
    assert SHOWN not in page.text
    client.submit(page.form("Share it"))
    session.expire_all()
    assert set(_shared_words(session, told)) == {"welcoming", "wifi", "worked-well"}
    query = select(EventRow).where(EventRow.subject_reference == told.reference).order_by(EventRow.sequence)
    rows = session.scalars(query).all()
    shared, silent = (row for row in rows if row.verb in ("voice.feedback_shared", "voice.author_not_heard"))
    assert (shared.detail, bool(shared.provider_reference)) == ('{"points":3}', True)
    assert (silent.verb, silent.provider_reference) == ("voice.author_not_heard", None)


def test_taking_it_back_ends_the_waiting_too(session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    told.proposed_at = clock.now() - timedelta(days=15)
    services.take_back(session, told, actor=desk.moderator, now=clock.now())
    with pytest.raises(Refused, match="Show it to the young person first"):
        made.share(session, desk, told)


FLAGGED = {"could-be-better": Given(text="A man hit me there.")}


def _flagged(session: Session, desk: Desk) -> Feedback:
    told = made.in_state(session, desk, FeedbackState.READ, FLAGGED)
    _moderate(session, desk, told, Treatment.AS_WRITTEN)
    made.show(session, desk, told)
    return told


def test_flagged_words_are_not_shared_before_somebody_made_sure(session: Session, client: Client, desk: Desk) -> None:
    told = _flagged(session, desk)
    with pytest.raises(Refused, match="no safeguarding lead was told"):
        made.share(session, desk, told)
    client.sign_in(desk.coordinator)
    form = client.get(f"/voice/feedback/{told.reference}/share").form("Share it")
    assert client.submit(form).errors == [SAY_CHECKED]
    assert "Shared with the home." in client.submit(form, flags_checked=["yes"]).text


def test_flagged_words_that_the_lead_was_told_of_are_shared_as_others(
    session: Session, client: Client, desk: Desk
) -> None:
    told = _flagged(session, desk)
    client.sign_in(desk.coordinator)
    tell = client.get(f"/voice/feedback/{told.reference}/tell-lead").form()
    client.submit(tell, answer=tell.options("answer")[0], told="A man hit somebody.")
    form = client.get(f"/voice/feedback/{told.reference}/share").form("Share it")
    assert "flags_checked" not in form.values
    assert "Shared with the home." in client.submit(form).text


def test_two_moderators_see_what_the_other_saved_and_overwrite_nothing(
    session: Session, new_client: Callable[[], Client], desk: Desk
) -> None:
    told = _read(session, desk)
    first, second = new_client(), new_client()
    first.sign_in(desk.coordinator)
    second.sign_in(factories.make_staff(session, Role.COORDINATOR, name="Second Rowan"))
    address = f"/voice/feedback/{told.reference}/answers/{TEXT}"
    forms = [each.get(address).form("Save") for each in (first, second)]
    first.submit(forms[0], treatment="redacted", text=SHOWN, reason=made.WHY)
    page = second.submit(forms[1], treatment="left_out", reason="It is rude.")
    assert page.errors == [STALE]
    for words in ("Now: Changed", f"Now: {SHOWN}", f"Now: {made.WHY}"):
        assert words in page.text
    assert page.form("Save").values["reason"] == ["It is rude."]
    session.expire_all()
    assert made.answer_of(session, told, TEXT).proposed_text == SHOWN
    second.submit(page.form("Save"), treatment="left_out", reason="It is rude.")
    session.expire_all()
    answer = made.answer_of(session, told, TEXT)
    assert (answer.treatment, answer.reason) == (Treatment.LEFT_OUT, "It is rude.")


def test_two_moderators_who_decide_the_same_are_of_one_mind(
    session: Session, new_client: Callable[[], Client], desk: Desk
) -> None:
    told, client = _read(session, desk), new_client()
    client.sign_in(desk.coordinator)
    form = client.get(f"/voice/feedback/{told.reference}/answers/{TEXT}").form("Save")
    for _ in range(2):
        assert not client.submit(form, treatment="redacted", text=SHOWN, reason=made.WHY).errors


def test_another_inspectors_name_is_kept_out_as_it_is_spelt(session: Session, desk: Desk) -> None:
    factories.make_inspector(session, desk.coordinator, "Biscuit")
    told = made.in_state(session, desk, FeedbackState.READ, {TEXT: Given(text="Biscuit gave me a biscuit.")})
    with pytest.raises(Refused, match="A name of an inspector stands in this"):
        _moderate(session, desk, told, Treatment.AS_WRITTEN)
    _moderate(session, desk, told, Treatment.REDACTED, text="I got a biscuit.", reason=made.WHY)


def test_a_redaction_is_not_shared_before_its_author_agreed(session: Session, desk: Desk) -> None:
    told = _read(session, desk)
    made.redact(session, desk, told)
    with pytest.raises(Refused, match="Show it to the young person first"):
        made.share(session, desk, told)
    _propose(session, desk, told)
    with pytest.raises(Refused, match="The young person is looking at it"):
        made.share(session, desk, told)
    _verdict(session, told, Verdict.AGREED)
    _decide(session, desk, told)
    made.share(session, desk, told)
    assert _shared_words(session, told)[TEXT] == SHOWN


def test_an_objection_is_answered_by_another_proposal(session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    with pytest.raises(Refused, match="Tell us what is wrong"):
        _verdict(session, told, Verdict.OBJECTED)
    _verdict(session, told, Verdict.OBJECTED, "That is not what I meant.")
    _decide(session, desk, told)
    with pytest.raises(Refused, match="Some answers are still open"):
        made.share(session, desk, told)
    _moderate(session, desk, told, Treatment.AS_WRITTEN)
    with pytest.raises(Refused, match="Show it to the young person first"):
        made.share(session, desk, told)
    _propose(session, desk, told)
    with pytest.raises(Refused, match="Pick an answer for each change first"):
        _decide(session, desk, told)
    _verdict(session, told, Verdict.AGREED)
    _decide(session, desk, told)
    made.share(session, desk, told)
    assert _shared_words(session, told)[TEXT] == WRITTEN


def test_an_objection_may_end_with_the_answer_left_out(session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    _verdict(session, told, Verdict.OBJECTED, "That is not what I meant.")
    _decide(session, desk, told)
    _moderate(session, desk, told, Treatment.LEFT_OUT, reason="You did not want it changed.")
    made.show(session, desk, told)
    made.share(session, desk, told)
    assert set(_shared_words(session, told)) == {"welcoming", "wifi", "worked-well"}


def test_any_answer_can_be_taken_back_and_stays_out(session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    for slug in (TEXT, "wifi"):
        _verdict(session, told, Verdict.WITHDRAWN, slug=slug)
    _decide(session, desk, told)
    with pytest.raises(Refused, match="took this answer back"):
        _moderate(session, desk, told, Treatment.AS_WRITTEN)
    made.share(session, desk, told)
    assert set(_shared_words(session, told)) == {"welcoming", "worked-well"}


def test_nothing_left_is_kept_back(session: Session, desk: Desk, client: Client) -> None:
    told = made.in_state(session, desk, FeedbackState.PROPOSED, {TEXT: made.Given(text=WRITTEN)})
    _verdict(session, told, Verdict.WITHDRAWN)
    _decide(session, desk, told)
    with pytest.raises(Refused, match="Nothing is left to share"):
        made.share(session, desk, told)
    services.keep_back(session, told, actor=desk.moderator, now=clock.now())
    client.sign_in(desk.inspector)
    assert "The home will not see it." in client.get(f"/inspect/visits/{desk.visit.reference}/feedback/").text


def test_what_can_be_shared_is_not_kept_back(session: Session, desk: Desk) -> None:
    told = _read(session, desk)
    _moderate(session, desk, told, Treatment.AS_WRITTEN)
    with pytest.raises(Refused, match="Some of it can be shared"):
        services.keep_back(session, told, actor=desk.moderator, now=clock.now())


def test_a_coordinator_may_stop_waiting_but_not_decide_for_the_author(session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    services.take_back(session, told, actor=desk.moderator, now=clock.now())
    with pytest.raises(Refused, match="Show it to the young person first"):
        made.share(session, desk, told)
    with pytest.raises(Refused, match="You have told us already"):
        _verdict(session, told, Verdict.AGREED)


def test_the_home_has_more_than_today_to_answer(session: Session, desk: Desk) -> None:
    told = _read(session, desk)
    _moderate(session, desk, told, Treatment.AS_WRITTEN)
    made.show(session, desk, told)
    with pytest.raises(Refused, match="due after today"):
        services.share(session, told, answer_by_on=clock.today(clock.now()), actor=desk.moderator, now=clock.now())


def test_the_home_answers_within_ninety_days(session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.READ, made.PAIRED[0])
    made.show(session, desk, told)
    now = clock.now()
    last = clock.today(now) + timedelta(days=90)
    for day in (last + timedelta(days=1), date(9999, 12, 24)):
        with pytest.raises(Refused, match=f"due on {format_date(last)} or earlier: 90 days are the longest"):
            services.share(session, told, answer_by_on=day, actor=desk.moderator, now=now)
    services.share(session, told, answer_by_on=last, actor=desk.moderator, now=now)
    assert told.answer_by_on == last


def test_every_look_at_what_was_written_is_recorded(session: Session, desk: Desk, client: Client) -> None:
    told = _read(session, desk)
    client.sign_in(desk.coordinator)
    for address in ("", f"answers/{TEXT}", "share"):
        client.get(f"/voice/feedback/{told.reference}/{address}")
    query = select(EventRow).where(EventRow.verb == "voice.feedback_seen", EventRow.subject_reference == told.reference)
    assert [row.actor_reference for row in session.scalars(query)] == [desk.coordinator.reference] * 3


def test_beginning_twice_is_one_draft(session: Session, desk: Desk) -> None:
    assert made.draft(session, desk).id == made.draft(session, desk).id


def test_a_pair_keeps_its_notes_apart(session: Session, desk: Desk, client: Client) -> None:
    made.draft(session, desk)
    partner = factories.make_inspector(session, desk.coordinator, "Red Kite")
    made.go(session, desk.visit, partner.inspector, desk.moderator)
    client.sign_in(partner.person)
    page = client.get(f"/inspect/visits/{desk.visit.reference}/feedback/")
    assert page.form("Start") and made.CANARY not in page.html


def test_the_name_of_whoever_went_along_is_not_shared_either(session: Session, desk: Desk) -> None:
    partner = factories.make_inspector(session, desk.coordinator, "Red Kite")
    made.go(session, desk.visit, partner.inspector, desk.moderator)
    with pytest.raises(Refused, match="A name of an inspector stands in this"):
        made.redact(session, desk, _read(session, desk), text="red kite liked it")


def test_another_inspectors_visit_is_missing(session: Session, desk: Desk, client: Client) -> None:
    client.sign_in(factories.make_inspector(session, desk.coordinator, "Red Kite").person)
    client.get(f"/inspect/visits/{desk.visit.reference}/feedback/", expect=404)


def test_another_coordinator_reads_it_without_the_nickname(session: Session, desk: Desk, client: Client) -> None:
    told = _read(session, desk)
    client.sign_in(factories.make_staff(session, Role.COORDINATOR))
    page = client.get(f"/voice/feedback/{told.reference}/")
    assert WRITTEN in page.text and "A young inspector" in page.text and made.NICKNAME not in page.text


def test_a_draft_is_nobodys_but_its_authors(session: Session, desk: Desk, client: Client) -> None:
    told = made.draft(session, desk)
    client.sign_in(desk.coordinator)
    client.get(f"/voice/feedback/{told.reference}/", expect=404)
    assert "Nothing has been sent yet." in client.get("/voice/feedback/").text


def test_a_visit_that_has_not_begun_cannot_be_told_of(session: Session, desk: Desk, client: Client) -> None:
    desk.visit.starts_at = clock.now() + timedelta(hours=1)
    desk.visit.ends_at = clock.now() + timedelta(hours=2)
    client.sign_in(desk.inspector)
    client.get(f"/inspect/visits/{desk.visit.reference}/feedback/", expect=404)


def test_a_yes_to_be_quoted_names_its_wording_and_can_be_taken_back(
    session: Session, desk: Desk, client: Client
) -> None:
    told = made.in_state(session, desk, FeedbackState.SENT)
    client.sign_in(desk.inspector)
    address = f"/inspect/visits/{desk.visit.reference}/feedback/quote"
    for said, holds in (("yes", True), ("no", False), ("yes", True)):
        client.submit(client.get(address).form("Next"), agrees=said)
        session.refresh(told)
        assert (told.may_be_quoted, told.quote_wording) == (holds, "2026-1")
