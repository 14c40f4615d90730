"""Two inspectors of one visit on one tablet: what one typed and did not send is never shown to the other."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.voice.feedback.services import Author
from portal.web.kept import MADE_ROOM, MORE_FOR_CONFIDED, MOST_AT_A_BROWSER, ParkedForm
from portal.web.parked_words import (
    KEPT_BRIEFLY_YOUNG,
    KEPT_FOR_WRITER_BRIEFLY_YOUNG,
    KEPT_FOR_WRITER_YOUNG,
    KEPT_YOUNG,
    UNDONE,
    UNDONE_ENDED_YOUNG,
    UNDONE_OF_OTHER_YOUNG,
)
from tests import factories
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import CANARY, WRITTEN, Desk
from tests.integration.voice.inspectors.walking import come_back
from tests.support.client import Client
from tests.support.grades import grade_of_page
from tests.support.pages import Page

TELL = "/inspect/not-safe"
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


def tell_as_biscuit_came_in(client: Client, biscuit: str, shown: Page, told: str) -> Page:
    """Send a page of Kestrel's, who has left, while Biscuit is in."""
    come_back(client, biscuit, nickname="Biscuit")
    answer = client.submit(shown.form("Send it"), told=told)
    sign_out(client)
    return answer


def fill(client: Client, tab: Page, number: int = MOST_AT_A_BROWSER) -> None:
    """Words that were not sent, of the page of somebody who has left."""
    for each in range(number):
        client.submit(tab.form("Next"), text=f"Page {each}")


def kept_words(session: Session) -> str:
    session.commit()
    return "".join(session.scalars(select(ParkedForm.fields).order_by(ParkedForm.id)))


def test_what_is_confided_finds_room_in_a_full_browser(client: Client, session: Session, desk: Desk) -> None:
    kestrel, biscuit, question = pair(session, desk)
    tab = begin_writing(client, kestrel, "Kestrel", question)
    sign_out(client)
    fill(client, tab)
    come_back(client, biscuit, nickname="Biscuit")
    not_safe = client.get(TELL)
    sign_out(client)
    come_back(client, kestrel, nickname="Kestrel")
    for each in range(MORE_FOR_CONFIDED):
        answer = client.submit(not_safe.form("Send it"), told=f"Ring me {each}")
        assert KEPT_FOR_WRITER_BRIEFLY_YOUNG in answer.text and MADE_ROOM not in answer.text
        assert grade_of_page(answer) <= 5
    answer = client.submit(not_safe.form("Send it"), told="Ring me at last")
    assert KEPT_FOR_WRITER_BRIEFLY_YOUNG in answer.text and MADE_ROOM in answer.text
    found = kept_words(session)
    assert "Page 0" not in found and "Page 1" in found
    assert all(words in found for words in ("Ring me 0", "Ring me 2", "Ring me at last"))
    sign_out(client)
    page = come_back(client, biscuit, nickname="Biscuit")
    assert page.path == TELL and page.form("Send it").values["told"] == ["Ring me at last"]


def test_what_others_confided_never_makes_room(client: Client, session: Session, desk: Desk) -> None:
    kestrel, biscuit, question = pair(session, desk)
    begin_writing(client, kestrel, "Kestrel", question)
    of_kestrel = client.get(TELL)
    sign_out(client)
    come_back(client, biscuit, nickname="Biscuit")
    of_biscuit, tab = client.get(TELL), client.get(question)
    client.submit(of_kestrel.form("Send it"), told="Kestrel has to be heard")
    sign_out(client)
    come_back(client, kestrel, nickname="Kestrel")
    said = [
        client.submit(of_biscuit.form("Send it"), told=f"Biscuit {each}").text for each in range(MOST_AT_A_BROWSER + 4)
    ]
    assert [MADE_ROOM in each for each in said] == [False] * MOST_AT_A_BROWSER + [True] * 4
    fill(client, tab)
    found = kept_words(session)
    assert "Kestrel has to be heard" in found and "Biscuit 3" not in found
    assert all(f"Biscuit {each}" in found for each in range(4, MOST_AT_A_BROWSER + 4))
    for each in range(2):
        tell_as_biscuit_came_in(client, biscuit, of_kestrel, f"Kestrel {each}")
        come_back(client, kestrel, nickname="Kestrel")
        sign_out(client)
    found = kept_words(session)
    assert all(words in found for words in ("Kestrel has to be heard", "Kestrel 0", "Kestrel 1"))


def test_confided_words_say_for_how_long_they_are_kept(client: Client, session: Session, desk: Desk) -> None:
    kestrel, _biscuit, _question = pair(session, desk)
    come_back(client, kestrel, nickname="Kestrel")
    form = client.get(TELL).form("Send it")
    sign_out(client)
    form.outlive_token()
    start = client.submit(form, told="Please ring me")
    assert start.path == "/inspect/" and KEPT_BRIEFLY_YOUNG in start.text and "for one hour" in start.text
    assert grade_of_page(start) <= 5
    page = come_back(client, kestrel, nickname="Kestrel")
    assert BACK in page.text and "We keep them until" in page.text and grade_of_page(page) <= 5
    assert page.form("Send it").values["told"] == ["Please ring me"]


def test_a_button_not_acted_on_leads_to_its_page_and_is_told_of_again(
    client: Client, session: Session, desk: Desk
) -> None:
    kestrel, biscuit, _question = pair(session, desk)
    visit = f"/inspect/visits/{desk.visit.reference}/"
    come_back(client, kestrel, nickname="Kestrel")
    token = client.get(TELL).form("Send it").values["csrf_token"][0]
    outlived = f"outlived~{token.partition('~')[2]}"
    page = client.post(f"{visit}home-safe", {"csrf_token": outlived})
    assert (page.path, UNDONE in page.text) == (visit, True) and grade_of_page(page) <= 5
    sign_out(client)
    start = client.post(f"{visit}home-safe", {"csrf_token": outlived})
    assert (start.path, UNDONE_ENDED_YOUNG in start.text) == ("/inspect/", True) and grade_of_page(start) <= 5
    assert UNDONE not in come_back(client, biscuit, nickname="Biscuit").text
    assert UNDONE_OF_OTHER_YOUNG in client.post(f"{visit}here", {"csrf_token": outlived}).text
    sign_out(client)
    client.post(f"{visit}home-safe", {"csrf_token": outlived})
    home = come_back(client, kestrel, nickname="Kestrel")
    assert UNDONE in home.text and home.link("Press it again") == visit and grade_of_page(home) <= 5
    assert UNDONE not in client.get(visit).text
