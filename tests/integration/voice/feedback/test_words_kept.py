"""What somebody typed of what staff would see is kept, read and looked at for harm, whatever they picked last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.voice.feedback import queries, services
from portal.voice.feedback.models import Feedback, FeedbackState, Treatment
from portal.voice.feedback.rules import Verdict
from portal.voice.feedback.services import Refused
from portal.voice.feedback.services.sharing import READ_LATE
from tests.integration.voice.disclosures import made as disclosures_made
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import Desk
from tests.integration.voice.residents import made as residents_made
from tests.support.client import Client
from tests.support.grades import grade_of_page
from tests.support.pages import Form, Page

NewClient = Callable[[], Client]
Bring = Callable[[Session, Desk, Feedback], None]
TEXT = "could-be-better"
HARM = "Because he hits me"
NOT_SAFE = "Are you or someone else not safe?"
KEPT = "We kept your words. A worker will read them."
STILL_HERE = "Your words are still here."
READS = {"agreed": f"Yes, and they wrote: {HARM}", "withdrawn": f"Take this out: {HARM}"}
PICKED = pytest.mark.parametrize("verdict", list(READS))


def _mine(desk: Desk) -> str:
    return f"/inspect/visits/{desk.visit.reference}/feedback/"


def _shown(client: Client, session: Session, desk: Desk) -> tuple[Feedback, str]:
    """What staff would see lies before its author; the page of one answer."""
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    session.commit()
    client.sign_in(desk.inspector)
    return told, f"{_mine(desk)}changes/{TEXT}"


def _shown_to_resident(client: Client, session: Session, desk: Desk) -> tuple[Feedback, str]:
    code = residents_made.cards(session, desk.home, desk.moderator)[0]
    told = residents_made.told(session, desk, code, FeedbackState.PROPOSED)
    session.commit()
    residents_made.come_back(client, code)
    return told, f"/card/{code}/feedback/changes/{TEXT}"


def _take_back(session: Session, desk: Desk, told: Feedback) -> None:
    services.take_back(session, told, actor=desk.moderator, now=clock.now())


def _show_anew(session: Session, desk: Desk, told: Feedback) -> None:
    _take_back(session, desk, told)
    made.redact(session, desk, told, text="It was a lovely garden.")
    services.propose(session, told, actor=desk.moderator, now=clock.now())


def _agree(session: Session, desk: Desk, told: Feedback) -> None:
    made.agree(session, desk, told)


def _share(session: Session, desk: Desk, told: Feedback) -> None:
    made.agree(session, desk, told)
    made.share(session, desk, told, services.Sure(author_knows=True))


def _keep_back(session: Session, desk: Desk, told: Feedback) -> None:
    _take_back(session, desk, told)
    for answer in queries.list_answers(session, told):
        out = {"text": "", "reason": made.WHY, "seen_version": answer.version}
        services.moderate(session, told, answer, Treatment.LEFT_OUT, **out, actor=desk.moderator, now=clock.now())
    services.keep_back(session, told, actor=desk.moderator, now=clock.now())


def _say(client: Client, form: Form, verdict: str, words: str = HARM) -> Page:
    return client.submit(form, verdict=verdict, objection=words)


def _at_desk(client: Client, desk: Desk, told: Feedback) -> tuple[Page, Page]:
    """The entry and the page of the answer, as the coordinator reads them."""
    client.sign_in(desk.coordinator)
    entry = f"/voice/feedback/{told.reference}/"
    return client.get(entry), client.get(f"{entry}answers/{TEXT}")


@PICKED
def test_words_with_a_yes_or_a_wish_to_take_it_out_are_read_and_flagged(
    new_client: NewClient, session: Session, desk: Desk, verdict: str
) -> None:
    phone, coordinator = new_client(), new_client()
    told, page = _shown(phone, session, desk)
    after = _say(phone, phone.get(page).form("Save"), verdict)
    assert NOT_SAFE in after.text and f"You wrote: {HARM}" in after.text and grade_of_page(after) <= 5
    session.expire_all()
    answer = made.answer_of(session, told, TEXT)
    assert (answer.verdict, answer.objection, answer.flags) == (verdict, HARM, "violence")
    assert phone.get(page).form("Save").values["objection"] == [HARM]
    session.commit()
    made.decide(session, desk, told)
    entry, moderate = _at_desk(coordinator, desk, told)
    assert READS[verdict] in entry.text and READS[verdict] in moderate.text
    assert "May be about violence" in entry.text


def test_a_yes_with_words_stays_a_yes_and_sharing_asks_to_be_sure(client: Client, session: Session, desk: Desk) -> None:
    told, page = _shown(client, session, desk)
    _say(client, client.get(page).form("Save"), "agreed")
    made.decide(session, desk, told)
    with pytest.raises(services.Refused, match=READ_LATE):
        made.share(session, desk, told, services.Sure(flags_checked=True))
    made.read_late(session, desk, told)
    with pytest.raises(services.Refused, match="Make sure first that nobody is at risk"):
        made.share(session, desk, told)
    made.share(session, desk, told, services.Sure(flags_checked=True))
    shared = {point.question.slug: point.text for point in queries.list_points(session, told.id)}
    assert shared[TEXT] == made.SHOWN


def test_what_is_taken_out_with_words_stays_out_and_sharing_asks_too(
    client: Client, session: Session, desk: Desk
) -> None:
    told, page = _shown(client, session, desk)
    _say(client, client.get(page).form("Save"), "withdrawn")
    made.decide(session, desk, told)
    with pytest.raises(services.Refused, match=READ_LATE):
        made.share(session, desk, told, services.Sure(flags_checked=True))
    made.read_late(session, desk, told)
    with pytest.raises(services.Refused, match="Make sure first that nobody is at risk"):
        made.share(session, desk, told)
    made.share(session, desk, told, services.Sure(flags_checked=True))
    assert TEXT not in {point.question.slug for point in queries.list_points(session, told.id)}


def test_what_was_written_stays_beside_what_is_written_when_it_is_shown_anew(
    new_client: NewClient, session: Session, desk: Desk
) -> None:
    phone, coordinator = new_client(), new_client()
    told, page = _shown(phone, session, desk)
    _say(phone, phone.get(page).form("Save"), "agreed")
    made.decide(session, desk, told)
    made.redact(session, desk, told, text="It was a lovely garden.")
    assert f"The young person wrote: {HARM}" in _at_desk(coordinator, desk, told)[0].text
    services.propose(session, told, actor=desk.moderator, now=clock.now())
    assert phone.get(page).form("Save").values["objection"] == [""]
    more = "x" * 990
    _say(phone, phone.get(page).form("Save"), "objected", more)
    after = phone.submit(phone.get(page).form("Save"), verdict="withdrawn")  # longer together than what may be typed
    assert after.errors == []
    session.expire_all()
    answer = made.answer_of(session, told, TEXT)
    assert (answer.objection, answer.flags) == (f"{HARM}\n\n{more}", "violence")
    assert answer.verdict == Verdict.WITHDRAWN


@pytest.mark.parametrize("shown", [_shown, _shown_to_resident])
@pytest.mark.parametrize("bring", [_take_back, _agree, _share, _keep_back])
def test_the_words_of_a_late_yes_are_kept(
    new_client: NewClient, session: Session, desk: Desk, shown: Callable[..., tuple[Feedback, str]], bring: Bring
) -> None:
    phone, coordinator = new_client(), new_client()
    told, page = shown(phone, session, desk)
    form = phone.get(page).form("Save")
    bring(session, desk, told)
    session.expire_all()
    before = made.answer_of(session, told, TEXT).verdict
    session.commit()
    for _ in range(2):  # sent twice it is one
        after = _say(phone, form, "agreed")
        assert KEPT in after.text and "could not" not in after.text and HARM in after.html
        assert NOT_SAFE in after.text and grade_of_page(after) <= 5
    session.expire_all()
    answer = made.answer_of(session, told, TEXT)
    assert (answer.verdict, answer.late_words, answer.flags) == (before, HARM, "violence")
    coordinator.sign_in(desk.coordinator)
    assert "Read what young people said late" in coordinator.get("/today").text
    assert f": {READS['agreed']}" in _at_desk(coordinator, desk, told)[0].text


def test_a_late_yes_with_words_is_no_no(client: Client, session: Session, desk: Desk) -> None:
    """It makes no answer wait for a yes that waited for none, and takes none away from one that does."""
    told, _ = _shown(client, session, desk)
    form = client.get(f"{_mine(desk)}changes/wifi").form("Save")
    made.agree(session, desk, told)
    _say(client, form, "agreed", "It is fine")
    with pytest.raises(Refused, match=READ_LATE):
        made.share(session, desk, told)
    session.rollback()
    made.read_late(session, desk, told)
    made.share(session, desk, told)
    assert "wifi" in {point.question.slug for point in queries.list_points(session, told.id)}


def test_a_coordinator_is_led_to_words_of_harm_before_their_author_sends_it_back(
    client: Client, new_client: NewClient, session: Session, desk: Desk
) -> None:
    told, page = _shown(client, session, desk)
    coordinator, text = new_client(), "Read words that may speak of harm (1)"
    coordinator.sign_in(desk.coordinator)
    assert text not in coordinator.get("/today").text
    _say(client, client.get(page).form("Save"), "withdrawn")
    entry = coordinator.get(coordinator.get("/today").link(text))
    assert entry.path == f"/voice/feedback/{told.reference}/" and READS["withdrawn"] in entry.text
    assert entry.link("Tell the safeguarding lead")
    made.told_lead(session, told, clock.now())
    assert text in coordinator.get("/today").text
    coordinator.submit(entry.form("I have read what they wrote since"))
    assert text not in coordinator.get("/today").text
    _say(client, client.get(page).form("Save"), "objected", f"{HARM} again")
    assert text in coordinator.get("/today").text
    made.decide(session, desk, told)
    assert text in coordinator.get("/today").text


def test_an_old_page_keeps_nothing_back_that_holds_unread_words_of_harm(
    client: Client, session: Session, desk: Desk
) -> None:
    told, page = _shown(client, session, desk)
    _say(client, client.get(page).form("Save"), "withdrawn")
    for answer in queries.list_answers(session, told):
        answer.verdict = Verdict.WITHDRAWN
    made.decide(session, desk, told)
    with pytest.raises(Refused, match=READ_LATE):
        services.keep_back(session, told, actor=desk.moderator, now=clock.now())
    session.rollback()
    made.read_late(session, desk, told)
    services.keep_back(session, told, actor=desk.moderator, now=clock.now())
    assert told.state == FeedbackState.KEPT_BACK


def test_words_that_another_page_did_not_show_stand_beside_those_it_brings(
    client: Client, session: Session, desk: Desk
) -> None:
    """Two phones, both opened before anything was written."""
    told, page = _shown(client, session, desk)
    old = client.get(page).form("Save")
    _say(client, client.get(page).form("Save"), "objected")
    _say(client, old, "withdrawn", "Never mind the sofa")
    session.expire_all()
    answer = made.answer_of(session, told, TEXT)
    assert (answer.verdict, answer.flags) == (Verdict.WITHDRAWN, "violence")
    assert answer.objection == f"{HARM}\n\nNever mind the sofa"
    again = client.get(page).form("Save")
    _say(client, again, "objected", "He hits me on the sofa")
    session.expire_all()
    assert made.answer_of(session, told, TEXT).objection == "He hits me on the sofa"


def test_a_no_stays_a_no_when_a_yes_follows_it_late(client: Client, session: Session, desk: Desk) -> None:
    told, _ = _shown(client, session, desk)
    form = client.get(f"{_mine(desk)}changes/wifi").form("Save")
    _take_back(session, desk, told)
    for verdict in ("agreed", "objected", "agreed"):  # the same words each time
        _say(client, form, verdict, "no")
    session.expire_all()
    answer = made.answer_of(session, told, "wifi")
    assert (answer.late_words, answer.late_verdict, answer.was_objected) == ("no", Verdict.OBJECTED, True)


def test_a_yes_to_what_was_changed_is_refused_and_its_words_are_kept(
    client: Client, session: Session, desk: Desk
) -> None:
    told, page = _shown(client, session, desk)
    form = client.get(page).form("Save")
    _show_anew(session, desk, told)
    after = _say(client, form, "agreed")
    assert after.errors == ["This was changed. Look at it again.", KEPT]
    assert NOT_SAFE in after.text and HARM in after.text and grade_of_page(after) <= 5
    session.expire_all()
    answer = made.answer_of(session, told, TEXT)
    assert (answer.verdict, answer.late_words, answer.flags) == (Verdict.WAITING, HARM, "violence")
    assert [each.id for each in queries.list_said_late(session, told.authority_id)] == [told.id]


@PICKED
@pytest.mark.parametrize("bring", [None, _take_back, _share])
def test_words_that_came_back_after_a_session_are_in_sight_and_are_kept(
    client: Client, session: Session, desk: Desk, verdict: str, bring: Bring | None
) -> None:
    told, page = _shown(client, session, desk)
    form = client.get(page).form("Save")
    form.outlive_token()
    _say(client, form, verdict)
    if bring is not None:
        bring(session, desk, told)
    session.commit()
    found = client.get(page)
    assert (
        found.errors == []
        and HARM in found.text
        and "Press Save and we keep it" in found.text
        and grade_of_page(found) <= 5
    )
    assert NOT_SAFE in client.submit(found.form("Save")).text
    session.expire_all()
    answer = made.answer_of(session, told, TEXT)
    assert (answer.objection or answer.late_words, answer.flags) == (HARM, "violence")


@pytest.mark.parametrize("is_late", [False, True])
def test_the_lead_reads_what_was_flagged(new_client: NewClient, session: Session, desk: Desk, is_late: bool) -> None:
    phone, lead = new_client(), new_client()
    told, page = _shown(phone, session, desk)
    form = phone.get(page).form("Save")
    if is_late:
        _take_back(session, desk, told)
    _say(phone, form, "withdrawn")
    disclosure = made.told_lead(session, told, clock.now())
    session.commit()
    lead.sign_in(disclosures_made.lead(session))
    found = lead.get(f"/safeguarding/{disclosure.reference}/feedback")
    assert READS["withdrawn"] in found.text and "May be about violence" in found.text
    assert ("Said late, on" in found.text) is is_late


def test_late_words_that_nobody_read_are_not_removed(client: Client, session: Session, desk: Desk) -> None:
    told, page = _shown(client, session, desk)
    form = client.get(page).form("Save")
    _share(session, desk, told)
    told.moderated_at = clock.now() - timedelta(days=400)
    session.commit()
    assert KEPT in _say(client, form, "objected").text
    assert services.remove_written(session, months=12, now=clock.now()) == 0
    client.sign_in(desk.coordinator)
    entry = client.get(client.get("/today").link("Read what young people said late (1)"))
    client.submit(entry.form("I have read what they wrote since"))
    assert services.remove_written(session, months=12, now=clock.now()) == 1


def _removed(session: Session, desk: Desk, told: Feedback) -> None:
    _share(session, desk, told)
    told.moderated_at = clock.now() - timedelta(days=400)
    services.remove_written(session, months=12, now=clock.now())
    session.commit()


def test_words_of_what_is_removed_are_shown_to_be_copied_and_nothing_else_is_told(
    client: Client, session: Session, desk: Desk
) -> None:
    told, page = _shown(client, session, desk)
    with_words, without = client.get(page).form("Save"), client.get(page).form("Save")
    _removed(session, desk, told)
    assert "It is too late for this." in _say(client, without, "withdrawn", "").text
    without.outlive_token()
    _say(client, without, "withdrawn", "")
    found = client.get(page)
    assert "It is too late for this." in found.text and STILL_HERE not in found.text
    _is_done_with(client, found)
    with_words.outlive_token()
    after = _say(client, with_words, "withdrawn")
    assert "We could not keep your words." in after.text and HARM in after.html
    assert STILL_HERE not in after.text and grade_of_page(after) <= 5
    _is_done_with(client, after)


def test_an_answer_that_comes_back_after_all_was_sent_is_told_one_thing(
    client: Client, session: Session, desk: Desk
) -> None:
    made.draft(session, desk)
    session.commit()
    client.sign_in(desk.inspector)
    form = client.get(f"{_mine(desk)}questions/{TEXT}").form("Next")
    client.submit(client.get(f"{_mine(desk)}check").form("Send it"))
    form.outlive_token()
    after = client.submit(form, text=HARM, button="Next")
    assert "You can no longer change it. We did not keep this:" in after.text and HARM in after.html
    assert STILL_HERE not in after.text and grade_of_page(after) <= 5
    _is_done_with(client, after)


def _is_done_with(client: Client, page: Page) -> None:
    """Once copied, the words wait for nobody."""
    waits = "Look at them and send them"
    assert waits in client.get("/inspect/home").text
    assert HARM not in client.submit(page.form("I have seen this")).html
    assert waits not in client.get("/inspect/home").text


def test_a_page_that_leads_on_does_not_say_that_words_are_here(client: Client, session: Session, desk: Desk) -> None:
    told, page = _shown(client, session, desk)
    client.submit(client.get(page).form("Save"), verdict="agreed")
    whole = client.get(f"{_mine(desk)}changes/").form("Send my answer")
    whole.outlive_token()
    _take_back(session, desk, told)
    session.commit()
    assert STILL_HERE not in client.submit(whole).text


def test_what_was_written_is_read_where_two_stand_as_one(client: Client, session: Session, desk: Desk) -> None:
    first, _ = made.joined(session, desk, made.other_of_pair(session, desk))
    answer, now = made.answer_of(session, first, "wifi"), clock.now()
    services.say_late(session, first, answer, Verdict.AGREED, HARM, actor=desk.author, now=now)
    client.sign_in(desk.coordinator)
    page = client.get(f"/voice/feedback/{first.reference}/joint/")
    assert READS["agreed"] in page.text and "May be about violence" in page.text


def test_a_text_of_several_lines_is_mended_as_its_author_wants_it(client: Client, session: Session, desk: Desk) -> None:
    """Browsers send the line ends of what a page carries unseen as two characters."""
    told, page = _shown(client, session, desk)
    _say(client, client.get(page).form("Save"), "objected", "Ask Sam.\nIt was cold.")
    form = client.get(page).form("Save")
    form.values["wrote"] = [form.values["wrote"][0].replace("\n", "\r\n")]
    _say(client, form, "objected", "It was cold.")
    session.expire_all()
    assert made.answer_of(session, told, TEXT).objection == "It was cold."
