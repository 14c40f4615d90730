"""What the author told the safeguarding leads themself: named before sharing to whoever may read it, to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.feedback.rules import Given
from portal.voice.feedback.services import Refused
from portal.voice.feedback.services.sharing import SAY_ASKED
from portal.voice.inspectors.models import Inspector
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.quality import made as quality_made
from tests.integration.voice.disclosures import made as disclosures_made
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import Desk
from tests.support.client import Client


@pytest.fixture
def entry(session: Session, desk: Desk) -> Feedback:
    """Read, and seen by its author as it would be shared."""
    told = made.in_state(session, desk, FeedbackState.READ, made.PAIRED[0])
    made.show(session, desk, told)
    return told


def _share_page(feedback: Feedback) -> str:
    return f"/voice/feedback/{feedback.reference}/share"


def test_it_is_named_and_a_lead_is_asked_first(session: Session, client: Client, desk: Desk, entry: Feedback) -> None:
    told = disclosures_made.told(session, desk.inspector, visit=desk.visit)
    with pytest.raises(Refused, match="Speak with a lead first"):
        made.share(session, desk, entry)
    session.rollback()
    client.sign_in(desk.coordinator)
    page = client.get(_share_page(entry))
    assert told.reference in page.text and disclosures_made.CANARY not in page.html
    assert any(link.get("href") == f"/voice/disclosures/{told.reference}/" for link in page.all("a"))
    assert client.submit(page.form("Share it")).errors == [SAY_ASKED]
    assert "Shared with the home." in client.submit(page.form("Share it"), lead_asked=["yes"]).text


def test_to_another_coordinator_the_page_is_the_same_with_and_without_it(
    session: Session, client: Client, desk: Desk, entry: Feedback
) -> None:
    client.sign_in(factories.make_staff(session, Role.COORDINATOR, name="Other Rowan"))
    before = client.get(_share_page(entry))
    disclosures_made.told(session, desk.inspector, visit=desk.visit)
    session.commit()
    after = client.get(_share_page(entry))
    assert before.text == after.text and "lead_asked" not in after.form("Share it").values
    assert "Shared with the home." in client.submit(after.form("Share it")).text


def test_words_that_were_flagged_are_settled_by_it_for_whoever_may_know(
    session: Session, client: Client, desk: Desk
) -> None:
    told = made.in_state(session, desk, FeedbackState.READ, {"could-be-better": Given(text="A man hit me there.")})
    made.redact(session, desk, told, text="It was not calm.")
    made.show(session, desk, told)
    disclosures_made.told(session, desk.inspector, visit=desk.visit)
    other = factories.make_staff(session, Role.COORDINATOR, name="Other Rowan")
    client.sign_in(desk.coordinator)
    asked = client.get(_share_page(told)).form("Share it").values
    assert "lead_asked" in client.get(_share_page(told)).html and "flags_checked" not in asked
    client.sign_in(other)
    page = client.get(_share_page(told))
    assert "Words here may speak of harm" in page.text and "lead_asked" not in page.html


def test_what_they_told_of_another_home_or_long_before_is_not_named(
    session: Session, client: Client, desk: Desk, entry: Feedback
) -> None:
    elsewhere = quality_made.visit(
        session,
        homes_made.add(session, desk.home.provider, name="Wren House", urn="SC100002"),
        factories.make_staff(session, Role.QA_OFFICER, name="Elm"),
        starts_at=quality_made.ago(3),
        authority_id=desk.visit.authority_id,
    )
    made.go(
        session,
        elsewhere,
        session.scalars(select(Inspector).where(Inspector.person_id == desk.inspector.id)).one(),
        desk.moderator,
    )
    disclosures_made.told(session, desk.inspector, visit=elsewhere)
    disclosures_made.told(session, desk.inspector, now=clock.now() - timedelta(days=90))
    session.commit()
    client.sign_in(desk.coordinator)
    assert "told the safeguarding leads" not in client.get(_share_page(entry)).text
    unsaid = disclosures_made.told(session, desk.inspector)
    session.commit()
    assert unsaid.reference in client.get(_share_page(entry)).text


def test_either_of_a_pair_is_enough(session: Session, client: Client, desk: Desk) -> None:
    other = made.other_of_pair(session, desk)
    pair = made.joined(session, desk, other)
    told = disclosures_made.told(session, other.inspector, visit=desk.visit)
    session.commit()
    client.sign_in(desk.coordinator)
    page = client.get(f"/voice/feedback/{pair[0].reference}/joint/share")
    assert told.reference in page.text
    assert client.submit(page.form("Share it")).errors == [SAY_ASKED]
    assert "Shared with the home as one." in client.submit(page.form("Share it"), lead_asked=["yes"]).text
