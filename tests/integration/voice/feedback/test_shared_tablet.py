"""Two inspectors of one visit on one tablet: what one typed and did not send is never shown to the other."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.voice.feedback.services import Author
from portal.web.parked import KEPT_FOR_WRITER_YOUNG, KEPT_YOUNG, ParkedForm
from tests import factories
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import CANARY, WRITTEN, Desk
from tests.integration.voice.inspectors.walking import come_back
from tests.support.client import Client
from tests.support.grades import grade_of_page
from tests.support.pages import Page

BACK = "Your words are still here."


def pair(session: Session, desk: Desk) -> tuple[str, str, str]:
    """The codes of both, and the address of a question that both answer."""
    joined = [factories.make_inspector(session, desk.coordinator, name) for name in ("Kestrel", "Biscuit")]
    for each in joined:
        made.go(session, desk.visit, each.inspector, desk.moderator)
        made.draft(session, desk, {}, Author(inspector_id=each.inspector.person_id, visit=desk.visit))
    session.commit()
    return joined[0].code, joined[1].code, f"/inspect/visits/{desk.visit.reference}/feedback/questions/could-be-better"


def begin_writing(client: Client, code: str, nickname: str, question: str) -> Page:
    come_back(client, code, nickname=nickname)
    return client.get(question)


def sign_out(client: Client) -> None:
    client.submit(client.get("/inspect/home").form("Sign out"))


def test_the_other_of_the_visit_never_gets_it_and_its_writer_does(client: Client, session: Session, desk: Desk) -> None:
    kestrel, biscuit, question = pair(session, desk)
    tab = begin_writing(client, kestrel, "Kestrel", question)
    sign_out(client)
    start = client.submit(tab.form("Next"), text=WRITTEN)
    assert KEPT_YOUNG in start.text and grade_of_page(start) <= 5
    home = come_back(client, biscuit, nickname="Biscuit")
    theirs = client.get(question)
    assert home.path == "/inspect/home" and "Not sent yet." not in home.text
    assert CANARY not in home.html + theirs.html and BACK not in theirs.text
    sign_out(client)
    again = come_back(client, kestrel, nickname="Kestrel")
    assert again.path == question and BACK in again.text
    assert again.form("Next").values["text"] == [WRITTEN]
    client.submit(again.form("Next"))
    assert session.scalars(select(ParkedForm)).all() == []


def test_sent_as_the_other_has_come_in_it_waits_for_its_writer(client: Client, session: Session, desk: Desk) -> None:
    kestrel, biscuit, question = pair(session, desk)
    tab = begin_writing(client, kestrel, "Kestrel", question)
    sign_out(client)
    come_back(client, biscuit, nickname="Biscuit")
    theirs = client.submit(tab.form("Next"), text=WRITTEN)
    assert theirs.path == question and KEPT_FOR_WRITER_YOUNG in theirs.text and grade_of_page(theirs) <= 5
    assert CANARY not in theirs.html and BACK not in theirs.text
    sign_out(client)
    assert come_back(client, kestrel, nickname="Kestrel").form("Next").values["text"] == [WRITTEN]


def test_words_of_two_tabs_are_both_kept(client: Client, session: Session, desk: Desk) -> None:
    kestrel, _biscuit, question = pair(session, desk)
    tab = begin_writing(client, kestrel, "Kestrel", question)
    not_safe = client.get("/inspect/not-safe")
    sign_out(client)
    client.submit(tab.form("Next"), text=WRITTEN)
    client.submit(not_safe.form("Send it"), told="Please ring me")
    page = come_back(client, kestrel, nickname="Kestrel")
    assert page.form("Send it").values["told"] == ["Please ring me"]
    assert "Your words from one more page are kept too." in page.text and grade_of_page(page) <= 5
    page = client.get(page.link("Look at them and send them"))
    assert page.form("Next").values["text"] == [WRITTEN]
