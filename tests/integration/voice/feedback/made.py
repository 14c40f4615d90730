"""Feedback for tests, made through the services, brought to wherever a test begins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.quality.models import Visit
from portal.voice.disclosures.models import Disclosure
from portal.voice.feedback import queries, services
from portal.voice.feedback.models import Feedback, FeedbackAnswer, FeedbackState, Response, Treatment, Verdict
from portal.voice.feedback.rules import Given
from portal.voice.feedback.services import Author
from portal.voice.feedback.services.moderating import is_for_author
from portal.voice.inspectors import services as inspectors
from portal.voice.inspectors.models import Inspector
from tests import factories
from tests.integration.quality import made as quality_made

# Stands in what was written, and in nothing that anybody else may read.
CANARY = "zebrafinch"
NICKNAME = "Blue Heron"
WRITTEN = f"The garden was bare and {CANARY} said so."
SHOWN = "The garden was bare."
WHY = "It could show who said it."
THE_HOME_SAYS = "We bought plants and a bench."
WEEKS = timedelta(weeks=4)


@dataclass(frozen=True)
class Desk:
    """Who takes part, as the services know them; the coordinator and the inspector also as people who sign in."""

    coordinator: Person
    moderator: Viewer
    inspector: Person
    author: Viewer
    home: Home
    visit: Visit


def desk(session: Session, home: Home, *, authority_id: int | None = None, **more: Any) -> Desk:
    """A coordinator, an inspector and a visit of yesterday at a home of the active authority."""
    authority_id = authority_id or factories.make_authority(session).id
    coordinator = more.get("coordinator") or factories.make_staff(session, Role.COORDINATOR)
    moderator = factories.viewer_of(session, coordinator)
    inspector = more.get("inspector") or factories.make_inspector(session, coordinator, NICKNAME).inspector
    officer = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    visit = quality_made.visit(session, home, officer, starts_at=quality_made.ago(1), authority_id=authority_id)
    go(session, visit, inspector, moderator)
    author = factories.viewer_of(session, inspector.person)
    return Desk(coordinator, moderator, inspector.person, author, home, visit)


def go(session: Session, visit: Visit, inspector: Inspector, coordinator: Viewer) -> None:
    """Let an inspector go on a visit."""
    inspectors.place(
        session, visit, inspector, travel="By bus.", company="With me.", actor=coordinator, now=clock.now()
    )


def draft(
    session: Session, desk: Desk, answers: dict[str, Given] | None = None, author: Author | None = None
) -> Feedback:
    """Feedback that is begun, with some answers: the inspector's, or another author's."""
    author = author or Author(inspector_id=desk.inspector.id, visit=desk.visit)
    feedback = services.begin(
        session, desk.home, author, authority_id=desk.visit.authority_id, actor=desk.author, now=clock.now()
    )
    for slug, given in (STANDARD if answers is None else answers).items():
        question = queries.get_question(session, feedback.set_slug, feedback.set_version, slug)
        services.save_answer(session, feedback, question, given)
    return feedback


STANDARD = {
    "welcoming": Given(value=9),
    "wifi": Given(value=2),
    "worked-well": Given(cards=("Kind staff", "Good food")),
    "could-be-better": Given(text=WRITTEN),
}


def answer_of(session: Session, feedback: Feedback, slug: str) -> FeedbackAnswer:
    return next(each for each in queries.list_answers(session, feedback) if each.question.slug == slug)


def in_state(
    session: Session,
    desk: Desk,
    state: FeedbackState,
    answers: dict[str, Given] | None = None,
    author: Author | None = None,
) -> Feedback:
    """Feedback brought through every step that leads to a state, its one text redacted and agreed."""
    feedback = draft(session, desk, answers, author)
    steps = (
        (FeedbackState.SENT, _send),
        (FeedbackState.READ, _read),
        (FeedbackState.PROPOSED, _propose),
        (FeedbackState.SHARED, _share),
        (FeedbackState.ANSWERED, _respond),
        (FeedbackState.SHARED_BACK, _share_back),
    )
    reached = FeedbackState.DRAFT
    for reached, step in steps if state != FeedbackState.DRAFT else ():
        step(session, desk, feedback)
        if reached == state:
            break
    assert feedback.state == state == reached
    return feedback


def _send(session: Session, desk: Desk, feedback: Feedback) -> None:
    services.send(session, feedback, actor=desk.author, now=clock.now())


def _read(session: Session, desk: Desk, feedback: Feedback) -> None:
    services.mark_read(session, feedback, actor=desk.moderator, now=clock.now())


def redact(session: Session, desk: Desk, feedback: Feedback, slug: str = "could-be-better", text: str = SHOWN) -> None:
    """Propose another text for one answer."""
    answer = answer_of(session, feedback, slug)
    services.moderate(
        session,
        feedback,
        answer,
        Treatment.REDACTED,
        text=text,
        reason=WHY,
        seen_version=answer.version,
        actor=desk.moderator,
        now=clock.now(),
    )


def _propose(session: Session, desk: Desk, feedback: Feedback) -> None:
    redact(session, desk, feedback)
    services.propose(session, feedback, actor=desk.moderator, now=clock.now())


def _share(session: Session, desk: Desk, feedback: Feedback) -> None:
    agree(session, desk, feedback)
    # Where few live, a resident knows that the home will know; whoever told a lead something, the lead knows of this.
    share(session, desk, feedback, services.Sure(author_knows=feedback.resident_card is not None, lead_asked=True))


def agree(session: Session, desk: Desk, feedback: Feedback) -> None:
    """The author says yes to all that they were shown."""
    for answer in queries.list_answers(session, feedback):
        if is_for_author(answer):
            services.save_verdict(
                session, feedback, answer, Verdict.AGREED, objection="", seen=answer.version, now=clock.now()
            )
    decide(session, desk, feedback)


def decide(session: Session, desk: Desk, feedback: Feedback) -> None:
    """The author sends what they said, to just what stands."""
    seen = services.version_of_all(queries.list_answers(session, feedback))
    services.decide(session, feedback, seen=seen, actor=desk.author, now=clock.now())


def show(session: Session, desk: Desk, feedback: Feedback) -> None:
    """Let the author see what staff would see, who says yes to it."""
    services.propose(session, feedback, actor=desk.moderator, now=clock.now())
    agree(session, desk, feedback)


def read_late(session: Session, desk: Desk, feedback: Feedback) -> None:
    """Its coordinator reads all that was said late."""
    seen = services.late_mark(queries.list_answers(session, feedback))
    services.mark_late_read(session, feedback, seen=seen, actor=desk.moderator, now=clock.now())


def share(session: Session, desk: Desk, feedback: Feedback, sure: services.Sure | None = None) -> None:
    """Hand what is agreed to the home, to be answered in four weeks."""
    due, now = clock.today(clock.now() + WEEKS), clock.now()
    sure = sure or services.Sure()
    services.share(session, feedback, answer_by_on=due, sure=sure, actor=desk.moderator, now=now)


def _respond(session: Session, desk: Desk, feedback: Feedback) -> None:
    person = factories.make_provider_person(session, desk.home.provider, name="Home Admin")
    actor = factories.viewer_of(session, person)
    for point in queries.list_points(session, feedback.id):
        if point.needs_answer:
            services.respond(
                session,
                feedback,
                point,
                Response.DID,
                text=THE_HOME_SAYS,
                by_on=None,
                seen=services.answer_mark(point),
                actor=actor,
                now=clock.now(),
            )
    seen = services.answers_mark(queries.list_points(session, feedback.id))
    services.finish_responding(session, feedback, seen=seen, actor=actor, now=clock.now())


def _share_back(session: Session, desk: Desk, feedback: Feedback) -> None:
    services.share_back(session, feedback, actor=desk.moderator, now=clock.now())


def told_lead(session: Session, entry: Feedback, now: datetime) -> Disclosure:
    """What a coordinator told the safeguarding lead of an entry."""
    coordinator = factories.viewer_of(session, factories.make_staff(session, Role.COORDINATOR, name="Lou Aspen"))
    told = f"Look at the garden, {CANARY}."
    return services.tell_lead(session, entry, None, told, form_key="", actor=coordinator, now=now)


def other_of_pair(session: Session, desk: Desk, nickname: str = "Red Kite") -> Desk:
    """The desk as a second inspector has it who went on the same visit."""
    joined = factories.make_inspector(session, desk.coordinator, nickname)
    go(session, desk.visit, joined.inspector, desk.moderator)
    return replace(desk, inspector=joined.person, author=factories.viewer_of(session, joined.person))


def joined(session: Session, desk: Desk, other: Desk, state: FeedbackState = FeedbackState.READ) -> list[Feedback]:
    """What two inspectors of a visit said, brought to a state, with a yes of both to be read as one; each has seen
    theirs as staff would, once it is read."""
    pair = [in_state(session, desk, state, PAIRED[0]), in_state(session, other, state, PAIRED[1])]
    for each, who in zip(pair, (desk, other), strict=True):
        services.join(session, each, actor=who.author, now=clock.now())
        if state == FeedbackState.READ:
            show(session, who, each)
    return pair


# Nothing that has to be decided: marks and ticked words.
PAIRED = (
    {"wifi": Given(value=3), "food": Given(value=9), "not-so-well": Given(cards=("Too loud",))},
    {"wifi": Given(value=1), "not-so-well": Given(cards=("It felt cold",))},
)
