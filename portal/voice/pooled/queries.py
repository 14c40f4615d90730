"""Reads of reports, and of what may go into one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from portal.clock import london_midnight
from portal.db import NotFound
from portal.homes.models import Home
from portal.homes.queries import of_authority
from portal.market.localities.queries import locality_by_home
from portal.voice.feedback.models import Feedback, FeedbackPoint, FeedbackQuestion
from portal.voice.feedback.rules import SHARED, Kind
from portal.voice.pooled.models import (
    Division,
    Paper,
    PooledMark,
    ReportState,
    VoicePaper,
    VoiceQuote,
    VoiceReport,
    VoiceTheme,
)
from portal.voice.pooled.rules import Mark, next_quarter, version_of

SHORTEST_NAME = 6


# What anybody may read of the reports that were published.
IS_OUT = (VoiceReport.state == ReportState.PUBLISHED) & VoiceReport.withdrawn_at.is_(None)


@dataclass(frozen=True)
class Quotable:
    """Shared words that their author lets us quote: their key, and the words."""

    feedback_id: int
    question_id: int
    text: str

    @property
    def key(self) -> str:
        return f"{self.feedback_id}-{self.question_id}"


def list_reports(session: Session, authority_id: int) -> Sequence[VoiceReport]:
    """Every report of an authority, the newest quarter first."""
    query = select(VoiceReport).where(VoiceReport.authority_id == authority_id).order_by(VoiceReport.quarter.desc())
    return session.scalars(query).all()


def find_report(session: Session, authority_id: int, quarter: date) -> VoiceReport | None:
    query = select(VoiceReport).where(VoiceReport.authority_id == authority_id, VoiceReport.quarter == quarter)
    return session.scalar(query)


def get_report(session: Session, reference: str, *, authority_id: int) -> VoiceReport:
    """A report with its themes; another authority's is missing."""
    query = select(VoiceReport).where(VoiceReport.reference == reference, VoiceReport.authority_id == authority_id)
    found = session.scalar(query.options(selectinload(VoiceReport.themes).selectinload(VoiceTheme.quotes)))
    if found is None:
        raise NotFound("no such report")
    return found


def locked_report(session: Session, report_id: int) -> VoiceReport:
    """The report as it stands now, held until this transaction ends."""
    query = select(VoiceReport).where(VoiceReport.id == report_id).with_for_update(of=VoiceReport)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def get_theme(report: VoiceReport, reference: str) -> VoiceTheme:
    """A theme of a report already found in its scope."""
    for theme in report.themes:
        if theme.reference == reference:
            return theme
    raise NotFound("no such theme")


def list_quotes(report: VoiceReport, key: str) -> list[VoiceQuote]:
    """The same words wherever they stand in a report already found in its scope; missing where they stand nowhere."""
    found = [quote for theme in report.themes for quote in theme.quotes if quote.key == key]
    if not found:
        raise NotFound("no such quote")
    return found


def list_published(session: Session, authority_id: int) -> Sequence[VoiceReport]:
    """What anybody may read, the newest quarter first."""
    query = (
        select(VoiceReport)
        .where(VoiceReport.authority_id == authority_id, IS_OUT)
        .options(selectinload(VoiceReport.themes).selectinload(VoiceTheme.quotes))
        .order_by(VoiceReport.quarter.desc())
    )
    return session.scalars(query).all()


def list_withdrawn(session: Session, authority_id: int) -> Sequence[VoiceReport]:
    """What anybody could read once, the newest quarter first."""
    query = select(VoiceReport).where(VoiceReport.authority_id == authority_id, VoiceReport.withdrawn_at.is_not(None))
    return session.scalars(query.order_by(VoiceReport.quarter.desc())).all()


def list_quotable(session: Session, report: VoiceReport) -> list[Quotable]:
    """Words moderated in the report's quarter that may be quoted today, in the order they were shared."""
    query = (
        select(FeedbackPoint.feedback_id, FeedbackPoint.question_id, FeedbackPoint.text)
        .join(Feedback, Feedback.id == FeedbackPoint.feedback_id)
        .where(
            Feedback.authority_id == report.authority_id,
            Feedback.state.in_(SHARED),
            Feedback.quote_agreed_at.is_not(None),
            Feedback.quote_withdrawn_at.is_(None),
            FeedbackPoint.text != "",
            *_moderated_in(report.quarter),
        )
        .order_by(FeedbackPoint.feedback_id, FeedbackPoint.question_id)
    )
    return [Quotable(*row) for row in session.execute(query)]


def list_quotable_of(session: Session, *authors: ColumnElement[bool]) -> Sequence[Feedback]:
    """What these authors let us quote and no report that anybody may read quotes, in the order it was begun."""
    let_out = (
        select(VoiceQuote.feedback_id)
        .join(VoiceTheme, VoiceTheme.id == VoiceQuote.theme_id)
        .join(VoiceReport, VoiceReport.id == VoiceTheme.report_id)
        .where(IS_OUT, VoiceTheme.taken_out_at.is_(None), VoiceQuote.taken_out_at.is_(None))
    )
    query = select(Feedback).where(
        *authors,
        Feedback.quote_agreed_at.is_not(None),
        Feedback.quote_withdrawn_at.is_(None),
        Feedback.id.not_in(let_out),
    )
    return session.scalars(query.order_by(Feedback.id)).all()


