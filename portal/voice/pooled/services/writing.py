"""Writing a quarter's report, having it checked, and publishing it. Each verb is one transaction with its event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.authorities.queries import list_localities
from portal.db import new_reference, verb
from portal.providers.words import SERVICE_WORDS
from portal.voice.feedback.rules import find_name
from portal.voice.feedback.services.naming import names_of_authority
from portal.voice.pooled import queries, rules
from portal.voice.pooled.models import (
    Division,
    Level,
    PooledMark,
    VoiceQuote,
    VoiceReport,
    VoiceReportMaker,
    VoiceTheme,
)
from portal.voice.pooled.queries import Quotable
from portal.voice.pooled.rules import Step
from portal.voice.pooled.services.common import Refused, Stale, held_for, note
from portal.voice.pooled.services.papers import ask_for_papers

MOST_THEMES = 12
NAMED = "“{}” is a name. Take it out: anybody reads this, and no home and no young inspector may be told from it"
CHANGED_SINCE = "Somebody else changed this theme meanwhile. Look at both, then save what it should say."
REPORT_CHANGED = "This report was changed since you opened it. Read it once more, then publish it."
WRITTEN = ("title", "said", "did", "easy_said", "easy_did")
NOT_QUOTABLE = "One of these quotes was taken back meanwhile. Look at the list again."


@dataclass(frozen=True)
class ThemeText:
    """What a theme says. `quotes`: keys of `queries.Quotable`."""

    title: str
    said: str
    did: str
    level: Level
    easy_said: str = ""
    easy_did: str = ""
    quotes: tuple[str, ...] = ()

    @property
    def version(self) -> int:
        """What a theme that says this is known by (`VoiceTheme.version`)."""
        words = (self.title, self.said, self.did, self.level, self.easy_said, self.easy_did)
        return rules.version_of(*words, *sorted(self.quotes))


def start_report(session: Session, authority_id: int, quarter: date, *, actor: Viewer, now: datetime) -> VoiceReport:
    """Begin the report of a quarter; the one that was begun already where there is one."""
    try:
        return _start(session, authority_id, quarter, actor=actor, now=now)
    except IntegrityError:  # somebody else began it at the same instant
        return _start(session, authority_id, quarter, actor=actor, now=now)


@verb
def _start(session: Session, authority_id: int, quarter: date, *, actor: Viewer, now: datetime) -> VoiceReport:
    found = queries.find_report(session, authority_id, quarter)
    if found is not None:
        return found
    report = VoiceReport(
        reference=new_reference("VR"), authority_id=authority_id, quarter=quarter, created_at=now, themes=[], makers=[]
    )
    session.add(report)
    session.flush()
    note(session, report, "voice.report_started", actor=actor, now=now)
    return report


@verb
def add_theme(session: Session, report: VoiceReport, text: ThemeText, *, actor: Viewer, now: datetime) -> VoiceTheme:
    """Add a theme at the end. Refused for a report that cannot be changed, and when it is full."""
    held = _edited(session, report, actor=actor)
    _refuse_names(session, held, text)
    if len(held.themes) >= MOST_THEMES:
        raise Refused(f"A report has at most {MOST_THEMES} themes. Put two of them together.")
    quotes = _quotes(session, held, text)
    position = max((theme.position for theme in held.themes), default=0) + 1
    theme = VoiceTheme(reference=new_reference("VT"), position=position)
    _write(theme, text, quotes)
    held.themes.append(theme)
    session.flush()
    note(session, held, "voice.theme_written", actor=actor, now=now)
    return theme


@verb
def change_theme(
    session: Session, theme: VoiceTheme, text: ThemeText, *, seen: int, actor: Viewer, now: datetime
) -> None:
    """Write a theme anew. Refused for a report that cannot be changed; Stale where the theme is no longer the one of
    this version that the writer began with."""
    held = _edited(session, theme.report, actor=actor)
    session.refresh(theme)
    if theme.version == text.version:
        return
    if theme.version != seen:
        current = {name: str(getattr(theme, name)) for name in WRITTEN}
        raise Stale(CHANGED_SINCE, current, theme.version)
    _refuse_names(session, held, text)
    _write(theme, text, _quotes(session, held, text))
    note(session, held, "voice.theme_written", actor=actor, now=now)


def _refuse_names(session: Session, report: VoiceReport, text: ThemeText) -> None:
    """Anybody reads a theme: no young inspector and no home stands in it by name."""
    people = names_of_authority(session, report.authority_id)
    homes = queries.list_home_names(session, report.authority_id)
    for field in WRITTEN:
        written = getattr(text, field)
        found = next(people.find(written), None) or find_name(written, homes)
        if found:
            raise Refused(NAMED.format(found), field)


@verb
def remove_theme(session: Session, theme: VoiceTheme, *, actor: Viewer, now: datetime) -> None:
    """Take a theme out. Refused for a report that cannot be changed."""
    held = _edited(session, theme.report, actor=actor)
    session.delete(theme)
    note(session, held, "voice.theme_removed", actor=actor, now=now)


@verb
def send(session: Session, report: VoiceReport, *, actor: Viewer, now: datetime) -> None:
    """Ask a publisher to check a report. Refused without a theme, without its easy read, and where it was sent."""
    held = _moved(session, report, Step.SEND)
    if fault := rules.send_fault(_themes(held)):
        raise Refused(fault)
    note(session, held, "voice.report_sent", actor=actor, now=now)


@verb
def send_back(session: Session, report: VoiceReport, *, reason: str, actor: Viewer, now: datetime) -> None:
    """Give a report back to be changed, with the reason."""
    held = _moved(session, report, Step.SEND_BACK)
    note(session, held, "voice.report_sent_back", actor=actor, now=now, reason=reason)


@verb
def publish(session: Session, report: VoiceReport, *, seen: int, actor: Viewer, now: datetime) -> None:
    """Let a report out with the marks of its quarter, once. Refused to its writers, before the quarter ends, and where
    it is no longer of the version that was read."""
    held, state = held_for(session, report, Step.PUBLISH)
    session.refresh(held, ["themes"])
    for theme in held.themes:
        session.refresh(theme)
    if queries.version_of_report(session, held) != seen:
        raise Refused(REPORT_CHANGED)
    makers = [maker.person_id for maker in held.makers]
    fault = rules.publish_fault(
        quarter=held.quarter,
        today=clock.today(now),
        themes=_themes(held),
        person_id=actor.person_id,
        makers=makers,
    )
    if fault:
        raise Refused(fault)
    held.state, held.published_at, held.published_by_id = state, now, actor.person_id
    marks = [mark for division in Division for mark in _pooled(session, held, division)]
    session.add_all(marks)
    ask_for_papers(session, now=now)
    note(session, held, "voice.report_published", actor=actor, now=now, marks=len(marks))


def _themes(report: VoiceReport) -> list[tuple[str, bool]]:
    return [(theme.title, theme.has_easy_read) for theme in report.themes]


def _pooled(session: Session, report: VoiceReport, division: Division) -> Iterable[PooledMark]:
    names: Mapping[str, str] = SERVICE_WORDS
    if division is Division.LOCALITY:
        names = {each.slug: each.name for each in list_localities(session, report.authority_id)}
    pooled = rules.pool(queries.list_marks(session, report.authority_id, report.quarter, division))
    for (question_id, part), value in pooled.items():
        yield PooledMark(
            report_id=report.id,
            question_id=question_id,
            division=division,
            part=part,
            part_name=names[part],
            value=value,
        )


def _moved(session: Session, report: VoiceReport, step: Step) -> VoiceReport:
    held, state = held_for(session, report, step)
    held.state = state
    return held


def _edited(session: Session, report: VoiceReport, *, actor: Viewer) -> VoiceReport:
    held = _moved(session, report, Step.EDIT)
    if actor.person_id not in {maker.person_id for maker in held.makers}:
        held.makers.append(VoiceReportMaker(person_id=actor.person_id))
    return held


def _quotes(session: Session, report: VoiceReport, text: ThemeText) -> list[Quotable]:
    """The quotes a theme names; Refused when one of them may not be quoted (any more)."""
    quotable = {each.key: each for each in queries.list_quotable(session, report)}
    if not set(text.quotes) <= quotable.keys():
        raise Refused(NOT_QUOTABLE, "quotes")
    return [quotable[key] for key in text.quotes]


def _write(theme: VoiceTheme, text: ThemeText, quotes: Iterable[Quotable]) -> None:
    theme.title, theme.said, theme.did, theme.level = text.title, text.said, text.did, text.level
    theme.easy_said, theme.easy_did = text.easy_said, text.easy_did
    kept = {(each.feedback_id, each.question_id): each for each in theme.quotes}
    theme.quotes = [
        kept.get((each.feedback_id, each.question_id))
        or VoiceQuote(feedback_id=each.feedback_id, question_id=each.question_id)
        for each in quotes
    ]
