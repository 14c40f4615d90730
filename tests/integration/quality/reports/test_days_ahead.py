"""An action has time when its report becomes final, however long the provider had to check it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.quality.actions import services as actions
from portal.quality.models import Visit
from portal.quality.reports import services
from portal.quality.reports.rules import parse_content
from portal.quality.services import Refused
from portal.web.filters import format_date
from tests.integration.quality.planning import At
from tests.integration.quality.reports import made
from tests.integration.quality.reports.conftest import Cast
from tests.support.client import Client

A_DAY = timedelta(days=1)


def asked(session: Session, cast: Cast) -> Visit:
    """A report with the provider, and an action that is due tomorrow."""
    visit = made.drafted(session, cast.home, cast.lead)
    made.action(session, visit, cast.officer, due_in=1)
    made.send(session, visit, cast.officer)
    return visit


@pytest.mark.parametrize("later", [1, 12])
def test_a_day_that_came_while_the_provider_checked_is_moved_first(
    session: Session, client: Client, cast: Cast, at: At, later: int
) -> None:
    visit = asked(session, cast)
    (action,) = made.visit_actions(session, visit)
    if later == 1:
        services.say_done(session, visit, actor=cast.provider, now=clock.now())
    session.commit()
    at(clock.now() + later * A_DAY)
    client.sign_in(cast.lead)
    finalise = client.get(f"/quality/visits/{visit.reference}/report/finalise")
    was = format_date(action.due_on)
    page = client.submit(finalise.form())
    assert page.errors == [
        f"Move the days of these actions first, to a day after today: “Mend the garden fence”, due {was}."
    ]
    move = client.get(page.link(f"Move the day of action {action.reference}"))
    day = clock.today(clock.now()) + 20 * A_DAY
    typed = {"due_on-day": str(day.day), "due_on-month": str(day.month), "due_on-year": str(day.year)}
    page = client.submit(move.form(), typed, reason="There was no time.")
    assert "The provider reads it in the final report." in page.text
    assert "Unchanged since" in client.submit(finalise.form()).text
    content = parse_content(made.report_of(session, visit).content)
    assert [each["due_on"] for each in content["actions"]] == [day.isoformat()]
    client.sign_in(cast.admin)
    assert f"Moved from {was} to {format_date(day)}" in client.get(f"/provider/visits/{visit.reference}/").text


def test_days_stand_while_the_provider_checks_them(session: Session, client: Client, cast: Cast) -> None:
    visit = asked(session, cast)
    (action,) = made.visit_actions(session, visit)
    day = action.due_on + 9 * A_DAY
    with pytest.raises(Refused, match="once the provider has had its time"):
        actions.move_action(session, visit, action, day, reason="Why.", actor=cast.officer, now=clock.now())
    client.sign_in(cast.lead)
    address = f"/quality/visits/{visit.reference}/actions/"
    assert "Move the day" not in client.get(address).text
    services.say_done(session, visit, actor=cast.provider, now=clock.now())
    assert "Move the day" in client.get(address).text
