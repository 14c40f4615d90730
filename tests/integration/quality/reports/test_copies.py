"""A final report reaches other councils: approved by another person, with consent, each copy recorded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events, jobs
from portal.access import Role
from portal.accounts.models import Person
from portal.db import database
from portal.quality import services as visits
from portal.quality.models import Visit
from portal.quality.reports import queries, services
from portal.quality.reports.models import Outcome, ReportSharing
from portal.quality.reports.services import Refused
from tests import factories
from tests.integration.quality.planning import changed
from tests.integration.quality.reports import made
from tests.integration.quality.reports.conftest import Cast
from tests.support.client import Client

NOW = clock.now


def test_a_publisher_approves(session: Session, client: Client, cast: Cast) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    client.sign_in(factories.make_staff(session, Role.PUBLISHER, name="Kim Oak"))
    page = client.get(f"/quality/visits/{visit.reference}/report/")
    page = client.submit(client.get(page.link("Approve this report")).form())
    assert "The report is approved." in page.text
    assert made.report_of(session, visit).approved_at is not None


def hand_over(session: Session, visit: Visit, cast: Cast, lead: Person) -> None:
    session.expire_all()
    visits.hand_over(session, visit, lead, reason="Leave.", version=visit.version, actor=cast.officer, now=NOW())


def refusal_of(session: Session, visit: Visit, person: Person) -> str:
    """Why somebody may not approve a report."""
    with pytest.raises(Refused) as refused:
        services.approve_report(session, visit, actor=factories.viewer_of(session, person), now=NOW())
    return str(refused.value)


def finished(session: Session, visit: Visit, cast: Cast) -> None:
    made.finish_up(session, visit, cast.lead)
    services.begin_report(session, visit, actor=cast.officer, now=NOW())
    written = {"judgement": None, "text": made.SUMMARY_TEXT, "seen_version": 1}
    services.save_section(session, visit, "summary", **written, actor=cast.officer, now=NOW())
    made.finish(session, visit, officer=cast.officer, provider=cast.provider)


def test_whoever_had_a_part_in_a_report_never_approves_it(session: Session, client: Client, cast: Cast) -> None:
    """One drafts and sends it and was there, another decides about a point and goes, a third makes it final, a fourth
    looks after it since."""
    decider, finisher, keeper = (
        factories.make_staff(session, Role.QA_OFFICER, name=name) for name in ("Rowan Ash", "Max Yew", "Alex Oak")
    )
    visit = made.sent(session, cast.home, cast.lead)
    made.disputed(session, visit, cast.provider)
    services.say_done(session, visit, actor=cast.provider, now=NOW())
    hand_over(session, visit, cast, decider)
    part = queries.get_section(made.report_of(session, visit), "education")
    assert part.point is not None
    services.decide_point(
        session, visit, "education", outcome=Outcome.DECLINED, reason="It is so.", seen_version=part.point.version,
        seen_section=part.version, actor=factories.viewer_of(session, decider), now=NOW(),
    )  # fmt: skip
    hand_over(session, visit, cast, finisher)
    services.finalise(session, visit, actor=factories.viewer_of(session, finisher), now=NOW())
    hand_over(session, visit, cast, keeper)
    for maker in (cast.lead, decider, finisher, keeper):
        factories.make_staff_at_desk(session, maker, Role.PUBLISHER)
        assert "Every publisher here had one" in refusal_of(session, visit, maker)
    publisher = factories.make_staff(session, Role.PUBLISHER, name="Kim Oak")
    client.sign_in(cast.lead)
    page = client.submit(client.get(f"/quality/visits/{visit.reference}/report/approve").form())
    refusal = (
        "You had a part in this visit or its report, so you cannot approve it. Ask a publisher who had none: Kim Oak."
    )
    assert page.errors == [refusal]
    services.approve_report(session, visit, actor=factories.viewer_of(session, publisher), now=NOW())
    assert made.report_of(session, visit).approved_by_id == publisher.id


def test_an_officer_who_was_handed_a_visit_and_handed_it_on_again_does_not_approve_it(
    session: Session, cast: Cast
) -> None:
    """They wrote nothing, and look after nothing now: the record of events knows."""
    visit = made.begun(session, cast.home, cast.lead)
    hand_over(session, visit, cast, cast.second)
    hand_over(session, visit, cast, cast.lead)
    finished(session, visit, cast)
    factories.make_staff_at_desk(session, cast.second, Role.PUBLISHER)
    assert "You had a part in this visit" in refusal_of(session, visit, cast.second)


@pytest.mark.parametrize("taken_off", ["by another plan", "by who was there"])
def test_whoever_was_taken_off_a_visit_does_not_approve_its_report(
    session: Session, cast: Cast, taken_off: str
) -> None:
    """They wrote nothing, and neither goes on it nor was there as it stands now."""
    visit, actor = made.begun(session, cast.home, cast.lead, cast.second), cast.officer
    if taken_off == "by who was there":
        visits.correct_visitors(session, visit, [cast.second], version=visit.version, actor=actor, now=NOW())
        visits.correct_visitors(session, visit, [cast.lead], version=visit.version, actor=actor, now=NOW())
    alone = changed([cast.lead], visit, starts_at=visit.starts_at)
    visits.change_visit(session, visit, alone, version=visit.version, actor=actor, now=NOW())
    visits.correct_visitors(session, visit, [cast.lead], version=visit.version, actor=actor, now=NOW())
    finished(session, visit, cast)
    factories.make_staff_at_desk(session, cast.second, Role.PUBLISHER)
    assert "You had a part in this visit" in refusal_of(session, visit, cast.second)


def test_a_copy_for_another_council_needs_consent_and_approval_and_leaves_a_record(
    app: Flask, session: Session, client: Client, new_client: Callable[[], Client], cast: Cast
) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    client.sign_in(cast.lead)
    share = client.get(f"/quality/visits/{visit.reference}/report/share")
    fields = {"council": "E08000012", "reason": "It places a child there."}
    assert client.submit(share.form(), fields).errors[0].startswith("The provider has not agreed")
    provider = new_client()
    provider.sign_in(cast.admin)
    consent = provider.get(f"/provider/visits/{visit.reference}/consent")
    provider.submit(consent.form())
    assert client.submit(share.form(), fields).errors[0].startswith("A publisher has to approve")
    publisher = factories.viewer_of(session, factories.make_staff(session, Role.PUBLISHER, name="Kim Oak"))
    services.approve_report(session, visit, actor=publisher, now=NOW())
    assert client.submit(share.form(), fields).errors[0].startswith("The PDF is still being made")
    jobs.run_due(database())
    for _ in range(2):  # sent twice, it is one copy
        assert client.submit(share.form(), fields).body.startswith(b"%PDF")
    assert len(session.scalars(select(ReportSharing)).all()) == 1
    seen = provider.get(f"/provider/visits/{visit.reference}/")
    assert "Liverpool" in seen.text and "It places a child there." in seen.text
    provider.submit(provider.get(seen.link("Take your consent back")).form())
    assert client.submit(share.form(), fields).errors[0].startswith("The provider has not agreed")


def test_a_form_of_consent_that_arrives_again_says_how_it_stands_and_turns_nothing_round(
    session: Session, client: Client, cast: Cast
) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    client.sign_in(cast.admin)
    own = f"/provider/visits/{visit.reference}/"
    agree, take_back = client.get(f"{own}consent"), client.get(f"{own}consent/withdraw")
    verbs: list[str] = []
    for page, standing, word in (
        (agree, "You agreed that other councils may have this report", "quality.consent_given"),
        (take_back, "No other council gets this report", "quality.consent_withdrawn"),
    ):
        for _ in range(2):
            assert standing in client.submit(page.form()).text
        verbs.append(word)
        found = events.list_events(session, ("visit", visit.reference))
        assert [event.verb for event in reversed(found) if "consent" in event.verb] == verbs
    assert "No other council gets this report" in client.submit(agree.form()).text, "it was said, and taken back since"
