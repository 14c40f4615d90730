"""The demonstration's visits that were made: what was found, reports in every state, and what came of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.accounts.models import Person
from portal.demo.market import Organisation
from portal.demo.pack import Pack
from portal.demo.people import Staff
from portal.homes.models import Home
from portal.quality.actions import services as actions
from portal.quality.actions.queries import list_actions
from portal.quality.models import Trigger, Visit, VisitState
from portal.quality.reports import queries, services
from portal.quality.reports.models import Answer, Judgement, Outcome
from portal.quality.reports.rules import SEEN, SUMMARY, Written
from portal.quality.services import plan_visit
from portal.quality.suspensions.services import suspend

# The states that a visit passes through, in order.
ORDER = (
    VisitState.DONE,
    VisitState.DRAFT_REPORT,
    VisitState.FACTUAL_ACCURACY,
    VisitState.FINAL,
    VisitState.CLOSED,
)
A_DAY = timedelta(days=1)


def add_reports(
    session: Session,
    pack: Pack,
    organisations: Mapping[str, Organisation],
    *,
    authority_id: int,
    staff: Staff,
    now: datetime,
) -> None:
    """Every visit of the pack, brought on by the officer and the organisation's admin, each on its day."""
    about: dict[str, Any] = json.loads(pack.text("reports.json"))
    homes = {slug: (each, home) for each in organisations.values() for slug, home in each.homes.items()}
    for row in about["visits"]:
        organisation, home = homes[row["home"]]
        story = Story(session, about, home, staff.officer, organisation.admin, now - row["days_ago"] * A_DAY)
        story.go_on(story.plan(row, authority_id), VisitState(row["reaches"]))
    row = about["suspension"]
    at = now - row["days_ago"] * A_DAY
    suspend(
        session,
        homes[row["home"]][1],
        authority_id=authority_id,
        from_on=clock.today(at),
        reason=row["reason"],
        actor=staff.commissioner,
        now=at,
    )


class Story:
    """One visit from its day on; `began` is when the officers rang the bell."""

    def __init__(
        self, session: Session, about: dict[str, Any], home: Home, officer: Viewer, admin: Viewer, began: datetime
    ) -> None:
        self.session, self.about, self.home = session, about, home
        self.officer, self.admin, self.began = officer, admin, began

    def plan(self, row: Mapping[str, Any], authority_id: int) -> Visit:
        """The visit, as the pack says."""
        return plan_visit(
            self.session,
            self.home,
            [self.session.get_one(Person, self.officer.person_id)],
            authority_id=authority_id,
            trigger=Trigger(row["trigger"]),
            is_announced=row["is_announced"],
            starts_at=self.began,
            ends_at=self.began + timedelta(hours=3),
            actor=self.officer,
            now=self.began - 21 * A_DAY,
        )

    def go_on(self, visit: Visit, reaches: VisitState) -> None:
        """As far as it has come."""
        last = ORDER.index(reaches)
        parts = (self._find, self._draft, self._send, self._settle, self._close)
        for part in parts[: last + 1]:
            part(visit)

    def _find(self, visit: Visit) -> None:
        now = self.began + timedelta(hours=2)
        for sheet in queries.list_sheets(self.session, visit):
            judgement, text = self.about["found"][sheet.slug]
            seen = (
                (clock.today(now) - 20 * A_DAY, clock.today(now) - 150 * A_DAY) if sheet.slug == SEEN else (None, None)
            )
            written = Written(Judgement(judgement) if judgement else None, text, *seen)
            services.save_finding(
                self.session, visit, sheet, written, seen_version=0, desk="", actor=self.officer, now=now
            )
        services.finish_visit(self.session, visit, actor=self.officer, now=self.began + timedelta(hours=3))

    def _draft(self, visit: Visit) -> None:
        now = self.began + 2 * A_DAY
        services.begin_report(self.session, visit, actor=self.officer, now=now)
        self._mend(visit, SUMMARY, self.about["summary"], now)
        for each in self.about["actions"]:
            due_on = clock.today(self.began) + each["due_after"] * A_DAY
            details = actions.ActionDetails(each["text"], each["standard"], each["owner"], due_on)
            actions.add_action(self.session, visit, details, actor=self.officer, now=now)

    def _mend(self, visit: Visit, slug: str, text: str, now: datetime) -> None:
        section = queries.get_section(queries.get_report(self.session, visit.id), slug)
        services.save_section(
            self.session,
            visit,
            slug,
            judgement=Judgement(section.judgement) if section.judgement else None,
            text=text,
            seen_version=section.version,
            actor=self.officer,
            now=now,
        )

    def _send(self, visit: Visit) -> None:
        now = self.began + 5 * A_DAY
        last_day: date = clock.today(now) + 14 * A_DAY
        services.send_report(self.session, visit, last_day=last_day, actor=self.officer, now=now)
        for name in ("point", "declined"):
            services.save_point(
                self.session,
                visit,
                self.about[name]["sheet"],
                answer=Answer.NOT_ACCURATE,
                text=self.about[name]["words"],
                seen_version=0,
                actor=self.admin,
                now=now + 2 * A_DAY,
            )

    def _settle(self, visit: Visit) -> None:
        now = self.began + 12 * A_DAY
        services.say_done(self.session, visit, actor=self.admin, now=now)
        for name, outcome in (("point", Outcome.ACCEPTED), ("declined", Outcome.DECLINED)):
            point = self.about[name]
            part = queries.get_section(queries.get_report(self.session, visit.id), point["sheet"])
            services.decide_point(
                self.session,
                visit,
                point["sheet"],
                outcome=outcome,
                reason=point["reason"],
                actor=self.officer,
                now=now + A_DAY,
                seen_version=part.point.version if part.point else 0,
                seen_section=part.version,
            )
        self._mend(visit, self.about["point"]["sheet"], self.about["point"]["mended"], now + A_DAY)
        services.finalise(self.session, visit, actor=self.officer, now=now + 2 * A_DAY)

    def _close(self, visit: Visit) -> None:
        for number, action in enumerate(list_actions(self.session, visit.id)):
            now = self.began + (40 + number) * A_DAY
            actions.send_evidence(self.session, visit, action, self.about["evidence"], actor=self.admin, now=now)
            actions.close_action(
                self.session,
                visit,
                action,
                reason=self.about["closed"],
                seen_version=action.version,
                actor=self.officer,
                now=now + 5 * A_DAY,
            )