def quotes_by_theme(session: Session, themes: Iterable[VoiceTheme]) -> dict[int, list[Quotable]]:
    """The words under each theme, leaving out what was taken out, and what its author took back: out of a published
    report for good, whatever they say later."""
    query = (
        select(VoiceQuote.theme_id, VoiceQuote.feedback_id, VoiceQuote.question_id, FeedbackPoint.text)
        .join(
            FeedbackPoint,
            (FeedbackPoint.feedback_id == VoiceQuote.feedback_id)
            & (FeedbackPoint.question_id == VoiceQuote.question_id),
        )
        .join(Feedback, Feedback.id == VoiceQuote.feedback_id)
        .join(VoiceTheme, VoiceTheme.id == VoiceQuote.theme_id)
        .join(VoiceReport, VoiceReport.id == VoiceTheme.report_id)
        .where(
            VoiceQuote.theme_id.in_([theme.id for theme in themes]),
            VoiceQuote.taken_out_at.is_(None),
            Feedback.quote_agreed_at.is_not(None),
            Feedback.quote_withdrawn_at.is_(None),
            or_(VoiceReport.published_at.is_(None), Feedback.quote_agreed_at <= VoiceReport.published_at),
        )
        .order_by(VoiceQuote.theme_id, VoiceQuote.feedback_id, VoiceQuote.question_id)
    )
    found: dict[int, list[Quotable]] = {}
    for theme_id, feedback_id, question_id, text in session.execute(query):
        found.setdefault(theme_id, []).append(Quotable(feedback_id, question_id, text))
    return found


def version_of_report(session: Session, report: VoiceReport) -> int:
    """What a report is known by to whoever reads it: its words, and the quotes in it that may be read now."""
    quoted = quotes_by_theme(session, report.standing)
    keys = [f"{theme_id} {each.key} {each.text}" for theme_id, found in quoted.items() for each in found]
    return version_of(str(report.version), *sorted(keys))


def find_quoted(session: Session, report: VoiceReport, key: str) -> str | None:
    """The words of a quote; None once it was taken out or back. Missing where the report never had it."""
    list_quotes(report, key)
    quoted = quotes_by_theme(session, report.standing)
    return next((each.text for found in quoted.values() for each in found if each.key == key), None)


def list_home_names(session: Session, authority_id: int) -> list[str]:
    """What the homes of an authority's providers are called, without the shortest, which are words of other things."""
    query = select(Home.name).where(of_authority(authority_id).condition(), func.length(Home.name) >= SHORTEST_NAME)
    return list(session.scalars(query.order_by(Home.id)))


def quotes_taken_back(session: Session, report: VoiceReport) -> datetime | None:
    """When the newest quote of a report was taken back by its author; None where none was. One who agreed again later
    is asked about the next report: what is gone from this one stays gone."""
    agreed_since = Feedback.quote_agreed_at > report.published_at if report.published_at else false()
    query = (
        select(Feedback.quote_withdrawn_at, Feedback.quote_agreed_at)
        .join(VoiceQuote, VoiceQuote.feedback_id == Feedback.id)
        .where(
            VoiceQuote.theme_id.in_([theme.id for theme in report.standing]),
            VoiceQuote.taken_out_at.is_(None),
            or_(Feedback.quote_withdrawn_at.is_not(None), agreed_since),
        )
        .order_by(VoiceQuote.feedback_id)
    )
    times = (withdrawn or agreed for withdrawn, agreed in session.execute(query))
    return max((each for each in times if each is not None), default=None)


def taken_out_at(report: VoiceReport) -> datetime | None:
    """When the newest part of a report was taken out by whoever publishes; None where none was."""
    days = [theme.taken_out_at for theme in report.themes]
    days += [quote.taken_out_at for theme in report.themes for quote in theme.quotes]
    return max((day for day in days if day is not None), default=None)


def _moderated_in(quarter: date) -> tuple[ColumnElement[bool], ...]:
    begins, ends = london_midnight(quarter), london_midnight(next_quarter(quarter))
    return (Feedback.moderated_at >= begins, Feedback.moderated_at < ends)


def list_marks(session: Session, authority_id: int, quarter: date, division: Division) -> list[Mark]:
    """Every mark shared in a quarter, by part of a division; homes of no locality are left out. RESTRICTED."""
    query = (
        select(
            Feedback.provider_id, Feedback.home_id, FeedbackPoint.question_id, Home.service_type, FeedbackPoint.value
        )
        .join(Feedback, Feedback.id == FeedbackPoint.feedback_id)
        .join(Home, Home.id == Feedback.home_id)
        .where(
            Feedback.authority_id == authority_id,
            Feedback.state.in_(SHARED),
            FeedbackPoint.value.is_not(None),
            *_moderated_in(quarter),
        )
        .order_by(FeedbackPoint.feedback_id, FeedbackPoint.question_id)
    )
    where = locality_by_home(session, authority_id) if division is Division.LOCALITY else {}
    marks = []
    for provider, home, question, service, value in session.execute(query):
        part = service if division is Division.SERVICE else where.get(home)
        if provider is not None and part is not None and value is not None:
            marks.append(Mark(provider, home, question, part, value))
    return marks


