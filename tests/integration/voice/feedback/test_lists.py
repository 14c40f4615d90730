"""Lists of feedback, disclosures and inspectors are paged, and take the same questions however long they are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.db import new_reference
from portal.quality.models import Visit
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.inspectors import services as inspectors
from tests import factories
from tests.integration.quality import made as quality_made
from tests.integration.voice.disclosures import made as disclosures_made
from tests.integration.voice.feedback.made import Desk
from tests.support.client import Client

PER_PAGE = 50
Counting = Callable[[], AbstractContextManager[Any]]
Add = Callable[[Session, Desk, int], None]


def _feedback(session: Session, desk: Desk, number: int) -> None:
    """Cards of residents that were shared, by their rows: how they came there is told elsewhere."""
    now = clock.now()
    for _ in range(number):
        reference = new_reference("FB")
        feedback = Feedback(
            reference=reference,
            authority_id=desk.visit.authority_id,
            home_id=desk.home.id,
            resident_card=reference,
            set_slug="residents",
            set_version=1,
            state=FeedbackState.SHARED,
            started_at=now,
            sent_at=now,
            provider_id=desk.home.provider_id,
            answer_by_on=clock.today(now + timedelta(days=9)),
        )
        session.add(feedback)
    session.commit()


def _disclosures(session: Session, desk: Desk, number: int) -> None:
    for _ in range(number):
        disclosures_made.told(session, desk.inspector)


def _inspectors(session: Session, desk: Desk, number: int) -> None:
    for _ in range(number):
        inspectors.invite(session, authority_id=desk.visit.authority_id, actor=desk.moderator, now=clock.now())


def _visits(session: Session, desk: Desk, number: int) -> None:
    officer = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    known = len(session.scalars(select(Visit.id)).all())
    for slot in range(known, known + number):
        quality_made.visit(session, desk.home, officer, starts_at=clock.now() + timedelta(days=9, hours=3 * slot))


LISTS = [
    pytest.param(_feedback, Role.PROVIDER_ADMIN, "/provider/feedback/", 0, id="the home's feedback"),
    pytest.param(_feedback, Role.COMMISSIONER, "/commissioning/feedback/", 0, id="staff's feedback"),
    pytest.param(_feedback, Role.COORDINATOR, "/voice/feedback/", 0, id="the desk"),
    pytest.param(_disclosures, Role.COORDINATOR, "/voice/disclosures/", 0, id="what inspectors told"),
    pytest.param(_disclosures, Role.SAFEGUARDING_LEAD, "/safeguarding/", 0, id="the leads' disclosures"),
    pytest.param(_inspectors, Role.COORDINATOR, "/voice/inspectors/", 1, id="inspectors"),
    pytest.param(_visits, Role.COORDINATOR, "/voice/visits/", 1, id="visits"),
]


@pytest.mark.parametrize(("add", "role", "address", "there"), LISTS)
def test_a_list_is_paged_and_takes_the_same_questions_however_long_it_is(
    session: Session,
    client: Client,
    desk: Desk,
    admin: Person,
    count_queries: Counting,
    add: Add,
    role: Role,
    address: str,
    there: int,
) -> None:
    people = {Role.PROVIDER_ADMIN: admin, Role.COORDINATOR: desk.coordinator}
    client.sign_in(people.get(role) or factories.make_person_with(session, role, desk.home.provider))
    counts = []
    for number in (2, PER_PAGE - 1):
        add(session, desk, number)
        client.get(address)
        with count_queries() as asked:
            page = client.get(address)
        counts.append(asked.count)
    assert counts[0] == counts[1]
    assert len(page.rows) - 1 == PER_PAGE
    assert len(client.get(f"{address}{page.link('Next page')}").rows) - 1 == 1 + there
