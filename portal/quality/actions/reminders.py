"""Mails before and after an action is due, once each, and passing on what stays overdue."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal import clock, jobs, mail
from portal.db import Database, verb
from portal.mail import settings
from portal.quality.actions import queries, services
from portal.quality.actions.rules import REMIND_DAYS, Reminder, reminder_due
from portal.quality.queries.people import list_people_of_home
from portal.web.filters import format_date

# Nobody is written to at night.
FROM_HOUR = 8
SUBJECTS = {
    Reminder.BEFORE: "An action after our visit is due by {}",
    Reminder.AFTER: "An action after our visit was due on {}",
}


@jobs.chore
def follow_actions(database: Database) -> None:
    """Post the day's mails and pass on what is long overdue; a second time in a day does nothing more."""
    now = clock.now()
    if clock.to_london(now).hour >= FROM_HOUR:
        with database.session() as session:
            post_reminders(session, now=now)
            services.escalate(session, now=now, days=settings().escalate_days)
            services.pass_on_unread(session, now=now, days=settings().escalate_days)


@verb
def post_reminders(session: Session, *, now: datetime) -> None:
    """Write to whoever answers for a home, once a week before an action is due and once when it was not done. What it
    is about stands behind sign-in."""
    today = clock.today(now)
    for action in queries.list_open(session, today + timedelta(days=REMIND_DAYS)):
        which = reminder_due(action.due_on, today)
        if which is None:
            continue
        for person in list_people_of_home(session, action.visit.home):
            mail.post(
                session,
                "action_reminder",
                to=person.inbox,
                subject=SUBJECTS[which].format(format_date(action.due_on)),
                key=f"action-{which}:{action.reference}:{action.due_on.isoformat()}:{person.id}",
                now=now,
                name=person.name,
                is_over=which is Reminder.AFTER,
                due_on=format_date(action.due_on),
                path=f"/provider/visits/{action.visit.reference}/",
            )
