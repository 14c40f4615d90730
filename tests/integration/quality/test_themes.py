"""Themes across homes, and the quality of a provider with all its homes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.providers.models import ServiceType
from portal.quality.reports.models import Judgement, ReportSection, VisitReport
from portal.voice.feedback.models import FeedbackState
from tests import factories
from tests.conftest import Queries
from tests.integration.quality import made
from tests.integration.quality.reports import made as reports_made
from tests.integration.voice.feedback import made as feedback_made
from tests.support.client import Client
from tests.support.pages import Page, words

Counting = Callable[[], AbstractContextManager[Queries]]
PAGE = "/quality/themes/"


def reported(
    session: Session, home: Home, officer: Person, judgement: Judgement, *, days_ago: int = 30, due_in: int = 30
) -> None:
    """A final report of a home whose first standard is judged so, and whose action is due in some days."""
    visit = reports_made.drafted(session, home, officer, days_ago=days_ago)
    section = session.query(ReportSection).filter_by(visit_id=visit.id, slug="quality-and-purpose").one()
    section.judgement = judgement
    session.commit()
    viewer = factories.viewer_of(session, officer)
    action = reports_made.action(session, visit, viewer)
    admin = factories.viewer_of(session, factories.make_provider_person(session, home.provider))
    reports_made.finish(session, visit, officer=viewer, provider=admin)
    action.due_on = clock.today(clock.now()) + timedelta(days=due_in)
    session.get_one(VisitReport, visit.id).finalised_at = clock.now() - timedelta(days=days_ago - 1)
    session.commit()


def row(page: Page, start: str) -> list[str]:
    return next(cells for cells in page.rows if cells[0].startswith(start))


def test_homes_are_counted_by_their_newest_report_and_actions_that_are_left(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    alder = factories.make_home(session, home.provider, "Alder House")
    old = factories.make_home(session, home.provider, "Old House")
    reported(session, home, officer, Judgement.SERIOUS_CONCERN, days_ago=200)
    reported(session, home, officer, Judgement.GOOD, due_in=-1)
    reported(session, alder, officer, Judgement.NEEDS_TO_IMPROVE)
    reported(session, old, officer, Judgement.STRONG, days_ago=400)
    page = signed_in.get(PAGE)
    # Kite's first report has made way for the newer; that of Old House is too old to count. Actions count all.
    assert row(page, "Quality and purpose of care") == ["Quality and purpose of care", "0", "1", "1", "0", "4", "1"]
    assert row(page, "Education")[1:] == ["0", "2", "0", "0", "0", "0"]


def test_each_set_of_standards_has_a_table_of_its_own(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    reported(session, home, officer, Judgement.GOOD)
    rooms = factories.make_home(session, home.provider, "Ferry Rooms", service_type=ServiceType.SUPPORTED_ACCOMMODATION)
    made.visit(session, rooms, officer)
    headings = [words(each) for each in signed_in.get(PAGE).all("h2", "govuk-heading-m")]
    assert headings == ["Children’s homes"]


def test_it_says_so_when_nothing_is_final(signed_in: Client, home: Home) -> None:
    page = signed_in.get(PAGE)
    assert "No report became final in the last year." in page.text
    assert "What young people said" not in page.text


def test_what_young_people_said_is_counted_by_question(session: Session, signed_in: Client, home: Home) -> None:
    feedback_made.in_state(session, feedback_made.desk(session, home), FeedbackState.ANSWERED)
    page = signed_in.get(PAGE)
    assert row(page, "The wifi works well.")[1:] == ["1", "1", "1", "1"]
    assert row(page, "They made me feel welcome.")[1:] == ["1", "0", "0", "0"]
    assert feedback_made.CANARY not in page.text


def test_other_authorities_reports_are_not_counted(
    session: Session, client: Client, home: Home, officer: Person
) -> None:
    reported(session, home, officer, Judgement.GOOD)
    elsewhere = factories.make_other_authority(session)
    client.sign_in(factories.make_staff(session, Role.QA_OFFICER, authority=elsewhere))
    assert "No report became final in the last year." in client.get(PAGE).text


@pytest.mark.parametrize("role", [Role.QA_OFFICER, Role.AUDITOR])
def test_a_providers_page_holds_its_homes_and_all_that_happened_there(
    session: Session, client: Client, home: Home, officer: Person, role: Role
) -> None:
    alder = factories.make_home(session, home.provider, "Alder House")
    other = factories.make_home(session, factories.make_provider(session, "Other Limited"), "Other House")
    made.judgement(session, home, officer, on=clock.today(clock.now()) - timedelta(days=3))
    planned = made.visit(session, alder, officer)
    made.visit(session, other, officer)
    client.sign_in(officer if role is Role.QA_OFFICER else factories.make_staff(session, role))
    record = client.get(f"/commissioning/providers/{home.provider.reference}/")
    page = client.get(record.link("Quality of its homes"))
    assert {cells[0].removesuffix(home.provider.legal_name) for cells in page.rows[1:]} == {"Alder House", "Kite House"}
    told = [" ".join("".join(item.itertext()).split()) for item in page.all("li", "portal-timeline__event")]
    assert told[0].startswith(f"Alder House Visit {planned.reference}: planned")
    assert told[1].startswith("Kite House Judged “Good”")
    assert len(told) == 2


def test_both_pages_ask_as_much_for_many_homes(
    session: Session, signed_in: Client, home: Home, officer: Person, count_queries: Counting
) -> None:
    reported(session, home, officer, Judgement.GOOD)

    def asked(address: str) -> int:
        signed_in.get(address)
        with count_queries() as queries:
            signed_in.get(address)
        return queries.count

    pages = (PAGE, f"/quality/providers/{home.provider.reference}/")
    few = [asked(page) for page in pages]
    for number in range(4):
        more = factories.make_home(session, home.provider, f"House {number}")
        reported(session, more, officer, Judgement.STRONG)
    assert [asked(page) for page in pages] == few