def list_pooled(session: Session, report_id: int) -> Sequence[PooledMark]:
    """What was let out with a report, by the order of the questions."""
    query = (
        select(PooledMark)
        .join(PooledMark.question)
        .where(PooledMark.report_id == report_id)
        .options(selectinload(PooledMark.question))
        .order_by(FeedbackQuestion.set_slug, FeedbackQuestion.position, PooledMark.division, PooledMark.part_name)
    )
    return session.scalars(query).all()


def list_earlier(session: Session, report: VoiceReport, count: int) -> Sequence[VoiceReport]:
    """The newest published reports of quarters before a report's, the newest first."""
    query = select(VoiceReport).where(
        VoiceReport.authority_id == report.authority_id,
        IS_OUT,
        VoiceReport.quarter < report.quarter,
    )
    return session.scalars(query.order_by(VoiceReport.quarter.desc()).limit(count)).all()


def list_pooled_of(session: Session, reports: Iterable[VoiceReport], division: Division) -> Sequence[PooledMark]:
    """What was let out with several reports by the parts of a division, in the order of the questions."""
    query = (
        select(PooledMark)
        .join(PooledMark.question)
        .where(PooledMark.report_id.in_([report.id for report in reports]), PooledMark.division == division)
        .options(selectinload(PooledMark.question))
        .order_by(FeedbackQuestion.set_slug, FeedbackQuestion.position, PooledMark.part_name, PooledMark.report_id)
    )
    return session.scalars(query).all()


def list_scales(session: Session) -> list[FeedbackQuestion]:
    """Every question that is answered by a mark, in its newest version, in the order of their sets."""
    query = select(FeedbackQuestion).where(FeedbackQuestion.kind != Kind.WORDS)
    ordered = query.order_by(FeedbackQuestion.set_slug, FeedbackQuestion.version, FeedbackQuestion.position)
    return list({(each.set_slug, each.slug): each for each in session.scalars(ordered)}.values())


def find_edition(session: Session, report_id: int) -> str:
    """What tells today's words of a published report from those of any other day."""
    return _editions(session, VoiceReport.id == report_id)[report_id]


def find_paper(session: Session, report_id: int, paper: Paper, edition: str) -> bytes | None:
    """A paper as it should read now; None until it is made (anew)."""
    query = select(VoicePaper.body).where(
        VoicePaper.report_id == report_id, VoicePaper.paper == paper, VoicePaper.edition == edition
    )
    return session.scalar(query)


def list_missing_papers(session: Session) -> list[tuple[int, Paper, str]]:
    """Every paper of a published report that is not there as it should read now: whose, which, and its edition."""
    editions = _editions(session, IS_OUT)
    query = select(VoicePaper.report_id, VoicePaper.paper, VoicePaper.edition)
    there = {tuple(row) for row in session.execute(query.order_by(VoicePaper.report_id, VoicePaper.paper))}
    wanted = [(report_id, paper, edition) for report_id, edition in editions.items() for paper in Paper]
    return [each for each in wanted if each not in there]


def _editions(session: Session, condition: ColumnElement[bool]) -> dict[int, str]:
    """By report: a digest of which themes and quotes stand in it, of when which was taken back, and of the earlier
    reports whose marks stand beside its own no longer. All else is frozen."""
    gone = aliased(VoiceReport)
    withdrawn_before = (
        select(func.count())
        .where(
            gone.authority_id == VoiceReport.authority_id,
            gone.quarter < VoiceReport.quarter,
            gone.withdrawn_at.is_not(None),
        )
        .scalar_subquery()
    )
    query = (
        select(
            VoiceReport.id,
            withdrawn_before,
            VoiceTheme.taken_out_at,
            VoiceQuote.taken_out_at,
            VoiceQuote.theme_id,
            VoiceQuote.feedback_id,
            VoiceQuote.question_id,
            Feedback.quote_agreed_at,
            Feedback.quote_withdrawn_at,
        )
        .outerjoin(VoiceTheme, VoiceTheme.report_id == VoiceReport.id)
        .outerjoin(VoiceQuote, VoiceQuote.theme_id == VoiceTheme.id)
        .outerjoin(Feedback, Feedback.id == VoiceQuote.feedback_id)
        .where(condition)
        .order_by(VoiceReport.id, VoiceTheme.id, VoiceQuote.feedback_id, VoiceQuote.question_id)
    )
    written: dict[int, list[str]] = {}
    for report_id, *of_quote in session.execute(query):
        written.setdefault(report_id, []).append(" ".join(map(str, of_quote)))
    return {each: hashlib.sha256("\n".join(lines).encode()).hexdigest() for each, lines in written.items()}
