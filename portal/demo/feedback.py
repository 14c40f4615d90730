"""What the demonstration's young people said of homes, brought as far as each of them has come."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role, Viewer
from portal.accounts.models import Person
from portal.demo.market import Organisation
from portal.demo.pack import Pack
from portal.demo.people import Staff, viewer_of
from portal.homes.models import Home
from portal.quality.models import Trigger, Visit
from portal.quality.services import plan_visit
from portal.voice.feedback import queries, services
from portal.voice.feedback.models import (
    Changed,
    Enough,
    Feedback,
    FeedbackAnswer,
    FeedbackPoint,
    FeedbackState,
    Response,
    Treatment,
    Verdict,
)
from portal.voice.feedback.rules import Given
from portal.voice.feedback.words import QUOTE_WORDING
from portal.voice.inspectors.models import Inspector
from portal.voice.inspectors.rules import Window
from portal.voice.inspectors.services import place, say_arrived, say_home_safe

TEN = time(10)
TWO_HOURS = timedelta(hours=2)
PLANNED_BEFORE = timedelta(days=10)
TIME_TO_ANSWER = timedelta(weeks=4)
# A young inspector of the demonstration told the safeguarding leads something, which no sharing here makes worse.
LEAD_ASKED = services.Sure(lead_asked=True)


@dataclass
class Story:
    """What one of them said and what came of it: `now` moves on with each step."""

    session: Session
    told: dict[str, Any]
    feedback: Feedback
    author: events.Actor
    coordinator: Viewer
    provider: Viewer
    now: datetime

    def answers(self) -> list[tuple[FeedbackAnswer, dict[str, Any]]]:
        """Every answer, with what the pack says of it."""
        found = queries.list_answers(self.session, self.feedback)
        return [(answer, self.told["answers"][answer.question.slug]) for answer in found]

    def points(self) -> list[tuple[FeedbackPoint, dict[str, Any]]]:
        """Every point that the home is asked about, with what the pack says of it."""
        found = queries.list_points(self.session, self.feedback.id)
        return [(point, self.told["answers"][point.question.slug]) for point in found if point.needs_answer]


def tell_feedback(
    session: Session,
    pack: Pack,
    organisations: Mapping[str, Organisation],
    *,
    authority_id: int,
    staff: Staff,
    now: datetime,
) -> None:
    """Every visit of the pack with what was said of it."""
    homes = {slug: (each, home) for each in organisations.values() for slug, home in each.homes.items()}
    for told in json.loads(pack.text("feedback.json")):
        organisation, home = homes[told["home"]]
        at = clock.at_london(clock.today(now) - timedelta(days=told["days_ago"]), TEN)
        visit = _plan(session, home, authority_id=authority_id, staff=staff, at=at)
        tell = _tell_of_pair if "with" in told else tell_of_visit
        tell(session, visit, told, organisation, staff=staff)


def tell_of_visit(
    session: Session, visit: Visit, told: dict[str, Any], organisation: Organisation, *, staff: Staff
) -> None:
    """An inspector goes on a visit that is planned, and tells of it what the pack says."""
    go_on(_begin(session, visit, told, organisation, staff=staff))


def _tell_of_pair(
    session: Session, visit: Visit, told: dict[str, Any], organisation: Organisation, *, staff: Staff
) -> None:
    """Two go, each tells of it, and both want it read as one: so the home has it, and has not answered yet."""
    pair = [_begin(session, visit, each, organisation, staff=staff) for each in (told, told["with"])]
    for story in pair:
        _answer_questions(story)
        _send(story)
        story.now += timedelta(days=1)
        _propose(story)
        _agree(story)
    for story in pair:
        services.join(session, story.feedback, actor=story.author, now=story.now)
    join = queries.find_join(session, pair[0].feedback.id)
    if join is None:
        raise LookupError("the two were not joined")
    now = pair[0].now + timedelta(days=2)
    due = clock.today(now + TIME_TO_ANSWER)
    services.share_as_one(session, join, answer_by_on=due, sure=LEAD_ASKED, actor=staff.coordinator, now=now)


def _begin(session: Session, visit: Visit, told: dict[str, Any], organisation: Organisation, *, staff: Staff) -> Story:
    """An inspector goes on a visit that is planned, and begins to tell of it."""
    inspector = session.scalars(select(Inspector).where(Inspector.nickname == told["who"])).one()
    going = place(
        session,
        visit,
        inspector,
        travel="A taxi picks you up. It takes you home too.",
        company="Your coordinator goes with you.",
        actor=staff.coordinator,
        now=visit.starts_at - PLANNED_BEFORE,
    )
    author = viewer_of(inspector.person, Role.YOUNG_INSPECTOR, authority_id=visit.authority_id)
    after = visit.starts_at + TWO_HOURS
    open_while = Window(visit.starts_at, after)
    say_arrived(session, going, inspector, open_while, actor=author, now=visit.starts_at)
    say_home_safe(session, going, inspector, open_while, actor=author, now=after)
    feedback = services.begin(
        session,
        visit.home,
        services.Author(inspector_id=author.person_id, visit=visit),
        authority_id=visit.authority_id,
        actor=author,
        now=after,
    )
    return Story(session, told, feedback, author, staff.coordinator, organisation.admin, after)


def _plan(session: Session, home: Home, *, authority_id: int, staff: Staff, at: datetime) -> Visit:
    return plan_visit(
        session,
        home,
        [session.get_one(Person, staff.officer.person_id)],
        authority_id=authority_id,
        trigger=Trigger.PROGRAMME,
        is_announced=True,
        starts_at=at,
        ends_at=at + TWO_HOURS,
        actor=staff.officer,
        now=at - PLANNED_BEFORE,
    )


def go_on(story: Story) -> None:
    """Answer, then each step a day or more after the one before it, up to where the pack says."""
    reaches = FeedbackState(story.told["reaches"])
    _answer_questions(story)
    steps: tuple[tuple[FeedbackState, int, Callable[[Story], None]], ...] = (
        (FeedbackState.SENT, 0, _send),
        (FeedbackState.PROPOSED, 1, _propose),
        (FeedbackState.SHARED, 2, _share),
        (FeedbackState.ANSWERED, 12, _answer),
        (FeedbackState.SHARED_BACK, 3, _share_back),
    )
    for state, days, step in steps if reaches != FeedbackState.DRAFT else ():
        story.now += timedelta(days=days)
        step(story)
        if state == reaches:
            return


def _answer_questions(story: Story) -> None:
    feedback = story.feedback
    for slug, said in story.told["answers"].items():
        question = queries.get_question(story.session, feedback.set_slug, feedback.set_version, slug)
        given = Given(said.get("mark"), said.get("text", ""), tuple(said.get("cards", ())))
        services.save_answer(story.session, feedback, question, given)
    if story.told["may_be_quoted"]:
        services.say_quote(
            story.session, feedback, agrees=True, wording=QUOTE_WORDING, actor=story.author, now=story.now
        )


def _send(story: Story) -> None:
    services.send(story.session, story.feedback, actor=story.author, now=story.now)


def _propose(story: Story) -> None:
    """Read, then each text shown as it is or changed with a reason, and all of it shown to its author."""
    services.mark_read(story.session, story.feedback, actor=story.coordinator, now=story.now)
    for answer, said in story.answers():
        if answer.treatment == Treatment.UNDECIDED:
            services.moderate(
                story.session,
                story.feedback,
                answer,
                Treatment.REDACTED if "shown" in said else Treatment.AS_WRITTEN,
                text=said.get("shown", ""),
                reason=said.get("why", ""),
                seen_version=answer.version,
                actor=story.coordinator,
                now=story.now,
            )
    services.propose(story.session, story.feedback, actor=story.coordinator, now=story.now)


def _agree(story: Story) -> None:
    """Its author looks at it and says yes."""
    for answer, said in story.answers():
        if "shown" in said:
            services.save_verdict(
                story.session,
                story.feedback,
                answer,
                Verdict.AGREED,
                objection="",
                seen=answer.version,
                now=story.now,
            )
    seen = services.version_of_all(queries.list_answers(story.session, story.feedback))
    services.decide(story.session, story.feedback, seen=seen, actor=story.author, now=story.now)


def _share(story: Story) -> None:
    _agree(story)
    due = clock.today(story.now + TIME_TO_ANSWER)
    # In most homes so few live that a resident has to know that the home will know.
    services.share(
        story.session,
        story.feedback,
        answer_by_on=due,
        sure=replace(LEAD_ASKED, author_knows=story.feedback.resident_card is not None),
        actor=story.coordinator,
        now=story.now,
    )


def _answer(story: Story) -> None:
    for point, said in story.points():
        days = said.get("in_days")
        services.respond(
            story.session,
            story.feedback,
            point,
            Response(said["response"]),
            text=said["home_says"],
            by_on=clock.today(story.now + timedelta(days=days)) if days else None,
            seen=services.answer_mark(point),
            actor=story.provider,
            now=story.now,
        )
    seen = services.answers_mark(queries.list_points(story.session, story.feedback.id))
    services.finish_responding(story.session, story.feedback, seen=seen, actor=story.provider, now=story.now)


def _share_back(story: Story) -> None:
    """Put in plain words, told back, and judged: at once, and again two weeks later."""
    for point, said in story.points():
        services.put_plainly(
            story.session, story.feedback, point, said["plainly"], seen="", actor=story.coordinator, now=story.now
        )
    services.share_back(story.session, story.feedback, actor=story.coordinator, now=story.now)
    enough, changed = Enough(story.told["enough"]), Changed(story.told["changed"])
    services.judge(story.session, story.feedback, enough=enough, actor=story.author, now=story.now)
    later = story.now + timedelta(days=14)
    services.judge(story.session, story.feedback, changed=changed, actor=story.author, now=later)
