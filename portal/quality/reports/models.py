"""What officers found on a visit, the report that was made of it, and what the provider said of its accuracy.

Findings are what was seen that day and end when the visit is finished; the report begins as a copy of them. A final
report is frozen as content and is never written again.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.authorities.models import Council
from portal.db import Base
from portal.quality.models import Visit
from portal.quality.reports.rules import Answer, Judgement, Outcome

__all__ = [
    "CAPTION_LENGTH",
    "DESK_LENGTH",
    "REASON_LENGTH",
    "TEXT_LENGTH",
    "AccuracyPoint",
    "Answer",
    "Judgement",
    "Outcome",
    "ReportConsent",
    "ReportPdf",
    "ReportSection",
    "ReportSharing",
    "VisitFinding",
    "VisitPhotograph",
    "VisitReport",
]

TEXT_LENGTH = 10_000
REASON_LENGTH = 1_000
CAPTION_LENGTH = 150
DESK_LENGTH = 22
SLUG_LENGTH = 40
SHA256_LENGTH = 64


class VisitFinding(Base):
    """What stands on one sheet of a visit's form.

    `version` guards against two officers saving over each other. `desk` names the screen that saved last, so that an
    answer lost on the way is not taken for somebody else's words when that screen tries again.
    """

    __tablename__ = "visit_finding"
    __table_args__ = (UniqueConstraint("visit_id", "sheet"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    sheet: Mapped[str] = mapped_column(String(SLUG_LENGTH))
    judgement: Mapped[Judgement | None] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    reg44_on: Mapped[date | None]
    ofsted_on: Mapped[date | None]
    desk: Mapped[str] = mapped_column(String(DESK_LENGTH), default="")
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)


class VisitPhotograph(Base):
    """A photograph of a room, drawn anew without place or time. It stays with the council's record of the visit."""

    __tablename__ = "visit_photograph"
    __table_args__ = (UniqueConstraint("visit_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    caption: Mapped[str] = mapped_column(String(CAPTION_LENGTH))
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(SHA256_LENGTH))
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class VisitReport(Base):
    """The report of a visit, from its first draft. `window_ends_at`: until when the provider may answer.

    `content` and its hash are written once, when the report becomes final.
    """

    __tablename__ = "visit_report"
    __table_args__ = (
        CheckConstraint("(shared_at IS NULL) = (window_ends_at IS NULL)", name="window_when_shared"),
        CheckConstraint("(finalised_at IS NULL) = (content = '')", name="content_when_final"),
    )

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    shared_at: Mapped[datetime | None]
    window_ends_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    finalised_at: Mapped[datetime | None]
    finalised_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    content: Mapped[str] = mapped_column(Text, default="")
    content_sha256: Mapped[str] = mapped_column(String(SHA256_LENGTH), default="")
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    visit: Mapped[Visit] = relationship()
    sections: Mapped[list[ReportSection]] = relationship(order_by="ReportSection.position")


class ReportSection(Base):
    """One section of a report, in its order. `shown_text` and `shown_judgement`: what the provider was asked about."""

    __tablename__ = "report_section"
    __table_args__ = (UniqueConstraint("visit_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit_report.visit_id"))
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH))
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(String(100))
    is_judged: Mapped[bool]
    judgement: Mapped[Judgement | None] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    shown_judgement: Mapped[Judgement | None] = mapped_column(String(20))
    shown_text: Mapped[str] = mapped_column(Text, default="")
    edited_at: Mapped[datetime]
    edited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    point: Mapped[AccuracyPoint | None] = relationship(back_populates="section")


class AccuracyPoint(Base):
    """What the provider says of a section, saved as people go, and what the officer decided about it.

    A decision is about these words: `decided_before` is how it went about what the provider said before them.
    """

    __tablename__ = "accuracy_point"
    __table_args__ = (
        CheckConstraint("answer = 'accurate' OR words <> ''", name="because"),
        CheckConstraint("(outcome IS NULL) = (reason = '')", name="decided_with_reason"),
    )

    section_id: Mapped[int] = mapped_column(ForeignKey("report_section.id"), primary_key=True)
    answer: Mapped[Answer] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[Outcome | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_before: Mapped[Outcome | None] = mapped_column(String(20))

    section: Mapped[ReportSection] = relationship(back_populates="point")


class ReportPdf(Base):
    """The PDF of a final report, made from its frozen content by a job."""

    __tablename__ = "visit_report_pdf"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit_report.visit_id"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(SHA256_LENGTH))
    made_at: Mapped[datetime]


class ReportConsent(Base):
    """The provider's consent that other councils may have a report, and its end when it was taken back."""

    __tablename__ = "report_consent"
    __table_args__ = (
        Index(
            "uq_report_consent_live",
            "visit_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit_report.visit_id"))
    given_at: Mapped[datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ReportSharing(Base):
    """One copy of a final report that an officer took for another council, and why."""

    __tablename__ = "report_sharing"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit_report.visit_id"), index=True)
    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"))
    reason: Mapped[str] = mapped_column(Text)
    taken_at: Mapped[datetime]
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    council: Mapped[Council] = relationship()
