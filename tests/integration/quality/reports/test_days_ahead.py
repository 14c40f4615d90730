"""An action has time when its report becomes final, however long the provider had to check it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
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
    session: Session, client: Client, new_client: Callable[[], Client], cast: Cast, at: At, later: int
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
    assert "The provider reads it, and why, once the report is final." in page.text
    provider = new_client()
    provider.sign_in(cast.admin)
    own = f"/provider/visits/{visit.reference}/"
    for address in (own, f"{own}actions/{action.reference}"):
        draft = provider.get(address).text
        assert f"by {was}" in draft and "Moved from" not in draft and "There was no time." not in draft
    assert "Unchanged since" in client.submit(finalise.form()).text
    content = parse_content(made.report_of(session, visit).content)
    assert [each["due_on"] for each in content["actions"]] == [day.isoformat()]
    assert f"Moved from {was} to {format_date(day)}" in provider.get(own).text


def test_days_stand_while_the_provider_checks_them(session: Session, client: Client, cast: Cast) -> None:
    visit = asked(session, cast)
    (action,) = made.visit_actions(session, visit)
    day = action.due_on + 9 * A_DAY
    with pytest.raises(Refused, match="once the provider has had its time"):
        made.move_action(session, visit, action, day, cast.officer)
    client.sign_in(cast.lead)
    address = f"/quality/visits/{visit.reference}/actions/"
    assert "Move the day" not in client.get(address).text
    services.say_done(session, visit, actor=cast.provider, now=clock.now())
    assert "Move the day" in client.get(address).text
