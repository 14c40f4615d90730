"""Taking something out of a published report, or the report itself. Each verb is one transaction with its event.

What was taken out once stays out, so a second time changes nothing. It is kept in its row, and no page or paper reads
it again; a paper of before is of an older edition, which is never served.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.db import verb
from portal.voice.pooled import queries
from portal.voice.pooled.models import VoiceQuote, VoiceReport, VoiceTheme
from portal.voice.pooled.rules import Step
from portal.voice.pooled.services.common import Refused, held_for, note
from portal.voice.pooled.services.papers import ask_for_papers

WITHDRAWN = "This report has been withdrawn."


@verb
def take_out_quote(
    session: Session, report: VoiceReport, key: str, *, reason: str, actor: Viewer, now: datetime
) -> None:
    """Take words out wherever they stand in a published report."""
    held = _published(session, report)
    quotes = queries.list_quotes(held, key)
    _reread(session, quotes)
    standing = [quote for quote in quotes if quote.taken_out_at is None]
    for quote in standing:
        quote.taken_out_at = now
    if standing:
        _say(session, held, "voice.quote_taken_out", reason=reason, actor=actor, now=now)


@verb
def take_out_theme(session: Session, theme: VoiceTheme, *, reason: str, actor: Viewer, now: datetime) -> None:
    """Take a theme with its quotes out of a published report."""
    held = _published(session, theme.report)
    current = queries.get_theme(held, theme.reference)
    _reread(session, [current])
    if current.taken_out_at is None:
        current.taken_out_at = now
        _say(session, held, "voice.theme_taken_out", reason=reason, actor=actor, now=now)


@verb
def withdraw(session: Session, report: VoiceReport, *, reason: str, actor: Viewer, now: datetime) -> None:
    """Take a published report from the public at once, with its marks."""
    held, _ = held_for(session, report, Step.TAKE_OUT)
    if held.withdrawn_at is None:
        held.withdrawn_at = now
        _say(session, held, "voice.report_withdrawn", reason=reason, actor=actor, now=now)


def _published(session: Session, report: VoiceReport) -> VoiceReport:
    held, _ = held_for(session, report, Step.TAKE_OUT)
    if held.withdrawn_at is not None:
        raise Refused(WITHDRAWN)
    return held


def _reread(session: Session, parts: Iterable[VoiceTheme | VoiceQuote]) -> None:
    """As they stand now that the report is held: somebody else may have taken them out meanwhile."""
    for part in parts:
        session.refresh(part)


def _say(session: Session, report: VoiceReport, what: str, *, reason: str, actor: Viewer, now: datetime) -> None:
    session.flush()
    ask_for_papers(session, now=now)
    note(session, report, what, actor=actor, now=now, reason=reason)
