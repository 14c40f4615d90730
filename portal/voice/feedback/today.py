"""What waits on the Today page because of feedback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import PROVIDER_ROLES, Role, Viewer
from portal.voice.feedback import queries, rules
from portal.voice.feedback.models import FeedbackState
from portal.web.filters import format_age
from portal.web.today import Waiting, waits_for

# An entry that nobody has read for so long is late.
LATE_AFTER = timedelta(days=2)


@waits_for(Role.COORDINATOR)
def for_coordinator(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Entries that nobody has read, with how old the oldest is; then what is to moderate and to share back, what waits
    for its author no longer, what may speak of harm, and what authors said late."""
    if viewer.authority_id is None:
        return
    yield from _unread(session, viewer.authority_id, now)
    for state, text in (
        (FeedbackState.READ, "Moderate what young people wrote"),
        (FeedbackState.ANSWERED, "Share the homes’ answers back"),
    ):
        count, oldest = queries.count_waiting(session, viewer.authority_id, state)
        if count and oldest:
            href = url_for("feedback_desk.list_entries", state=state.value)
            yield Waiting(text, href, count, since_on=clock.today(oldest))
    yield from _worrying(session, viewer.authority_id)
    yield from _unanswered(session, viewer.authority_id, now)
    yield from _said_late(session, viewer.authority_id)


def _said_late(session: Session, authority_id: int) -> Iterator[Waiting]:
    """A no that came too late is read before the next one: the way leads to the oldest."""
    found = queries.list_said_late(session, authority_id)
    if found:
        href = url_for("feedback_desk.entry", reference=found[0].reference)
        yield Waiting("Read what young people said late", href, len(found), tone="red")


def _worrying(session: Session, authority_id: int) -> Iterator[Waiting]:
    """Also before their author has sent it back, which they may never do; the way leads to the oldest."""
    found = queries.list_worrying(session, authority_id)
    if found:
        href = url_for("feedback_desk.entry", reference=found[0].reference)
        hint = "They wrote it as they looked over what staff would see."
        yield Waiting("Read words that may speak of harm", href, len(found), status="Now", tone="red", hint=hint)


def _unanswered(session: Session, authority_id: int, now: datetime) -> Iterator[Waiting]:
    before = clock.london_midnight(rules.silent_since(clock.today(now)))
    count, oldest = queries.count_unanswered(session, authority_id, before)
    if count and oldest:
        href = url_for("feedback_desk.list_entries", state=FeedbackState.PROPOSED.value)
        text = "Share what young people did not answer"
        yield Waiting(text, href, count, since_on=clock.today(oldest))


def _unread(session: Session, authority_id: int, now: datetime) -> Iterator[Waiting]:
    count, oldest = queries.count_waiting(session, authority_id, FeedbackState.SENT)
    if count and oldest:
        is_late = now - oldest >= LATE_AFTER
        yield Waiting(
            "Read what young people sent",
            url_for("feedback_desk.list_entries", state=FeedbackState.SENT.value),
            count,
            since_on=clock.today(oldest),
            status="Late" if is_late else "To do",
            tone="red" if is_late or queries.has_flagged(session, authority_id) else "blue",
            hint=f"The oldest came {format_age(oldest)}.",
        )


@waits_for(*PROVIDER_ROLES)
def for_provider(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Feedback that has to be answered, by when."""
    if viewer.provider_id is None:
        return
    for each in queries.list_to_answer(session, viewer):
        is_late = each.answer_by_on < clock.today(now)
        yield Waiting(
            f"Answer what young people said of {each.home_name}",
            url_for("feedback_provider.feedback", reference=each.reference),
            due_on=each.answer_by_on,
            status="Late" if is_late else "To do",
            tone="red" if is_late else "blue",
        )
