"""Reports for tests, and feedback moderated in a quarter that is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.homes.models import Home
from portal.voice.feedback.models import Feedback, FeedbackPoint, FeedbackState
from portal.voice.feedback.rules import Given
from portal.voice.pooled import queries, services
from portal.voice.pooled.models import Level, VoiceQuote, VoiceReport
from portal.voice.pooled.rules import quarters_before
from portal.voice.pooled.services import ThemeText
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.voice.feedback import made as feedback_made

CARD = "Kind staff"
WORDS = f"{CARD}."
THEME = ThemeText(
    "Gardens", "Gardens were bare.", "Homes planted trees.", Level.TEAM, "There were no trees.", "Homes put in trees."
)


def last_quarter(quarters_ago: int = 1) -> date:
    """The newest quarter that is over, or one before it."""
    return quarters_before(clock.today(clock.now()), quarters_ago)[-1]


def homes(session: Session, providers: int, each: int) -> list[Home]:
    owners = [factories.make_provider(session, f"Provider {number} Limited") for number in range(providers)]
    return [
        homes_made.add(session, owner, name=f"Home {number}{home}", urn=f"SC1000{number}{home}")
        for number, owner in enumerate(owners)
        for home in range(each)
    ]


def moderated(
    session: Session, home: Home, *, welcoming: int = 8, quoted: bool = False, quarters_ago: int = 1
) -> Feedback:
    """Feedback about a home that was shared in the quarter before this one, or in an earlier one."""
    answers = {
        "welcoming": Given(value=welcoming),
        "worked-well": Given(cards=(CARD,)),
        "could-be-better": Given(text="More trees."),
    }
    desk = feedback_made.desk(session, home)
    feedback = feedback_made.in_state(session, desk, FeedbackState.SHARED, answers)
    feedback.moderated_at = clock.london_midnight(last_quarter(quarters_ago)) + timedelta(days=40)
    if quoted:
        feedback.quote_wording, feedback.quote_agreed_at = "2026-1", feedback.moderated_at
    session.commit()
    return feedback


def report(
    session: Session,
    authority_id: int,
    writer: Viewer,
    themes: Sequence[ThemeText] = (THEME,),
    *,
    quarters_ago: int = 1,
) -> VoiceReport:
    """A draft of the last quarter's report, or of an earlier one."""
    made = services.start_report(session, authority_id, last_quarter(quarters_ago), actor=writer, now=clock.now())
    for theme in themes:
        services.add_theme(session, made, theme, actor=writer, now=clock.now())
    return made


def quote(session: Session, report: VoiceReport, keys: tuple[str, ...], writer: Viewer) -> None:
    """Quotes under the first theme of a draft."""
    theme = report.themes[0]
    text = replace(THEME, quotes=keys)
    services.change_theme(session, theme, text, seen=theme.version, actor=writer, now=clock.now())


def quoted(session: Session, report: VoiceReport, feedback: Feedback) -> str:
    """Words of feedback that may be quoted, under the first theme of a report of any time; the quote's key."""
    feedback.quote_wording, feedback.quote_agreed_at = "2026-1", feedback.moderated_at
    query = select(FeedbackPoint).where(FeedbackPoint.feedback_id == feedback.id, FeedbackPoint.text != "")
    point = session.scalars(query.order_by(FeedbackPoint.question_id)).first()
    assert point is not None
    quote = VoiceQuote(theme_id=report.themes[0].id, feedback_id=feedback.id, question_id=point.question_id)
    session.add(quote)
    session.commit()
    return quote.key


def let_out(session: Session, report: VoiceReport, writer: Viewer, publisher: Viewer) -> None:
    services.send(session, report, actor=writer, now=clock.now())
    services.publish(session, report, seen=queries.version_of_report(session, report), actor=publisher, now=clock.now())


def published(
    session: Session, authority_id: int, writer: Viewer, publisher: Viewer, *, quarters_ago: int = 1
) -> VoiceReport:
    """A report that anybody can read."""
    made = report(session, authority_id, writer, quarters_ago=quarters_ago)
    let_out(session, made, writer, publisher)
    return made
