"""A final report reaches other councils: approved by another person, with consent, each copy recorded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events, jobs
from portal.access import Role
from portal.db import database
from portal.quality.reports import services
from portal.quality.reports.models import ReportSharing
from portal.quality.reports.services import Refused
from tests import factories
from tests.integration.quality.reports import made
from tests.integration.quality.reports.conftest import Cast
from tests.support.client import Client

NOW = clock.now


def test_a_publisher_approves_and_a_maker_does_not(session: Session, client: Client, cast: Cast) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    with pytest.raises(Refused, match="Somebody else has to approve"):
        services.approve_report(session, visit, actor=cast.officer, now=NOW())
    client.sign_in(factories.make_staff(session, Role.PUBLISHER, name="Kim Oak"))
    page = client.get(f"/quality/visits/{visit.reference}/report/")
    page = client.submit(client.get(page.link("Approve this report")).form())
    assert "The report is approved." in page.text
    assert made.report_of(session, visit).approved_at is not None


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
