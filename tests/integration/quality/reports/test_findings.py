"""The form of a visit: saved as people write, by two officers, and finished when nothing is missing."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.quality import services as quality_services
from portal.quality.models import Visit, VisitState
from portal.quality.reports import queries, services
from portal.quality.reports.models import VisitFinding, VisitPhotograph
from portal.quality.reports.services import Refused
from tests import factories
from tests.integration.quality.reports import made
from tests.integration.quality.reports.conftest import Cast
from tests.support.client import Client
from tests.support.pages import Page

BY_SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def visit(session: Session, cast: Cast) -> Visit:
    return made.begun(session, cast.home, cast.lead, cast.second, days_ago=1)


@pytest.fixture
def address(visit: Visit) -> str:
    return f"/quality/visits/{visit.reference}/findings"


def stored(session: Session, sheet: str) -> VisitFinding:
    session.expire_all()
    return session.scalars(select(VisitFinding).where(VisitFinding.sheet == sheet)).one()


def sent_by_script(client: Client, page: Page, **typed: str) -> tuple[int, dict[str, Any]]:
    """What the script of a page sends, and what it gets."""
    form = page.form("Save and go on")
    answer = client._open("POST", form.action, data=form.filled(typed), headers=BY_SCRIPT)
    return answer.status_code, answer.get_json()


def test_a_sheet_shows_its_prompts_and_leads_to_the_next(
    session: Session, client: Client, cast: Cast, address: str
) -> None:
    client.sign_in(cast.lead)
    overview = client.get(f"{address}/")
    assert "Not begun" in overview.text
    page = client.get(overview.link("Education"))
    assert "Is every child in education or working towards it?" in page.text
    after = client.submit(page.form("Save and go on"), judgement="good", text="All are at school.")
    assert after.h1 == "Enjoyment and achievement"
    assert "“Education” is saved." in after.text
    assert (stored(session, "education").judgement, stored(session, "education").text) == ("good", "All are at school.")
    assert "Good" in client.get(f"{address}/").text


def test_half_a_thought_is_kept(session: Session, client: Client, cast: Cast, address: str) -> None:
    client.sign_in(cast.lead)
    client.submit(client.get(f"{address}/education").form("Save and go on"), text="To ask about")
    assert stored(session, "education").judgement is None
    assert "No judgement yet" in client.get(f"{address}/").text


def test_the_script_saves_in_the_background(session: Session, client: Client, cast: Cast, address: str) -> None:
    client.sign_in(cast.lead)
    page = client.get(f"{address}/strengths")
    status, said = sent_by_script(client, page, text="Staff know every child.")
    assert (status, said["version"]) == (200, "1")
    assert said["message"].startswith("Saved, ")
    status, said = sent_by_script(client, page, text="W" * 10_001)
    assert (status, said["message"]) == (422, "In your words must be 10,000 characters or fewer")
    assert stored(session, "strengths").text == "Staff know every child."


def test_an_answer_that_was_lost_on_the_way_is_no_conflict(
    session: Session, client: Client, cast: Cast, address: str
) -> None:
    """The screen still carries the version it began with: what it sends again is known as its own."""
    client.sign_in(cast.lead)
    page = client.get(f"{address}/strengths")
    sent_by_script(client, page, text="Staff know")
    status, said = sent_by_script(client, page, text="Staff know every child.")
    assert (status, said["version"]) == (200, "2")
    assert stored(session, "strengths").text == "Staff know every child."


def test_two_officers_on_one_sheet_see_both_texts(
    session: Session, client: Client, new_client: Callable[[], Client], cast: Cast, address: str
) -> None:
    other = new_client()
    client.sign_in(cast.lead)
    other.sign_in(cast.second)
    mine, theirs = (each.get(f"{address}/education") for each in (client, other))
    other.submit(theirs.form("Save and go on"), judgement="strong", text="Two passed their exams.")
    status, said = sent_by_script(client, mine, judgement="good", text="All are at school.")
    assert (status, "to see both" in said["message"]) == (409, True)
    both = client.submit(mine.form("Save and go on"), judgement="good", text="All are at school.")
    assert "Now: Two passed their exams." in both.text
    assert "Now: Strong" in both.text
    assert both.form("Save and go on").values["text"] == ["All are at school."]
    assert stored(session, "education").text == "Two passed their exams."
    client.submit(both.form("Save and go on"))
    assert stored(session, "education").text == "All are at school."


def test_dates_of_reports_seen_are_kept(session: Session, client: Client, cast: Cast, address: str) -> None:
    client.sign_in(cast.lead)
    dates = {f"reg44_on-{part}": value for part, value in (("day", 2), ("month", 3), ("year", 2026))}
    client.submit(client.get(f"{address}/reports-seen").form("Save and go on"), dates)
    assert stored(session, "reports-seen").reg44_on.isoformat() == "2026-03-02"
    session.rollback()
    for year, said in (("2999", "must be today or earlier"), ("1900", "or later")):
        form = client.get(f"{address}/reports-seen").form("Save and go on")
        (error,) = client.submit(form, {**dates, "reg44_on-year": year}).errors
        assert error.startswith("The Regulation 44 date must be")
        assert said in error
    assert stored(session, "reports-seen").reg44_on.isoformat() == "2026-03-02"


def test_an_officer_of_no_part_in_the_visit_reads_and_writes_nothing(
    session: Session, client: Client, cast: Cast, visit: Visit, address: str
) -> None:
    made.write_all(session, visit, cast.officer)
    client.sign_in(factories.make_staff(session, Role.QA_OFFICER, name="Val Pine"))
    page = client.get(f"{address}/")
    assert made.EVIDENCE in page.text
    assert "Finish this visit" not in page.text
    client.get(f"{address}/education", expect=404)
    sent = client.post(f"{address}/education", {"text": "Mine"})
    assert "Mine" in sent.text and made.EVIDENCE not in sent.text
    session.expire_all()
    assert queries.list_written(session, visit.id)["education"].text == made.EVIDENCE
    client.get(f"/quality/visits/{visit.reference}/finish", expect=404)
    (refusal,) = client.post(f"/quality/visits/{visit.reference}/finish").errors
    assert refusal == ("Casey Birch looks after this visit now, and you are not an officer of it: nothing was changed.")
    session.expire_all()
    assert visit.state == VisitState.PLANNED
    client.get(f"/quality/visits/{visit.reference}/photographs/add", expect=404)


def test_finishing_names_what_is_missing_and_freezes_what_was_found(
    session: Session, client: Client, cast: Cast, visit: Visit, address: str
) -> None:
    client.sign_in(cast.lead)
    finish = client.get(f"/quality/visits/{visit.reference}/finish")
    (error,) = client.submit(finish.form()).errors
    assert "Education (no judgement yet)" in error
    assert "What it is like to live here (nothing written yet)" in error
    assert "Concerns" not in error
    made.write_all(session, visit, cast.officer)
    after = client.submit(finish.form())
    assert "Write the report next" in after.text
    session.expire_all()
    assert (visit.state, visit.done_at is not None) == (VisitState.DONE, True)
    with pytest.raises(Refused, match="This visit is finished"):
        made.write_all(session, visit, cast.officer)


def test_the_sheets_of_a_finished_visit_are_read_and_say_where_to_change_it(
    session: Session, client: Client, cast: Cast, visit: Visit, address: str
) -> None:
    """What was written elsewhere, and comes too late, is shown and not saved."""
    client.sign_in(cast.lead)
    made.write_all(session, visit, cast.officer)
    opened = client.get(f"{address}/education")
    by_script = client.get(f"{address}/strengths")
    services.finish_visit(session, visit, actor=cast.officer, now=clock.now())
    refused = client.submit(opened.form("Save and go on"), judgement="strong", text="All passed their exams.")
    why = "This visit is finished, so what was found stays as it is. Begin the report: it starts as a copy"
    assert refused.errors == [f"{why}, which you can change."]
    assert "What you wrote, which is not saved StrongAll passed their exams." in refused.text
    assert (stored(session, "education").judgement, stored(session, "education").text) == ("good", made.EVIDENCE)
    status, said = sent_by_script(client, by_script, text="Later")
    assert (status, said["message"].startswith(why), said["final"]) == (422, True, True)
    page = client.get(f"{address}/education")
    assert f"What was found Good{made.EVIDENCE}" in page.text
    assert "What you wrote" not in page.text and "Save and go on" not in page.text
    assert why in page.text and page.link("Go to the report") == f"/quality/visits/{visit.reference}/report/"
    assert "can be added and removed until the report goes to the provider" in client.get(f"{address}/").text
    assert not add_photograph(client, visit, made.photograph()).errors


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("draft_report", "Change the draft report instead."),
        ("factual_accuracy", "a section can be changed where you accept a point of the provider’s"),
        ("final", "The report cannot be changed either."),
        ("closed", "This visit is closed"),
    ],
)
def test_each_state_says_where_what_was_found_is_changed(
    session: Session, client: Client, cast: Cast, state: str, why: str
) -> None:
    ways = {
        "draft_report": lambda: made.drafted(session, cast.home, cast.lead),
        "factual_accuracy": lambda: made.sent(session, cast.home, cast.lead),
        "final": lambda: made.final(session, cast.home, cast.provider, cast.lead),
        "closed": lambda: made.closed(session, cast.home, cast.provider, cast.lead),
    }
    visit = ways[state]()
    assert visit.state == state
    client.sign_in(cast.lead)
    for page in ("", "concerns"):
        assert why in client.get(f"/quality/visits/{visit.reference}/findings/{page}").text


def test_nothing_is_written_on_a_visit_that_was_called_off(session: Session, client: Client, cast: Cast) -> None:
    visit = made.begun(session, cast.home, cast.lead)
    quality_services.cancel_visit(
        session, visit, version=visit.version, reason="Snow.", actor=cast.officer, now=clock.now()
    )
    client.sign_in(cast.lead)
    page = client.post(f"/quality/visits/{visit.reference}/findings/education", {"text": "Warm.", "judgement": "odd"})
    assert page.errors == ["This visit was called off, so nothing more is written on it."]
    assert "not saved Warm." in page.text and "Go to the report" not in page.text


def test_a_report_that_was_sent_takes_no_photograph_and_loses_none(
    session: Session, client: Client, cast: Cast
) -> None:
    visit = made.drafted(session, cast.home, cast.lead)
    client.sign_in(cast.lead)
    add_photograph(client, visit, made.photograph())
    kept = session.scalars(select(VisitPhotograph)).one().reference
    made.send(session, visit, cast.officer)
    assert "Keep this photograph" not in client.get(f"/quality/visits/{visit.reference}/photographs/add").text
    late = add_photograph(client, visit, made.photograph(size=(64, 50)), caption="The hall")
    assert late.errors[0].startswith("Photographs are added and removed until the report goes to the provider.")
    assert "You wrote: The hall" in late.text
    back = client.get(f"/quality/visits/{visit.reference}/photographs/{kept}/remove")
    assert back.h1 == "What we found at Kite House"
    assert "can be added and removed until" not in back.text
    assert session.scalars(select(VisitPhotograph.reference)).all() == [kept]


def test_a_visit_is_not_finished_before_its_day(session: Session, cast: Cast) -> None:
    ahead = made.begun(session, cast.home, cast.lead, days_ago=-3)
    with pytest.raises(Refused, match="has not taken place yet"):
        services.finish_visit(session, ahead, actor=cast.officer, now=clock.now())


def add_photograph(client: Client, visit: Visit, data: bytes, name: str = "room.jpg", caption: str = "Kitchen") -> Page:
    fields = {"file": (io.BytesIO(data), name), "caption": caption}
    return client.post(f"/quality/visits/{visit.reference}/photographs/add", fields)


def test_a_photograph_is_kept_without_its_place_and_shown_to_staff_only(
    session: Session, client: Client, new_client: Callable[[], Client], cast: Cast, visit: Visit, address: str
) -> None:
    client.sign_in(cast.lead)
    page = add_photograph(client, visit, made.photograph_with_place())
    assert "Kitchen" in page.text
    kept = session.scalars(select(VisitPhotograph)).one()
    answer = client.get(f"/quality/visits/{visit.reference}/photographs/{kept.reference}.jpg")
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert b"Casey" not in answer.body and b"Exif" not in answer.body
    provider = new_client()
    provider.sign_in(cast.admin)
    provider.get(f"/quality/visits/{visit.reference}/photographs/{kept.reference}.jpg", expect=403)
    remove = client.get(f"/quality/visits/{visit.reference}/photographs/{kept.reference}/remove")
    client.submit(remove.form())
    assert session.scalars(select(VisitPhotograph)).all() == []


def test_what_is_no_photograph_is_refused_whatever_it_is_called(client: Client, cast: Cast, visit: Visit) -> None:
    client.sign_in(cast.lead)
    page = add_photograph(client, visit, b"%PDF-1.7 a report", "room.jpg")
    (error,) = page.errors
    assert error.startswith("This is not a photograph we can read.")
    assert error.endswith("what is in the file counts, not its name")
    assert add_photograph(client, visit, made.photograph(), caption="").errors == ["Enter what the photograph shows"]


def test_a_photograph_of_more_than_ten_megabytes_is_refused(client: Client, cast: Cast, visit: Visit) -> None:
    client.sign_in(cast.lead)
    page = add_photograph(client, visit, made.photograph() + b"\0" * 10_000_000)
    assert page.errors[0].startswith("The photograph must be 10 MB or smaller")
    fields = {"file": (io.BytesIO(b"\0" * 30_000_000), "room.jpg"), "caption": "Kitchen"}
    address = f"/quality/visits/{visit.reference}/photographs/add"
    page = client.post(address, fields, expect=413)
    assert "The photograph must be 10 MB or smaller" in page.text
    assert page.link("Choose another file") == address


def test_three_hundred_megabytes_are_refused_unread(client: Client, cast: Cast, visit: Visit) -> None:
    """The length that is announced is enough: not a byte of it is waited for."""
    client.sign_in(cast.lead)
    answer = client._open(
        "POST",
        f"/quality/visits/{visit.reference}/photographs/add",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": "300000000"},
    )
    assert answer.status_code == 413
    answer.close()


def test_a_visit_has_room_for_so_many_photographs_and_the_same_one_is_one(
    session: Session, client: Client, cast: Cast, visit: Visit
) -> None:
    client.sign_in(cast.lead)
    for number in range(services.MOST_PHOTOGRAPHS):
        assert not add_photograph(client, visit, made.photograph(size=(64, 48 + number))).errors
    assert not add_photograph(client, visit, made.photograph()).errors
    assert len(session.scalars(select(VisitPhotograph)).all()) == services.MOST_PHOTOGRAPHS
    page = add_photograph(client, visit, made.photograph(size=(64, 500)))
    assert page.errors == ["A visit has room for 12 photographs. Remove one to add another."]


def test_signing_out_and_in_forgets_on_the_device(client: Client, cast: Cast, address: str) -> None:
    """The pages that forget name the script that does; that it does is for a browser to show."""
    assert "keeping." in client.get("/sign-in").html
    client.sign_in(cast.lead)
    assert "keeping." in client.get("/sign-out").html
    assert "keeping." in client.get(f"{address}/education").html
