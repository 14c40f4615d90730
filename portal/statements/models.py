"""A statement's working draft, who worked on it and judged it, and its published versions with their files.

A statement is one document at one public address. Its row, sections and lead figures hold the working text; what was
published is a version, frozen as content and as files, and is never written again (except that it may be withdrawn).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base

TITLE_LENGTH = 120
SLUG_LENGTH = 60
SUMMARY_LENGTH = 600
HEADING_LENGTH = 120
SECTION_LENGTH = 20_000
LABEL_LENGTH = 100
BINDING_LENGTH = 120
REASON_LENGTH = 1_000
SHA256_LENGTH = 64
LEAD_FIGURES = 3


class StatementState(StrEnum):
    """Where the working text stands. `published`: it is the newest version's, until somebody reopens it.

    *Superseded* is not stored: it is what a version is once a later one exists.
    """

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"


class VersionState(StrEnum):
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Statement(Base):
    """One document of one authority. `as_of_month` is the return period whose accepted entries it counts."""

    __tablename__ = "statement"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH), unique=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    summary: Mapped[str] = mapped_column(Text, default="")
    as_of_month: Mapped[date]
    state: Mapped[StatementState] = mapped_column(String(20), default=StatementState.DRAFT)
    lock_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    sections: Mapped[list[Section]] = relationship(
        cascade="all, delete-orphan", order_by="(Section.position, Section.id)"
    )
    lead_figures: Mapped[list[LeadFigure]] = relationship(cascade="all, delete-orphan", order_by="LeadFigure.position")


class Section(Base):
    """A part of the working text under one heading, in Markdown. `lock_version` tells two editors apart."""

    __tablename__ = "statement_section"
    __table_args__ = (CheckConstraint("position >= 1", name="position_from_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(String(HEADING_LENGTH))
    markdown: Mapped[str] = mapped_column(Text, default="")
    lock_version: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime]
    edited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class LeadFigure(Base):
    """One of the figures set large at the head: a figure's name and the words under it."""

    __tablename__ = "statement_lead_figure"
    __table_args__ = (CheckConstraint(f"position BETWEEN 1 AND {LEAD_FIGURES}", name="three_at_most"),)

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(BINDING_LENGTH))
    label: Mapped[str] = mapped_column(String(LABEL_LENGTH))


class StatementMaker(Base):
    """Somebody who changed the text or sent it for review on the way to a version: they may not approve it."""

    __tablename__ = "statement_maker"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True)
    version_number: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class ReviewOutcome(StrEnum):
    """How a review ended; `lapsed`: the text was changed under it."""

    APPROVED = "approved"
    SENT_BACK = "sent_back"
    LAPSED = "lapsed"


_OPEN = text("closed_at IS NULL")


class Review(Base):
    """One sending for review and what became of it. `content_hash` is what was approved (rules/content.py).

    Open from being sent until it is sent back, lapses or is published; approval alone leaves it open.
    """

    __tablename__ = "statement_review"
    __table_args__ = (
        CheckConstraint("outcome <> 'approved' OR decided_by_id <> submitted_by_id", name="approver_is_another"),
        CheckConstraint("outcome <> 'approved' OR content_hash IS NOT NULL", name="approved_something"),
        CheckConstraint("outcome <> 'sent_back' OR reason <> ''", name="reason_for_sending_back"),
        Index(
            "uq_statement_review_open",
            "statement_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[ReviewOutcome | None] = mapped_column(String(20))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    content_hash: Mapped[str | None] = mapped_column(String(SHA256_LENGTH))
    closed_at: Mapped[datetime | None]


class StatementVersion(Base):
    """What was published: the content with every figure resolved, as JSON, and its SHA-256. Immutable.

    `source` is the text it was made from, before any figure was resolved: what a next statement may begin with.
    `released` holds every breakdown as the disclosure rule let it out, so that a later version for the same month
    cannot show what this one withheld. A withdrawn version keeps its bytes; the public reads `public_note` instead.
    """

    __tablename__ = "statement_version"
    __table_args__ = (
        UniqueConstraint("statement_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("number = 1 OR reason <> ''", name="correction_has_reason"),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL AND public_note <> '')", name="withdrawn_with_note"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    as_of_month: Mapped[date]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    content_sha256: Mapped[str] = mapped_column(String(SHA256_LENGTH))
    released: Mapped[str] = mapped_column(Text)
    state: Mapped[VersionState] = mapped_column(String(20), default=VersionState.PUBLISHED)
    public_note: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CountedEntry(Base):
    """A home that the figures of a version count, and by which version of its entry. RESTRICTED: no page shows it.

    A later version for the same month looks here for the homes that its readers know of already, withdrawn versions'
    too (rules/counted.py). `service_type` is the home's as it was then.
    """

    __tablename__ = "statement_version_entry"

    version_id: Mapped[int] = mapped_column(ForeignKey("statement_version.id"), primary_key=True)
    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"), primary_key=True)
    service_type: Mapped[str] = mapped_column(String(30))
    entry_version_id: Mapped[int] = mapped_column(ForeignKey("entry_version.id"))


class VersionFile(Base):
    """One file of a version, compressed once. `path` is its address under the version, "page" being the page itself.

    `sha256` is of the uncompressed bytes and is also the file's ETag.
    """

    __tablename__ = "statement_file"
    __table_args__ = (UniqueConstraint("version_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("statement_version.id"), index=True)
    path: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(SHA256_LENGTH))
    body_gzip: Mapped[bytes] = mapped_column(LargeBinary)
    body_brotli: Mapped[bytes] = mapped_column(LargeBinary)


class StaticFile(Base):
    """A style sheet, script, typeface or icon that a stored page names, kept under its content's hash for ever."""

    __tablename__ = "statement_static_file"

    sha256: Mapped[str] = mapped_column(String(SHA256_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    body_gzip: Mapped[bytes] = mapped_column(LargeBinary)
    body_brotli: Mapped[bytes] = mapped_column(LargeBinary)
