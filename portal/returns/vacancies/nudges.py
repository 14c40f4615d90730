"""One mail a week at most to whoever can say which places are open, where nobody has for a week."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal import clock, jobs, mail
from portal.db import Database, verb
from portal.returns.vacancies import queries, rules
from portal.returns.words import homes

# Mails go out on one day of the week (Monday is 0) from this hour, London time: so no seven days can hold two.
WEEKDAY = 0
FROM_HOUR = 8


@jobs.chore
def nudge_about_vacancies(database: Database) -> None:
    """Post the week's mails on their day; any other time does nothing, and a second time posts none twice."""
    now = clock.now()
    local = clock.to_london(now)
    if local.weekday() == WEEKDAY and local.hour >= FROM_HOUR:
        with database.session() as session:
            post_nudges(session, now=now)


@verb
def post_nudges(session: Session, *, now: datetime) -> None:
    """Write one mail a person: how many of their homes are out of date, and where to say what is true. Nothing of the
    homes themselves stands in a mail."""
    today = clock.today(now)
    for person, count in queries.list_people_to_nudge(session, rules.last_stale_day(today)):
        mail.post(
            session,
            "vacancies_nudge",
            to=person.inbox,
            subject="Which of your places are open now?",
            key=f"vacancies-nudge:{today.isoformat()}:{person.id}",
            now=now,
            name=person.name,
            homes=homes(count),
        )
