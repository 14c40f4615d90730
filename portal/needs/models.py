"""Indicator series as they are kept: a row of heading, and a row for each value or symbol."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.disclosure import Symbol
from portal.needs.rules.reading import LENGTHS
from portal.needs.rules.series import AreaKind, Kind, Polarity, Unit


def _text(name: str) -> String:
    """A column as long as the text a file may bring."""
    return String(LENGTHS[name])


class IndicatorSeries(Base):
    """One line of a measure in one vintage (`as_at_on`); the columns are those of `rules.series.Heading`.

    Text that does not apply is "", not null, so that the unique constraint holds for it too. `position`
    keeps the order of the file, in which age groups make sense.
    """

    __tablename__ = "indicator_series"
    __table_args__ = (
        UniqueConstraint("authority_id", "slug", "as_at_on", "area_kind", "area_name", "breakdown"),
        UniqueConstraint("authority_id", "slug", "as_at_on", "position"),
        CheckConstraint("(breakdown_by = '') = (breakdown = '')", name="breakdown_whole"),
        CheckConstraint(
            "area_kind <> 'statistical_neighbours' OR method <> ''",
            name="neighbours_have_method",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(_text("slug"))
    title: Mapped[str] = mapped_column(_text("title"))
    unit: Mapped[Unit] = mapped_column(String(20))
    denominator: Mapped[str] = mapped_column(_text("denominator"))
    polarity: Mapped[Polarity] = mapped_column(String(10))
    definition: Mapped[str] = mapped_column(Text)
    breakdown_by: Mapped[str] = mapped_column(_text("breakdown_by"))
    as_at_on: Mapped[date]
    source_title: Mapped[str] = mapped_column(_text("source_title"))
    source_place: Mapped[str] = mapped_column(_text("source_place"))
    already_published_by: Mapped[str] = mapped_column(_text("already_published_by"))
    area_kind: Mapped[AreaKind] = mapped_column(String(30))
    area_name: Mapped[str] = mapped_column(_text("area_name"))
    area_code: Mapped[str] = mapped_column(_text("area_code"))
    breakdown: Mapped[str] = mapped_column(_text("breakdown"))
    method: Mapped[str] = mapped_column(_text("method"))
    kind: Mapped[Kind] = mapped_column(String(10), server_default=Kind.RECORDED)
    inputs: Mapped[str] = mapped_column(_text("inputs"), server_default="")
    spread: Mapped[str] = mapped_column(_text("spread"), server_default="")
    assumptions: Mapped[str] = mapped_column(_text("assumptions"), server_default="")
    imported_at: Mapped[datetime]

    values: Mapped[list[IndicatorValue]] = relationship(
        cascade="all, delete-orphan", order_by="IndicatorValue.period_on", lazy="raise"
    )


class IndicatorValue(Base):
    """A number or a symbol, never both and never neither."""

    __tablename__ = "indicator_value"
    __table_args__ = (
        UniqueConstraint("series_id", "period_on"),
        CheckConstraint("(value IS NULL) <> (symbol IS NULL)", name="value_or_symbol"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("indicator_series.id"))
    period_label: Mapped[str] = mapped_column(_text("period_label"))
    period_on: Mapped[date]
    value: Mapped[Decimal | None]
    symbol: Mapped[Symbol | None] = mapped_column(String(4))

    outturn: Mapped[IndicatorOutturn | None] = relationship(cascade="all, delete-orphan", lazy="raise")


class IndicatorOutturn(Base):
    """What a projected value came to, as somebody counted it later; added once, then it stays."""

    __tablename__ = "indicator_outturn"
    __table_args__ = (CheckConstraint("(value IS NULL) <> (symbol IS NULL)", name="value_or_symbol"),)

    value_id: Mapped[int] = mapped_column(ForeignKey("indicator_value.id"), primary_key=True)
    value: Mapped[Decimal | None]
    symbol: Mapped[Symbol | None] = mapped_column(String(4))
    as_at_on: Mapped[date]
    source: Mapped[str] = mapped_column(_text("outturn_source"))
    imported_at: Mapped[datetime]


_STANDING = text("ended_at IS NULL")


class SourcePrinting(Base):
    """A publisher's word that one vintage of a measure is printed as its source printed it, small counts too.

    It stands until somebody ends it. Rows are kept: why numbers were printed has to be known for as long as they are.
    """

    __tablename__ = "source_printing"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NULL) = (end_reason = '')", name="ended_whole"
        ),
        Index(
            "uq_source_printing_standing",
            "authority_id",
            "slug",
            "as_at_on",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    slug: Mapped[str] = mapped_column(_text("slug"))
    as_at_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    end_reason: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
